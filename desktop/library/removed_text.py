"""Text that the engine took for invented: kept beside the transcript, and put back when wanted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.library.growing import Growing
from desktop.transcript import Segment


@dataclass(frozen=True)
class RemovedText:
    """What was taken away, and why (`reason`: docs/engine-protocol.md).

    `instead_of` is what was kept of it; it comes back when this is taken out again.
    """

    segment: Segment
    reason: str
    is_put_back: bool = False  # by the user, into the transcript
    instead_of: tuple[Segment, ...] = ()


def put_back(
    segments: Sequence[Segment], text: RemovedText
) -> tuple[Growing[Segment], RemovedText]:
    """The segments with the text in its place, which may be that of what was kept of it."""
    changed = list(segments)
    at = bisect_left(changed, text.segment.start_s, key=lambda segment: segment.start_s)
    end = at
    while end < len(changed) and is_part(changed[end], text):
        end += 1
    kept = tuple(changed[at:end])
    changed[at:end] = [text.segment]
    return Growing(changed), replace(text, is_put_back=True, instead_of=kept)


def take_out(
    segments: Sequence[Segment], text: RemovedText
) -> tuple[Growing[Segment], RemovedText]:
    """The opposite of `put_back`."""
    changed = list(segments)
    at = changed.index(text.segment)
    changed[at : at + 1] = text.instead_of
    return Growing(changed), replace(text, is_put_back=False, instead_of=())


def keep_back(text: RemovedText, segment: Segment) -> RemovedText:
    """A text that was put back before the engine told what it keeps of it."""
    return replace(text, instead_of=(*text.instead_of, segment))


def is_part(segment: Segment, text: RemovedText) -> bool:
    """Whether `segment` is of the utterance that `text` was taken from."""
    return text.segment.start_s <= segment.start_s and segment.end_s <= text.segment.end_s
