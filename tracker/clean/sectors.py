"""Sectors of publishers -> sector words of ``vocab/sectors.csv``. The lists stand in ``vocab/sector_words.csv``.

Some of our words are wide ("energy", "transport"; column ``wide``): they give way to a narrower one beside them. A
known word that is none of ours is "other"; None is an unknown word.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tracker.clean.words import LONGEST_WORD, fold, plain_text, scheme_words, word_key, word_rows

_BETWEEN = re.compile(r"[;|,\n、，；]+|\s+/\s+")
#: Codes of the OECD: those not listed belong to the group of their first three digits.
_DAC = "dac"

_MILITARY = re.compile(
    r"\b(?:military|militaire|militar|armed forces|forces armees|fuerzas armadas|bundeswehr|warships?|naval base"
    r"|army base|air base|air force|royal navy|us navy|munitions?|weapons?|arms sales?|arms exports?"
    r"|(?:ministry|ministere|ministerio|ministerium|minister|department|dept|secretaria) (?:of |des? |da )"
    r"(?:la |the )?(?:national )?(?:defen[cs]e|defensa|defesa|armees)"
    r"|(?:national )?defen[cs]e (?:ministry|department|forces?|equipment|infrastructure organisation"
    r"|nuclear organisation|procurement|capability)"
    r"|verteidigungsministerium|bundesministerium der verteidigung)\b|国防|军事|军队"
)
_WHOLE_MILITARY = frozenset(
    ("mod", "dod", "army", "navy", "defence", "defense", "nationaldefence", "nationaldefense", "defensa")
)
_INITIALS = re.compile(r"\b(?:MOD|MoD|DOD|DoD)\b")
#: Engineers of an army who build dams and levees for everybody, and what armed forces gave up.
_CIVILIAN = re.compile(r"\bcorps of engineers\b|\bdemilitari[sz]|\bformer (?:military|army|air force|naval)\b")


def sector_word(text: object, scheme: str = "") -> str | None:
    """Return the sector word of the tracker that a publisher's word, code or list stands for, or None.

    Parameters
    ----------
    text
        One word, code or short text; a list (``|`` ``;`` or commas) counts where all its specific parts agree, since a
        project has one sector. Several sectors are None: not decided.
    scheme
        Whose word it is: a value of the column ``scheme`` such as "oc4ids", "dac" (OECD purpose codes of three or five
        digits), "gem", "worldbank". Codes made of digits need their scheme.
    """
    plain = plain_text(text)
    return _sector(plain, scheme) if plain and len(plain) <= LONGEST_WORD else None


def is_military(text: object) -> bool:
    """True where a department, category or title is one of defence or armed forces: out of scope for the tracker.

    Flood and coastal defences, and public works of army engineers, are civilian.
    """
    plain = plain_text(text)
    return bool(plain) and _military(plain)


@lru_cache(maxsize=16384)
def _military(text: str) -> bool:
    folded = fold(text)
    if _CIVILIAN.search(folded):
        return False
    if folded.replace(" ", "") in _WHOLE_MILITARY or _MILITARY.search(folded):
        return True
    return len(text) <= 40 and bool(_INITIALS.search(text))


@lru_cache(maxsize=16384)
def _sector(text: str, scheme: str) -> str | None:
    found = _look_up(text, scheme)
    if found:
        return found
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    words = {_look_up(part, scheme) for part in parts} if len(parts) > 1 else {None}
    if None in words:
        return _phrases(text)
    return _agreed({word for word in words if word})


def _look_up(text: str, scheme: str) -> str | None:
    schemes = scheme_words("sector_words", "sector")
    key = word_key(text)
    for words in (schemes.get(scheme, {}), schemes[""]):
        if key in words:
            return words[key]
    if key in _own_words():
        return _own_words()[key]
    if scheme == _DAC and key.isdecimal() and len(key) == 5:
        return schemes[_DAC].get(key[:3])
    return None if scheme == "phrase" else _only_in_schemes().get(key)


def _phrases(text: str) -> str | None:
    """Return the sector of the phrases within a text, longer ones first ("coal mine" is no "mine")."""
    folded = fold(text)
    found = set()
    for phrase in _phrase_pattern().findall(folded):
        found.add(scheme_words("sector_words", "sector")["phrase"][phrase.replace(" ", "")])
    return _agreed(found)


def _agreed(words: set[str]) -> str | None:
    """Return the one narrow word of a set; without any the one wide word, else "other"; None for several narrow."""
    narrow = words - _wide_words() - {"other"}
    if narrow:
        return next(iter(narrow)) if len(narrow) == 1 else None
    wide = words - {"other"}
    return next(iter(wide)) if len(wide) == 1 else "other" if words else None


@cache
def _wide_words() -> frozenset[str]:
    return frozenset(row["word"] for row in word_rows("sectors") if row["wide"])


@cache
def _own_words() -> dict[str, str]:
    """Return our own words and their labels."""
    return {word_key(row[name]): row["word"] for row in word_rows("sectors") for name in ("label", "label_zh", "word")}


@cache
def _phrase_pattern() -> re.Pattern[str]:
    phrases = sorted((fold(row["word"]) for row in word_rows("sector_words") if row["scheme"] == "phrase"), key=len)
    latin = [re.escape(p) for p in reversed(phrases) if p.isascii()]
    other = [re.escape(p) for p in reversed(phrases) if not p.isascii()]
    return re.compile(rf"\b(?:{'|'.join(latin)})\b|{'|'.join(other)}")


@cache
def _only_in_schemes() -> dict[str, str]:
    """Return words of single schemes on which all that have them agree; codes made of digits are left out."""
    said: dict[str, set[str]] = {}
    for scheme, words in scheme_words("sector_words", "sector").items():
        if scheme not in ("", "phrase", "nyc"):
            for key, sector in words.items():
                said.setdefault(key, set()).add(sector)
    return {key: next(iter(all_)) for key, all_ in said.items() if len(all_) == 1 and not key.isdecimal()}
