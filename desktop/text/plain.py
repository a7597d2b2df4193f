"""A dictation as one text, to be typed or copied: lines end only where the speaker said so."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.transcript import Begins, Segment

BETWEEN = {Begins.NOTHING: " ", Begins.LINE: "\n", Begins.PARAGRAPH: "\n\n"}


def join_segments(segments: Iterable[Segment]) -> str:
    """The text of segments as they are shown. A pause for thought begins no paragraph here."""
    text = ""
    for segment in segments:
        said = segment.text.strip()
        between = BETWEEN[segment.begins] if text else ""
        if not segment.begins and (not said or text.endswith("\n")):
            between = ""
        text += between + said
    return text
