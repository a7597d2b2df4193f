"""Reads Swedish number words: "tjugofem" is 25, "två tusen" 2000, "tredje" the 3rd."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_SMALL = {
    "noll": 0, "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7,
    "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14,
    "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19,
}  # fmt: skip
_TENS = {
    "tjugo": 20, "tjugi": 20, "trettio": 30, "tretti": 30, "fyrtio": 40, "förtio": 40,
    "fyrti": 40, "förti": 40, "femtio": 50, "femti": 50, "sextio": 60, "sexti": 60, "sjuttio": 70,
    "sjutti": 70, "åttio": 80, "åtti": 80, "nittio": 90, "nitti": 90,
}  # fmt: skip
_ORDINALS = {
    "första": 1, "förste": 1, "andra": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6,
    "sjunde": 7, "åttonde": 8, "nionde": 9, "tionde": 10, "elfte": 11, "tolfte": 12,
    "trettonde": 13, "fjortonde": 14, "femtonde": 15, "sextonde": 16, "sjuttonde": 17,
    "artonde": 18, "nittonde": 19, "tjugonde": 20, "trettionde": 30,
}  # fmt: skip
_ORDINALS |= {
    tens + ones: _TENS[tens] + _ORDINALS[ones]
    for tens in ("tjugo", "trettio")
    for ones in ("första", "förste", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde",
                 "åttonde", "nionde")
}  # fmt: skip


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ONES = _alternatives([word for word, value in _SMALL.items() if 1 <= value <= 9])
_TEENS = _alternatives([word for word, value in _SMALL.items() if value >= 10])
_UP_TO_99 = rf"(?:(?:{_alternatives(list(_TENS))})(?:{_ONES})?|{_TEENS}|{_ONES})"
_HUNDREDS = re.compile(
    rf"(?:(?P<hundreds>{_UP_TO_99})?(?P<hundra>hundra)(?:och)?)?(?P<rest>{_UP_TO_99})?"
)
_BELOW_100 = re.compile(
    rf"(?:(?P<tens>{_alternatives(list(_TENS))})(?P<ones>{_ONES})?)|(?P<small>.+)"
)


@lru_cache(maxsize=4096)
def read_number(word: str) -> int | None:
    """The number that one word tells, in small letters; None where it tells none."""
    if word == "noll":
        return 0
    thousands, found, rest = word.partition("tusen")
    if not found and word.startswith("ettusen"):
        thousands, found, rest = "ett", "tusen", word.removeprefix("ettusen")
    if not found:
        return _read_hundreds(word)
    if thousands == "et":  # ettusen
        thousands = "ett"
    n_thousands = _read_hundreds(thousands) if thousands else 1
    remainder = _read_hundreds(rest.removeprefix("och")) if rest else 0
    if n_thousands is None or remainder is None or n_thousands >= 1000 or remainder >= 1000:
        return None
    return 1000 * n_thousands + remainder


def read_ordinal(word: str) -> int | None:
    """The day of the month that a word like "tredje" tells."""
    return _ORDINALS.get(word)


def read_phrase(words: Sequence[str]) -> tuple[int, int] | None:
    """The longest number that the words begin with, and of how many words it is made.

    Parts stand in falling order: "två tusen fem hundra tjugo" is one number, "fem två" is not.
    """
    total = 0
    n_words = 0
    room = 1_000_000  # what follows must be smaller than this
    while n_words < len(words):
        value = read_number(words[n_words])
        if value is None or (value == 0 and n_words):
            break
        following = words[n_words + 1] if n_words + 1 < len(words) else ""
        step = 1
        if following in ("hundra", "tusen") and words[n_words] not in ("hundra", "tusen"):
            scale = 100 if following == "hundra" else 1000
            if value < (100 if scale == 100 else 1000) and value > 0:
                value, step = value * scale, 2
        if n_words and not _fits(value, room):
            break
        total += value
        n_words += step
        room = _find_room(value)
        if room == 0:
            break
    return (total, n_words) if n_words else None


def _fits(value: int, room: int) -> bool:
    return 0 < value < room


def _find_room(value: int) -> int:
    for scale in (1000, 100):
        if value % scale == 0 and value:
            return scale
    return 0


def _read_hundreds(word: str) -> int | None:
    """A number up to 9,999: "nittonhundraåttiofem" is 1985."""
    fitting = _HUNDREDS.fullmatch(word)
    if fitting is None or not word:
        return None
    hundreds, rest = fitting["hundreds"], fitting["rest"]
    total = 0
    if fitting["hundra"]:
        total = 100 * (_read_below_100(hundreds) if hundreds else 1)
    return total + (_read_below_100(rest) if rest else 0)


def _read_below_100(word: str) -> int:
    fitting = _BELOW_100.fullmatch(word)
    assert fitting is not None
    if fitting["tens"]:
        return _TENS[fitting["tens"]] + _SMALL.get(fitting["ones"] or "", 0)
    return _SMALL[word]
