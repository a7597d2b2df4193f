"""When each spoken word was first shown as it then stayed: tentative, and committed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from scripts.bench.speech import SpokenWord
from scripts.bench.timed_engine import TimedEvent
from training.scoring.normalise import normalise


@dataclass(frozen=True)
class ShownWord:
    """A spoken word. Moments are time.monotonic; infinite for one that was never shown so."""

    text: str
    shown: str  # how the final text has it
    end_s: float
    tentative_s: float
    committed_s: float


@dataclass(frozen=True)
class _Text:
    """The text of an utterance at one moment."""

    read_s: float
    committed: tuple[str, ...]
    shown: tuple[str, ...]  # committed and tentative


def time_words(
    spoken: Sequence[SpokenWord], started_s: float, events: Sequence[TimedEvent]
) -> tuple[ShownWord, ...]:
    """For each spoken word that the final text has, rightly or misheard as one other word.

    A word is shown from the first event on after which it always stood there as it does in the end.
    """
    texts = follow_text(events)
    if not texts:
        return ()
    final = texts[-1].committed
    timed = []
    for index, final_index in pair_words([word.text for word in spoken], final):
        tentative_s = find_since(texts, final, final_index, committed=False)
        committed_s = find_since(texts, final, final_index, committed=True)
        end_s = started_s + spoken[index].end_s
        word = ShownWord(spoken[index].text, final[final_index], end_s, tentative_s, committed_s)
        timed.append(word)
    return tuple(timed)


def follow_text(events: Sequence[TimedEvent]) -> list[_Text]:
    """What is shown after each event that changes it."""
    texts: list[_Text] = []
    closed: tuple[str, ...] = ()
    for event in events:
        if event.kind == "segment":
            closed += tuple(normalise(event.event["segment"]["text"]).split())
            texts.append(_Text(event.read_s, closed, closed))
        elif event.kind == "live":
            committed = event.event["committed"]
            shown = f"{committed} {event.event['tentative']}"
            words = closed + tuple(normalise(committed).split())
            texts.append(_Text(event.read_s, words, closed + tuple(normalise(shown).split())))
    return texts


def find_since(texts: Sequence[_Text], final: Sequence[str], index: int, committed: bool) -> float:
    """The moment since which this word of the final text has been there without a break."""
    since_s = math.inf
    for text in reversed(texts):
        words = text.committed if committed else text.shown
        if index not in {in_final for in_final, _ in pair_equal_words(final, words)}:
            break
        since_s = text.read_s
    return since_s


def pair_words(spoken: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """Indexes of words that stand for each other, equal or one mistaken for the other."""
    pairs = []
    for block in Levenshtein.opcodes(spoken, heard):
        if block.tag in ("equal", "replace"):
            size = block.src_end - block.src_start
            pairs += [(block.src_start + i, block.dest_start + i) for i in range(size)]
    return pairs


def pair_equal_words(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Indexes of the words that both have, in the alignment with the fewest edits."""
    return [(i, j) for i, j in pair_words(first, second) if first[i] == second[j]]
