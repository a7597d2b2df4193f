"""What is taken off the list: recordings go to the bin and come back, the user's files stay."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox

from desktop.audio.recording import RecordingWriter
from desktop.file_queue import Phase
from desktop.library.bin import KEPT_FOR, TIME_FORMAT
from desktop.library.job import Job
from desktop.library.journal import Journals
from desktop.settings import LANGUAGES
from desktop.ui.bin_dialog import BinDialog

pytestmark = pytest.mark.window

TEXT = "Mening 1. Mening 2."


def record(home: Path, name: str = "2026-11-22 09.15.00") -> Path:
    """A recording of an earlier run, whose job has yet to be done."""
    folder = home / "recordings" / name
    folder.mkdir(parents=True)
    writer = RecordingWriter(folder / "recording.wav", "USB")
    writer.append(np.ones(96_000, np.int16))
    writer.finish()
    created = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
    Journals(home / "jobs").create(Job(name.replace(" ", "-"), writer.path, True, created))
    return writer.path


def open_bin(desk) -> BinDialog:
    desk.window.actions_["bin"].trigger()
    dialog = desk.window.findChild(BinDialog)
    desk.qtbot.waitUntil(dialog.isVisible)
    return dialog


def click(desk, button: QAbstractButton) -> None:
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(desk, dialog: BinDialog, text: str) -> None:
    """Press the button of that name in the question that the dialog asks."""
    (box,) = dialog.findChildren(QMessageBox)
    click(desk, next(button for button in box.buttons() if button.text() == text))
    desk.qtbot.waitUntil(lambda: not dialog.findChildren(QMessageBox))


@pytest.fixture
def home(make_parts: Callable) -> Path:
    return make_parts().data_dir


def test_del_puts_a_recording_into_the_bin_and_undo_takes_it_out(
    start: Callable, home: Path
) -> None:
    recording = record(home)
    desk = start()
    job = desk.wait_for_phase("recording.wav", Phase.DONE)
    desk.qtbot.keyClick(desk.window.list, Qt.Key.Key_Delete)
    desk.qtbot.waitUntil(lambda: not recording.exists())
    assert desk.app.desk.jobs() == []
    assert len(list(home.glob("bin/*/*/recording.wav"))) == 1
    assert "i papperskorgen" in desk.window.notice.text.text()
    click(desk, desk.window.notice.button)
    desk.qtbot.waitUntil(lambda: desk.job("recording.wav") is not None)
    assert recording.exists()
    assert desk.job("recording.wav").segments == job.segments
    assert desk.job("recording.wav").phase is Phase.DONE
    assert start().job("recording.wav").phase is Phase.DONE
    assert list((home / "bin").iterdir()) == []


def test_the_users_own_file_is_never_touched(start: Callable, media: Callable, home: Path) -> None:
    (file,) = media("done.mp3")
    desk = start([file])
    desk.wait_for_phase("done.mp3", Phase.DONE)
    desk.qtbot.keyClick(desk.window.list, Qt.Key.Key_Delete)
    assert "togs bort ur listan" in desk.window.notice.text.text()
    assert start().app.desk.jobs() == []
    assert file.exists()
    assert not (home / "bin").exists()


def test_one_in_work_goes_when_the_engine_has_let_go_of_it(start: Callable, home: Path) -> None:
    recording = record(home, "stays")
    desk = start()
    job = desk.wait_for_phase("recording.wav", Phase.RUNNING)
    desk.window.remove_asked.emit(job.job_id)
    assert recording.exists()
    desk.qtbot.waitUntil(lambda: not recording.exists())
    click(desk, desk.window.notice.button)
    desk.qtbot.waitUntil(lambda: desk.job("recording.wav") is not None)
    desk.qtbot.waitUntil(lambda: len(desk.job("recording.wav").segments) == 2)


def test_undo_before_the_engine_lets_go_of_it_keeps_it(start: Callable, home: Path) -> None:
    recording = record(home, "stays")
    desk = start()
    job = desk.wait_for_phase("recording.wav", Phase.RUNNING)
    desk.window.remove_asked.emit(job.job_id)
    desk.window.notice.button.click()
    desk.qtbot.waitUntil(lambda: len(desk.job("recording.wav").segments) == 2)
    assert recording.exists()
    assert not (home / "bin").exists()


def test_the_bin_shows_what_is_in_it_and_gives_it_back(start: Callable, home: Path) -> None:
    recording = record(home)
    desk = start()
    job = desk.wait_for_phase("recording.wav", Phase.DONE)
    desk.window.remove_asked.emit(job.job_id)
    dialog = open_bin(desk)
    desk.qtbot.waitUntil(lambda: len(dialog.rows) == 1)
    (row,) = dialog.rows
    begun = job.created.astimezone()
    assert row.name.accessibleName() == f"Inspelning 22 november {begun:%H:%M}"
    assert row.words.accessibleName() == f"00:06 · ”{TEXT}”"
    assert row.note.text().endswith("30 dagar kvar")
    assert open_bin(desk) is dialog  # not a second one
    click(desk, row.restore)
    desk.qtbot.waitUntil(lambda: dialog.empty.isVisible())
    assert not dialog.empty_button.isEnabled()
    assert recording.exists()
    assert desk.job("recording.wav").segments == job.segments
    click(desk, dialog.close_button)
    assert not dialog.isVisible()


def test_deleting_asks_first_and_then_is_for_good(start: Callable, home: Path) -> None:
    for hour in (10, 11, 12):
        record(home, f"2026-11-22 {hour}.15.00")
    desk = start(starter="broken")
    for job in desk.app.desk.jobs():
        desk.window.remove_asked.emit(job.job_id)
    dialog = open_bin(desk)
    desk.qtbot.waitUntil(lambda: len(dialog.rows) == 3)
    click(desk, dialog.rows[0].delete)
    answer(desk, dialog, "Avbryt")
    assert len(list(home.glob("bin/*/*/recording.wav"))) == 3
    click(desk, dialog.rows[0].delete)
    answer(desk, dialog, "Radera")
    desk.qtbot.waitUntil(lambda: len(dialog.rows) == 2)
    click(desk, dialog.empty_button)
    assert "2 inspelningar" in dialog.findChild(QMessageBox).text()
    answer(desk, dialog, "Radera")
    desk.qtbot.waitUntil(lambda: dialog.empty.isVisible())
    assert list(home.rglob("recording.wav")) == []
    assert list((home / "bin").iterdir()) == []
    assert start().app.desk.jobs() == []


def test_a_start_deletes_what_has_been_in_the_bin_for_30_days(start: Callable, home: Path) -> None:
    now = datetime.now(UTC)
    for name, age in (("old", KEPT_FOR), ("young", KEPT_FOR - timedelta(hours=1))):
        recording = record(home, f"inspelning {name}")
        folder = home / "bin" / f"{now - age:{TIME_FORMAT}} {name}"
        folder.mkdir(parents=True)
        recording.parent.rename(folder / "inspelning")
        (home / "jobs" / f"inspelning-{name}.jsonl").unlink()
    desk = start()
    dialog = open_bin(desk)
    desk.qtbot.waitUntil(lambda: len(dialog.rows) == 1)
    assert dialog.rows[0].entry.job_id == "young"
    assert dialog.rows[0].note.text().endswith("1 dag kvar")
    click(desk, dialog.rows[0].restore)  # its journal is gone: it comes back as a cut-off one
    desk.qtbot.waitUntil(lambda: desk.job("recording.wav") is not None)
    assert desk.job("recording.wav").is_cut_off


def test_where_the_bin_cannot_be_written_it_is_told_and_the_recording_stays(
    start: Callable, home: Path
) -> None:
    recording = record(home)
    (home / "bin").write_text("en fil i vägen")
    desk = start()
    job = desk.wait_for_phase("recording.wav", Phase.DONE)
    desk.window.remove_asked.emit(job.job_id)
    desk.qtbot.waitUntil(lambda: desk.window.notice.is_serious)
    assert "bin" in desk.window.notice.text.text()
    assert desk.job("recording.wav").segments == job.segments
    assert recording.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_of_the_bin_has_a_name_and_is_reached_with_tab(
    start: Callable, home: Path, language: str
) -> None:
    record(home)
    desk = start(starter="broken")
    desk.window.remove_asked.emit(desk.job("recording.wav").job_id)
    dialog = open_bin(desk)
    desk.qtbot.waitUntil(lambda: len(dialog.rows) == 1)
    desk.app.choices.change(language=language)
    closing = {"sv": "Stäng", "en": "Close"}[language]
    desk.qtbot.waitUntil(lambda: dialog.close_button.text() == closing)
    dialog.activateWindow()
    reached = set()
    for _ in range(6):
        reached.add(QApplication.focusWidget())
        dialog.focusNextPrevChild(True)
    buttons = {*dialog.rows[0].buttons, dialog.empty_button, dialog.close_button}
    assert reached == buttons
    assert len({button.accessibleName() or button.text() for button in buttons}) == 4
