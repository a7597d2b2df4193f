"""Pictures of the settings window, for desktop.ui.screenshots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop.library.job import Fault
from desktop.settings import Settings
from desktop.ui.job_words import describe_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.settings_dialog import SettingsDialog
from desktop.ui.settings_fields import ChoiceField

MICROPHONES = ((None, "Systemets val"), ("ALSA:jabra", "Headset Jabra Evolve2"))


def show_section(name: str) -> Callable[[MainWindow, Settings], QWidget]:
    """A view of one section."""

    def show(window: MainWindow, settings: Settings) -> QWidget:
        dialog = SettingsDialog(window)
        microphones = dialog.fields["microphone"]
        assert isinstance(microphones, ChoiceField)
        microphones.show_options(MICROPHONES)
        keys = replace(settings, shortcut_toggle="Ctrl+Alt+D", shortcut_talk="F9")
        dialog.show_settings(keys)
        taken = describe_fault(Fault("shortcut_taken", {"keys": "F9"}), settings.language)
        dialog.fields["shortcut_talk"].tell(taken, is_fault=True)
        dialog.show_section(name)
        dialog.show()
        return dialog

    return show


def show_settings_search(window: MainWindow, settings: Settings) -> QWidget:
    """Rows of several sections that have a word."""
    dialog = show_section("general")(window, settings)
    assert isinstance(dialog, SettingsDialog)
    dialog.search.setText("tal")
    return dialog
