"""One window works on a folder of data: the first takes its lock, the next hand it their files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QThread

TAKE_WITHIN_MS = 5000  # how long a second start waits for the first to take its files
ASK_AGAIN_MS = 100


def lock_data(data_dir: Path) -> QLockFile | None:
    """The lock that keeps two windows from working on the same jobs; None when one has it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = QLockFile(str(data_dir / "window.lock"))
    lock.setStaleLockTime(0)  # held as long as its process lives
    return lock if lock.tryLock(0) else None


def lock_or_hand_over(
    data_dir: Path, files: Sequence[Path], command: str = ""
) -> tuple[QLockFile | None, bool]:
    """The lock, or whether the window that has it took the files; it may be about to open or close.

    Neither, when that window does not answer. `command`: as for hand_over.
    """
    waited = QDeadlineTimer(TAKE_WITHIN_MS)
    while (lock := lock_data(data_dir)) is None:
        from desktop.ui.handover import hand_over  # QtNetwork: the first start need not wait for it

        if hand_over(data_dir, files, command):
            return None, True
        if waited.hasExpired():
            return None, False
        QThread.msleep(ASK_AGAIN_MS)
    return lock, False
