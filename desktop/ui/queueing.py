"""Shows the queue as it is, lets the user arrange it, and reckons when all of it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.queue_order import FILE_NAME, Move, read_order, write_order
from desktop.queue_times import Stretch, follow, reckon_left
from desktop.settings import Settings
from desktop.ui.choices import Choices
from desktop.ui.disk import Disk
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.main_window import MainWindow

RECKON_AFTER_MS = 1000  # at most once in this time
OTHER_SPEED = 0.1  # by so much a new speed must differ to be kept


class Queueing(QObject):
    """The order that the user gives the waiting files holds over a restart."""

    def __init__(
        self,
        desk: JobDesk,
        window: MainWindow,
        disk: Disk,
        choices: Choices,
        data_dir: Path,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._disk = disk
        self._choices = choices
        self._path = data_dir / FILE_NAME
        self._clock = clock
        self._order = read_order(self._path)  # of the run before
        self._queued: list[str] = []
        self._stretch: Stretch | None = None
        self._timer = QTimer(self, singleShot=True, interval=RECKON_AFTER_MS)
        self._timer.timeout.connect(self._reckon)
        desk.queue_changed.connect(self._on_queue)
        desk.job_changed.connect(self._on_changed)
        choices.changed.connect(self._on_choices)
        window.list.move_asked.connect(self.move)

    def move(self, job_id: str, to: Move | str) -> None:
        """Have a waiting job done earlier or later, and keep the order."""
        self._desk.move(job_id, to)
        self._order = ()
        write = partial(write_order, self._path, list(self._queued))
        self._disk.do(write, None, lambda error: self._window.say_fault(storage_fault(error)))

    def _on_queue(self, job_ids: list[str]) -> None:
        """Jobs of earlier runs come back in several batches, each to the place that it had."""
        self._queued = job_ids
        if self._order:
            self._desk.arrange(self._order)  # where that changes anything, this is told of it
        self._window.jobs.arrange(self._queued)
        self._reckon()

    def _on_changed(self, job: Job) -> None:
        if job.phase is Phase.RUNNING and not job.is_recording:
            self._stretch = follow(self._stretch, job, self._clock())
        else:
            self._keep_speed(job)
        if self._queued and not self._timer.isActive():
            self._timer.start()

    def _keep_speed(self, job: Job) -> None:
        """A file has been done: how quick it was counts for the next ones."""
        stretch = self._stretch
        if stretch is None or stretch.job_id != job.job_id:
            return
        self._stretch = None
        known, speed = self._choices.settings.speed, stretch.speed
        if job.phase is not Phase.DONE or speed is None:
            return
        if known is None or abs(speed - known) > OTHER_SPEED * known:
            self._choices.change(speed=round(speed, 3))

    def _on_choices(self, now: Settings, before: Settings) -> None:
        if now.model_folder != before.model_folder:
            self._stretch = None
            self._choices.change(speed=None)

    def _reckon(self) -> None:
        jobs = [job for job_id in self._queued if (job := self._desk.find(job_id)) is not None]
        speed = self._stretch.speed if self._stretch is not None else None
        left_s = reckon_left(jobs, speed or self._choices.settings.speed)
        self._window.jobs.show_times_left(left_s)
        last = left_s.get(self._queued[-1]) if self._queued else None
        self._window.status_line.show_queue(len(self._queued), last)
