"""Transcripts that are hard to write."""

import pytest

from desktop.export.options import MissingPart, Options
from desktop.transcript import Begins, Segment, Transcript, Word


@pytest.fixture
def talk() -> Transcript:
    """Three segments, the second with what no text file can hold, the first two with words."""
    greeting = tuple(
        Word(text, 1.0 + i, 1.8 + i, 0.9) for i, text in enumerate(["Hej", "på", "dig,", "Åsa."])
    )
    odd = (
        Word("Är\x0b", 6.0, 6.4),
        Word("2", 6.5, 6.7),
        Word("<\ud800", 6.8, 6.9),
        Word("3?", 7, 8),
    )
    return Transcript(
        segments=(
            Segment(1.0, 4.8, "Hej på dig, Åsa.", greeting, 0.9),
            Segment(6.0, 8.0, "Är\x0b 2 <\ud800 3?", odd),
            Segment(3661.25, 3663.0, '=1+1 & "åäö" 🎉'),
        ),
        model="Prov",
        source="möte <1>.mp3",
        duration_s=3670.0,
    )


@pytest.fixture
def dictated() -> Transcript:
    """A letter with a line and a paragraph that its speaker asked for."""
    return Transcript(
        (
            Segment(0.0, 1.0, "Hej Åsa."),
            Segment(1.2, 2.0, "Tack för brevet.", begins=Begins.LINE),
            Segment(2.2, 3.0, "Det kom i går."),
            Segment(3.2, 4.0, "Hälsningar Örjan.", begins=Begins.PARAGRAPH),
        )
    )


@pytest.fixture
def missing() -> Options:
    """What is to be told of a hole between the second segment and the third."""
    return Options(missing=(MissingPart(60.0, 3.0, "[… 3 s saknas …]"),))


@pytest.fixture(scope="session")
def ten_hours() -> Transcript:
    """90,000 words with times, in utterances of 25."""
    text = "Vi pratar om ditt och datt, och sedan om något helt annat, som ingen riktigt minns " * 2
    segments = []
    for n in range(3600):
        words = tuple(
            Word(word, 10.0 * n + 0.3 * i, 10.0 * n + 0.3 * i + 0.25, 0.9)
            for i, word in enumerate(text.split()[:25])
        )
        segments.append(
            Segment(10.0 * n, 10.0 * n + 7.5, " ".join(word.text for word in words), words)
        )
    return Transcript(tuple(segments), duration_s=36_000.0, source="dag.mp3")
