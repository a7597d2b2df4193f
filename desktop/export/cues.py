"""Cuts a transcript into subtitle cues that can be read: whole phrases, two lines, time enough.

Sizes are those of Swedish practice: two lines of at most 42 characters, of which the upper is
rather the shorter; 3 seconds for a full line, 6 for two (14 characters a second), 1.5 for a short
one (https://internt.slu.se/stod-service/admin-stod/kommunikation-marknadsforing/sprak/
sprakhjalpmedel/undertextning/). At most 7 seconds, and two frames of 25 a second between cues
(https://partnerhelp.netflixstudios.com/hc/en-us/articles/215758617).

What is said is shown word for word. So a cue stays on after its last word, as far as the next one
lets it, and where somebody speaks faster than people read, it is as slow as it can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from desktop.export.paragraphs import mark_turns
from desktop.export.phrases import SENTENCE_END, rate_break
from desktop.transcript import Segment, Transcript

LINE_CHARACTERS = 42
CUE_LINES = 2
LONGEST_CUE_S = 7.0
SHORTEST_CUE_S = 1.5  # as far as the next cue lets it
READ_PER_S = 14.0  # characters
GAP_S = 0.08
STARTS_APART_S = 0.1  # even where the times of the words are all the same
NEW_CUE_PAUSE_S = 1.5  # words on both sides of it never stand together

# What makes a cue worse, beside a bad break at its end (desktop.export.phrases).
CUE_COST = 4.0  # of there being one more
SENTENCE_WITHIN_COST = 3.0  # it goes on after the end of a sentence
PAUSE_COST_PER_S = 8.0  # a pause within
HASTE_COST = 40.0  # times the share of its reading time that is missing, squared
STUB_COST = 6.0  # less than a dozen characters of a sentence
STUB_CHARACTERS = 12
IMBALANCE_COST = 0.4  # a character by which its lines differ
TOP_HEAVY_COST = 2.0  # the upper line is the longer


@dataclass(frozen=True)
class Cue:
    """What is on the screen from `start_s` to `end_s`."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]
    speaker: str = ""


@dataclass(frozen=True)
class _TimedWord:
    text: str
    start_s: float
    end_s: float
    ends_segment: bool = False
    speaker: str = ""


def make_cues(transcript: Transcript, *, name_turns: bool = False) -> tuple[Cue, ...]:
    """The transcript as cues in order; no two overlap, and none has two speakers.

    `name_turns`: who begins to speak is named before what they say, in capitals and with a colon.
    """
    words = [
        word
        for segment, is_turn in mark_turns(transcript.segments)
        for word in _time_words(
            segment, f"{segment.speaker.upper()}: " if name_turns and is_turn else ""
        )
    ]
    groups = [group for run in _split_at_pauses(words) for group in _cut_run(run)]
    starts_s: list[float] = []
    for group in groups:
        earliest_s = starts_s[-1] + STARTS_APART_S if starts_s else 0.0
        starts_s.append(max(group[0].start_s, earliest_s))
    limits_s = [*starts_s, float("inf")][1:]
    return tuple(
        Cue(
            start_s,
            _find_end(group, start_s, limit_s),
            _break_lines([w.text for w in group]),
            group[0].speaker,
        )
        for group, start_s, limit_s in zip(groups, starts_s, limits_s, strict=True)
    )


def _find_end(group: Sequence[_TimedWord], start_s: float, next_start_s: float) -> float:
    """After the last word and after the time to read it all, but before the next cue."""
    n_characters = sum(len(word.text) + 1 for word in group) - 1
    end_s = max(group[-1].end_s, start_s + max(SHORTEST_CUE_S, n_characters / READ_PER_S))
    limit_s = max(next_start_s - GAP_S, start_s + STARTS_APART_S)
    return min(end_s, start_s + LONGEST_CUE_S, limit_s, next_start_s)


