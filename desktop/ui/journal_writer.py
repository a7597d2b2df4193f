"""Writes journals at once, and what is slow about the disk a moment later, on a thread of its own.

Bringing a thousand new journals to the disk itself takes seconds; the window must not wait.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.library.job import Job
from desktop.library.journal import KEPT, Journals

SYNC_AFTER_MS = 2000  # so much of a text can a power cut cost; the engine says it again


class JournalWriter(QObject):
    """`failed` tells what the disk refused; the work goes on."""

    failed = Signal(object)  # OSError

    def __init__(self, journals: Journals, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._journals = journals
        self._unsynced: set[str] = set()
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journals")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SYNC_AFTER_MS)
        self._timer.timeout.connect(self._sync)

    def create(self, jobs: Iterable[Job]) -> None:
        """Begin the journals of new jobs."""
        try:
            for job in jobs:
                self._journals.create(job)
                self._note_unsynced(job.job_id)
        except OSError as error:
            self.failed.emit(error)

    def append(self, job_id: str, record: Mapping[str, Any]) -> None:
        """Write one record down, if it is of a kind that is kept."""
        if record["type"] not in KEPT:
            return
        try:
            self._journals.append(job_id, record)
            self._note_unsynced(job_id)
        except OSError as error:
            self.failed.emit(error)

    def delete_later(self, path: Path) -> None:
        """Delete a file, which takes a while when it is large."""
        self._disk.submit(delete, path)

    def _note_unsynced(self, job_id: str) -> None:
        self._unsynced.add(job_id)
        if not self._timer.isActive():
            self._timer.start()

    def _sync(self) -> None:
        unsynced, self._unsynced = self._unsynced, set()
        self._disk.submit(self._journals.sync, sorted(unsynced))


def delete(path: Path) -> None:
    """The next start tries again what the disk refuses now."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
