"""Holds the app to the user's wish to work offline: here, in the processes it starts, at once."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject

from desktop.offline import VARIABLES, refuse_connections
from desktop.settings import Settings
from desktop.ui.choices import Choices
from desktop.ui.main_window import MainWindow
from desktop.ui.model_jobs import ModelJobs


class Offline(QObject):
    """Follows the setting. `fetching`: whose processes speak to a network."""

    def __init__(
        self,
        window: MainWindow,
        choices: Choices,
        fetching: list[ModelJobs],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._fetching = fetching
        choices.changed.connect(self._follow)
        self._cease = refuse_connections(lambda: choices.settings.offline)
        self._use(choices.settings)

    def close(self) -> None:
        """The window is gone, and with it who could choose otherwise."""
        self._cease()
        for name in VARIABLES:
            os.environ.pop(name, None)

    def _follow(self, now: Settings, before: Settings) -> None:
        if now.offline != before.offline:
            self._use(now)
            for jobs in self._fetching if now.offline else ():
                jobs.stop_fetching()

    def _use(self, settings: Settings) -> None:
        for name, value in VARIABLES.items():
            if settings.offline:
                os.environ[name] = value
            else:
                os.environ.pop(name, None)
        self._window.status_line.show_offline(settings.offline)
