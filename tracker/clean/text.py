"""Text as it is kept: one form of each character, no guards of spreadsheets; and what may become a link."""

from __future__ import annotations

import re
import unicodedata

#: What spreadsheets take for a formula, or skip before looking for one; some run the full-width signs of East Asia too.
_RUNS = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")


def clean_text(text: str) -> str:
    """Return text in NFC, stripped, without NUL characters and lone surrogates (which no store keeps).

    The apostrophe that only guards a leading = + - @ from spreadsheets is taken off.
    """
    if text.isascii():  # nothing to compose: three times as fast
        return _unguarded(text.replace("\x00", "").strip())
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return _unguarded(unicodedata.normalize("NFC", text).strip())


def runs(text: str) -> bool:
    """True for text that a spreadsheet may run as a formula, and for such text behind apostrophes."""
    return _RUNS.match(text) is not None


def guarded(text: str) -> str:
    """Return text that no spreadsheet runs: an apostrophe in front of = + - @ (also full-width), tab and line ends.

    Text that has such apostrophes of its own gets one more, so that :func:`unguarded` gives back every text.
    """
    return "'" + text if runs(text) else text


def unguarded(text: str) -> str:
    """Return text without the one apostrophe that :func:`guarded` put in front of it."""
    return text[1:] if text.startswith("'") and runs(text) else text


def _unguarded(text: str) -> str:
    """Return stripped text without its guard, stripped again: behind the guard may stand a tab."""
    return unguarded(text).strip() if text.startswith("'") else text


def is_web(url: str) -> bool:
    """True for http and https addresses, the only ones that may ever become a link."""
    return url.startswith(("https://", "http://"))
