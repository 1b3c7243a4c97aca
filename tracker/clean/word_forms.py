"""Words as lists hold them, whatever case, article or form of letter they stand in: Russian, Arabic, Korean."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from tracker.clean.words import fold

#: Endings of Russian nouns and adjectives, as fold leaves them ("й" is "и", "ё" is "е"); the longest goes first.
_ENDINGS = (
    "иями ями ами ыми ими ого его ому ему иях ием ыи ии ои еи ая яя ое ее ые ие ую юю ых их ым им "
    "ом ем ов ев ам ям ах ях ия ию ью а я о е ы и у ю ь"
)
_SHORTEST_STEM = 3
#: The article, alone and behind "and", "with", "for".
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
#: Letters of Arabic that are written one for the other, and the stroke that only stretches a word.
_LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ک": "ك", "ی": "ي", "ـ": ""})


def phrase_form(text: str) -> str:
    """Return text folded, each of its words in the form in which lists hold it."""
    return " ".join(word_form(word) for word in fold(text).split())


@lru_cache(maxsize=8192)
def word_form(word: str) -> str:
    """Return a folded word without what its place in a sentence gives it.

    Russian words lose their endings ("стоимость" and "стоимости" are one), Arabic ones their article, and Korean
    syllables, which fold takes apart, are put together again. Words in other letters stay as they are.
    """
    if word.isascii():
        return word
    word = unicodedata.normalize("NFC", word)
    if any("\u0400" <= c <= "\u04ff" for c in word):
        ending = next((e for e in _ENDINGS.split() if word.endswith(e) and len(word) - len(e) >= _SHORTEST_STEM), "")
        return word.removesuffix(ending)
    if any("\u0600" <= c <= "\u06ff" for c in word):
        word = word.translate(_LETTERS)
        article = next((a for a in _ARTICLES if word.startswith(a) and len(word) - len(a) >= _SHORTEST_STEM), "")
        return word.removeprefix(article)
    return word


def is_unspaced(word: str) -> bool:
    """True for words of scripts whose words stand without spaces: Chinese, Japanese, and Korean often."""
    return any("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in word)
