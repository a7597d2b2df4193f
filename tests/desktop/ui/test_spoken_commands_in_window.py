"""Spoken commands and clean-up in the window: shown, copied, saved, and taken back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QTableWidget

from desktop.library.journal import read_journal
from desktop.settings import load_settings
from desktop.text.commands import COMMANDS
from desktop.ui.commands_help import CommandsHelp
from desktop.ui.translation import install_language

pytestmark = pytest.mark.window

SAID = ("Hej Anna. Komma, vi ses", "Öh, tjugofem procent. Punkt. Nytt stycke.", "mvh")
HEARD = "Hej Anna. Komma, vi ses Öh, tjugofem procent. Punkt. Nytt stycke. mvh"
COMMANDED = "Hej Anna, vi ses Öh, tjugofem procent.\n\nMvh"


def write_job(folder: Path, source: Path, *, is_recording: bool) -> Path:
    """A finished job, as its journal keeps it."""
    records: list[dict[str, Any]] = [
        {"v": 1, "type": "job", "job": "a", "source": str(source), "is_recording": is_recording,
         "created": "2026-03-03T12:00:00+00:00"},
        *({"type": "segment", "committed_sample": 32_000 * at,
           "segment": {"start_s": 2.0 * at, "end_s": 2.0 * at + 1.9, "text": text, "words": [],
                       "confidence": 0.9}} for at, text in enumerate(SAID)),
        {"type": "done", "duration_s": 6.0, "committed_sample": 96_000},
    ]  # fmt: skip
    folder.mkdir(parents=True)
    path = folder / "a.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture
def open_job(start: Callable, tmp_path: Path) -> Callable[..., Any]:
    def open_job(is_recording: bool = True) -> Any:
        source = tmp_path / "recording.wav"
        source.write_bytes(b"")
        write_job(tmp_path / "home" / "jobs", source, is_recording=is_recording)
        return start()

    return open_job


def read(desk: Any) -> str:
    return desk.window.page.text.copied_text()


def test_commands_are_carried_out_and_taken_back(open_job: Callable, tmp_path: Path) -> None:
    desk = open_job()
    journal = tmp_path / "home" / "jobs" / "a.jsonl"
    before = journal.read_bytes()
    action = desk.window.actions_["spoken_commands"]
    assert action.isChecked()
    assert read(desk) == COMMANDED
    action.trigger()
    assert read(desk) == HEARD
    assert not load_settings(tmp_path / "home" / "settings.json").spoken_commands
    action.trigger()
    assert read(desk) == COMMANDED
    assert journal.read_bytes() == before


def test_files_are_left_alone_until_asked(open_job: Callable) -> None:
    desk = open_job(is_recording=False)
    assert read(desk) == HEARD
    desk.window.actions_["spoken_commands_in_files"].trigger()
    assert read(desk) == COMMANDED


def test_the_text_is_cleaned_up_on_request(open_job: Callable) -> None:
    desk = open_job()
    action = desk.window.actions_["clean_up"]
    assert not action.isChecked()
    action.trigger()
    assert read(desk) == "Hej Anna, vi ses 25\u00a0%.\n\nMvh"
    desk.window.copy()
    assert QGuiApplication.clipboard().text() == read(desk)


def test_what_is_shown_is_saved(open_job: Callable, tmp_path: Path) -> None:
    desk = open_job()
    path = tmp_path / "text.txt"
    desk.save(desk.job("recording.wav"), path)
    assert path.read_text("utf-8") == "Hej Anna, vi ses\nÖh, tjugofem procent.\n\nMvh\n"
    desk.save(desk.job("recording.wav"), tmp_path / "text.json")
    saved = json.loads((tmp_path / "text.json").read_text("utf-8"))
    assert [segment.get("begins") for segment in saved["segments"]] == [None, None, "paragraph"]


def test_ones_own_commands(open_job: Callable, tmp_path: Path) -> None:
    desk = open_job()
    desk.window.actions_["own_commands"].trigger()
    dialog = desk.app.spoken_commands.open_own()
    assert dialog.focusWidget() is dialog.said
    desk.qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.fault.isVisible() and dialog.fault.text()
    desk.qtbot.keyClicks(dialog.said, "Mvh")
    desk.qtbot.keyClick(dialog.said, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.written
    dialog.written.setPlainText("Med vänlig hälsning\nÅsa")
    desk.qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert read(desk).endswith("\n\nMed vänlig hälsning\nÅsa")
    settings = load_settings(tmp_path / "home" / "settings.json")
    assert settings.own_commands == (("Mvh", "Med vänlig hälsning\nÅsa"),)
    dialog.table.selectRow(0)
    assert dialog.written.toPlainText() == "Med vänlig hälsning\nÅsa"
    dialog.written.setPlainText("Hälsningar")
    dialog.save.click()
    assert read(desk).endswith("\n\nHälsningar")
    dialog.table.selectRow(0)
    dialog.table.setFocus()
    desk.qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert read(desk) == COMMANDED
    assert load_settings(tmp_path / "home" / "settings.json").own_commands == ()
    for widget in (QLineEdit, QPlainTextEdit, QTableWidget):
        assert all(one.accessibleName() for one in dialog.findChildren(widget))
    assert all(one.text() for one in dialog.findChildren(QPushButton))


def test_the_help_tells_every_command_in_both_languages(open_job: Callable) -> None:
    desk = open_job()
    desk.window.actions_["commands_help"].trigger()
    page = desk.window.findChild(CommandsHelp)
    for language, heading in (("sv", "Du säger"), ("en", "You say")):
        install_language(language)
        desk.qtbot.waitUntil(lambda heading=heading: heading in page.page.toPlainText())
        text = page.page.toPlainText()
        assert all(phrase in text for command in COMMANDS for phrase in command.phrases)


def test_the_words_beside_a_command_are_kept_for_their_pauses(tmp_path: Path) -> None:
    path = write_job(tmp_path / "jobs", tmp_path / "x.wav", is_recording=True)
    words = [{"text": word, "start_s": at, "end_s": at + 0.2} for at, word in enumerate("ab")]
    for text in ("a komma", "a b"):
        segment = {"start_s": 9.0, "end_s": 9.5, "text": text, "words": words}
        record = {"type": "segment", "segment": segment, "committed_sample": 99_000}
        with path.open("a") as journal:
            journal.write(json.dumps(record) + "\n")
    job = read_journal(path)
    assert job is not None
    assert [len(segment.words) for segment in job.segments[-2:]] == [2, 0]