def _split_at_pauses(words: Sequence[_TimedWord]) -> Iterator[list[_TimedWord]]:
    run: list[_TimedWord] = []
    for word in words:
        is_apart = run and word.start_s - run[-1].end_s >= NEW_CUE_PAUSE_S
        if is_apart or (run and word.speaker != run[-1].speaker):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _cut_run(run: list[_TimedWord]) -> Iterator[list[_TimedWord]]:
    """The words in groups, one a cue: of all ways to cut them the one that costs least in all."""
    n_words = len(run)
    breaks = _rate_breaks(run)
    places = [0]  # of each word in the text, in characters
    for word in run:
        places.append(places[-1] + len(word.text) + 1)
    least = [0.0, *[float("inf")] * n_words]
    came_from = [0] * (n_words + 1)
    for first in range(n_words):
        line_end = first  # where the first line ends when it takes what it can
        inner = 0.0
        for end in range(first + 1, n_words + 1):
            if places[end] - places[first] - 1 <= LINE_CHARACTERS:
                line_end = end
            elif places[end] - places[line_end] - 1 > LINE_CHARACTERS:
                break
            if end - first > 1:
                if run[end - 1].end_s - run[first].start_s > LONGEST_CUE_S:
                    break
                inner += _rate_inside(run, breaks, end - 1)
            next_start_s = run[end].start_s if end < n_words else float("inf")
            n_characters = places[end] - places[first] - 1
            cost = least[first] + CUE_COST + inner + breaks[end - 1]
            cost += _rate_haste(n_characters, next_start_s - GAP_S - run[first].start_s)
            if n_characters < STUB_CHARACTERS and not _is_sentence(breaks, first, end):
                cost += STUB_COST
            if cost < least[end]:
                least[end], came_from[end] = cost, first
    cuts = [n_words]
    while cuts[-1] > 0:
        cuts.append(came_from[cuts[-1]])
    cuts.reverse()
    for first, end in pairwise(cuts):
        yield run[first:end]


def _rate_breaks(run: Sequence[_TimedWord]) -> list[float]:
    """What it costs to end a cue after each word; the less, the longer the pause there."""
    costs = []
    for word, following in pairwise(run):
        cost = SENTENCE_END if word.ends_segment else rate_break(word.text, following.text)
        pause_s = max(0.0, following.start_s - word.end_s)
        costs.append(cost * max(0.3, 1 - pause_s))
    return [*costs, SENTENCE_END]


def _rate_inside(run: Sequence[_TimedWord], breaks: Sequence[float], at: int) -> float:
    """What it costs that a cue goes on over the break before word `at`."""
    cost = SENTENCE_WITHIN_COST if breaks[at - 1] == SENTENCE_END else 0.0
    return cost + PAUSE_COST_PER_S * max(0.0, run[at].start_s - run[at - 1].end_s)


def _rate_haste(n_characters: int, longest_s: float) -> float:
    needed_s = max(SHORTEST_CUE_S, n_characters / READ_PER_S)
    missing = max(0.0, 1 - longest_s / needed_s)
    return HASTE_COST * missing * missing


def _is_sentence(breaks: Sequence[float], first: int, end: int) -> bool:
    begins = first == 0 or breaks[first - 1] == SENTENCE_END
    return begins and breaks[end - 1] == SENTENCE_END


def _break_lines(words: Sequence[str]) -> tuple[str, ...]:
    """One line if they fit, else two: broken where the phrase is, and about equally long."""
    whole = " ".join(words)
    if len(whole) <= LINE_CHARACTERS:
        return (whole,)
    best: tuple[str, ...] = ()
    least = float("inf")
    for at in range(1, len(words)):
        upper, lower = " ".join(words[:at]), " ".join(words[at:])
        if max(len(upper), len(lower)) > LINE_CHARACTERS:
            continue
        cost = rate_break(words[at - 1], words[at])
        cost += IMBALANCE_COST * abs(len(upper) - len(lower))
        cost += TOP_HEAVY_COST if len(upper) > len(lower) else 0.0
        if cost < least:
            least, best = cost, (upper, lower)
    return best


def _time_words(segment: Segment, name: str) -> Iterator[_TimedWord]:
    """The segment's words; where their times are not known, its time is shared out by characters.
    `name` stands before the first.

    A word that is longer than a line is cut into lines.
    """
    if segment.words:
        words = [_TimedWord(word.text, word.start_s, word.end_s) for word in segment.words]
    else:
        words = list(
            _share_out([*filter(None, segment.text.split(" "))], segment.start_s, segment.end_s)
        )
    words[:1] = [replace(word, text=f"{name}{word.text}") for word in words[:1]]
    pieces = [piece for word in words for piece in _cut_long(word)]
    for number, piece in enumerate(pieces, start=1):
        last = number == len(pieces)
        end_s = max(piece.start_s, piece.end_s)
        yield _TimedWord(piece.text, piece.start_s, end_s, last, segment.speaker)


def _cut_long(word: _TimedWord) -> Iterator[_TimedWord]:
    if len(word.text) <= LINE_CHARACTERS:
        yield word
        return
    starts = range(0, len(word.text), LINE_CHARACTERS)
    texts = [word.text[start : start + LINE_CHARACTERS] for start in starts]
    yield from _share_out(texts, word.start_s, word.end_s)


def _share_out(texts: Sequence[str], start_s: float, end_s: float) -> Iterator[_TimedWord]:
    n_characters = sum(len(text) + 1 for text in texts)
    length_s = end_s - start_s
    passed = 0
    for text in texts:
        begins_s = start_s + length_s * passed / n_characters
        passed += len(text) + 1
        yield _TimedWord(text, begins_s, start_s + length_s * passed / n_characters)
