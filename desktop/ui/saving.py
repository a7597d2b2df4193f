"""Saves a job's text as a file, or copies it, in the format that the user wants.

Reading the words' times and rendering ten hours of them takes seconds: it is done in the other
thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.errors import ExportError
from desktop.export.options import Options
from desktop.export.write import (
    FORMATS,
    pick_format,
    render_file,
    render_transcript,
    write_transcript,
)
from desktop.library.job import Fault, Job
from desktop.transcript import Transcript
from desktop.ui.choices import Choices
from desktop.ui.dialogs import ask_where_to_save
from desktop.ui.disk import Disk
from desktop.ui.format_words import DEFAULT_FORMAT
from desktop.ui.job_desk import JobDesk
from desktop.ui.job_words import name_job
from desktop.ui.main_window import MainWindow
from desktop.ui.recorder_words import list_missing
from desktop.ui.text_presenter import choose_options, present_corrected


class Saving(QObject):
    """What is shown decides: where the window shows times, the text has them too."""

    saved = Signal(object)  # Path
    copied = Signal(str)  # the text
    failed = Signal(object)  # Fault

    def __init__(
        self,
        desk: JobDesk,
        window: MainWindow,
        disk: Disk,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._disk = disk
        self._choices = choices
        window.save_asked.connect(self.ask_and_save)
        window.copy_as_asked.connect(self.copy)
        self.saved.connect(window.say_saved)
        self.copied.connect(window.put_on_clipboard)
        self.failed.connect(window.say_fault)

    def ask_and_save(self, job: Job) -> None:
        """Ask for name and format, beginning with those of the last time, and write the file."""
        settings = self._choices.settings
        folder = Path(settings.save_folder or Path.home())
        chosen = ask_where_to_save(
            self._window,
            name_job(job, settings.language),
            folder if folder.is_dir() else Path.home(),
            settings.save_format if settings.save_format in FORMATS else DEFAULT_FORMAT,
            settings.show_times,
        )
        if chosen is not None:
            self.save(job, *chosen)

    def save(self, job: Job, path: Path, format_: str | None = None) -> None:
        """Write the job's text; without a format, the name tells it. `saved` or `failed` comes."""
        chosen = format_ or pick_format(path.name) or DEFAULT_FORMAT
        write_to = self.prepare(job, chosen)

        def write() -> ExportError | None:
            try:
                write_to(path)
            except ExportError as error:
                return error
            return None

        def tell(error: ExportError | None) -> None:
            if error is not None:
                self.failed.emit(Fault(error.code, error.details))
                return
            self._choices.change(save_folder=str(path.parent), save_format=chosen)
            self.saved.emit(path)

        self._disk.do(write, tell)

    def prepare(self, job: Job, format_: str) -> Callable[[Path], None]:
        """What writes the job's text into a file, from any thread. It raises ExportError."""
        options = self._make_options(job)
        return lambda path: write_transcript(self.read_transcript(job), path, format_, options)

    def copy(self, job: Job, format_: str) -> None:
        """Put the job's text on the clipboard; `copied` follows."""
        options = self._make_options(job)

        def render() -> str:
            return render_transcript(self.read_transcript(job), format_, options)

        self._disk.do(render, self.copied.emit)

    def prepare_file(self, job: Job, format_: str, times: bool) -> Callable[[], bytes]:
        """What makes the file of a job's text, to be called in another thread."""
        options = replace(self._make_options(job), times=times)
        return lambda: render_file(self.read_transcript(job), format_, options)

    def read_transcript(self, job: Job) -> Transcript:
        """As the window shows it: with spoken commands carried out, and cleaned up if wanted.

        Reads the journal: for another thread than the window's.
        """
        options = choose_options(self._choices.settings, is_recording=job.is_recording)
        transcript = self._desk.read_transcript(job)
        shown = present_corrected(transcript.segments, job.n_adopted, options)
        return replace(transcript, segments=tuple(shown))

    def _make_options(self, job: Job) -> Options:
        settings = self._choices.settings
        named = name_job(job, settings.language)
        return Options(
            times=settings.show_times,
            speakers=settings.show_speakers,
            title=named if job.is_recording else Path(named).stem,
            missing=list_missing(job, settings.language),
            media=job.source,
            language=settings.language,
        )
