"""The one door from other threads to Qt: what is put in comes out in the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal


class Bridge(QObject):
    """Call it from any thread with an object; `arrived` is emitted in the thread that owns it."""

    arrived = Signal(object)
    _put = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._put.connect(self.arrived, Qt.ConnectionType.QueuedConnection)

    def __call__(self, item: object) -> None:
        self._put.emit(item)
