"""Swedish text as it counts when scoring: what was said, not how it was written.

Applied to reference and hypothesis alike. The choices:

- NFKC and lower case; å ä ö and other letters stay as they are, accents too.
- Digits become Swedish words, spelt as training.corpus.numbers spells them (num2words 0.5.14
  writes "etttusen" and "tjugode"): "25 %" tjugofem procent, "3,5" tre komma fem, "12 500" and
  "12.500" tolv tusen femhundra, "-5" minus fem.
- 1100-1999 without a blank are read in hundreds, as years and sums mostly are ("1984"
  nittonhundraåttiofyra); from 2000 on as other numbers ("2024" två tusen tjugofyra).
- A time of day is a full stop or colon between hour and two digits ("14.30", fjorton och trettio).
- "3:e", "21:a" and a day before its month ("1 maj") are ordinals.
- "10–12" with a dash is tio till tolv. Digits after a leading zero, and numbers from a thousand
  million, are read one by one ("070" noll sju noll). A number touching letters is cut off ("A4").
- %, &, +, §, °, €, $, £ become words, and "kr" after a number kronor. Other abbreviations stay.
- Hyphens and other punctuation become blanks, as in openai/whisper's BasicTextNormalizer: "e-post"
  counts as two words. Colons and apostrophes inside words go without a trace ("tv:n" is tvn).
- Hesitations ("eh", "öh") and spoken numbers in words stay as written.
"""

from __future__ import annotations

import re
import unicodedata

from training.corpus.numbers import (
    MONTHS,
    spell_cardinal,
    spell_clock,
    spell_decimal,
    spell_digits,
    spell_ordinal,
    spell_year,
)

# Before NFKC, which would make "21⁄2" of "2½".
_FRACTIONS = str.maketrans(
    {"½": " en halv ", "¼": " en fjärdedel ", "¾": " tre fjärdedelar ", "−": "-", "—": "–"}
)
_SYMBOLS = {
    "%": "procent",
    "&": "och",
    "+": "plus",
    "§": "paragraf",
    "°c": "grader",
    "°": "grader",
    "€": "euro",
    "$": "dollar",
    "£": "pund",
}
_SYMBOL = re.compile("|".join(re.escape(symbol) for symbol in _SYMBOLS))
_KRONOR = re.compile(r"(?<=[0-9])(\s*)kr\b(?!\w)\.?")
_RANGE = re.compile(r"(?<=[0-9])\s*–\s*(?=[0-9])")
_MINUS = re.compile(r"(?<![^\s(])-(?=[0-9])")
_NUMBER = re.compile(
    rf"""
      (?P<ordinal>[0-9]{{1,9}}):(?:e|a|de|dje|te|nde|dra|sta)\b
    | (?P<day>(?<![0-9.,:])(?:[12][0-9]|3[01]|[1-9]))(?=\s+(?:{"|".join(MONTHS)})\b)
    | (?P<hour>(?<![0-9.,:])(?:[01]?[0-9]|2[0-3]))[.:](?P<minute>[0-5][0-9])(?![0-9]|[.,:][0-9])
    | (?P<grouped>(?<![0-9.,:])[1-9][0-9]{{0,2}}(?:(?:\ [0-9]{{3}})+|(?:\.[0-9]{{3}})+)(?![0-9]))
      (?:,(?P<grouped_decimals>[0-9]+))?
    | (?<![0-9][.,])(?P<whole>[0-9]+)[,.](?P<decimals>[0-9]+)(?![.,]?[0-9])
    | (?P<integer>[0-9]+)
    """,
    re.VERBOSE,
)
_WITHIN_WORD = re.compile(r"(?<=\w)[:'’](?=\w)")
_FIRST_DIGITWISE = 1_000_000_000


def normalise(text: str) -> str:
    """The words of a text, lower case, single blanks between them, no digits, no punctuation."""
    text = unicodedata.normalize("NFKC", text.translate(_FRACTIONS)).lower()
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    text = _KRONOR.sub(r"\1 kronor", text)
    text = _RANGE.sub(" till ", text)
    text = _MINUS.sub(" minus ", text)
    text = _SYMBOL.sub(lambda match: f" {_SYMBOLS[match[0]]} ", text)
    text = _NUMBER.sub(lambda match: f" {_spell(match)} ", text)
    text = _WITHIN_WORD.sub("", text)
    return " ".join("".join(c if _is_of_word(c) else " " for c in text).split())


def _is_of_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _spell(match: re.Match[str]) -> str:
    found = match.groupdict()
    if found["ordinal"] or found["day"]:
        return _spell_any_ordinal(int(found["ordinal"] or found["day"]))
    if found["hour"]:
        return spell_clock(int(found["hour"]), int(found["minute"]))
    if found["grouped"]:
        digits = re.sub(r"\D", "", found["grouped"])
        if found["grouped_decimals"]:
            return _spell_with_decimals(digits, found["grouped_decimals"])
        return spell_cardinal(int(digits)) if _is_spellable(digits) else spell_digits(digits)
    if found["whole"]:
        return _spell_with_decimals(found["whole"], found["decimals"])
    return _spell_integer(found["integer"])


def _spell_integer(digits: str) -> str:
    if not _is_spellable(digits) or (digits[0] == "0" and len(digits) > 1):
        return spell_digits(digits)
    number = int(digits)
    return spell_year(number) if 1100 <= number <= 1999 else spell_cardinal(number)


def _spell_with_decimals(whole: str, decimals: str) -> str:
    if _is_spellable(whole) and _is_spellable(decimals):
        return spell_decimal(int(whole), decimals)
    return f"{spell_digits(whole)} komma {spell_digits(decimals)}"


def _spell_any_ordinal(number: int) -> str:
    hundreds, rest = number - number % 100, number % 100
    if not hundreds:
        return spell_ordinal(number)
    return spell_cardinal(hundreds) + (spell_ordinal(rest) if rest else "de")


def _is_spellable(digits: str) -> bool:
    return len(digits) < 10 and int(digits) < _FIRST_DIGITWISE
