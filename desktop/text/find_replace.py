"""Finds a text as it is written and replaces it; words that are not concerned keep their times.

Pure: segments in, segments out. What is found lies within one segment.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from desktop.text.retiming import Line, WordChange, retime
from desktop.transcript import Segment

_WORD = re.compile(r"\S+")
Span = tuple[int, int]  # from which character to before which


@dataclass(frozen=True)
class Wish:
    """`written` in the place of `wanted`, which is looked for as it stands."""

    wanted: str
    written: str = ""
    is_exact: bool = False  # capitals and small letters are told apart

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.wanted), re.NOFLAG if self.is_exact else re.IGNORECASE)

    def find(self, text: str) -> list[Span]:
        """Every place; none where nothing is looked for."""
        if not self.wanted:
            return []
        return [found.span() for found in self.pattern.finditer(text)]


def replace_spans(segment: Segment, spans: Sequence[Span], written: str) -> tuple[Segment, ...]:
    """The segment with a text in the place of others; nothing where nothing is left of it.

    `spans` are places in its text, in order. Which words become which is known from them: to find
    out by comparing takes seconds for a long segment that says the same again and again.
    """
    text, parts, at = segment.text, [], 0
    for start, end in spans:
        parts += [text[at:start], written]
        at = end
    line = Line("".join([*parts, text[at:]]), segment.begins)
    return retime([segment], [line], list(find_word_changes(text, spans, written)))


def find_word_changes(text: str, spans: Sequence[Span], written: str) -> Iterator[WordChange]:
    """Which words of a text become which of the changed one: those that stay, and those that go.

    A place concerns the words that it lies in or touches: they are one with what is written.
    """
    words = [found.span() for found in _WORD.finditer(text)]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    done = done_new = 0
    for (low, high), inside in gather(spans, starts, ends):
        first, end = bisect_left(starts, low), bisect_right(ends, high)
        n_kept = first - done
        yield done, first, done_new, done_new + n_kept
        done_new += n_kept
        pieces, at = [], low
        for start, until in inside:
            pieces += [text[at:start], written]
            at = until
        n_new = len("".join([*pieces, text[at:high]]).split())
        yield first, end, done_new, done_new + n_new
        done, done_new = end, done_new + n_new
    yield done, len(words), done_new, done_new + len(words) - done


def gather(
    spans: Sequence[Span], starts: Sequence[int], ends: Sequence[int]
) -> list[tuple[Span, list[Span]]]:
    """The spans widened to whole words, each with those that are in it; none touches the next."""
    gathered: list[tuple[Span, list[Span]]] = []
    for start, until in spans:
        low, high = start, until
        number = bisect_left(ends, start)
        if number < len(starts) and starts[number] <= start:
            low = starts[number]
        number = bisect_right(starts, until) - 1
        if number >= 0 and ends[number] >= until:
            high = ends[number]
        if gathered and low <= gathered[-1][0][1]:
            (first, before), inside = gathered[-1]
            inside.append((start, until))
            gathered[-1] = (first, max(high, before)), inside
        else:
            gathered.append(((low, high), [(start, until)]))
    return gathered
