"""How much has been recorded: a clock that runs with the sound and can be put right."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer


class RecordedTime:
    """Stands at 0 until `run`."""

    def __init__(self) -> None:
        self._before_s = 0.0
        self._since = QElapsedTimer()

    @property
    def seconds(self) -> float:
        running_s = self._since.elapsed() / 1000 if self._since.isValid() else 0.0
        return self._before_s + running_s

    def run(self) -> None:
        """Sound is being written."""
        if not self._since.isValid():
            self._since.start()

    def hold(self, at_s: float | None = None) -> None:
        """No sound is being written; `at_s`: how much there is, where that is known."""
        self._before_s = self.seconds if at_s is None else at_s
        self._since.invalidate()
