"""Gathers segments into paragraphs for documents, as the window shows them.

The names of speakers belong into `Paragraph.label`, beside the time, once segments have them; who
speaks next then begins a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
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

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each line; of a remark the only one."""
        if self.remark:
            return (self.remark,)
        return tuple(" ".join(segment.text for segment in line) for line in self.lines)


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
    for line in merge_missing(transcript, options):
        if gathered and not _goes_on(gathered, line, options):
            yield _make_paragraph(gathered, options)
            gathered = []
        if isinstance(line, MissingPart):
            yield Paragraph(line.at_s, remark=line.text)
        else:
            gathered.append(line)
    if gathered:
        yield _make_paragraph(gathered, options)


def _goes_on(gathered: list[Segment], line: Segment | MissingPart, options: Options) -> bool:
    if options.times or isinstance(line, MissingPart) or line.begins is Begins.PARAGRAPH:
        return False
    if sum(len(segment.text) for segment in gathered) >= PARAGRAPH_CHARACTERS:
        return False
    return line.start_s - gathered[-1].end_s < NEW_PARAGRAPH_PAUSE_S


def _make_paragraph(segments: list[Segment], options: Options) -> Paragraph:
    start_s = segments[0].start_s
    return Paragraph(start_s, tuple(segments), format_time(start_s) if options.times else "")
