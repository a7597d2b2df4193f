import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.scoring.normalise import normalise

# A busy machine is no fault.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Räksmörgås, på ÅLAND!", "räksmörgås på åland"),
        ("  två\u00a0rum \n och kök ", "två rum och kök"),
        ("ﬁnt ｈｅｊ", "fint hej"),
        ("A\u030asa o\u0308ppnar", "åsa öppnar"),
        ("idé, kafé", "idé kafé"),
        # Numbers
        ("Det är 5, 6 och 17.", "det är fem sex och sjutton"),
        ("0", "noll"),
        ("12 500 personer", "tolv tusen femhundra personer"),
        ("12\u00a0500 personer", "tolv tusen femhundra personer"),
        ("12.500", "tolv tusen femhundra"),
        ("2 500 000", "två miljoner femhundra tusen"),
        ("3,5 kg", "tre komma fem kg"),
        ("1 234,05", "ett tusen tvåhundratrettiofyra komma noll fem"),
        ("3.5", "tre komma fem"),
        ("-5 grader, −7 °C", "minus fem grader minus sju grader"),
        ("070-123", "noll sju noll etthundratjugotre"),
        ("12345678901", "ett två tre fyra fem sex sju åtta nio noll ett"),
        ("1.2.3", "ett två tre"),
        ("A4-papper", "a fyra papper"),
        ("10–12 personer", "tio till tolv personer"),
        # Years
        ("1984", "nittonhundraåttiofyra"),
        ("1500 kr", "femtonhundra kronor"),
        ("1 500 kr.", "ett tusen femhundra kronor"),
        ("år 2024", "år två tusen tjugofyra"),
        # Times of day
        ("kl. 14.30", "kl fjorton och trettio"),
        ("klockan 9:05.", "klockan nio och noll fem"),
        ("8.30–9.00", "åtta och trettio till nio och noll noll"),
        # Ordinals
        ("3:e gången, 1:a, 21:a", "tredje gången första tjugoförsta"),
        ("den 1 maj 2024", "den första maj två tusen tjugofyra"),
        ("100:e", "etthundrade"),
        ("112:e", "etthundratolfte"),
        # Symbols
        ("25 %", "tjugofem procent"),
        ("25%", "tjugofem procent"),
        ("7,5 %", "sju komma fem procent"),
        ("Åhlén & Co", "åhlén och co"),
        ("5 €", "fem euro"),
        ("§ 4", "paragraf fyra"),
        ("½ liter", "en halv liter"),
        # Punctuation
        ("e-post och t.ex. bl.a.", "e post och t ex bl a"),
        ("TV:n, EU:s, Lars'", "tvn eus lars"),
        ("”Jaså?” – nej…", "jaså nej"),
        ("...", ""),
        ("", ""),
    ],
)
def test_written_and_spoken(written: str, spoken: str) -> None:
    assert normalise(written) == spoken


@unhurried
@given(st.text() | st.text("0123456789 .,:-–%åkr"))
def test_only_words_and_single_blanks_remain_and_nothing_changes_twice(text: str) -> None:
    words = normalise(text)
    assert normalise(words) == words
    assert words == " ".join(words.split()) == words.lower()
    assert not re.search(r"[0-9.,:;!?%\-–\"']", words)
