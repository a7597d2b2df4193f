"""Where the window stands: remembered in a small file of its own, and brought to the front."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget


def restore_geometry(window: QWidget, path: Path) -> None:
    """Put the window where it was; without a (readable) file it stays as it is."""
    with contextlib.suppress(OSError):
        window.restoreGeometry(QByteArray(path.read_bytes()))


def bring_to_front(window: QWidget) -> None:
    """Show a window to the user who has just asked for it."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)  # for systems that let no window come forward by itself


def save_geometry(window: QWidget, path: Path) -> None:
    """Remember the window's place. Where that cannot be written, it is not remembered."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(window.saveGeometry().data())


def find_screen(window: QWidget) -> QScreen:
    """The screen that shows the middle of a window.

    WORKAROUND: not `window.screen()`. What that returns dies in Python with the window, and with
    it Qt's screen (seen with PySide6 6.11.3: the next question for a screen ended the process).
    """
    screen = QGuiApplication.screenAt(window.frameGeometry().center())
    return screen or QGuiApplication.primaryScreen()
