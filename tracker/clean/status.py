"""Status words of publishers -> the eight of the ledger. The lists stand in ``vocab/status_words.csv``."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tracker.clean.words import LONGEST_WORD, plain_text, scheme_words, word_key

#: What may follow a status without changing it: "shelved - inferred 2 y", "Suspended (Formal)", "Operating (2015)".
#: Other tails may contradict ("Approved - on hold") or speak of a part ("Completed (phase 1)").
_TAIL = re.compile(
    r"\s*(?:\s[-–—]|[(\[;,:（])\s*"
    r"(?:inferred|assumed|estimated|est\b|expected|provisional|preliminary|formal|informal|as of|since|see\b|\d)"
    r"[^()\[\]（）]*[)\]）]?",
    re.IGNORECASE,
)


def status_word(text: object, scheme: str = "") -> str | None:
    """Return the status (one of ``tracker.fields.STATUSES``) that a publisher's word stands for, or None.

    Parameters
    ----------
    text
        A word or code as the publisher writes it; case, accents, spaces and hyphens do not matter.
    scheme
        Whose word it is (a value of the column ``scheme``, such as "iati"). "" or a scheme without the word: the
        general list decides, then what all schemes agree on. Bare numbers need their scheme.
    """
    plain = plain_text(text)
    return _status(plain, scheme) if plain and len(plain) <= LONGEST_WORD else None


@lru_cache(maxsize=16384)
def _status(text: str, scheme: str) -> str | None:
    if scheme == "osm":  # construction:railway, disused=yes
        text = re.split(r"[:=]", text, maxsplit=1)[0]
    found = _look_up(word_key(text), scheme)
    if found is None:
        tail = _TAIL.search(text)
        if tail and tail.start() and tail.end() == len(text):
            found = _look_up(word_key(text[: tail.start()]), scheme)
    return found or None


def _look_up(key: str, scheme: str) -> str | None:
    """Return the status, "" for a word that is known to say nothing, None for an unknown one."""
    schemes = scheme_words("status_words", "status")
    for words in (schemes.get(scheme, {}), schemes[""]):
        if key in words:
            return words[key]
    return _agreed().get(key)


@cache
def _agreed() -> dict[str, str]:
    """Return the words on which every scheme that has them agrees; codes made of digits are left out."""
    said: dict[str, set[str]] = {}
    for scheme, words in scheme_words("status_words", "status").items():
        if scheme:
            for key, status in words.items():
                said.setdefault(key, set()).add(status)
    return {key: next(iter(all_)) for key, all_ in said.items() if len(all_) == 1 and not key.isdecimal()}
