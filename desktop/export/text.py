"""Plain text: one segment a line, an empty line before a dictated paragraph."""

from __future__ import annotations

from desktop.export.options import MissingPart, Options
from desktop.export.paragraphs import merge_missing
from desktop.transcript import Begins, Segment, Transcript
from desktop.wording import format_time


def render_txt(transcript: Transcript, options: Options) -> str:
    text = "".join(_write(line, options) for line in merge_missing(transcript, options))
    return text.removeprefix("\n")


def _write(line: Segment | MissingPart, options: Options) -> str:
    if isinstance(line, MissingPart):
        return f"{line.text}\n"
    before = "\n" if line.begins is Begins.PARAGRAPH else ""
    time = f"[{format_time(line.start_s)}] " if options.times else ""
    return f"{before}{time}{line.text}\n"
