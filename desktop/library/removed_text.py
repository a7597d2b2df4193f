"""Text that the engine took for invented: kept beside the transcript, and put back when wanted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.library.growing import Growing
from desktop.transcript import Segment


@dataclass(frozen=True)
class RemovedText:
    """What was taken away, and why (`reason`: docs/engine-protocol.md).

    `instead_of` is the part of it that was kept; it comes back when this is taken out again.
    """

    segment: Segment
    reason: str
    is_put_back: bool = False  # by the user, into the transcript
    instead_of: Segment | None = None


def put_back(
    segments: Sequence[Segment], text: RemovedText
) -> tuple[Growing[Segment], RemovedText]:
    """The segments with the text in its place, which may be that of what was kept of it."""
    changed = list(segments)
    at = bisect_right(changed, text.segment.start_s, key=lambda segment: segment.start_s)
    kept = changed[at - 1] if at and is_same_sound(text, changed[at - 1]) else None
    changed[at - 1 if kept else at : at] = [text.segment]
    return Growing(changed), replace(text, is_put_back=True, instead_of=kept)


def take_out(
    segments: Sequence[Segment], text: RemovedText
) -> tuple[Growing[Segment], RemovedText]:
    """The opposite of `put_back`."""
    changed = list(segments)
    at = changed.index(text.segment)
    changed[at : at + 1] = [text.instead_of] if text.instead_of is not None else []
    return Growing(changed), replace(text, is_put_back=False, instead_of=None)


def is_same_sound(text: RemovedText, segment: Segment) -> bool:
    """Whether `segment` is what was kept of the utterance that `text` was taken from."""
    return (text.segment.start_s, text.segment.end_s) == (segment.start_s, segment.end_s)
