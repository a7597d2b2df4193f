"""Writes numbers, dates and units as Swedish does: 25 %, 3 mars 2026, 5 mg, 3,5, 2 000 kr.

By Myndigheternas skrivregler: no-break blanks between figures and unit and between thousands, a
decimal comma, whole numbers to twelve in letters. What could be meant otherwise stays as it was
said: "en", "sex" alone, "halv tre", numbers in a row, what may be a year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from desktop.text.numbers import read_number, read_ordinal, read_phrase
from desktop.text.pieces import Piece, merge
from desktop.text.wordlists import words

BLANK = "\u00a0"
UNITS = {
    "procent": "%", "promille": "‰", "milligram": "mg", "kilogram": "kg", "gram": "g",
    "hekto": "hekto", "kilo": "kilo", "ton": "ton", "mikrogram": "mikrogram",
    "milliliter": "ml", "centiliter": "cl", "deciliter": "dl", "liter": "liter",
    "millimeter": "mm", "centimeter": "cm", "decimeter": "dm", "meter": "meter",
    "kilometer": "km", "kvadratmeter": "m²", "kubikmeter": "m³", "hektar": "hektar",
    "kilowattimmar": "kWh", "kilowatt": "kW", "watt": "W", "volt": "V", "ampere": "A",
    "kilohertz": "kHz", "megahertz": "MHz", "hertz": "Hz", "kronor": "kr", "öre": "öre",
    "euro": "euro", "dollar": "dollar", "grader": "grader", "procentenheter": "procentenheter",
    "millimol": "mmol", "kilobyte": "kB", "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB",
}  # fmt: skip
SCALES = words("miljon miljoner miljard miljarder")
MONTHS = words(
    "januari februari mars april maj juni juli augusti september oktober november december"
)
CONNECTING = words("till eller och à respektive komma gånger plus minus delat")
MAY_FOLLOW_TIME = words("i på till men kommer är ska den idag imorgon ikväll varje")
IN_LETTERS = 12  # whole numbers up to it
IDIOMS = words("hundra tusen")  # "tusen tack"
YEARS = range(1100, 2100)
_FIGURES = re.compile(r"\d+(,\d+)?")


def write_figures(pieces: Sequence[Piece]) -> list[Piece]:
    """The words, with figures where they are certain."""
    written: list[Piece] = []
    at = 0
    while at < len(pieces):
        if not _may_begin(pieces[at]):
            written.append(pieces[at])
            at += 1
            continue
        rest = pieces[at:]
        before = written[-1] if written else None
        made = (
            _write_date(rest)
            or _write_time(rest, before)
            or _write_measure(rest, before)
            or _write_decimal(rest, before)
            or _write_large(rest, before)
        )
        if made is None:
            written.append(pieces[at])
            at += 1
            continue
        new, n_taken = made
        written += new
        at += n_taken
    return written


def _may_begin(piece: Piece) -> bool:
    """Whether anything that is written in figures begins with this word: most do not."""
    key = piece.key
    is_number = key[:1].isdigit() or read_number(key) is not None
    return is_number or key == "den" or read_ordinal(key) is not None


Made = tuple[list[Piece], int]  # what is written, and for how many words


def group_thousands(digits: str) -> str:
    """2000 becomes 2 000, with no-break blanks."""
    return f"{int(digits):,}".replace(",", BLANK)


def _write_date(pieces: Sequence[Piece]) -> Made | None:
    """ "den tredje mars tjugohundratjugosex"; without "den" only where a year follows."""
    skip = 1 if pieces[0].key == "den" and _is_joined(pieces, 1) else 0
    if len(pieces) < skip + 2 or not _is_joined(pieces, skip + 2):
        return None
    day = read_ordinal(pieces[skip].text.casefold())
    month = pieces[skip + 1].key
    if day is None or month not in MONTHS or pieces[skip + 1].text.casefold() != month:
        return None
    year = None
    if len(pieces) > skip + 2 and _is_joined(pieces, skip + 3):
        word = pieces[skip + 2].text
        number = int(word) if re.fullmatch(r"\d{4}", word) else read_number(word.casefold())
        year = number if number is not None and number in YEARS else None
    if year is not None:
        return [merge(pieces[: skip + 3], f"{day}{BLANK}{month}{BLANK}{year}")], skip + 3
    if not skip:
        return None
    return [pieces[0], merge(pieces[1:3], f"{day}{BLANK}{month}")], 3


def _write_time(pieces: Sequence[Piece], before: Piece | None) -> Made | None:
    """ "klockan fjorton trettio": only what can be no count of something that follows."""
    if before is None or before.shown.casefold() not in ("klockan", "kl."):
        return None
    words = [piece.text.casefold() for piece in pieces[:4]]
    hour = read_number(words[0])
    if hour is None or not 13 <= hour <= 24 or pieces[0].loose:
        return None
    at = 2 if words[1:2] == ["och"] else 1
    if len(words) <= at or not _is_joined(pieces, at + 1):
        return None
    minute, n_words = read_number(words[at]), 1
    if minute == 0 and len(words) > at + 1 and _is_joined(pieces, at + 2):
        ones = read_number(words[at + 1])
        if ones is None or not 1 <= ones <= 9:
            return None
        minute, n_words = ones, 2
    end = at + n_words
    if minute is None or not (10 <= minute <= 59 or n_words == 2):
        return None
    following = pieces[end].key if end < len(pieces) else ""
    if following and not pieces[end - 1].loose and following not in MAY_FOLLOW_TIME:
        return None
    return [merge(pieces[:end], f"{hour}.{minute:02}")], end


def _write_measure(pieces: Sequence[Piece], before: Piece | None) -> Made | None:
    """A number and its unit, and the first number of "tre till fem procent"."""
    found = _read_amount(pieces)
    if found is None or _goes_on_from_number(before):
        return None
    number, n_words = found
    unit = _read_unit(pieces, n_words)
    if unit is not None:
        text, n_unit = unit
        end = n_words + n_unit
        return [merge(pieces[:end], f"{number}{BLANK}{text}")], end
    if len(pieces) <= n_words or pieces[n_words].shown not in ("till", "eller", "och"):
        return None
    if pieces[n_words - 1].loose or not _is_joined(pieces, n_words + 1):
        return None
    rest = pieces[n_words + 1 :]
    second = _read_amount(rest) if rest else None
    if second is None:
        return None
    unit = _read_unit(rest, second[1])
    if unit is None or "\n" in rest[0].before:
        return None
    end = second[1] + unit[1]
    upper = merge(rest[:end], f"{second[0]}{BLANK}{unit[0]}")
    return [merge(pieces[:n_words], number), pieces[n_words], upper], n_words + 1 + end


def _write_decimal(pieces: Sequence[Piece], before: Piece | None) -> Made | None:
    """ "tre komma fem" with no unit."""
    found = _read_amount(pieces)
    if found is None or "," not in found[0] or found[1] < 2 or _goes_on_from_number(before):
        return None
    return [merge(pieces[: found[1]], found[0])], found[1]


def _write_large(pieces: Sequence[Piece], before: Piece | None) -> Made | None:
    """A whole number over twelve, where it stands alone and can be no year."""
    found = _read_whole(pieces)
    if found is None or pieces[0].text[:1].isupper():
        return None
    value, n_words = found
    if value <= IN_LETTERS or value in YEARS or pieces[0].key in IDIOMS:
        return None
    if before is not None and before.key in CONNECTING and not before.loose:
        return None
    following = pieces[n_words].key if n_words < len(pieces) else ""
    counts_on = following in CONNECTING | SCALES | MONTHS or read_number(following) is not None
    if counts_on and not pieces[n_words - 1].loose:
        return None
    if _goes_on_from_number(before):
        return None
    return [merge(pieces[:n_words], group_thousands(str(value)))], n_words


def _read_amount(pieces: Sequence[Piece]) -> tuple[str, int] | None:
    """A number as it is to be written, and of how many words it is made; "en" and "ett" are none
    unless a decimal follows."""
    if not pieces:
        return None
    if _FIGURES.fullmatch(pieces[0].text):
        whole, comma, decimals = pieces[0].text.partition(",")
        if len(whole) > 1 and whole.startswith("0"):
            return None
        return group_thousands(whole) + comma + decimals, 1
    found = _read_whole(pieces)
    if found is None:
        return None
    value, n_words = found
    decimals, n_decimal = _read_decimals(pieces[n_words:], pieces[n_words - 1])
    if decimals:
        return f"{group_thousands(str(value))},{decimals}", n_words + n_decimal
    if value == 1 or pieces[0].key == "en":
        return None
    return group_thousands(str(value)), n_words


def _read_whole(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """A number in words, with no other one directly after it; digits said one by one are none."""
    words = []
    for at, piece in enumerate(pieces):
        if piece.text.casefold() != piece.key or (at and "\n" in piece.before):
            break
        words.append(piece.key)
        if piece.loose:
            break
    found = read_phrase(words)
    if found is None:
        return None
    value, n_words = found
    if n_words < len(words) and read_number(words[n_words]) is not None:
        return None
    return value, n_words


def _read_decimals(pieces: Sequence[Piece], before: Piece) -> tuple[str, int]:
    """What "komma fem", "komma noll fem" or "komma tjugofem" adds; a list of numbers adds none."""
    if before.loose or not pieces or pieces[0].shown != "komma" or not _is_joined(pieces, 1):
        return "", 0
    digits = ""
    at = 1
    while at < len(pieces) and "\n" not in pieces[at].before:
        value = read_number(pieces[at].text) if pieces[at].text == pieces[at].key else None
        if value is None or value > 99 or (digits and value > 9):
            break
        digits += str(value)
        at += 1
        if value > 9 or pieces[at - 1].loose:
            break
    following = pieces[at].key if at < len(pieces) else ""
    is_list = at > 1 and not pieces[at - 1].loose and following == "komma"
    goes_on = at > 1 and not pieces[at - 1].loose and read_number(following) is not None
    return ("", 0) if not digits or is_list or goes_on else (digits, at)


def _read_unit(pieces: Sequence[Piece], at: int) -> tuple[str, int] | None:
    """The unit after a number and of how many words it is made; "miljoner" may come before it."""
    if at >= len(pieces) or pieces[at - 1].loose or "\n" in pieces[at].before:
        return None
    word = pieces[at].text
    if word in SCALES:
        unit = _read_unit(pieces, at + 1)
        return (f"{word}{BLANK}{unit[0]}", 1 + unit[1]) if unit is not None else (word, 1)
    return (UNITS[word], 1) if word in UNITS else None


def _goes_on_from_number(before: Piece | None) -> bool:
    """Whether a number, or half of one, stands directly before."""
    if before is None or before.loose:
        return False
    key = before.key
    return key in ("halv", "komma") or key.isdigit() or read_number(key) is not None


def _is_joined(pieces: Sequence[Piece], n_words: int) -> bool:
    """Whether the first words have nothing between them but blanks."""
    if len(pieces) < n_words:
        return False
    return all(
        not first.loose and "\n" not in second.before
        for first, second in pairwise(pieces[:n_words])
    )
