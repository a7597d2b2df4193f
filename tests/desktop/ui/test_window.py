"""The window itself: names for every control, languages, copying, saving, both colour schemes."""

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from desktop.errors import ALL_CODES
from desktop.file_queue import Phase
from desktop.library.job import Fault
from desktop.settings import LANGUAGES, Settings
from desktop.transcript import Segment
from desktop.ui.appearance import make_palette
from desktop.ui.main_window import MainWindow
from desktop.ui.screenshots import make_jobs
from desktop.ui.settings_dialog import SettingsDialog
from desktop.ui.theme import is_dark, pick_colours
from desktop.ui.transcript_view import TranscriptView

pytestmark = pytest.mark.window

SEGMENTS = (
    Segment(0.0, 2.0, "God morgon."),
    Segment(2.5, 4.0, "Hur mår du?"),
    Segment(9.0, 11.0, "Tack, bra."),
)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow("0.0")
    window.show_settings(Settings())
    qtbot.addWidget(window)
    window.show()
    return window


def test_the_text_is_in_paragraphs_or_with_times(qtbot: QtBot) -> None:
    view = TranscriptView()
    qtbot.addWidget(view)
    view.show_text(SEGMENTS, show_times=False)
    assert view.toPlainText() == "God morgon. Hur mår du?\nTack, bra."
    view.show_text(SEGMENTS, show_times=True)
    assert view.toPlainText() == "00:00\tGod morgon.\n00:02\tHur mår du?\n00:09\tTack, bra."


def test_new_segments_leave_the_reader_and_the_selection_alone(qtbot: QtBot) -> None:
    view = TranscriptView()
    qtbot.addWidget(view)
    view.resize(300, 100)
    view.show()
    many = tuple(Segment(10.0 * n, 10.0 * n + 1, f"Mening {n}.") for n in range(60))
    view.show_text(many[:50], show_times=False)
    cursor = view.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    cursor.movePosition(cursor.MoveOperation.StartOfBlock, cursor.MoveMode.KeepAnchor)
    cursor.setPosition(cursor.position())
    cursor.movePosition(cursor.MoveOperation.End, cursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.verticalScrollBar().setValue(0)
    view.show_text(many, show_times=False)
    assert view.verticalScrollBar().value() == 0
    assert view.copied_text() == "Mening 49."
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    view.show_text((*many, Segment(700.0, 701.0, "Sist.")), show_times=False)
    assert bar.value() == bar.maximum()


def test_a_warning_that_was_closed_does_not_come_back_with_every_progress(
    window: MainWindow, qtbot: QtBot
) -> None:
    job = replace(make_jobs()[0], warnings=(Fault("audio_damaged", {"path": "a", "at_s": 1}),))
    window.add_jobs([job])
    fault = window.page.fault
    assert "skadad" in fault.text.text()
    qtbot.mouseClick(fault.close_button, Qt.MouseButton.LeftButton)
    window.change_job(replace(job, position_s=job.position_s + 1))
    assert not fault.isVisible()
    window.change_job(replace(job, phase=Phase.FAILED, fault=Fault("engine_died", {})))
    assert fault.isVisible()
    assert fault.button.text() == "Försök igen"
    window.change_job(replace(job, warnings=()))
    assert not fault.isVisible()


def test_copy_takes_the_selection_or_the_whole_text(window: MainWindow, qtbot: QtBot) -> None:
    window.add_jobs(make_jobs())
    qtbot.keyClick(window.page.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    whole = QGuiApplication.clipboard().text()
    assert whole.startswith("God morgon")
    assert whole.endswith("byggtiden?")
    cursor = window.page.text.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(3, cursor.MoveMode.KeepAnchor)
    window.page.text.setTextCursor(cursor)
    window.actions_["copy"].trigger()
    assert QGuiApplication.clipboard().text() == "God"


def test_the_language_changes_at_once_and_is_remembered(start: Callable, media: Callable) -> None:
    desk = start(media("bad.mp3"))
    bad = desk.wait_for_phase("bad.mp3", Phase.FAILED)
    desk.window.actions_["settings"].trigger()
    languages = desk.window.findChild(SettingsDialog).fields["language"].control
    languages.setCurrentIndex(languages.findData("en"))
    languages.activated.emit(languages.currentIndex())
    desk.qtbot.waitUntil(lambda: desk.window.open_button.accessibleName() == "Open files")
    assert desk.window.actions_.menus["file"].title() == "&File"
    assert "is no audio or video file" in desk.window.jobs.describe(bad)
    assert "is no audio or video file" in desk.window.page.empty.detail.text()
    assert desk.window.record_panel.button.accessibleName() == "Record"
    assert desk.window.status_line.text.text() == "Provmodell · ready"
    again = start()
    assert again.window.open_button.accessibleName() == "Open files"


def test_times_are_remembered(start: Callable) -> None:
    desk = start()
    desk.window.actions_["times"].trigger()
    assert start().window.actions_["times"].isChecked()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_can_be_shown(window: MainWindow, language: str) -> None:
    window.show_settings(Settings(language=language))  # type: ignore[arg-type]
    said = set()
    for code in ALL_CODES:
        window.say_fault(Fault(code, {}))
        said.add(window.notice.text.text())
    assert len(said) == len(ALL_CODES)
    assert "" not in said


@pytest.mark.parametrize("dark", [False, True])
def test_colours_stand_out_from_the_ground(qapp: QApplication, dark: bool) -> None:
    palette = make_palette(dark)
    assert is_dark(palette) is dark
    colours = pick_colours(palette)
    grounds = [palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Window)]
    for colour in (colours.record, colours.error, colours.success, colours.accent, colours.dim):
        for ground in grounds:
            assert contrast(colour, ground) >= 4.5, (colour.name(), ground.name())


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""

    def luminance(colour: QColor) -> float:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_qt_gives_back_what_it_borrows(window: MainWindow) -> None:
    """PySide6 6.12.0 loses a reference to None at every call; before Python 3.12, where None can
    die, that ends the process after some minutes."""
    window.status_line.flash("")
    before = sys.getrefcount(None)
    for _ in range(500):
        window.status_line.text.setText("")
    assert sys.getrefcount(None) > before - 250


def test_buttons_say_what_they_do(window: MainWindow) -> None:
    window.add_jobs(make_jobs())
    texts = [button.text() for button in window.page.findChildren(QToolButton) if button.text()]
    assert texts == ["Pausa", "Tider", "Kopiera", "Spara"]
