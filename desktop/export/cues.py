"""Cuts segments into subtitle cues: at most two lines of 42 characters, and 7 seconds.

The lengths are those of the usual subtitling guidelines (BBC, Netflix: 42 characters a line).
Where word times are known the cuts follow them; else time is shared out by characters.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.transcript import Segment, Transcript

LINE_CHARACTERS = 42
CUE_LINES = 2
CUE_S = 7.0
SHORTEST_CUE_S = 0.5  # shown long enough to be seen, where no other cue follows sooner
SENTENCE_ENDS = ".?!:;,"


@dataclass(frozen=True)
class Cue:
    """What is on the screen from `start_s` to `end_s`."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _TimedWord:
    text: str
    start_s: float
    end_s: float


def make_cues(transcript: Transcript) -> tuple[Cue, ...]:
    """The transcript as cues in order; no two overlap."""
    cues = [cue for segment in transcript.segments for cue in _cut_segment(segment)]
    starts_next = [*(cue.start_s for cue in cues), float("inf")][1:]
    return tuple(
        Cue(cue.start_s, min(max(cue.end_s, cue.start_s + SHORTEST_CUE_S), limit), cue.lines)
        for cue, limit in zip(cues, starts_next, strict=True)
    )


def _cut_segment(segment: Segment) -> Iterator[Cue]:
    group: list[_TimedWord] = []
    for word in _time_words(segment):
        if group and not _fits([*group, word]):
            kept = _find_cut(group)
            yield _make_cue(group[:kept])
            group = group[kept:]
        group.append(word)
    if group:
        yield _make_cue(group)


def _fits(words: list[_TimedWord]) -> bool:
    return len(_wrap(words)) <= CUE_LINES and words[-1].end_s - words[0].start_s <= CUE_S


def _find_cut(words: list[_TimedWord]) -> int:
    """How many of the words to show: to the last punctuation in the second half, or all."""
    for n_words in range(len(words), len(words) // 2, -1):
        if words[n_words - 1].text[-1] in SENTENCE_ENDS:
            return n_words
    return len(words)


def _make_cue(words: list[_TimedWord]) -> Cue:
    return Cue(words[0].start_s, words[-1].end_s, _wrap(words))


def _wrap(words: list[_TimedWord]) -> tuple[str, ...]:
    """The words on as few lines as they need, these being about equally long."""
    text = " ".join(word.text for word in words)
    n_lines = len(_wrap_at(text, LINE_CHARACTERS))
    width = -(-len(text) // n_lines)
    while len(_wrap_at(text, width)) > n_lines:
        width += 1
    return tuple(_wrap_at(text, width))


def _wrap_at(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _time_words(segment: Segment) -> list[_TimedWord]:
    if segment.words:
        words = [(word.text.strip(), word.start_s, word.end_s) for word in segment.words]
        return [_TimedWord(*word) for word in words if word[0]]
    texts = segment.text.split()
    n_characters = sum(len(text) + 1 for text in texts)
    length_s = segment.end_s - segment.start_s
    timed: list[_TimedWord] = []
    passed = 0
    for text in texts:
        start_s = segment.start_s + length_s * passed / n_characters
        passed += len(text) + 1
        timed.append(_TimedWord(text, start_s, segment.start_s + length_s * passed / n_characters))
    return timed
