"""Where each line of a transcript stands in its document, while somebody types in it. No Qt.

A line is the text of one segment. One line at a time may have been typed in since it was last
written down: the open one, which may stand for several segments when the text between them is gone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.text.retiming import Line
from desktop.transcript import Begins

LINE_BREAKS = "\n\u2028\u2029"
_BREAK = re.compile(rf"\s*[{LINE_BREAKS}]\s*")
BEGINS = (Begins.NOTHING, Begins.LINE, Begins.PARAGRAPH)  # by the number of line breaks


@dataclass(frozen=True)
class Part:
    """A line of a text that was typed, its place there, and the breaks before it."""

    text: str
    start: int
    end: int
    n_breaks: int


class Spans:
    """Starts and ends of all lines, in units of UTF-16 as Qt counts them."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.open: int | None = None
        self.n_in_open = 1  # segments that the open line stands for

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, start: int, end: int) -> None:
        """One more line, after all others."""
        self.starts.append(start)
        self.ends.append(end)

    def find(self, place: int) -> int | None:
        """The line at a place, its two ends included; the former of two that touch there."""
        number = bisect_left(self.ends, place)
        return number if number < len(self) and self.starts[number] <= place else None

    def find_before(self, place: int) -> int | None:
        """The last line that begins at a place or before it."""
        number = bisect_right(self.starts, place) - 1
        return number if number >= 0 else None

    def clamp(self, start: int, end: int) -> tuple[int, int]:
        """The part of a selection that is text, and no time or remark; there is a line at least."""
        first = min(bisect_left(self.ends, start), len(self) - 1)
        last = max(bisect_right(self.starts, end) - 1, 0)
        start = min(max(start, self.starts[first]), self.ends[first])
        end = max(min(end, self.ends[last]), self.starts[last])
        return (start, end) if start <= end else (start, start)

    def is_open(self, start: int, end: int) -> bool:
        """Whether these places are in the open line."""
        number = self.open
        return number is not None and self.starts[number] <= start and end <= self.ends[number]

    def touch(self, at: int, n_removed: int) -> tuple[int, int]:
        """The first and the last line that a change of the document concerns."""
        first = min(bisect_left(self.ends, at), len(self) - 1)
        last = max(bisect_right(self.starts, at + n_removed) - 1, first)
        return first, last

    def change(self, first: int, last: int, at: int, n_removed: int, n_added: int) -> None:
        """These lines are one now, and open; all that follows has moved."""
        moved = n_added - n_removed
        if self.open is not None:  # no other may be
            first, last = min(first, self.open), max(last, self.open)
            merged = last - first + self.n_in_open
        else:
            merged = last - first + 1
        start = min(self.starts[first], at) if n_removed else self.starts[first]
        end = max(self.ends[last] + moved, at + n_added)
        self.starts[first:] = [start, *(place + moved for place in self.starts[last + 1 :])]
        self.ends[first:] = [end, *(place + moved for place in self.ends[last + 1 :])]
        self.open, self.n_in_open = first, merged

    def close(self, parts: Sequence[Part]) -> None:
        """In the place of the open line stand these; its trailing blanks belong to the last."""
        number = self.open
        assert number is not None
        start, end = self.starts[number], self.ends[number]
        starts, ends = [start + part.start for part in parts], [start + part.end for part in parts]
        if parts and parts[0].n_breaks == 0:
            starts[0] = start
        ends[-1:] = [end] if parts else []
        self.starts[number : number + 1], self.ends[number : number + 1] = starts, ends
        self.open, self.n_in_open = None, 1

    def replace(self, first: int, last: int, spans: Sequence[tuple[int, int]], moved: int) -> None:
        """Lines `first` to before `last` are others now; what follows has moved."""
        self.starts[first:] = [
            *(start for start, _ in spans),
            *(place + moved for place in self.starts[last:]),
        ]
        self.ends[first:] = [
            *(end for _, end in spans),
            *(place + moved for place in self.ends[last:]),
        ]


def split_lines(text: str) -> list[Part]:
    """The lines of a text that are not empty."""
    parts: list[Part] = []
    at = n_breaks = 0
    units = len(text) != count_units(text)
    for found in [*_BREAK.finditer(text), None]:
        end = len(text) if found is None else found.start()
        if text[at:end].strip():
            places = (count_units(text[:at]), count_units(text[:end])) if units else (at, end)
            parts.append(Part(text[at:end].strip(), *places, n_breaks))
            n_breaks = 0
        if found is not None:
            n_breaks += sum(found[0].count(one) for one in LINE_BREAKS)
            at = found.end()
    return parts


def count_units(text: str) -> int:
    """The length of a text as Qt counts it, in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def make_lines(parts: Sequence[Part], begins: Begins) -> list[Line]:
    """The lines of a text whose first one began so until now; breaks before it add to that."""
    n_first = BEGINS.index(begins)
    return [
        Line(part.text, BEGINS[min(part.n_breaks + (n_first if number == 0 else 0), 2)])
        for number, part in enumerate(parts)
    ]
