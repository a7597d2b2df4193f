"""What the tests of text share: dictation in one line, `|` between utterances, `⏎` for breaks."""

from collections.abc import Callable, Iterable

import pytest

from desktop.text.own import Replacement
from desktop.text.presentation import TextOptions, present
from desktop.transcript import Begins, Segment, Word

BREAKS = {Begins.NOTHING: "", Begins.LINE: "⏎", Begins.PARAGRAPH: "⏎⏎"}


def time_words(text: str, start_s: float = 0.0, pauses: Iterable[int] = ()) -> Segment:
    """A segment whose words take 0.4 s each, with 0.5 s of silence before those in `pauses`."""
    words = []
    at_s = start_s
    for number, word in enumerate(text.split(" ")):
        at_s += 0.5 if number in pauses else 0.0
        words.append(Word(word, round(at_s, 3), round(at_s + 0.4, 3), 0.9))
        at_s += 0.4
    return Segment(start_s, words[-1].end_s, text, tuple(words), 0.9)


def show(segments: Iterable[Segment]) -> str:
    return "|".join(BREAKS[segment.begins] + segment.text for segment in segments)


@pytest.fixture
def dictate() -> Callable[..., str]:
    """What is shown of utterances; a break within one is shown where it stands."""

    def dictate(said: str, *own: tuple[str, str]) -> str:
        segments = [Segment(float(at), at + 1.0, text) for at, text in enumerate(said.split("|"))]
        options = TextOptions(commands=True, own=tuple(Replacement(*pair) for pair in own))
        parts: list[list[str]] = [[] for _ in segments]
        for segment in present(segments, options):
            parts[int(segment.start_s)].append(BREAKS[segment.begins] + segment.text)
        return "|".join("".join(lines) for lines in parts if lines)

    return dictate
