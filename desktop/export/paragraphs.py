"""Gathers segments into paragraphs for documents as the window shows them; a speaker begins one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.export.options import MissingPart, Options
from desktop.transcript import Begins, Segment, Transcript
from desktop.wording import format_time

NEW_PARAGRAPH_PAUSE_S = 2.0
# Where nobody pauses, a paragraph ends all the same: for the eye, and because Qt lays out the whole
# of a paragraph for every word that is added to it.
PARAGRAPH_CHARACTERS = 700


@dataclass(frozen=True)
class Paragraph:
    """Segments that are read as one; or a remark of the app's own, and no segment."""

    start_s: float
    segments: tuple[Segment, ...] = ()
    label: str = ""  # what stands before the text
    speaker: str = ""  # who begins to speak here
    remark: str = ""

    @property
    def lines(self) -> tuple[tuple[Segment, ...], ...]:
        """The segments, parted where the speaker dictated a new line."""
        lines: list[list[Segment]] = []
        for segment in self.segments:
            if lines and segment.begins is Begins.NOTHING:
                lines[-1].append(segment)
            else:
                lines.append([segment])
        return tuple(tuple(line) for line in lines)


def merge_missing(transcript: Transcript, options: Options) -> Iterator[Segment | MissingPart]:
    """The segments, and between them the missing parts that are to be told, in order of time."""
    waiting = [part for part in options.missing if part.text]
    for segment in transcript.segments:
        while waiting and waiting[0].at_s <= segment.start_s:
            yield waiting.pop(0)
        yield segment
    yield from waiting


def make_paragraphs(transcript: Transcript, options: Options) -> Iterator[Paragraph]:
    """With times, every segment is a paragraph; without, one ends at a pause, when it is long, or
    where the speaker dictated a new one.
    """
    gathered: list[Segment] = []
    speaker = ""  # of the paragraph before
    for line in merge_missing(transcript, options):
        if gathered and not _goes_on(gathered, line, options):
            yield _make_paragraph(gathered, options, speaker)
            gathered, speaker = [], gathered[-1].speaker
        if isinstance(line, MissingPart):
            yield Paragraph(line.at_s, remark=line.text)
        else:
            gathered.append(line)
    if gathered:
        yield _make_paragraph(gathered, options, speaker)


def mark_turns(segments: Iterable[Segment]) -> Iterator[tuple[Segment, bool]]:
    """Each segment, and whether somebody who is known begins to speak there."""
    speaker = ""
    for segment in segments:
        yield segment, bool(segment.speaker) and segment.speaker != speaker
        speaker = segment.speaker


def _goes_on(gathered: list[Segment], line: Segment | MissingPart, options: Options) -> bool:
    if options.times or isinstance(line, MissingPart) or line.begins is Begins.PARAGRAPH:
        return False
    if line.speaker != gathered[-1].speaker:
        return False
    if sum(len(segment.text) for segment in gathered) >= PARAGRAPH_CHARACTERS:
        return False
    return line.start_s - gathered[-1].end_s < NEW_PARAGRAPH_PAUSE_S


def _make_paragraph(segments: list[Segment], options: Options, speaker_before: str) -> Paragraph:
    start_s, speaker = segments[0].start_s, segments[0].speaker
    return Paragraph(
        start_s,
        tuple(segments),
        format_time(start_s) if options.times else "",
        speaker if speaker != speaker_before else "",
    )
