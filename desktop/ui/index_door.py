"""The window's door to the library's index: what takes a while is done in another thread."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.library.index import Index, delete_index, open_index
from desktop.ui.disk import Disk

T = TypeVar("T")


class IndexDoor(QObject):
    """One connection in the other thread, and one in the window's, which reads single rows."""

    failed = Signal(object)  # OSError: the index could not be read or written; the work goes on

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._disk = Disk("library", self)
        self._index: Index | None = None  # of the other thread
        self._reader: Index | None = None  # of the window's
        self._is_closed = False

    def open(self) -> bool:
        """Open the index, or begin it anew; True where it was there and could not be used."""
        self._reader, was_damaged = open_index(self._path)
        return was_damaged

    def do(self, work: Callable[[Index], T], then: Callable[[T], None] | None = None) -> None:
        """Do `work` with the index in the other thread, then call `then` in the window's.

        What comes after `close` is left to the next start, which reads the journals.
        """
        if self._is_closed:
            return

        def act() -> T:
            try:
                if self._index is None:
                    self._index, _ = open_index(self._path)
                return work(self._index)
            except sqlite3.Error as error:
                raise to_os_error(error, self._path) from error

        self._disk.do(act, then, self.failed.emit)

    def read(self, work: Callable[[Index], T], otherwise: T) -> T:
        """Do what takes a few milliseconds at once, in the window's thread."""
        if self._reader is None:
            return otherwise
        try:
            return work(self._reader)
        except sqlite3.Error as error:
            self.failed.emit(to_os_error(error, self._path))
            return otherwise

    def begin_anew(self, then: Callable[[], None]) -> None:
        """Delete the index, which is damaged, and open an empty one."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

        def act() -> None:
            if self._index is not None:
                self._index.close()
            self._index = None
            delete_index(self._path)

        def go_on(_: None) -> None:
            self.open()
            then()

        self._disk.do(act, go_on, self.failed.emit)

    def close(self) -> None:
        """Finish what has been asked for, and close the file."""

        def close() -> None:
            if self._index is not None:
                self._index.close()

        self._is_closed = True
        self._disk.do(close)
        self._disk.close()
        if self._reader is not None:
            self._reader.close()


def to_os_error(error: sqlite3.Error, path: Path) -> OSError:
    """What SQLite says, in the words of the disk."""
    is_full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return OSError(errno.ENOSPC if is_full else errno.EIO, str(error), str(path))
