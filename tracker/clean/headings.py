"""What a heading says: its words in several languages -> concepts ("start", "planned", "cost"), its years, its units.

The words stand in ``vocab/column_words.csv``; a word may stand for several concepts ("state" is a place or a stage),
between which the cells decide. They are read part by part, so that "Fecha de inicio prevista", "PLANNED_START_DATE",
"geplanterBaubeginn" and "Плановая дата начала" come to the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from tracker.clean.currency import exact_currency
from tracker.clean.cut_headings import completed, cut_text, is_short, without_vowels
from tracker.clean.heading_units import units_beside
from tracker.clean.numbers import UnitHint, unit_hint
from tracker.clean.scales import scale_of
from tracker.clean.word_forms import is_unspaced, phrase_form, word_form
from tracker.clean.words import fold, word_rows

#: Longer headings are sentences: their words are no concepts.
_MOST_WORDS = 14
#: Longer brackets explain; shorter ones say units or one of these.
_MOST_BRACKET_WORDS = 4
_IN_BRACKETS = frozenset(
    ("planned", "actual", "local", "latin", "other", "physical", "financial", "lat", "lon", "yearly", "percent")
)
_BRACKETS = re.compile(r"[(\[{（【][^()\[\]{}（）【】]*[)\]}）】]")
_CAMEL = re.compile(r"(?<=[a-zà-þ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-þ])")
_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s?[/-]\s?(?:(?:19|20)?\d\d))?(?!\d)")
#: "maprojid" is the id of a project.
_GLUED_ID = re.compile(
    r"\w*?(?:proj|project|projet|asset|plant|record|site|work|scheme|object|feature)s?(?:id|no|nr|code)"
)
_SHORTEST_PART = 3
#: Longer ones are no words.
_LONGEST_WORD = 80
#: Before another word these count; behind it they are its id ("Contract number").
_COUNTS = ("no", "nr", "num", "nbr", "number", "anzahl")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, read.

    Parameters
    ----------
    text
        As it stands.
    concepts
        What its words stand for.
    rest
        How many words it has that mean nothing to us: the fewer, the plainer it speaks.
    years
        Years that it names ("Cost 2024", "2016/17").
    number
        The number at its end, 0 where there is none ("Sector 2").
    stem
        The folded words without years and number: "Status 2023" and "Status 2024" have one stem.
    hint
        Units, currency and scale.
    """

    text: str
    concepts: frozenset[str]
    rest: int
    years: tuple[str, ...]
    number: int
    stem: str
    hint: UnitHint

    @property
    def told(self) -> str:
        """Units, currency and scale in words, "" where it names none."""
        hint = self.hint
        parts = [hint.currency, hint.unit, f"times {hint.multiplier:g}" if hint.multiplier != 1 else ""]
        return ", ".join(part for part in parts if part)

    def has(self, *concepts: str) -> bool:
        """True where all of the concepts are named."""
        return self.concepts.issuperset(concepts)

    def any(self, *concepts: str) -> bool:
        """True where one of the concepts is named."""
        return not self.concepts.isdisjoint(concepts)


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Heading:
    """Return what a heading says."""
    plain = unicodedata.normalize("NFKC", text)
    inside = [part[1:-1] for part in _BRACKETS.findall(plain)]
    outside = _BRACKETS.sub(" ", plain)
    if not outside.strip():
        outside, inside = " ".join(inside), []
    years = tuple(_YEARS.findall(outside))
    hint = _hint(text, inside)
    if not plain.isascii():
        told, outside = units_beside(outside, inside)
        hint = told if told != UnitHint() and not (hint.currency or hint.unit) else hint
    tokens = _tokens(outside)
    number = int(tokens[-1]) if tokens and tokens[-1].isdecimal() and len(tokens[-1]) <= 2 else 0
    words = [token for token in tokens if not token.isdecimal()]
    concepts: set[str] = set()
    rest = 0
    if len(words) <= _MOST_WORDS:
        cut = None if inside else cut_text(text)
        if cut is not None:
            words = _cut_words(cut)
        for found in _concepts(words, is_cut=cut is not None, is_short=is_short(text)):
            concepts |= found
            rest += not found
        if words and words[0] in _COUNTS and len(words) > 1 and "project" not in concepts:
            concepts -= {"id"}  # "Number of lanes", "NUM_UNITS"
        rest -= sum(_is_unit(word) for word in words) if hint.currency or hint.multiplier != 1 else 0
        for part in inside:
            if len(inner := _tokens(part)) <= _MOST_BRACKET_WORDS:
                concepts |= {c for found in _concepts(inner) for c in found} & _IN_BRACKETS
    else:
        rest = len(words)
    if "%" in plain:
        concepts.add("percent")
    return Heading(text, frozenset(concepts - {"filler"}), max(rest, 0), years, number, " ".join(words), hint)


