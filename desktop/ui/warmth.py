"""Decides when the microphone listens before the user records: docs/decisions/0001.

Knows no microphone; `changed` tells whoever has one.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

LEFT_MS = 5_000  # after the window was left the microphone is let go
UNUSED_MS = 120_000  # after the last key or movement too
USES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletMove,
}


class Warmth(QObject):
    """Warm while allowed, and the watched window is active and used."""

    changed = Signal(bool)  # listen from now on, or no longer

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_warm = False
        self.left_ms, self.unused_ms = LEFT_MS, UNUSED_MS
        self._allowed = False
        self._active = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._set_warm(False))

    def watch(self, window: QWidget) -> None:
        """Follow the use of a window."""
        window.installEventFilter(self)
        window.winId()  # one that has not been shown has no handle yet
        window.windowHandle().installEventFilter(self)  # all keys and movements in it
        self._set_active(window.isActiveWindow())

    def allow(self, allowed: bool) -> None:
        """Whether the user wants it at all."""
        self._allowed = allowed
        self._set_warm(allowed and self._active)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched.isWidgetType():
            if kind in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
                self._set_active(kind is QEvent.Type.WindowActivate)
        elif kind in USES and self._active:
            self._note_use()
        return False

    def _set_active(self, active: bool) -> None:
        self._active = active
        if active:
            self._note_use()
        elif self.is_warm:
            self._timer.start(self.left_ms)

    def _note_use(self) -> None:
        self._set_warm(self._allowed)

    def _set_warm(self, warm: bool) -> None:
        if warm:
            self._timer.start(self.unused_ms)
        else:
            self._timer.stop()
        if warm is not self.is_warm:
            self.is_warm = warm
            self.changed.emit(warm)
