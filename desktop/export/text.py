"""Plain text: one segment a line."""

from __future__ import annotations

from desktop.export.options import MissingPart, Options
from desktop.export.paragraphs import merge_missing
from desktop.transcript import Segment, Transcript
from desktop.wording import format_time


def render_txt(transcript: Transcript, options: Options) -> str:
    return "".join(f"{_write(line, options)}\n" for line in merge_missing(transcript, options))


def _write(line: Segment | MissingPart, options: Options) -> str:
    if options.times and isinstance(line, Segment):
        return f"[{format_time(line.start_s)}] {line.text}"
    return line.text
