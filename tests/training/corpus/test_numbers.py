"""Swedish number words, against the spelling that SAOL and Språkrådet give."""

import pytest

from training.corpus.numbers import (
    group_thousands,
    spell_cardinal,
    spell_clock,
    spell_decimal,
    spell_digits,
    spell_ordinal,
    spell_year,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "noll"),
        (12, "tolv"),
        (18, "arton"),
        (20, "tjugo"),
        (21, "tjugoett"),
        (100, "etthundra"),
        (345, "trehundrafyrtiofem"),
        (1000, "ett tusen"),
        (12_500, "tolv tusen femhundra"),
        (1_000_000, "en miljon"),
        (2_000_013, "två miljoner tretton"),
    ],
)
def test_cardinals(number: int, words: str) -> None:
    assert spell_cardinal(number) == words


def test_every_number_has_its_own_words() -> None:
    assert len({spell_cardinal(number) for number in range(20_000)}) == 20_000


@pytest.mark.parametrize("number", [-1, 1_000_000_000])
def test_numbers_beyond_the_words_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        spell_cardinal(number)


@pytest.mark.parametrize(
    ("number", "words"), [(1, "första"), (2, "andra"), (20, "tjugonde"), (31, "trettioförsta")]
)
def test_ordinals(number: int, words: str) -> None:
    assert spell_ordinal(number) == words


def test_years_decimals_times_and_digits() -> None:
    assert spell_year(1998) == "nittonhundranittioåtta"
    assert spell_year(2000) == "tjugohundra"
    assert spell_year(2026) == "tjugohundratjugosex"
    assert spell_decimal(3, "5") == "tre komma fem"
    assert spell_decimal(0, "05") == "noll komma noll fem"
    assert spell_decimal(1, "25") == "ett komma tjugofem"
    assert spell_clock(14, 30) == "fjorton och trettio"
    assert spell_clock(9, 5) == "nio och noll fem"
    assert spell_clock(7, 0) == "sju och noll noll"
    assert spell_digits("070") == "noll sju noll"
    assert group_thousands(12_500) == "12 500"
    assert group_thousands(999) == "999"
