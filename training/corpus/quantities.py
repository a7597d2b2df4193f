"""Numbers, dates, times, sums and doses as Swedish writes them, marked with how they are said.

Each function takes a random generator and the slot's argument and gives "⟦written¦spoken⟧".
Writing is consistent, so that it can be learnt: words up to twelve, digits above and with units.
"""

import random
from collections.abc import Callable

from training.corpus.numbers import (
    MONTHS,
    group_thousands,
    spell_cardinal,
    spell_clock,
    spell_decimal,
    spell_digits,
    spell_ordinal,
    spell_year,
)

_LARGEST_WORD = 12


def mark(written: str, spoken: str) -> str:
    return f"⟦{written}¦{spoken}⟧"


def _draw(rng: random.Random, argument: str, default: str = "2-99") -> int:
    low, _, high = (argument or default).partition("-")
    number = rng.randint(int(low), int(high))
    if number > 200 and rng.random() < 0.5:  # round numbers are the common ones
        step = 10 ** (len(str(number)) - 2)
        number = max(int(low), number // step * step)
    return number


def _number(rng: random.Random, argument: str) -> str:
    number = _draw(rng, argument)
    if number <= _LARGEST_WORD:
        return spell_cardinal(number)
    return mark(group_thousands(number), spell_cardinal(number))


def _digits(rng: random.Random, argument: str) -> str:
    number = _draw(rng, argument)
    return mark(group_thousands(number), spell_cardinal(number))


def _decimal(rng: random.Random, argument: str) -> str:
    whole, decimal = _draw(rng, argument, "1-40"), str(rng.randint(1, 9))
    return mark(f"{whole},{decimal}", spell_decimal(whole, decimal))


def _temperature(rng: random.Random, argument: str) -> str:
    return _decimal(rng, "36-40")


def _year(rng: random.Random, argument: str) -> str:
    year = rng.choice((rng.randint(1900, 1999), rng.randint(1985, 2030), rng.randint(2001, 2030)))
    return mark(str(year), spell_year(year))


def _decade(rng: random.Random, argument: str) -> str:
    decade = rng.randrange(20, 100, 10)
    return mark(str(decade), spell_cardinal(decade))


def _date(rng: random.Random, argument: str) -> str:
    month = rng.randrange(12)
    day = rng.randint(1, 28 if month == 1 else 30 if month in (3, 5, 8, 10) else 31)
    return mark(f"{day} {MONTHS[month]}", f"{spell_ordinal(day)} {MONTHS[month]}")


def _clock(rng: random.Random, argument: str) -> str:
    hour = rng.choices(range(24), [1] * 7 + [4] * 14 + [1] * 3)[0]
    minute = rng.choice((0, 0, 15, 30, 30, 45, rng.randrange(60), rng.randrange(0, 60, 5)))
    return mark(f"{hour}.{minute:02}", spell_clock(hour, minute))


def _spoken_clock(rng: random.Random, argument: str) -> str:
    hour = spell_cardinal(rng.randint(1, 12))
    return rng.choice(
        (
            *("halv {}", "halv {}", "kvart över {}", "kvart i {}", "fem över {}", "fem i {}"),
            *("tio över {}", "tio i {}", "tjugo över {}", "tjugo i {}", "fem i halv {}"),
            "fem över halv {}",
        )
    ).format(hour)


def _kronor(rng: random.Random, argument: str) -> str:
    top = rng.choice((100, 1000, 10_000, 100_000))
    number = _draw(rng, f"{max(13, top // 10)}-{top}")
    return mark(f"{group_thousands(number)} kronor", f"{spell_cardinal(number)} kronor")


def _millions(rng: random.Random, argument: str) -> str:
    number = rng.choice((rng.randint(2, 40), rng.randint(2, 19) * 10, rng.randint(2, 9) * 100))
    unit = rng.choice(("miljoner", "miljoner", "miljarder"))
    written = spell_cardinal(number) if number <= _LARGEST_WORD else str(number)
    return mark(f"{written} {unit} kronor", f"{spell_cardinal(number)} {unit} kronor")


def _percent(rng: random.Random, argument: str) -> str:
    number = rng.randint(2, 99)
    return mark(f"{number} procent", f"{spell_cardinal(number)} procent")


def _decimal_percent(rng: random.Random, argument: str) -> str:
    whole, decimals = rng.randint(0, 12), rng.choice(("5", "25", "75", str(rng.randint(1, 9))))
    return mark(f"{whole},{decimals} procent", f"{spell_decimal(whole, decimals)} procent")


def _dose(rng: random.Random, argument: str) -> str:
    if rng.random() < 0.2:
        whole, decimal = rng.choice(((0, "5"), (2, "5"), (7, "5"), (1, "5"), (12, "5"), (0, "25")))
        return mark(f"{whole},{decimal} mg", f"{spell_decimal(whole, decimal)} milligram")
    number = rng.choice((1, 2, 4, 5, 8, 10, 15, 20, 25, 40, 50, 75, 80, 100, 200, 250, 500, 850))
    unit, spoken = rng.choice((("mg", "milligram"), ("mg", "milligram"), ("ml", "milliliter")))
    return mark(f"{number} {unit}", f"{spell_cardinal(number)} {spoken}")


def _blood_pressure(rng: random.Random, argument: str) -> str:
    over, under = rng.randrange(100, 191, 5), rng.randrange(55, 111, 5)
    return mark(f"{over}/{under}", f"{spell_cardinal(over)} genom {spell_cardinal(under)}")


def _phone(rng: random.Random, argument: str) -> str:
    area = rng.choice(("070", "073", "076", "08", "031", "040", "018", "090"))
    first, second, third = rng.randint(100, 999), rng.randint(10, 99), rng.randint(10, 99)
    spoken = ", ".join(
        (
            spell_digits(area),
            spell_digits(str(first)),
            spell_cardinal(second),
            spell_cardinal(third),
        )
    )
    return mark(f"{area}-{first} {second} {third}", spoken)


def _email(rng: random.Random, argument: str) -> str:
    name = rng.choice(
        ("anna", "erik", "maria", "lars", "sara", "johan", "karin", "info", "kontakt")
    )
    place = rng.choice(("exempel", "kontoret", "skolan", "biblioteket", "museet", "tidningen"))
    surname = rng.choice(("", ".berg", ".lind", ".holm", ".ek", ".strand", ".dahl"))
    spoken = f"{name}{surname.replace('.', ' punkt ')} snabel-a {place} punkt s e"
    return mark(f"{name}{surname}@{place}.se", spoken)


def _digit_code(rng: random.Random, argument: str) -> str:
    digits = "".join(str(rng.randrange(10)) for _ in range(int(argument or "4")))
    return mark(digits, spell_digits(digits))


QUANTITIES: dict[str, Callable[[random.Random, str], str]] = {
    "n": _number,
    "d": _digits,
    "dec": _decimal,
    "temp": _temperature,
    "year": _year,
    "decade": _decade,
    "date": _date,
    "clock": _clock,
    "spokenclock": _spoken_clock,
    "kronor": _kronor,
    "millions": _millions,
    "percent": _percent,
    "decpercent": _decimal_percent,
    "dose": _dose,
    "bp": _blood_pressure,
    "phone": _phone,
    "email": _email,
    "digits": _digit_code,
}
