"""Tells a screen reader what a glance would: recording begun, paused or ended, a text done.

The words themselves are told by those who show them, a sentence at a time; faults by the notices.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.ui.dictation import Dictation
from desktop.ui.job_desk import JobDesk
from desktop.ui.job_words import name_job
from desktop.ui.main_window import MainWindow
from desktop.ui.record_panel import RecordState


class Announcing(QObject):
    """Says each thing once; Qt passes it on only where a screen reader listens."""

    def __init__(
        self, dictation: Dictation, desk: JobDesk, window: MainWindow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._dictation = dictation
        self._desk = desk
        self._window = window
        self._was = RecordState.IDLE
        self._at_work: set[str] = set()
        dictation.state_changed.connect(self._on_state)
        desk.jobs_added.connect(self._on_jobs)
        desk.job_changed.connect(self._on_job)

    def say(self, text: str) -> None:
        """Have a sentence read, when what is being read has ended."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))

    def _on_state(self, state: RecordState) -> None:
        texts = {
            RecordState.RECORDING: (
                self.tr("Inspelningen fortsätter")
                if self._was is RecordState.PAUSED
                else self.tr("Inspelning pågår")
            ),
            RecordState.PAUSED: self.tr("Inspelningen är pausad"),
            RecordState.IDLE: self.tr("Inspelningen är slut"),
        }
        if state is not self._was and state in texts:
            self.say(texts[state])
            self._was = state

    def _on_jobs(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._on_job(job)

    def _on_job(self, job: Job) -> None:
        if job.phase is Phase.RUNNING:
            self._at_work.add(job.job_id)
            return
        if job.job_id not in self._at_work or job.phase is Phase.WAITING:
            return
        self._at_work.discard(job.job_id)
        if job.phase is Phase.DONE:
            name = name_job(job, self._window.language)
            self.say(self.tr("Klar: {name}").format(name=name))
