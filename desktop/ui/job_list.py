"""The list of jobs: a model of snapshots, and a view that paints each as a row.

Emits what the user wants done with a job; decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.ui.job_row import JobRow
from desktop.ui.job_words import describe_state, name_action, name_job
from desktop.wording import Language

JobRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class JobListModel(QAbstractListModel):
    """The jobs, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.language: Language = "sv"
        self.engine_ready = False
        self._jobs: list[Job] = []
        self._rows: dict[str, int] = {}

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._jobs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        job = self._jobs[index.row()]
        if role == JobRole:
            return job
        if role == Qt.ItemDataRole.DisplayRole:
            return name_job(job, self.language)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{name_job(job, self.language)}\n{self.describe(job)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name_job(job, self.language)}, {self.describe(job)}"
        return None

    def describe(self, job: Job) -> str:
        """The line under the job's name."""
        return describe_state(job, self.engine_ready, self.language)

    def add(self, jobs: list[Job]) -> None:
        """Put jobs on top; those that came together keep their order."""
        if not jobs:
            return
        newest_first = sorted(jobs, key=lambda job: job.created, reverse=True)  # stable
        self.beginInsertRows(QModelIndex(), 0, len(jobs) - 1)
        self._jobs[:0] = newest_first
        self._count_rows()
        self.endInsertRows()

    def change(self, job: Job) -> None:
        """Show the job's new snapshot; one that is not in the list is passed over."""
        row = self._rows.get(job.job_id)
        if row is not None:
            self._jobs[row] = job
            self.dataChanged.emit(self.index(row), self.index(row))

    def remove(self, job_id: str) -> None:
        row = self._rows.get(job_id)
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._jobs[row]
            self._count_rows()
            self.endRemoveRows()

    def has(self, is_wanted: Callable[[Job], bool]) -> bool:
        """Whether there is such a job."""
        return any(is_wanted(job) for job in self._jobs)

    def find(self, job_id: str) -> QModelIndex:
        """The job's index; an invalid one when it is not in the list."""
        row = self._rows.get(job_id)
        return QModelIndex() if row is None else self.index(row)

    def refresh(self) -> None:
        """Paint every row anew: the language or the engine's state has changed."""
        if self._jobs:
            self.dataChanged.emit(self.index(0), self.index(len(self._jobs) - 1))

    def _count_rows(self) -> None:
        self._rows = {job.job_id: row for row, job in enumerate(self._jobs)}


class JobList(QListView):
    """The rows. Del removes, a row's buttons and its menu do what fits the job's state."""

    chosen = Signal(object)  # Job | None: the selected one
    pause_asked = Signal(str)
    cancel_asked = Signal(str)
    retry_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, model: JobListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._row = JobRow(self)
        self.setModel(model)
        self.setItemDelegate(self._row)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.selectionModel().currentChanged.connect(self._choose)
        self.retranslate()

    def selected_job(self) -> Job | None:
        """The selected job's snapshot."""
        return self._model.data(self.currentIndex(), JobRole)

    def select(self, job_id: str) -> None:
        self.setCurrentIndex(self._model.find(job_id))

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Inspelningar och filer"))
        self._model.refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        job = self.selected_job()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and job is not None:
            self.remove_asked.emit(job.job_id)
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()  # the window's: it records
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return
        job = self._model.data(index, JobRole)
        self._act(
            self._row.find_action(job, self.visualRect(index), event.position().toPoint()), job
        )

    def _act(self, action: str, job: Job) -> None:
        """What a row's button does."""
        match action:
            case "pause":
                self.pause_asked.emit(job.job_id)
            case "cancel":
                self.cancel_asked.emit(job.job_id)
            case "retry" | "resume":
                self.retry_asked.emit(job.job_id)
            case "remove":
                self.remove_asked.emit(job.job_id)

    def _choose(self, current: QModelIndex) -> None:
        self.chosen.emit(self._model.data(current, JobRole))

    def _open_menu(self, position: QPoint) -> None:
        job = self._model.data(self.indexAt(position), JobRole)
        if job is not None:
            self.build_menu(job).popup(self.viewport().mapToGlobal(position))

    def build_menu(self, job: Job) -> QMenu:
        """All that can be done with a job; what does not fit its state is greyed out."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        paused = job.phase is Phase.PAUSED
        ended = job.phase in (Phase.DONE, Phase.FAILED, Phase.CANCELLED)
        again = self.tr("Skriv ut på nytt") if job.phase is Phase.DONE else self.tr("Försök igen")
        hold = self.retry_asked if paused else self.pause_asked
        for text, enabled, signal in (
            (name_action("resume" if paused else "pause"), paused or job.can_pause, hold),
            (name_action("cancel"), paused or job.can_pause, self.cancel_asked),
            (again, ended and not job.is_growing, self.retry_asked),
            (self.tr("Ta bort"), not job.is_growing, self.remove_asked),
        ):
            action = menu.addAction(text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False, s=signal: s.emit(job.job_id))
        return menu


def pick_actions(job: Job) -> tuple[str, ...]:
    """What the row's buttons do, from the right: names as `name_action` takes them."""
    if job.is_growing or job.phase is Phase.STOPPING:
        return ()
    if job.phase in (Phase.WAITING, Phase.RUNNING):
        return ("cancel", "pause")
    if job.phase is Phase.PAUSED:
        return ("cancel", "resume")
    if job.phase in (Phase.FAILED, Phase.CANCELLED):
        return ("retry",)
    return ("remove",)
