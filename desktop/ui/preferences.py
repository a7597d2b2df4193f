"""Opens the settings window, and carries out what is chosen there."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.settings import Settings
from desktop.ui.choices import Choices
from desktop.ui.job_words import describe_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.microphone_menu import MicrophoneMenu
from desktop.ui.settings_dialog import SettingsDialog
from desktop.ui.settings_fields import ChoiceField, OpensField
from desktop.ui.shortcut_keys import SHORTCUTS, ShortcutKeys
from desktop.ui.side_dialog import find_open, open_beside
from desktop.ui.tray import has_tray


class Preferences(QObject):
    """Menus and window show the same choices: all go through `choices`."""

    def __init__(
        self,
        window: MainWindow,
        choices: Choices,
        microphones: MicrophoneMenu,
        keys: ShortcutKeys,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._choices = choices
        self._microphones = microphones
        self._keys = keys
        choices.changed.connect(self._follow)
        keys.changed.connect(self._tell_keys)
        microphones.listed.connect(self._show_microphones)
        window.actions_["settings"].triggered.connect(lambda: self.open())
        window.actions_["dictation"].triggered.connect(lambda: self.open("dictation"))
        window.actions_["network"].triggered.connect(lambda: self.open("network"))

    def open(self, section: str = "") -> SettingsDialog:
        """Open the window beside the main one, at a section, or bring it to the front."""
        dialog = open_beside(self._window, SettingsDialog, self._make)
        if section:
            dialog.show_section(section)
        return dialog

    def _make(self) -> SettingsDialog:
        dialog = SettingsDialog(self._window)
        dialog.chosen.connect(self._choose)
        dialog.opened.connect(self._open_other)
        dialog.reset_asked.connect(self._reset)
        self._show_in(dialog)
        self._fill(dialog)
        self._microphones.about_to_show.emit()  # has them listed anew
        return dialog

    def _choose(self, name: str, value: object) -> None:
        self._choices.change(**{name: value})

    def _reset(self, names: tuple[str, ...]) -> None:
        first = Settings()
        self._choices.change(**{name: getattr(first, name) for name in names})

    def _open_other(self, name: str) -> None:
        self._window.actions_[name].trigger()

    def _follow(self, now: Settings, before: Settings) -> None:
        dialog = find_open(self._window, SettingsDialog)
        if dialog is not None:
            self._fill(dialog)
        if dialog is not None and now.language != before.language:
            self._microphones.about_to_show.emit()  # the system's choice has another name

    def _fill(self, dialog: SettingsDialog) -> None:
        dialog.show_settings(self._choices.settings)
        self._tell_in(dialog)
        for name, field in dialog.fields.items():
            if name == "keep_in_tray" and not has_tray():
                field.tell(self.tr("Det här skrivbordet har inget fält för sådana ikoner."))
            if isinstance(field, OpensField):
                field.control.setEnabled(self._window.actions_[name].isEnabled())

    def _show_microphones(self) -> None:
        dialog = find_open(self._window, SettingsDialog)
        if dialog is not None:
            self._show_in(dialog)

    def _show_in(self, dialog: SettingsDialog) -> None:
        field = dialog.fields["microphone"]
        assert isinstance(field, ChoiceField)
        field.show_options(self._microphones.entries)

    def _tell_keys(self) -> None:
        dialog = find_open(self._window, SettingsDialog)
        if dialog is not None:
            self._tell_in(dialog)

    def _tell_in(self, dialog: SettingsDialog) -> None:
        """Which shortcuts are not to be had, and which keys the desktop has given them."""
        settings, keys = self._choices.settings, self._keys
        for name in SHORTCUTS:
            chosen = getattr(settings, f"shortcut_{name}")
            fault = keys.faults.get(name) or (keys.faults.get("") if chosen else None)
            text = ""
            if fault is not None:
                text = describe_fault(fault, settings.language)
            elif chosen and keys.keys.get(name):
                text = self.tr("Skrivbordet har lagt det på {keys}.").format(keys=keys.keys[name])
            dialog.fields[f"shortcut_{name}"].tell(text, is_fault=fault is not None)
