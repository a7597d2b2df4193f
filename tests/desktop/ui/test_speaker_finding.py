"""Speakers found by a process that a test scripts: assigned, undone, never over the user's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.app import Parts
from desktop.file_queue import Phase
from desktop.models.speaker_files import EMBEDDING, MANIFEST, SEGMENTATION

pytestmark = pytest.mark.window
SCRIPT = """
import json, os, pathlib, sys
job = json.loads(sys.stdin.readline())
here = pathlib.Path(__file__).parent
(here / "asked.json").write_text(json.dumps(job))
def emit(kind, **fields):
    print(json.dumps({"v": 1, "type": kind, **fields}), flush=True)
emit("progress", stage="find", n_bytes=1, n_total=4)
what = (here / "what").read_text()
if what == "wait":
    sys.stdin.read()
    emit("stopped")
elif what == "die":
    os._exit(1)
else:
    folder = pathlib.Path(job["folder"])
    folder.mkdir(parents=True)
    (folder / "turns.json").write_text(what)
    emit("done", folder=job["folder"])
"""


@pytest.fixture
def make_parts(make_parts: Callable[..., Parts], tmp_path: Path) -> Callable[..., Parts]:
    script = tmp_path / "voices.py"
    script.write_text(SCRIPT)
    models = tmp_path / "home" / "speaker-models"
    models.mkdir(parents=True)
    for name in (MANIFEST, SEGMENTATION, EMBEDDING):
        (models / name).write_bytes(b"{}")

    def make(starter: str = "starter") -> Parts:
        return replace(make_parts(starter), voices_command=[sys.executable, str(script)])

    make.recorders = make_parts.recorders  # type: ignore[attr-defined]
    return make


class Finder:
    """Somebody with a finished file and the speakers' dialog open."""

    def __init__(self, desk: Any, folder: Path) -> None:
        self.desk, self.folder, self.qtbot = desk, folder, desk.qtbot
        self.job_id = desk.wait_for_phase("intervju.wav", Phase.DONE).job_id
        desk.window.list.select(self.job_id)
        self.editing = desk.app.editing
        self.qtbot.waitUntil(lambda: self.editing.whole is not None, timeout=20_000)
        self.dialog = desk.app.speaking.open()
        self.panel = self.dialog.finder
        self.qtbot.waitUntil(self.panel.begin.isVisible, timeout=20_000)

    def ask(self, what: str) -> None:
        (self.folder / "what").write_text(what)
        QTest.mouseClick(self.panel.begin, Qt.MouseButton.LeftButton)

    def say_turns(self) -> str:
        """Two voices, one after the other, in the second of the two segments."""
        second = self.editing.read_shown()[1]
        middle_s = (second.start_s + second.end_s) / 2
        return (
            f'[{{"start_s": 0, "end_s": {middle_s}, "voice": 4}},'
            f' {{"start_s": {middle_s}, "end_s": {second.end_s + 9}, "voice": 0}}]'
        )

    def speakers(self) -> list[str]:
        return [one.speaker for one in self.desk.app.desk.find(self.job_id).segments]


@pytest.fixture
def finder(start: Callable, tmp_path: Path) -> Finder:
    file = tmp_path / "intervju.wav"
    file.write_bytes(b"")
    return Finder(start([file]), tmp_path)


def test_what_is_found_is_assigned_in_one_step_that_can_be_undone(finder: Finder) -> None:
    text = finder.desk.window.page.text.toPlainText()
    finder.panel.count.setCurrentIndex(1)
    finder.ask(finder.say_turns())
    finder.qtbot.waitUntil(lambda: "1" in finder.speakers(), timeout=20_000)
    assert finder.speakers()[0] == "1"
    assert finder.speakers() == ["1", "1", "2"]
    assert '"n_speakers": 2' in (finder.folder / "asked.json").read_text()
    assert "Talare 1: " in finder.desk.window.page.text.toPlainText()
    assert not any((finder.folder / "home" / "voices").iterdir())
    finder.desk.window.actions_["undo"].trigger()
    assert finder.desk.window.page.text.toPlainText() == text
    assert finder.speakers() == ["", ""]


def test_what_the_user_has_said_stays(finder: Finder) -> None:
    text = finder.desk.window.page.text
    cursor = text.textCursor()
    cursor.setPosition(text.find_line(0)[0])
    text.setTextCursor(cursor)
    finder.desk.app.speaking.assign("Eva")
    finder.ask(finder.say_turns())
    finder.qtbot.waitUntil(lambda: finder.speakers()[1] != "", timeout=20_000)
    assert finder.speakers()[:2] == ["Eva", "Eva"]


def test_it_can_be_stopped(finder: Finder) -> None:
    finder.ask("wait")
    finder.qtbot.waitUntil(finder.panel.stop.isVisible, timeout=20_000)
    finder.qtbot.waitUntil(lambda: finder.panel.bar.value() == 250, timeout=20_000)
    QTest.mouseClick(finder.panel.stop, Qt.MouseButton.LeftButton)
    finder.qtbot.waitUntil(finder.panel.begin.isVisible, timeout=20_000)
    assert finder.speakers() == ["", ""]
    assert not finder.panel.fault.isVisible()


def test_a_process_that_dies_is_told_and_costs_nothing(finder: Finder) -> None:
    finder.ask("die")
    finder.qtbot.waitUntil(finder.panel.fault.isVisible, timeout=20_000)
    assert "namnge talarna för hand" in finder.panel.fault.text()
    assert finder.speakers() == ["", ""]


def test_what_was_found_for_a_text_that_is_not_shown_waits_for_it(finder: Finder) -> None:
    turns = finder.say_turns()
    finder.ask("wait")
    finder.qtbot.waitUntil(finder.panel.stop.isVisible, timeout=20_000)
    QTest.mouseClick(finder.panel.stop, Qt.MouseButton.LeftButton)
    finder.qtbot.waitUntil(finder.panel.begin.isVisible, timeout=20_000)
    finder.ask(turns)
    finder.desk.window.page.show_job(None, False, True)
    folder = finder.folder / "home" / "voices" / finder.job_id
    finder.qtbot.waitUntil(
        lambda: (finder.folder / "asked.json").exists() and not folder.exists(), timeout=20_000
    )
    finder.desk.window.page.show_job(finder.desk.app.desk.find(finder.job_id), False, True)
    finder.qtbot.waitUntil(lambda: "1" in finder.speakers(), timeout=20_000)
