"""Labels transcripts: opens the form, writes down what it says, and has the list follow."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from desktop.library.job import Job
from desktop.library.labels import LabelChange
from desktop.ui.job_desk import JobDesk
from desktop.ui.job_words import name_job
from desktop.ui.labels_dialog import LabelsDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.shelf import Shelf


class Labelling(QObject):
    """Of the chosen transcript, or of all that are listed."""

    def __init__(
        self, shelf: Shelf, desk: JobDesk, window: MainWindow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._desk = desk
        self._window = window
        window.filters.list_values = self._list_values
        window.filters.label_all_asked.connect(self.label_listed)
        window.actions_["labels"].triggered.connect(self._label_chosen)
        window.list.label_asked.connect(lambda job_id: shelf.ask(job_id, self._open_for))

    def label_listed(self) -> None:
        """Open the form for all that are listed now."""
        job_ids = self._window.jobs.list_ids()
        name = self.tr("{count} i listan").format(count=len(job_ids))
        dialog = LabelsDialog(
            None, name, self._list_values("folder"), self._list_values("tag"), self._window
        )
        dialog.saved.connect(partial(self.change, job_ids))
        dialog.show()

    def change(self, job_ids: list[str], change: LabelChange) -> None:
        """Label these; those that are not on the desk are read and labelled by another thread."""
        resting = [job_id for job_id in job_ids if self._desk.find(job_id) is None]
        for job_id in job_ids:
            job = self._desk.find(job_id)
            if job is not None:
                self._desk.note(job_id, change.apply(job.labels).as_record())
        self._shelf.label(resting, change)

    def _label_chosen(self) -> None:
        job = self._window.list.selected_job()
        if job is not None:
            self._shelf.ask(job.job_id, self._open_for)

    def _open_for(self, job_id: str) -> None:
        job: Job | None = self._desk.find(job_id)
        if job is None:
            return
        dialog = LabelsDialog(
            job.labels,
            name_job(job, self._window.language),
            self._list_values("folder"),
            self._list_values("tag"),
            self._window,
        )
        dialog.saved.connect(partial(self.change, [job_id]))
        dialog.show()

    def _list_values(self, column: str) -> list[str]:
        return self._shelf.door.read(lambda index: index.list_values(column), [])
