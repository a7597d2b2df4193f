"""Collects Python's cyclic garbage in the window's thread alone.

Python collects in whichever thread happens to allocate. Were that the recorder's, a QObject in a
cycle would be destroyed outside its own thread, where Qt cannot stop its timers: the next one
that fires reads freed memory, and the window dies in the middle of a recording.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000


class Collector(QObject):
    """Takes over from the automatic collector, for the whole process, until it is stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def stop(self) -> None:
        """Collect all there is and give the work back to Python."""
        self._timer.stop()
        gc.collect()
        gc.enable()


def collect_due() -> None:
    """Collect the oldest generation whose threshold is passed, as Python would by itself."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
            gc.collect(generation)
            return