def _hint(text: str, inside: list[str]) -> UnitHint:
    """Return units, currency and scale; also of brackets that name them among other words ("millones de pesos MXN")."""
    hint = unit_hint(text)
    if hint.currency or hint.unit or hint.multiplier != 1:
        return hint
    words = [word.strip(",.;") for part in inside for word in part.split()]
    scales = [scale for word in words if len(word) > 2 and (scale := scale_of(word.lower()))]
    codes = [code for word in words if not (word.isalpha() and word.islower()) and (code := exact_currency(word))]
    if not scales:
        signs = [word.upper() for word in re.split(r"[\s_]+", text) if "$" in word]
        codes = [code for word in signs if (code := exact_currency(word))]  # "valor_r$"
        return replace(hint, currency=codes[0]) if codes else hint
    return replace(hint, multiplier=scales[0], currency=codes[0] if codes else "")


def _is_unit(word: str) -> bool:
    """True for a currency or a scale, which are no words of the heading."""
    return word not in _phrases()[0] and (exact_currency(word.upper()) is not None or bool(scale_of(word, True)))


def plain_words(text: str) -> str:
    """Return a heading as words for people: "retired_year" is "retired year", brackets are left out."""
    outside = _BRACKETS.sub(" ", unicodedata.normalize("NFKC", text))
    words = " ".join(_CAMEL.sub(" ", outside).replace("_", " ").split()).strip(" -:.")
    return words.lower() if words.isascii() else words


def _tokens(text: str) -> list[str]:
    """Return the words of a text in the form of our list, parted at case, digits and signs."""
    return [word_form(word) for word in _folded(text)]


def _folded(text: str) -> list[str]:
    return fold(_DIGITS.sub(" ", _CAMEL.sub(" ", text.replace("_", " ")))).split()


def _cut_words(text: str) -> list[str]:
    """Return the words of a heading that was cut: what the last one ends with is no ending."""
    words = [word for word in _folded(text) if not word.isdecimal()]
    forms = [word_form(word) for word in words]
    if words and forms[-1] not in _phrases()[0]:
        forms[-1] = unicodedata.normalize("NFC", words[-1])
    return forms


def _concepts(words: list[str], *, is_cut: bool = False, is_short: bool = False) -> Iterator[set[str]]:
    """Yield the concepts of each word or phrase, the longest phrases first; an empty set for one unknown."""
    known, longest = _phrases()
    i = 0
    while i < len(words):
        if is_short and 0 < i == len(words) - 1 and words[i] == "n":
            yield set()  # "prjct_n": its name, or its number
            return
        for n in range(min(longest, len(words) - i), 0, -1):
            phrase = " ".join(words[i : i + n])
            if phrase in known:
                yield set(known[phrase])
                i += n
                break
        else:
            found = _of_word(words[i], is_cut and i == len(words) - 1)
            yield found if found or not is_short else without_vowels(words[i], known)
            i += 1


def _of_word(word: str, is_cut: bool) -> set[str]:
    """Return the concepts of a word that is not listed, by its parts ("startdate", "项目名称") or its beginning."""
    if len(word) > _LONGEST_WORD:
        return set()
    if is_unspaced(word) and (found := _within(word)):
        return found
    if _GLUED_ID.fullmatch(word):
        return {"project", "id"}
    if is_cut and (found := completed(word, _phrases()[0])):
        return found
    return _parts(word, is_cut)


@lru_cache(maxsize=4096)
def _parts(word: str, is_cut: bool) -> set[str]:
    """Return the concepts of a word that is wholly made of listed ones: "projektname", "gesamtkosten".

    Of a word that was cut the last may be the beginning of one: "projectnam".
    """
    known, _ = _phrases()
    best: list[tuple[int, set[str]] | None] = [(0, set())] + [None] * len(word)
    for end in range(_SHORTEST_PART, len(word) + 1):
        for start in range(end - _SHORTEST_PART + 1):
            before, part = best[start], word[start:end]
            here = best[end]
            if before is None or (here is not None and before[0] + 1 >= here[0]):
                continue
            told = set(known.get(part, ())) or (
                completed(part, known) if is_cut and start and end == len(word) else set()
            )
            if told:
                best[end] = (before[0] + 1, before[1] | told)
    found = best[len(word)]
    return found[1] if found is not None and 2 <= found[0] <= 3 else set()


def _within(word: str) -> set[str]:
    """Return the concepts of the listed words within one of a script without spaces, the longest first."""
    found: set[str] = set()
    for part in _unspaced():
        if part in word:
            found |= set(_phrases()[0][part])
            word = word.replace(part, " ")
    return found


@cache
def _unspaced() -> tuple[str, ...]:
    """Return the listed words of scripts without spaces; those of one letter only from Chinese, where it is a word."""
    rows = ((phrase_form(row["word"]), row["language"]) for row in word_rows("column_words"))
    words = {word for word, language in rows if is_unspaced(word) and (len(word) > 1 or language == "zh")}
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


@cache
def _phrases() -> tuple[dict[str, tuple[str, ...]], int]:
    """Return phrase in our form -> concepts (filling words have none of use), and the longest one's number of words."""
    known = {phrase_form(row["word"]): tuple(row["concept"].split()) for row in word_rows("column_words")}
    return known, max(phrase.count(" ") + 1 for phrase in known)
