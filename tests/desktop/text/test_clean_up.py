"""Clean-up: hesitation and slips go, figures come where they are certain, all else stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.text.clean_up import clean_text
from desktop.text.numbers import read_number, read_ordinal, read_phrase
from desktop.text.presentation import TextOptions, present
from desktop.text.wordlists import words
from desktop.transcript import Segment, Word

CLEANED = """
tjugofem procent -> 25_%
Det blir tjugofem procent av tvåtusen kronor. -> Det blir 25_% av 2_000_kr.
den tredje mars tjugohundratjugosex -> 3_mars_2026
Mötet är den tredje mars. -> Mötet är den 3_mars.
Mötet är den tredje mars 2026. -> Mötet är 3_mars_2026.
Han föddes tredje mars nittonhundraåttiofem. -> Han föddes 3_mars_1985.
den tjugoförsta december -> den 21_december
fem milligram -> 5_mg
tre komma fem -> 3,5
noll komma noll fem milligram -> 0,05_mg
tre komma ett fyra -> 3,14
två komma tjugofem procent -> 2,25_%
tre till fem procent -> 3 till 5_%
fem miljoner kronor -> 5_miljoner_kr
tre hundra femtio kronor -> 350_kr
två tusen fem hundra kronor -> 2_500_kr
det kostar 2000 kronor och 25 procent moms -> det kostar 2_000_kr och 25_% moms
1,5 kilometer -> 1,5_km
12500 kronor -> 12_500_kr
femtio kvadratmeter -> 50_m²
tio grader -> 10_grader
trettiotvå personer kom -> 32 personer kom
tolvtusen elever -> 12_000 elever
Mötet börjar klockan fjorton trettio. -> Mötet börjar klockan 14.30.
klockan fjorton noll fem -> klockan 14.05
klockan fjorton -> klockan 14
Öh, jag tror det. -> Jag tror det.
Jag tror, eh, att det är så, ehm. -> Jag tror att det är så.
Jag eh tror det -> Jag tror det
Det är klart. Ehm, då går vi. -> Det är klart. Då går vi.
Hm, vad säger du? -> Vad säger du?
Då går vi, öhm. -> Då går vi.
jag jag tror -> jag tror
Jag, jag tror att att det går. -> Jag tror att det går.
Och och och så vidare -> Och så vidare
Det var liksom bara så. -> Det var bara så.
Det var, liksom, konstigt. -> Det var konstigt.
Vi var, typ, tio stycken. -> Vi var tio stycken.
""".strip().splitlines()

LEFT_ALONE = """
klockan halv tre
klockan tre
klockan fjorton tjugo personer
tusen tack
hundra gånger har jag sagt det
tvåtusentjugosex
år nittonhundraåttiofem
tio till femton personer
en meter
ett gram
två och en halv meter
Han vann med fem tre.
sidorna tre komma fem komma sju
Numret är noll sju noll tre tio tjugo.
första maj
tredje mars
Det andra april bjuder på
fem personer
Sex är bra.
Ön är öde.
Axeln är öm.
Sverige, liksom Norge, vann.
Han är liksom sin far läkare.
En ny typ av bil.
Det det handlar om är pengar.
Det som är är bra.
Han tänker på på kvällen.
mycket mycket bra
Nej nej, så är det inte.
Mm, det stämmer.
Äh, strunt i det.
Kapitel 2000 handlar om det.
tjugo fem procent
Trettio personer kom.
007 procent
25 % och 2 000 kr
”Eh” sa han.
""".strip().splitlines()


@pytest.mark.parametrize("line", CLEANED)
def test_what_is_certain_is_cleaned_up(line: str) -> None:
    said, written = line.split(" -> ")
    assert clean_text(said).replace("\u00a0", "_") == written
    assert clean_text(clean_text(said)) == clean_text(said)


@pytest.mark.parametrize("said", LEFT_ALONE)
def test_what_is_uncertain_stays(said: str) -> None:
    assert clean_text(said) == said


def test_line_breaks_stay() -> None:
    assert clean_text("Öh, hej\nfem\nprocent\n\njag\njag") == "Hej\nfem\nprocent\n\njag\njag"


WORDS = st.sampled_from(
    sorted(
        words(
            """öh eh ehm hm liksom typ jag och att bara så en ett två tre fem tio tolv tjugofem
            hundra tusen tvåtusen noll komma procent kronor milligram meter miljoner till eller halv
            klockan fjorton trettio den första tredje mars 2026 25 3,5 % kr Anna hej
            tjugohundratjugosex kl."""
        )
    )
)
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from(["", "", "", ",", ".", "?", "”"]), st.sampled_from(" \n")),
    max_size=12,
).map(lambda parts: "".join(word + mark + blank for word, mark, blank in parts).strip())


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_cleaned(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


def test_the_words_follow_the_text() -> None:
    heard_words = tuple(
        Word(text, at / 2, at / 2 + 0.4, 0.5 + at / 20)
        for at, text in enumerate(["Eh,", "det", "blir", "tjugofem", "procent."])
    )
    heard = Segment(0.0, 2.4, " ".join(word.text for word in heard_words), heard_words)
    (shown,) = present([heard], TextOptions(clean_up=True))
    assert shown.text == "Det blir 25\u00a0%."
    assert [word.text for word in shown.words] == ["Det", "blir", "25\u00a0%."]
    assert shown.words[2] == Word("25\u00a0%.", 1.5, 2.4, 0.65)


def test_commands_come_before_the_clean_up() -> None:
    heard = [
        Segment(0.0, 1.0, "Det är tre komma fem procent punkt eh ny rad"),
        Segment(1, 2, "Ehm."),
    ]
    shown = present(heard, TextOptions(commands=True, clean_up=True))
    assert [segment.text for segment in shown] == ["Det är 3,5\u00a0%."]


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("noll", 0), ("tjugoett", 21), ("etthundrasju", 107), ("ettusen", 1000), ("tusen", 1000),
        ("nittonhundraåttiofem", 1985), ("femtiotretusentvåhundrafyra", 53204), ("förti", 40),
        ("hundratusen", 100_000), ("tusenlappen", None), ("enhet", None), ("", None),
        ("treett", None),
    ],
)  # fmt: skip
def test_number_words(word: str, number: int | None) -> None:
    assert read_number(word) == number


def test_numbers_of_several_words() -> None:
    assert read_phrase(["två", "tusen", "fem", "hundra", "tjugo", "kronor"]) == (2520, 5)
    assert read_phrase(["fem", "två"]) == (5, 1)
    assert read_phrase(["hej"]) is None
    assert (read_ordinal("trettioförsta"), read_ordinal("trettio")) == (31, None)
