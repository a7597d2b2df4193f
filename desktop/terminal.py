"""What the terminal shows: text on standard output, progress and messages on standard error."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from pathlib import Path

from desktop.cli_words import WORDS
from desktop.errors import ExportError
from desktop.export.options import Options
from desktop.export.write import render_transcript
from desktop.transcript import Segment, Transcript
from desktop.wording import Language, format_time

PROGRESS_STEP_S = 60  # between lines of progress where there is no terminal to rewrite one on
PROGRESS_STEP_PERCENT = 10


class TerminalOutput:
    """Both streams, kept from running into each other."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._words = WORDS[language]
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # File names may hold what is no character, texts what a code page lacks.
                stream.reconfigure(errors="replace")
        self._rewrites = sys.stderr.isatty()
        self._file = Path()
        self.with_speakers = True
        self._speaker = ""  # of the last segment
        self._shown = ""  # the line of progress that is on the screen
        self._step = 0

    def begin(self, file: Path, titled: bool) -> None:
        """A new file: its progress starts at nothing. `titled`: its name above its text."""
        self._file = file
        self._step = 0
        self._speaker = ""
        if titled:
            self.print_text(f"==> {file.name} <==")

    def print_text(self, text: str) -> None:
        """One line of the result, at once. Raises ExportError: export_failed."""
        self._print(f"{text}\n")

    def print_segment(self, segment: Segment, with_times: bool) -> None:
        """One segment as it stands in a txt file, with the name of who begins to speak.

        Raises ExportError: export_failed.
        """
        is_turn = segment.speaker != self._speaker
        self._speaker = segment.speaker
        shown = segment if is_turn else replace(segment, speaker="")
        options = Options(with_times, self.with_speakers, language=self.language)
        self.print_transcript(Transcript((shown,)), "txt", options)

    def print_transcript(self, transcript: Transcript, format: str, options: Options) -> None:
        """A whole transcript as the text of a file. Raises ExportError: export_failed."""
        self._print(render_transcript(transcript, format, options))

    def tell(self, message: str) -> None:
        """A message to the person, on a line of its own."""
        self._clear()
        print(message, file=sys.stderr, flush=True)

    def tell_removed(self, segment: Segment, reason: str) -> None:
        """Says what a guard has taken out, and where."""
        why = self._words.get(f"removed_{reason}", reason)
        place = format_time(segment.start_s)
        self.tell(self._words["removed"].format(at=place, text=segment.text, why=why))

    def show_progress(self, position_s: float, duration_s: float | None) -> None:
        """How far the file has come: a line that is rewritten, or now and then a new one."""
        line = f"{self._file.name}  {format_time(position_s)}"
        step = int(position_s / PROGRESS_STEP_S)
        if duration_s:
            percent = min(100, int(100 * position_s / duration_s))
            line += f" / {format_time(duration_s)}  {percent} %"
            step = percent // PROGRESS_STEP_PERCENT
        if self._rewrites:
            self._clear()
            print(line, end="", file=sys.stderr, flush=True)
            self._shown = line
        elif step > self._step:
            print(line, file=sys.stderr, flush=True)
        self._step = step

    def end_progress(self) -> None:
        """Takes the line of progress off the screen."""
        self._clear()

    def _clear(self) -> None:
        if self._shown:
            blank = " " * len(self._shown)
            print(f"\r{blank}\r", end="", file=sys.stderr, flush=True)
            self._shown = ""

    def _print(self, text: str) -> None:
        self._clear()
        try:
            print(text, end="", flush=True)
        except BrokenPipeError:  # whoever reads it has had enough
            raise
        except OSError as error:  # it leads to a file on a full disk, for instance
            name, reason = self._words["standard_output"], error.strerror or str(error)
            raise ExportError("export_failed", path=name, reason=reason) from error


def drop_unwritten_output() -> None:
    """Lets go of text that standard output does not take; Python would complain at its exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
