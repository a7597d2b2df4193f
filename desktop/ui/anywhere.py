"""Dictating anywhere: ties the small window, the global shortcuts and their settings together."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from desktop.settings import Settings
from desktop.system.typist import MakeShortcuts, MakeTypist, System
from desktop.ui.choices import Choices
from desktop.ui.dictation import Dictation
from desktop.ui.disk import Disk
from desktop.ui.job_desk import JobDesk
from desktop.ui.main_window import MainWindow
from desktop.ui.quick_dictation import QuickDictation
from desktop.ui.record_panel import RecordState
from desktop.ui.settings_dialog import SettingsDialog
from desktop.ui.shortcut_keys import ShortcutKeys
from desktop.ui.side_dialog import find_open


class Anywhere(QObject):
    """Built with the window; the keys are taken by `use`, when it is on the screen."""

    def __init__(
        self,
        dictation: Dictation,
        desk: JobDesk,
        window: MainWindow,
        system: System,
        make_typist: MakeTypist,
        make_shortcuts: MakeShortcuts,
        choices: Choices,
        data_dir: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._main = window
        self._choices = choices
        self._typing = Disk("typing", self)
        self.quick = QuickDictation(
            dictation,
            desk,
            lambda: make_typist(system, data_dir),
            self._typing,
            choices,
            data_dir / "dictation-window.geometry",
            self,
        )
        self.keys = ShortcutKeys(make_shortcuts, system, self)
        self.keys.pressed.connect(self._press)
        self.keys.released.connect(self._release)
        self.keys.changed.connect(self._tell_faults)
        self.quick.fault_told.connect(lambda sentence: window.notice.say(sentence, serious=True))
        self._dictation = dictation
        window.actions_["dictate"].triggered.connect(lambda: self.dictate_beside())

    def use(self, settings: Settings) -> None:
        """Follow the user's choices."""
        self.keys.use(settings)

    def do(self, command: str) -> None:
        """What `talskrift toggle` or `record` asks for, from the terminal or the desktop's menu."""
        if command == "toggle":
            self.quick.toggle()
        elif command == "record":
            self._dictation.toggle()

    def dictate_beside(self) -> None:
        """Leave the main window for the program behind it, and dictate there."""
        if self._dictation.state is RecordState.IDLE:
            if self._main.isVisible():
                self._main.showMinimized()
            self.quick.begin()

    def close(self) -> None:
        """Let the keys go, and type what is to be typed."""
        self.keys.close()
        self.quick.close()
        self._typing.close()

    def _press(self, name: str) -> None:
        acts = {
            "toggle": self.quick.toggle,
            "talk": self.quick.press_talk,
            "pause": self._dictation.toggle_pause,
        }
        acts[name]()

    def _release(self, name: str) -> None:
        if name == "talk":
            self.quick.release_talk()

    def _tell_faults(self) -> None:
        if self.keys.faults and find_open(self._main, SettingsDialog) is None:
            fault = next(iter(self.keys.faults.values()))
            self._main.say_fault(fault, topic="shortcuts")
