"""Makes the temporary folders that files are decoded into, and removes those of killed engines."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop.audio.recording import FULL_DISK_ERRNOS
from desktop.errors import RecordingError

PREFIX = "talskrift-"
_NAME = re.compile(rf"{PREFIX}(\d+)-\w+")  # the process that made it


@contextlib.contextmanager
def open_import_folder() -> Iterator[Path]:
    """A folder that is removed afterwards.

    Raises RecordingError: disk_full, folder_not_writable.
    """
    try:
        folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
    except OSError as error:
        path = error.filename or "TMPDIR/import"  # none of the places that it names will do
        if error.errno in FULL_DISK_ERRNOS:
            raise RecordingError("disk_full", path=path) from error
        raise RecordingError("folder_not_writable", path=path, reason=error.strerror) from error
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_stale_folders() -> None:
    """Removes what engines that were killed have left behind; those at work keep theirs."""
    try:
        folders = list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"))
    except OSError:
        return  # the next import will tell that there is no place for it
    for folder in folders:
        match = _NAME.fullmatch(folder.name)
        if match and not _is_running(int(match[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":
        return False  # signal 0 would end the process; but what it has open cannot be removed
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True
