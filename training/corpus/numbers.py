"""Swedish numbers as they are spoken: cardinals, ordinals, years, clock times, amounts.

num2words is not used for Swedish speech: it gives "etttusen" and "tjugode" (0.5.14).
"""

_UNITS = (
    *("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva"),
    *("tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton"),
)
_TENS = ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")
_ORDINALS = (
    *("nollte", "första", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde"),
    *("nionde", "tionde", "elfte", "tolfte", "trettonde", "fjortonde", "femtonde", "sextonde"),
    *("sjuttonde", "artonde", "nittonde"),
)
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september"),
    *("oktober", "november", "december"),
)


def spell_cardinal(number: int) -> str:
    """Words of `number`, 0 to 999,999,999: 21 → "tjugoett", 1200 → "ett tusen två hundra"."""
    if not 0 <= number < 1_000_000_000:
        raise ValueError(f"no words for {number}")
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return _TENS[tens - 2] + (_UNITS[unit] if unit else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return _UNITS[hundreds] + "hundra" + (spell_cardinal(rest) if rest else "")
    if number < 1_000_000:
        thousands, rest = divmod(number, 1000)
        words = spell_cardinal(thousands) + " tusen"
    else:
        millions, rest = divmod(number, 1_000_000)
        words = "en miljon" if millions == 1 else spell_cardinal(millions) + " miljoner"
    return words + (" " + spell_cardinal(rest) if rest else "")


def spell_ordinal(number: int) -> str:
    """Words of the ordinal, 0 to 99: 3 → "tredje", 21 → "tjugoförsta"."""
    if number < 20:
        return _ORDINALS[number]
    tens, unit = divmod(number, 10)
    return _TENS[tens - 2] + (_ORDINALS[unit] if unit else "nde")


def spell_year(year: int) -> str:
    """Words of a year as people say it: 1998 → "nittonhundranittioåtta"."""
    century, rest = divmod(year, 100)
    if year == 2000:
        return "tjugohundra"
    return spell_cardinal(century) + "hundra" + (spell_cardinal(rest) if rest else "")


def spell_decimal(whole: int, decimals: str) -> str:
    """Words of a decimal number: (3, "5") → "tre komma fem", (1, "25") → "ett komma tjugofem"."""
    zeros = len(decimals) - len(decimals.lstrip("0"))
    spoken = [_UNITS[0]] * zeros
    if decimals.lstrip("0"):
        spoken.append(spell_cardinal(int(decimals)))
    return f"{spell_cardinal(whole)} komma {' '.join(spoken)}"


def spell_clock(hour: int, minute: int) -> str:
    """Words of a time of day: (14, 30) → "fjorton och trettio", (9, 5) → "nio och noll fem"."""
    if minute == 0:
        return f"{spell_cardinal(hour)} och noll noll"
    prefix = "noll " if minute < 10 else ""
    return f"{spell_cardinal(hour)} och {prefix}{spell_cardinal(minute)}"


def spell_digits(digits: str) -> str:
    """Each digit by its name: "070" → "noll sju noll"."""
    return " ".join(_UNITS[int(digit)] for digit in digits)


def group_thousands(number: int) -> str:
    """Digits as Swedish writes them, a blank before each group of three: 12500 → "12 500"."""
    return f"{number:,}".replace(",", " ")
