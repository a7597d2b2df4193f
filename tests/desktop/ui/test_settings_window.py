"""The settings window: what is chosen holds at once, menus and window agree, sections are reset."""

from collections.abc import Callable
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from desktop.settings import LANGUAGES, Settings, load_settings
from desktop.ui.settings_dialog import SettingsDialog
from desktop.ui.settings_fields import ChoiceField
from desktop.ui.settings_kinds import Opens
from desktop.ui.settings_rows import list_sections
from desktop.ui.storage_dialog import StorageDialog
from desktop.ui.translation import install_language

pytestmark = pytest.mark.window


def choose(dialog: SettingsDialog, name: str, value: object) -> None:
    box = dialog.fields[name].control
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def list_shown(dialog: SettingsDialog) -> set[str]:
    return {name for name, field in dialog.fields.items() if field.isVisibleTo(dialog)}


def test_each_row_is_a_setting_or_an_action(start: Callable) -> None:
    desk = start()
    rows = [row for section in list_sections() for row in section.rows]
    names = [row.name for row in rows]
    assert len(names) == len(set(names))
    settings = {field.name for field in fields(Settings)}
    for row in rows:
        known = desk.window.actions_.by_name if isinstance(row, Opens) else settings
        assert row.name in known
        assert row.note


def test_choices_hold_at_once_and_menus_follow_both_ways(start: Callable) -> None:
    desk = start()
    desk.window.actions_["settings"].trigger()
    dialog = desk.window.findChild(SettingsDialog)
    dialog.show_section("text")
    path = desk.app.keeping._settings_path
    dialog.fields["clean_up"].control.click()
    assert load_settings(path).clean_up
    assert desk.window.actions_["clean_up"].isChecked()
    desk.window.actions_["times"].trigger()
    assert dialog.fields["show_times"].control.isChecked()
    choose(dialog, "dictation_target", "clipboard")
    assert load_settings(path).dictation_target == "clipboard"
    size = dialog.fields["text_percent"].control
    before = desk.window.page.text.font().pointSizeF()
    size.setValue(150)
    assert desk.window.page.text.font().pointSizeF() == pytest.approx(1.5 * before)
    desk.window.actions_["larger"].trigger()
    assert size.value() == 160
    desk.window.actions_["usual_size"].trigger()
    assert (size.value(), desk.window.page.text.font().pointSizeF()) == (100, before)
    dialog.fields["storage"].control.click()
    assert desk.window.findChild(StorageDialog).isVisible()


def test_a_section_goes_back_to_how_it_was_at_first(start: Callable) -> None:
    desk = start()
    dialog = desk.app.preferences.open("text")
    page = next(page for page in dialog.pages if page.section.name == "text")
    assert not page.reset.isEnabled()
    desk.app.choices.change(clean_up=True, spoken_commands=False, appearance="dark")
    assert page.reset.isEnabled()
    page.reset.click()
    first = Settings()
    now = desk.app.settings
    assert (now.clean_up, now.spoken_commands) == (first.clean_up, first.spoken_commands)
    assert now.appearance == "dark"  # of another section
    assert not page.reset.isEnabled()
    desk.app.choices.change(appearance="system")


def test_settings_are_found_by_their_words(qtbot: QtBot, start: Callable) -> None:
    dialog = start().app.preferences.open()
    assert "language" in list_shown(dialog) and "proxy" not in list_shown(dialog)
    qtbot.keyClicks(dialog.search, "PROXY")
    assert list_shown(dialog) == {"proxy"}
    dialog.search.setText("urklipp")  # one of the options
    assert list_shown(dialog) == {"dictation_target"}
    dialog.search.setText("xyzzy")
    assert list_shown(dialog) == set()
    assert dialog.nothing.isVisible()
    qtbot.keyClick(dialog.navigation, Qt.Key.Key_Down)
    assert dialog.search.text() == ""
    assert "microphone" in list_shown(dialog)


def test_the_microphones_of_now_can_be_chosen(start: Callable) -> None:
    desk = start()
    dialog = desk.app.preferences.open("microphone")
    desk.app.microphones.show_devices([("ALSA:usb", "Bordsmikrofon")], None)
    choose(dialog, "microphone", "ALSA:usb")
    assert desk.app.settings.microphone == "ALSA:usb"
    field = dialog.fields["microphone"]
    assert isinstance(field, ChoiceField)
    desk.app.microphones.show_devices([], "ALSA:usb")
    assert "saknas nu" in field.control.currentText()  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_window_changes_its_language_while_it_is_open(start: Callable, language: str) -> None:
    desk = start()
    dialog = desk.app.preferences.open()
    choose(dialog, "language", language)
    desk.qtbot.waitUntil(
        lambda: dialog.close_button.text() == {"sv": "Stäng", "en": "Close"}[language]
    )
    first = {"sv": "Allmänt", "en": "General"}[language]
    assert dialog.navigation.item(0).text() == dialog.pages[0].title.text() == first
    assert dialog.fields["language"].control.currentData() == language  # type: ignore[attr-defined]
    desk.app.choices.change(language="sv")
    install_language("sv")
