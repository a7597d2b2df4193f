"""Plain text: one segment a line, an empty line before a dictated paragraph and another speaker."""

from __future__ import annotations

from desktop.export.options import MissingPart, Options
from desktop.export.paragraphs import merge_missing
from desktop.transcript import Begins, Segment, Transcript
from desktop.wording import format_time


def render_txt(transcript: Transcript, options: Options) -> str:
    speaker, lines = "", []
    for line in merge_missing(transcript, options):
        lines.append(_write(line, options, speaker))
        speaker = line.speaker if isinstance(line, Segment) else speaker
    return "".join(lines).removeprefix("\n")


def _write(line: Segment | MissingPart, options: Options, speaker: str) -> str:
    """`speaker`: who spoke last."""
    if isinstance(line, MissingPart):
        return f"{line.text}\n"
    is_turn = line.speaker != speaker
    before = "\n" if line.begins is Begins.PARAGRAPH or is_turn else ""
    time = f"[{format_time(line.start_s)}] " if options.times else ""
    name = f"{line.speaker}: " if is_turn and line.speaker else ""
    return f"{before}{time}{name}{line.text}\n"
