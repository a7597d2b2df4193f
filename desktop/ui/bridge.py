"""The one door from other threads to Qt: what is put in comes out in the window's thread."""

from __future__ import annotations

from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Bridge(QObject):
    """Call it from any thread with an object; `arrived` is emitted in the thread that owns it.

    Only a signal without arguments crosses between threads: Qt copies no Python object there.
    """

    arrived = Signal(object)
    _rang = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: SimpleQueue[object] = SimpleQueue()
        self._rang.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def __call__(self, item: object) -> None:
        self._items.put(item)
        self._rang.emit()

    @Slot()
    def _deliver(self) -> None:
        self.arrived.emit(self._items.get_nowait())
