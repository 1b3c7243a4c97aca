"""Text as it is kept: one form of each character, no guards of spreadsheets; and what may become a link."""

from __future__ import annotations

import re
import unicodedata

#: What keeps a spreadsheet from running a text as a formula: ``tracker export`` puts it there.
_GUARD = re.compile(r"'+(?=[=+\-@])")


def clean_text(text: str) -> str:
    """Return text in NFC, stripped, without NUL characters and lone surrogates (which no store keeps).

    Apostrophes that only guard a leading = + - @ from spreadsheets are taken off.
    """
    if text.isascii():  # nothing to compose: three times as fast
        return unguarded(text.replace("\x00", "").strip())
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return unguarded(unicodedata.normalize("NFC", text).strip())


def unguarded(text: str) -> str:
    """Return text without the apostrophes in front of a leading = + - @."""
    return _GUARD.sub("", text, count=1) if text.startswith("'") else text


def is_web(url: str) -> bool:
    """True for http and https addresses, the only ones that may ever become a link."""
    return url.startswith(("https://", "http://"))
