"""The menu on what becomes of spoken words: commands, the user's own, and the vocabulary."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from desktop.ui.choices import Choices
from desktop.ui.commands_help import open_commands_help
from desktop.ui.main_window import MainWindow
from desktop.ui.own_commands_dialog import OwnCommandsDialog
from desktop.ui.side_dialog import open_beside
from desktop.ui.vocabulary_dialog import VocabularyDialog


class SpokenCommands(QObject):
    """Settings change at once, and with them all text that is shown."""

    def __init__(
        self,
        window: MainWindow,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._choices = choices
        actions = window.actions_
        actions.text_switches.triggered.connect(self._switch)
        actions["own_commands"].triggered.connect(lambda: self.open_own())
        actions["vocabulary"].triggered.connect(lambda: self.open_vocabulary())
        actions["commands_help"].triggered.connect(lambda: open_commands_help(window))

    def open_own(self) -> OwnCommandsDialog:
        """Open the user's own commands beside the window, or bring them to the front."""
        return open_beside(self._window, OwnCommandsDialog, self._make_own)

    def _make_own(self) -> OwnCommandsDialog:
        dialog = OwnCommandsDialog(self._choices.settings.own_commands, self._window)
        dialog.changed.connect(lambda pairs: self._choices.change(own_commands=pairs))
        return dialog

    def open_vocabulary(self) -> VocabularyDialog:
        """Open the user's vocabulary beside the window, or bring it to the front."""
        return open_beside(self._window, VocabularyDialog, self._make_vocabulary)

    def _make_vocabulary(self) -> VocabularyDialog:
        dialog = VocabularyDialog(self._choices.settings.vocabulary, self._window)
        dialog.changed.connect(lambda terms: self._choices.change(vocabulary=terms))
        return dialog

    def _switch(self, action: QAction) -> None:
        self._choices.change(**{action.data(): action.isChecked()})
