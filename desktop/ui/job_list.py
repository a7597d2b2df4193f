"""The list of jobs: a view that paints each as a row of the model.

Emits what the user wants done with a job; decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QKeyCombination,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.library.search import Places
from desktop.queue_order import Move
from desktop.ui.job_list_model import (
    Index,
    JobListModel,
    JobRole,
    PlacesRole,
    can_be_moved,
)
from desktop.ui.job_row import JobRow
from desktop.ui.job_words import name_action

MOVES = {
    QKeyCombination(Qt.KeyboardModifier.AltModifier, key): to
    for key, to in (
        (Qt.Key.Key_Home, Move.FIRST),
        (Qt.Key.Key_Up, Move.UP),
        (Qt.Key.Key_Down, Move.DOWN),
        (Qt.Key.Key_End, Move.LAST),
    )
}


class JobList(QListView):
    """The rows. Del removes, a row's buttons and its menu do what fits the job's state.

    Waiting files are moved in the queue by dragging, or with Alt and an arrow, Home or End.
    """

    chosen = Signal(object)  # Job | None: the selected one
    pause_asked = Signal(str)
    cancel_asked = Signal(str)
    retry_asked = Signal(str)
    remove_asked = Signal(str)
    label_asked = Signal(str)
    sound_asked = Signal(str)
    move_asked = Signal(str, object)  # job id; Move, or the id of the job that it is put before
    hear_asked = Signal(str)  # the hit of a search is to be heard

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
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
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

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint rows anew. A list view would lay out all ten thousand: they may have grown."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        job = self.selected_job()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and job is not None:
            self.remove_asked.emit(job.job_id)
        elif event.keyCombination() in MOVES and job is not None:
            self.move_asked.emit(job.job_id, MOVES[event.keyCombination()])
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
        if job is not None:
            place = event.position().toPoint()
            self._act(self._row.find_action(index, self.visualRect(index), place), job)

    def dropEvent(self, event: QDropEvent) -> None:
        """A row was dragged to another place in the queue: before the next one that waits."""
        job = self.selected_job()
        if event.source() is not self or job is None:
            event.ignore()
            return
        place = event.position().toPoint()
        index = self.indexAt(place)
        is_below = index.isValid() and place.y() > self.visualRect(index).center().y()
        row = index.row() + is_below if index.isValid() else self._model.rowCount()
        self.move_asked.emit(job.job_id, self._model.find_waiting(row, job.job_id) or Move.LAST)
        event.setDropAction(Qt.DropAction.CopyAction)  # or the view would remove the row
        event.accept()

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
            case "hear":
                self.hear_asked.emit(job.job_id)

    def _choose(self, current: QModelIndex) -> None:
        self.chosen.emit(self._model.data(current, JobRole))

    def _open_menu(self, position: QPoint) -> None:
        index = self.indexAt(position)
        job = self._model.data(index, JobRole)
        if job is not None:
            menu = self.build_menu(job, is_hit="hear" in pick_actions(index))
            menu.popup(self.viewport().mapToGlobal(position))

    def build_menu(self, job: Job, *, is_hit: bool = False) -> QMenu:
        """All that can be done with a job; what does not fit its state is greyed out.

        `is_hit`: a search has found it, and where it is said.
        """
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        paused = job.phase is Phase.PAUSED
        ended = job.phase in (Phase.DONE, Phase.FAILED, Phase.CANCELLED)
        again = self.tr("Skriv ut på nytt") if job.phase is Phase.DONE else self.tr("Försök igen")
        hold = self.retry_asked if paused else self.pause_asked
        if is_hit:
            hear = menu.addAction(name_action("hear"))
            hear.triggered.connect(lambda: self.hear_asked.emit(job.job_id))
            menu.addSeparator()
        for text, enabled, signal in (
            (name_action("resume" if paused else "pause"), paused or job.can_pause, hold),
            (name_action("cancel"), paused or job.can_pause, self.cancel_asked),
            (again, ended and not job.is_growing, self.retry_asked),
            (self.tr("Ljudspår och talare …"), not job.is_recording, self.sound_asked),
            (self.tr("Namn, mapp och taggar …"), True, self.label_asked),
            (self.tr("Ta bort"), not job.is_growing, self.remove_asked),
        ):
            action = menu.addAction(text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False, s=signal: s.emit(job.job_id))
        if can_be_moved(job):
            menu.insertMenu(menu.actions()[2], self._build_queue_menu(menu, job))
        return menu

    def _build_queue_menu(self, menu: QMenu, job: Job) -> QMenu:
        texts = {
            Move.FIRST: self.tr("Först"),
            Move.UP: self.tr("Uppåt"),
            Move.DOWN: self.tr("Nedåt"),
            Move.LAST: self.tr("Sist"),
        }
        queue = QMenu(self.tr("Flytta i kön"), menu)
        for keys, to in MOVES.items():
            action = queue.addAction(texts[to])
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _=False, to=to: self.move_asked.emit(job.job_id, to))
        return queue


def pick_actions(index: QModelIndex | QPersistentModelIndex) -> tuple[str, ...]:
    """What a row's buttons do, from the right: names as `name_action` takes them."""
    job: Job = index.data(JobRole)
    places: Places | None = index.data(PlacesRole)
    has_sound = not (job.is_growing or job.is_sound_deleted)
    is_hit = has_sound and places is not None and places.best is not None
    return (*pick_job_actions(job), *(("hear",) if is_hit else ()))


def pick_job_actions(job: Job) -> tuple[str, ...]:
    """What can be done in the state of a job."""
    if job.is_growing or job.phase is Phase.STOPPING:
        return ()
    if job.phase in (Phase.WAITING, Phase.RUNNING):
        return ("cancel", "pause")
    if job.phase is Phase.PAUSED:
        return ("cancel", "resume")
    if job.phase in (Phase.FAILED, Phase.CANCELLED):
        return ("retry",)
    return ("remove",)
