"""Remembers where the window was and how large, in a small file of its own."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget


def restore_geometry(window: QWidget, path: Path) -> None:
    """Put the window where it was; without a (readable) file it stays as it is."""
    with contextlib.suppress(OSError):
        window.restoreGeometry(QByteArray(path.read_bytes()))


def save_geometry(window: QWidget, path: Path) -> None:
    """Remember the window's place. Where that cannot be written, it is not remembered."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(window.saveGeometry().data())
