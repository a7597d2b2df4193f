"""Lays a transcript out as runs of text, with its paragraphs, times and remarks. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop.export.paragraphs import NEW_PARAGRAPH_PAUSE_S, PARAGRAPH_CHARACTERS
from desktop.library.job import LiveText
from desktop.transcript import Begins, Segment
from desktop.ui.record_panel import format_clock

# What Qt's documents take for the end of a paragraph, or for marks of their own.
_NO_TEXT = re.compile("[\x00-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Look(StrEnum):
    """How a run of text is shown."""

    SAID = "said"
    UNCERTAIN = "uncertain"  # may change yet
    REMARK = "remark"  # a time, or a mark
    SPEAKER = "speaker"  # the name of who begins to speak
    NOTE = "note"  # the user's, on what stands before it


@dataclass(frozen=True)
class Run:
    """Text of one look; `\\n` begins a paragraph. `start_s`: when a segment's text is said.

    `speaker`: whose name it is.
    """

    text: str
    look: Look
    start_s: float | None = field(default=None, compare=False)
    speaker: str = ""


@dataclass(frozen=True)
class Mark:
    """A remark between the segments; an empty one only begins a new paragraph."""

    at_s: float
    text: str


@dataclass(frozen=True)
class Place:
    """The end of what has been laid out: where the next line goes on."""

    is_start: bool = True
    end_s: float | None = None  # of the last segment; None: nothing goes on here
    n_characters: int = 0  # in the paragraph
    speaker: str = ""  # who spoke last, by name


NOTE_SIGN = "✎"
Line = Segment | Mark | LiveText
# What parts two segments of one paragraph. Qt's line separator: in a block of their own, lines
# would stand as far apart as paragraphs, and two dictated ones would be copied with none between.
BETWEEN = {Begins.NOTHING: " ", Begins.LINE: "\u2028", Begins.PARAGRAPH: "\u2028\u2028"}


def merge(
    segments: Sequence[Segment], marks: Sequence[Mark], live: LiveText | None
) -> tuple[list[Line], list[Line]]:
    """All in order of time, in two parts: what stays as it is, and what is not final yet.

    The second begins after the last segment; what comes next may go before its marks.
    """
    waiting = list(marks)
    final: list[Line] = []
    for segment in segments:
        while waiting and waiting[0].at_s <= segment.start_s:
            final.append(waiting.pop(0))
        final.append(segment)
    if live is None:
        return final, list(waiting)
    n_before = sum(mark.at_s <= live.start_s for mark in waiting)
    return final, [*waiting[:n_before], live, *waiting[n_before:]]


def lay_out(
    lines: Iterable[Line],
    place: Place,
    show_times: bool,
    name: Callable[[str], str] = lambda speaker: speaker,
) -> tuple[list[Run], Place]:
    """The runs that show these lines after `place`, and where they end.

    `name`: what a speaker is called; who is called nothing is not told.
    """
    runs: list[Run] = []
    for line in lines:
        said = make_runs(line)
        if not said:
            place = replace(place, end_s=None)
            continue
        is_mark = isinstance(line, Mark)
        at_s = line.at_s if isinstance(line, Mark) else line.start_s
        speaker = name(line.speaker) if isinstance(line, Segment) else place.speaker
        is_turn = speaker != place.speaker
        if not place.is_start:
            goes_on = not (is_mark or show_times or is_turn) and continues(place, at_s)
            begins = line.begins if isinstance(line, Segment) else Begins.NOTHING
            between = BETWEEN[begins] if goes_on else "\n"
            if begins is Begins.PARAGRAPH and not goes_on and not show_times:
                between = "\u2028\n"  # an empty line, as between those that go on
            runs.append(Run(between, Look.SAID))
            place = place if goes_on else replace(place, n_characters=0)
        if show_times:
            runs.append(Run("\t" if is_mark else f"{format_clock(at_s)}\t", Look.REMARK))
        if is_turn and speaker:
            runs.append(Run(f"{clean(speaker)}: ", Look.SPEAKER, speaker=speaker))
        runs += said
        note = make_note(line)
        runs += note
        n_characters = place.n_characters + sum(len(run.text) for run in said)
        end_s = line.end_s if isinstance(line, Segment) and not note else None
        place = Place(False, end_s, n_characters, speaker)
    return runs, place


def make_runs(line: Line) -> list[Run]:
    """The line itself, without what parts it from the one before; nothing for an empty one."""
    if isinstance(line, LiveText):
        committed, uncertain = clean(line.committed), clean(line.uncertain)
        uncertain = uncertain if committed else uncertain.lstrip()
        runs = [Run(committed, Look.SAID), Run(uncertain, Look.UNCERTAIN)]
    else:
        text = clean(line.text).strip()
        run = Run(text, Look.REMARK)
        if isinstance(line, Segment):
            run = Run(text, Look.SAID, line.start_s)
        runs = [run]
    return [run for run in runs if run.text]


def make_note(line: Line) -> list[Run]:
    """The note on a segment, on a line of its own below it."""
    note = clean(line.note).strip() if isinstance(line, Segment) else ""
    return [Run(f"\u2028{NOTE_SIGN} {note}", Look.NOTE)] if note else []


def continues(place: Place, start_s: float) -> bool:
    """Whether what is said from `start_s` on belongs to the same paragraph."""
    if place.end_s is None or place.n_characters >= PARAGRAPH_CHARACTERS:
        return False
    return start_s - place.end_s < NEW_PARAGRAPH_PAUSE_S


def clean(text: str) -> str:
    """The text with a blank for each character that no paragraph can hold."""
    return _NO_TEXT.sub(" ", text)
