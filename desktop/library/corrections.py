"""Corrections of a transcript, as records of its journal, and the way back. Knows no files.

At the first one the text is adopted as it is shown; from then on each correction replaces segments
by others, and what it replaced is kept, so that all can be undone and done again, over a restart
too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.library.growing import Growing
from desktop.transcript import Segment

ADOPTED = "adopted"  # from `first` on `segments` are the text, or without them what was heard
CORRECTED = "corrected"  # `changes`, made one after the other
UNDONE = "correction_undone"
REDONE = "correction_redone"
BROUGHT_BACK = "earlier_text_brought_back"  # and the present one put in its place


@dataclass(frozen=True)
class Change:
    """From segment `first` on, `before` has become `after`."""

    first: int
    before: tuple[Segment, ...]
    after: tuple[Segment, ...]

    def reversed(self) -> Change:
        return Change(self.first, self.after, self.before)


Edit = tuple[Change, ...]  # what is undone in one step


@dataclass(frozen=True)
class Edits:
    """What was done, the last at the end; what was undone of it, the next to redo at the end."""

    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    def add(self, edit: Edit) -> Edits:
        return Edits((*self.done, edit))


NO_EDITS = Edits()


@dataclass(frozen=True)
class Corrected:
    """A text and how it came to be. `n_adopted`: so many segments from the first on stand as they
    are; what comes after is shown as the switches want it."""

    segments: Sequence[Segment]
    n_adopted: int = 0
    edits: Edits = NO_EDITS


@dataclass(frozen=True)
class Replacement:
    """A wish: these segments in the place of those from `first` to before `end`."""

    first: int
    end: int
    segments: tuple[Segment, ...]

    def as_record(self) -> dict[str, Any]:
        segments = [segment.as_dict() for segment in self.segments]
        return {"first": self.first, "end": self.end, "segments": segments}


@dataclass(frozen=True)
class Remark:
    """A wish: the segments from `first` to before `end` have this speaker or note; None: theirs."""

    first: int
    end: int
    speaker: str | None = None
    note: str | None = None

    def as_record(self) -> dict[str, Any]:
        wishes = {"speaker": self.speaker, "note": self.note}
        return {
            "first": self.first,
            "end": self.end,
            **{name: wish for name, wish in wishes.items() if wish is not None},
        }


Wish = Replacement | Remark


def make_adoption(first: int, shown: Iterable[Segment] | None) -> dict[str, Any]:
    """The record of an adoption; None: the text is shown as it was heard."""
    segments = None if shown is None else [segment.as_dict() for segment in shown]
    return {"type": ADOPTED, "first": first, "segments": segments}


def make_correction(wishes: Iterable[Wish]) -> dict[str, Any]:
    """The record of a correction. A wish counts its segments as the one before left them."""
    return {"type": CORRECTED, "changes": [one.as_record() for one in wishes]}


def find_change(before: Sequence[Segment], after: Sequence[Segment]) -> Change:
    """The smallest change that makes one text of the other."""
    before, after = tuple(before), tuple(after)
    shortest = min(len(before), len(after))
    first = next((at for at in range(shortest) if before[at] != after[at]), shortest)
    most = shortest - first
    n_last = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    return Change(
        first,
        tuple(before[first : len(before) - n_last]),
        tuple(after[first : len(after) - n_last]),
    )


def apply_correction(
    text: Corrected, record: Mapping[str, Any], keep: Callable[[Segment], Segment]
) -> Corrected:
    """The text after one of the records above, but for BROUGHT_BACK.

    `keep` makes of a segment what is kept in memory. Raises KeyError, TypeError or
    ValueError when the record does not fit the text.
    """
    kind = record["type"]
    if kind == ADOPTED:
        return _adopt(text, record, keep)
    edits = text.edits
    if kind == CORRECTED:
        segments = list(text.segments)
        changes: list[Change] = []
        n_adopted = text.n_adopted
        for change in record["changes"]:
            first, end = int(change["first"]), int(change["end"])
            if not 0 <= first <= end <= n_adopted:
                raise ValueError(f"segments {first} to {end} of {n_adopted}")
            after = _read_change(change, segments[first:end], keep)
            changes.append(Change(first, tuple(segments[first:end]), after))
            if len(after) == end - first == 1:
                segments[first] = after[0]  # at once, however long the text is
            else:
                segments[first:end] = after
            n_adopted += len(after) - (end - first)
        return Corrected(Growing(segments), n_adopted, edits.add(tuple(changes)))
    if kind == UNDONE and edits.done:
        edit = tuple(change.reversed() for change in reversed(edits.done[-1]))
        changed = Edits(edits.done[:-1], (*edits.undone, edits.done[-1]))
        return _carry_out(text, edit, changed)
    if kind == REDONE and edits.undone:
        changed = Edits((*edits.done, edits.undone[-1]), edits.undone[:-1])
        return _carry_out(text, edits.undone[-1], changed)
    return text


def _read_change(
    change: Mapping[str, Any], before: Sequence[Segment], keep: Callable[[Segment], Segment]
) -> tuple[Segment, ...]:
    """What stands in the place of `before`: other segments, or the same with another remark."""
    if "segments" in change:
        return tuple(keep(Segment.from_dict(one)) for one in change["segments"])
    after = tuple(before)
    if not {"speaker", "note"} & change.keys():
        raise ValueError("a change of nothing")
    if "speaker" in change:
        after = tuple(replace(segment, speaker=str(change["speaker"])) for segment in after)
    if "note" in change:
        after = tuple(replace(segment, note=str(change["note"])) for segment in after)
    return after


def _adopt(
    text: Corrected, record: Mapping[str, Any], keep: Callable[[Segment], Segment]
) -> Corrected:
    first = int(record["first"])
    if first != text.n_adopted:
        raise ValueError(f"adopted from {first} on, where {text.n_adopted} are already")
    segments = text.segments
    if record["segments"] is not None:
        shown = (keep(Segment.from_dict(one)) for one in record["segments"])
        segments = Growing([*text.segments[:first], *shown])
    return Corrected(segments, len(segments), text.edits)


def _carry_out(text: Corrected, edit: Edit, edits: Edits) -> Corrected:
    segments = list(text.segments)
    n_adopted = text.n_adopted
    for change in edit:
        segments[change.first : change.first + len(change.before)] = change.after
        n_adopted += len(change.after) - len(change.before)
    return Corrected(Growing(segments), n_adopted, edits)
