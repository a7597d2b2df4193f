"""Looks into media files, at once and beside what the engine is doing: which tracks there are."""

from __future__ import annotations

import queue
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from desktop.engine.media import MediaFile
from desktop.errors import TalskriftError
from desktop.tracks import Contents

UNREADABLE = Contents((), 0)


class Examiner:
    """One file after the other, in a thread of its own. `tell` is called from that thread."""

    def __init__(self, tell: Callable[[str, Contents], None]) -> None:
        self._tell = tell
        self._files: queue.SimpleQueue[tuple[str, Path]] = queue.SimpleQueue()
        self._thread: Thread | None = None

    def examine(self, job: str, file: Path) -> None:
        """Have `tell` told of a file; one that cannot be read has no tracks."""
        self._files.put((job, file))
        if self._thread is None:
            self._thread = Thread(target=self._run, name="examine", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            job, file = self._files.get()
            self._tell(job, look_into(file))


def look_into(file: Path) -> Contents:
    """What is in a media file, as far as its header tells."""
    try:
        media = MediaFile(file)
    except TalskriftError:
        return UNREADABLE
    try:
        return media.describe()
    finally:
        media.close()
