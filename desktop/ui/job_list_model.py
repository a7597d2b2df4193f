"""The model of the list: jobs at work as snapshots, all others read when they are first painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QWidget

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.library.search import Places
from desktop.ui.job_words import describe_labels, describe_state, name_job
from desktop.wording import Language

JobRole = Qt.ItemDataRole.UserRole
PlacesRole = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
JOB_MIME_TYPE = "application/x-talskrift-job"
N_READ_AT_ONCE = 64  # rows, of which a screen shows some twenty

ReadOutlines = Callable[[Sequence[str]], dict[str, Job]]


class JobListModel(QAbstractListModel):
    """The jobs, newest first. A job that cannot be read any more is a row without data."""

    places_wanted = Signal(object)  # list[str]: ids of rows that are shown, while searching

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.language: Language = "sv"
        self.engine_ready = False
        self.read_outlines: ReadOutlines = lambda _: {}
        self._snapshots: dict[str, Job] = {}
        self._outlines: dict[str, Job] = {}
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._queue: list[str] = []
        self._left_s: Mapping[str, float] = {}
        self._places: dict[str, Places] | None = None  # None: nothing is looked for
        self._wanted: set[str] = set()
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._ask_for_places)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        job = self._read(index.row()) if index.isValid() else None
        if job is None:
            return None
        if role == JobRole:
            return job
        if role == PlacesRole:
            return self._find_places(job.job_id)
        if role == Qt.ItemDataRole.DisplayRole:
            return name_job(job, self.language)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{name_job(job, self.language)}\n{self.describe(job)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            places = self._find_places(job.job_id)
            told = places.best.excerpt if places and places.best else self.describe(job)
            return f"{name_job(job, self.language)}, {told}"
        return None

    def describe(self, job: Job) -> str:
        """The line under the job's name."""
        left_s = self._left_s.get(job.job_id)
        state = describe_state(job, self.engine_ready, self.language, left_s)
        return " · ".join(filter(None, [state, describe_labels(job)]))

    def show_ids(self, job_ids: Sequence[str], *, is_search: bool = False) -> None:
        """List these, all of them or what a search has found."""
        self.beginResetModel()
        self._outlines.clear()
        self._places = {} if is_search else None
        self._ids = list(job_ids)
        if not is_search:  # the index learns of a job when it rests
            known = set(self._ids)
            self._ids[:0] = newest_first(
                job for job in self._snapshots.values() if job.job_id not in known
            )
        self._count_rows()
        self._ids = self._put_in_order()
        self._count_rows()
        self.endResetModel()

    def arrange(self, job_ids: Sequence[str]) -> None:
        """Show these in the order in which they are done, in the rows that they have now."""
        self._queue = list(job_ids)
        ids = self._put_in_order()
        if ids == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        shown = [self._ids[index.row()] for index in before]
        self._ids = ids
        self._count_rows()
        self.changePersistentIndexList(before, [self.find(job_id) for job_id in shown])
        self.layoutChanged.emit()

    def show_times_left(self, left_s: Mapping[str, float]) -> None:
        """In how many seconds the jobs of the queue will be done, by id."""
        if left_s != self._left_s:
            self._left_s = left_s
            self.refresh()  # at once: they may be thousands

    def add(self, jobs: list[Job]) -> None:
        """Put jobs on top; those that came together keep their order."""
        self._snapshots |= {job.job_id: job for job in jobs}
        for job in jobs:
            if job.job_id in self._rows:
                self._tell(job.job_id)
        new = newest_first(job for job in jobs if job.job_id not in self._rows)
        if new:
            self.beginInsertRows(QModelIndex(), 0, len(new) - 1)
            self._ids[:0] = new
            self._count_rows()
            self.endInsertRows()
            self.arrange(self._queue)

    def list_ids(self) -> list[str]:
        """The ids of all that are listed, from the top."""
        return list(self._ids)

    def change(self, job: Job) -> None:
        """Show the job's new snapshot; one that was never added is passed over."""
        if job.job_id in self._snapshots:
            self._snapshots[job.job_id] = job
            self._tell(job.job_id)

    def forget_outlines(self, job_ids: Iterable[str]) -> None:
        """Read these anew: what the index says of them has changed."""
        for job_id in job_ids:
            self._outlines.pop(job_id, None)
            self._tell(job_id)

    def remove(self, job_id: str) -> None:
        self._snapshots.pop(job_id, None)
        row = self._rows.get(job_id)
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._ids[row]
            self._count_rows()
            self.endRemoveRows()

    def has(self, is_wanted: Callable[[Job], bool]) -> bool:
        """Whether there is such a job among those at work."""
        return any(is_wanted(job) for job in self._snapshots.values())

    def find(self, job_id: str) -> QModelIndex:
        """The job's index; an invalid one when it is not in the list."""
        row = self._rows.get(job_id)
        return QModelIndex() if row is None else self.index(row)

    def find_waiting(self, row: int, other_than: str) -> str | None:
        """The first waiting job from this row on; None where none waits."""
        for job_id in self._ids[row:]:
            job = self._snapshots.get(job_id)
            if job is not None and can_be_moved(job) and job_id != other_than:
                return job_id
        return None

    def refresh(self) -> None:
        """Paint every row anew: the language or the engine's state has changed."""
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

    def show_places(self, places: dict[str, Places]) -> None:
        """Show where these say what is looked for."""
        if self._places is not None:
            self._places |= places
            for job_id in places:
                self._tell(job_id)

    def _read(self, row: int) -> Job | None:
        job_id = self._ids[row]
        job = self._snapshots.get(job_id) or self._outlines.get(job_id)
        if job is None:
            start = max(0, row - N_READ_AT_ONCE // 2)
            self._outlines |= self.read_outlines(self._ids[start : start + N_READ_AT_ONCE])
            job = self._outlines.get(job_id)
        return job

    def _find_places(self, job_id: str) -> Places | None:
        if self._places is None:
            return None
        if job_id not in self._places and job_id not in self._wanted:
            self._wanted.add(job_id)
            self._ask.start()
        return self._places.get(job_id)

    def _ask_for_places(self) -> None:
        wanted, self._wanted = sorted(self._wanted), set()
        self.places_wanted.emit(wanted)

    def _tell(self, job_id: str) -> None:
        index = self.find(job_id)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def _put_in_order(self) -> list[str]:
        """All ids, those of the queue in its order; what a search has found stays as it is."""
        if self._places is not None:
            return self._ids
        queued = [job_id for job_id in self._queue if job_id in self._rows]
        ids = list(self._ids)
        for row, job_id in zip(sorted(self._rows[one] for one in queued), queued, strict=True):
            ids[row] = job_id
        return ids

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A waiting file can be dragged to another place in the queue."""
        flags = super().flags(index)
        if not index.isValid():
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        job = self._snapshots.get(self._ids[index.row()])
        is_movable = job is not None and can_be_moved(job)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if is_movable else flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [JOB_MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(JOB_MIME_TYPE, " ".join(self._ids[one.row()] for one in indexes).encode())
        return data

    def _count_rows(self) -> None:
        self._rows = {job_id: row for row, job_id in enumerate(self._ids)}


def can_be_moved(job: Job) -> bool:
    """Whether a job has a place in the queue that can be another."""
    return job.phase is Phase.WAITING and not job.is_growing


def newest_first(jobs: Iterable[Job]) -> list[str]:
    """The ids of jobs; those of one time keep their order."""
    return [job.job_id for job in sorted(jobs, key=lambda job: job.created, reverse=True)]
