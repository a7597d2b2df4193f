"""The user's choices while the app runs: who needs them reads, changes and follows them here.

Handed to each controller by desktop.app; what is written where is desktop.settings' to know.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.settings import load_settings, save_settings
from desktop.ui.job_desk import storage_fault


class Choices(QObject):
    """Every change is written at once, and holds even where it could not be."""

    changed = Signal(object, object)  # Settings as they are now, and as they were
    failed = Signal(object)  # Fault: it could not be written

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.settings = load_settings(path)

    def change(self, **changes: object) -> None:
        """Set fields of Settings."""
        before = self.settings
        self.settings = replace(before, **changes)  # type: ignore[arg-type]
        if self.settings == before:
            return
        try:
            save_settings(self.settings, self._path)
        except OSError as error:
            self.failed.emit(storage_fault(error))
        self.changed.emit(self.settings, before)
