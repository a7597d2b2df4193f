"""Tables: CSV for a spreadsheet in Swedish, and Adobe Audition's list of markers."""

from __future__ import annotations

import csv
import io

from desktop.export.options import MissingPart, Options
from desktop.export.paragraphs import merge_missing
from desktop.transcript import Segment, Transcript
from desktop.wording import Language

TITLES: dict[Language, tuple[str, ...]] = {
    "sv": ("Start", "Slut", "Start (s)", "Slut (s)", "Text"),
    "en": ("Start", "End", "Start (s)", "End (s)", "Text"),
}
# Columns that are there where somebody is named, or a note was made.
MORE_TITLES: dict[Language, tuple[str, ...]] = {
    "sv": ("Talare", "Anteckning"),
    "en": ("Speaker", "Note"),
}
FORMULA_STARTS = ("=", "+", "-", "@")


def render_csv(transcript: Transcript, options: Options) -> str:
    """One row a segment, as Excel reads it when it is double-clicked on a Swedish computer.

    There the list separator is the semicolon, for the comma is the decimal point; and only a byte
    order mark (which write_transcript adds) tells Excel of UTF-8. A first line `sep=;` would make
    it overlook that mark, and be a row of its own to every other reader.
    """
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    segments = transcript.segments
    more = [
        (title, read)
        for title, read in zip(MORE_TITLES[options.language], (get_speaker, get_note))
        if any(map(read, segments))
    ]
    rows.writerow((*TITLES[options.language], *(title for title, _ in more)))
    for line in merge_missing(transcript, options):
        start_s, end_s = _find_times(line)
        clocks = (_write_clock(start_s), _write_clock(end_s))
        seconds = (f"{one:.3f}".replace(".", ",") for one in (start_s, end_s))
        texts = [line.text, *(read(line) for _, read in more)]
        rows.writerow((*clocks, *seconds, *map(_write_cell, texts)))
    return out.getvalue()


def get_speaker(line: Segment | MissingPart) -> str:
    return line.speaker if isinstance(line, Segment) else ""


def get_note(line: Segment | MissingPart) -> str:
    return line.note if isinstance(line, Segment) else ""


def render_audition(transcript: Transcript, options: Options) -> str:
    """Markers with a length, in the columns that Audition's own export has, parted by tabs.

    Adobe documents them nowhere; they are as other programs read them from Audition's files, e.g.
    https://github.com/DrSkunk/audition-chapter-tagger.
    """
    rows = ["Name\tStart\tDuration\tTime Format\tType\tDescription"]
    for line in merge_missing(transcript, options):
        start_s, end_s = _find_times(line)
        start, duration = _write_decimal(start_s), _write_decimal(end_s - start_s)
        rows.append(f"{line.text}\t{start}\t{duration}\tdecimal\tCue\t{get_speaker(line)}")
    return "".join(f"{row}\n" for row in rows)


def _find_times(line: Segment | MissingPart) -> tuple[float, float]:
    if isinstance(line, Segment):
        return line.start_s, max(line.start_s, line.end_s)
    return line.at_s, line.at_s


def _write_cell(text: str) -> str:
    """The text as no spreadsheet takes it for a formula: https://owasp.org/www-community/attacks/CSV_Injection"""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write_clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest:02}"


def _write_decimal(seconds: float) -> str:
    """As Audition's time format `decimal` has it: 9:39.590, 1:44:53.111."""
    minutes, ms = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{clock}:{ms // 1000:02}.{ms % 1000:03}"
