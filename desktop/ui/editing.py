"""Corrects the chosen transcript: what was typed becomes a record of its journal, and the way back.

A text can be changed while nothing else is done to it. It is then held with the times of its words,
which the journal has, so that the words that stay keep theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from desktop.file_queue import Phase
from desktop.library.correcting import can_be_changed, is_of, make_records
from desktop.library.corrections import (
    BROUGHT_BACK,
    REDONE,
    UNDONE,
    Replacement,
    Wish,
)
from desktop.library.job import Job, apply_record
from desktop.library.journal import read_journal
from desktop.library.refresh import SUFFIX
from desktop.text.retiming import Line, retime
from desktop.transcript import Segment
from desktop.ui.choices import Choices
from desktop.ui.disk import Disk
from desktop.ui.job_desk import JobDesk
from desktop.ui.main_window import MainWindow
from desktop.ui.text_presenter import choose_options, present_corrected


class Editing(QObject):
    """Of the transcript that the window shows."""

    def __init__(
        self,
        desk: JobDesk,
        window: MainWindow,
        disk: Disk,
        jobs_dir: Path,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._disk = disk
        self._jobs_dir = jobs_dir
        self._choices = choices
        self._whole: Job | None = None  # what is shown, with the times of its words
        self._reading = ""  # the id of the job that is being read
        page, actions = window.page, window.actions_
        desk.recorded.connect(self._follow)
        page.shown.connect(self._on_shown)
        page.edited.connect(self._take_edit)
        page.text.undo_asked.connect(lambda: self._record_kind(UNDONE))
        page.text.redo_asked.connect(lambda: self._record_kind(REDONE))
        page.text.typing_refused.connect(self._say_why_not)
        actions["undo"].triggered.connect(page.text.ask_undo)
        actions["redo"].triggered.connect(page.text.ask_redo)
        actions["bring_back"].triggered.connect(lambda: self._record_kind(BROUGHT_BACK))
        self._on_shown(page.job)

    @property
    def whole(self) -> Job | None:
        """The job that is shown, with the times of its words; None while it cannot be changed."""
        return self._whole

    def read_shown(self) -> Sequence[Segment]:
        """The text as it is shown, with the times of its words as far as they are known."""
        job, whole = self._window.page.job, self._whole
        if job is None:
            return ()
        shown = self._window.page.presenter.present(job)
        if whole is None:
            return shown
        options = choose_options(self._choices.settings, is_recording=job.is_recording)
        with_words = present_corrected(whole.segments, whole.n_adopted, options)
        is_same = [one.text for one in with_words] == [one.text for one in shown]
        return with_words if is_same else shown

    def replace(self, wishes: Sequence[Wish]) -> None:
        """Put segments in the place of shown ones, or remarks on them, in one step.

        Each wish counts the segments as the one before left them.
        """
        job, whole = self._window.page.job, self._whole
        if job is not None and whole is not None and wishes:
            self._desk.correct(job.job_id, *make_records(whole, self.read_shown(), wishes))

    def retry(self, job_id: str) -> None:
        """Go on with a job, or begin it anew; where that takes corrections away, ask first."""
        job = self._desk.find(job_id)
        if job is None or job.phase is not Phase.DONE or not job.edits.done:
            self._desk.retry(job_id)
            return
        question = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Skriva ut på nytt?"),
            self.tr("Texten är rättad. Ska den skrivas ut på nytt?"),
            QMessageBox.StandardButton.NoButton,
            self._window,
        )
        question.setInformativeText(
            self.tr("Den rättade texten går att hämta tillbaka med menyn Redigera.")
        )
        again = question.addButton(self.tr("Skriv ut på nytt"), QMessageBox.ButtonRole.AcceptRole)
        question.addButton(self.tr("Behåll"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(again)
        question.accepted.connect(lambda: self._desk.retry(job_id))
        question.open()

    def _on_shown(self, job: Job | None) -> None:
        """Let the text be changed where it can be, when its words are there."""
        can_change = job is not None and can_be_changed(job)
        whole = self._whole
        if job is None or not can_change:
            self._whole = None
        elif whole is None or not is_of(whole, job):
            self._whole = None
            self._read(job)
        self._window.page.text.set_editable(self._whole is not None)
        self._show_actions(job if can_change else None)

    def _read(self, job: Job) -> None:
        if self._reading == job.job_id:
            return
        self._reading = job_id = job.job_id
        path = self._jobs_dir / f"{job_id}{SUFFIX}"

        def take(whole: Job | None) -> None:
            self._reading = ""
            shown = self._window.page.job
            if shown is None or not can_be_changed(shown):
                return
            if shown.job_id != job_id:
                self._read(shown)
                return
            # A disk that is full has not taken all of it: then there are no times.
            self._whole = whole if whole is not None and is_of(whole, shown) else shown
            self._window.page.shown.emit(shown)  # to those who wait for the words too

        self._disk.do(lambda: read_journal(path, keep_words=True), take)

    def _follow(self, job_id: str, record: Mapping[str, Any]) -> None:
        if self._whole is not None and self._whole.job_id == job_id:
            self._whole = apply_record(self._whole, record, keep_words=True)

    def _take_edit(self, job_id: str, first: int, end: int, lines: Sequence[Line]) -> None:
        if self._whole is not None and self._whole.job_id == job_id:
            new = retime(self.read_shown()[first:end], lines)
            self.replace([Replacement(first, end, new)])

    def _record_kind(self, kind: str) -> None:
        job = self._window.page.job
        if job is not None and can_be_changed(job):
            self._desk.correct(job.job_id, {"type": kind})

    def _show_actions(self, job: Job | None) -> None:
        """Enable what can be done with a text that can be changed; None: nothing."""
        actions = self._window.actions_
        actions["undo"].setEnabled(job is not None and bool(job.edits.done))
        actions["redo"].setEnabled(job is not None and bool(job.edits.undone))
        actions["bring_back"].setVisible(job is not None and job.earlier is not None)
        actions["corrected_note"].setVisible(job is not None and job.n_adopted > 0)

    def _say_why_not(self) -> None:
        job = self._window.page.job
        if job is not None and not can_be_changed(job):
            self._window.status_line.flash(self.tr("Texten kan ändras när den är klar."))
