"""Corrected sentences are kept when the user wants that: asked once, listed, heard, taken out."""

import json
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from desktop.audio.recording import RecordingWriter
from desktop.library.job import Job
from desktop.library.journal import Journals
from desktop.library.training_speech import list_kept
from desktop.transcript import Segment, Word
from desktop.ui.training_speech_dialog import TrainingSpeechDialog

pytestmark = pytest.mark.window
RATE_HZ = 16_000
TEXTS = ("Kalle ringde till skulan.", "Sedan kom han hem.")


@pytest.fixture
def home(make_parts: Callable) -> Path:
    return make_parts().data_dir


@pytest.fixture
def record(home: Path) -> Callable[[str], None]:
    """A finished recording of the app's with its journal."""

    def record(job_id: str, is_recording: bool = True) -> None:
        folder = home / "recordings" / job_id
        folder.mkdir(parents=True)
        writer = RecordingWriter(folder / "recording.wav", "USB")
        writer.append((3000 * np.sin(np.arange(12 * RATE_HZ) / 9)).astype(np.int16))
        writer.finish()
        journals = Journals(home / "jobs")
        journals.create(Job(job_id, writer.path, is_recording, datetime(2026, 11, 1, tzinfo=UTC)))
        for at, text in enumerate(TEXTS):
            start_s = 6.0 * at
            words = tuple(
                Word(word, start_s + n, start_s + n + 0.9, 0.9)
                for n, word in enumerate(text.split())
            )
            segment = Segment(start_s, start_s + 4, text, words).as_dict()
            event = {"type": "segment", "segment": segment, "committed_sample": 1}
            journals.append(job_id, event)
        done = {"type": "done", "duration_s": 12.0, "committed_sample": 12 * RATE_HZ}
        journals.append(job_id, done)

    return record


def replace_word(desk, old: str, new: str) -> None:
    text = desk.window.page.text
    desk.qtbot.waitUntil(lambda: text.is_editable, timeout=20_000)
    cursor = text.textCursor()
    start = text.toPlainText().index(old)
    cursor.setPosition(start)
    cursor.setPosition(start + len(old), cursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    text.type_text(new)


def look(desk) -> None:
    """Do not wait for the keys to rest."""
    desk.app.training_speech._soon.stop()
    desk.app.training_speech.look()


def wait_for(desk, home: Path, texts: list[str]) -> None:
    desk.qtbot.waitUntil(lambda: [one.text for one in list_kept(home)] == texts, timeout=20_000)


def test_asked_once_kept_undone_and_listed(start: Callable, home: Path, record) -> None:
    record("a")
    desk = start()
    replace_word(desk, "skulan", "skolan")
    look(desk)
    notice = desk.window.notice
    desk.qtbot.waitUntil(notice.isVisible, timeout=20_000)
    assert "spara meningar som du rättar" in notice.text.text()
    assert notice.other_button.text() == "Nej, aldrig"
    assert list_kept(home) == []  # nothing before the user says so
    notice.button.click()
    look(desk)
    wait_for(desk, home, ["Kalle ringde till skolan."])
    (kept,) = list_kept(home)
    sound, rate_hz = soundfile.read(kept.clip)
    assert rate_hz == RATE_HZ
    assert len(sound) / rate_hz == pytest.approx(4.1, abs=0.01)
    desk.window.actions_["training_speech"].trigger()
    dialog = desk.window.findChild(TrainingSpeechDialog)
    desk.qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1, timeout=20_000)
    assert dialog.total.text() == "4 s av ungefär 5 min som behövs"
    desk.window.actions_["undo"].trigger()
    look(desk)
    desk.qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 0, timeout=20_000)
    assert list_kept(home) == []


def test_who_says_no_is_not_asked_again_and_nothing_is_kept(
    start: Callable, home: Path, record
) -> None:
    record("a")
    desk = start()
    replace_word(desk, "skulan", "skolan")
    look(desk)
    desk.qtbot.waitUntil(desk.window.notice.isVisible, timeout=20_000)
    desk.window.notice.other_button.click()
    assert not desk.window.notice.isVisible()
    assert json.loads((home / "settings.json").read_text())["training_speech_offered"] is True
    replace_word(desk, "hem", "hit")
    assert not desk.app.training_speech._soon.isActive()
    assert not (home / "training-speech").exists()


def test_what_was_not_done_is_done_at_the_next_start(start: Callable, home: Path, record) -> None:
    record("a")
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text(json.dumps({"training_speech": True}))
    desk = start()
    replace_word(desk, "skulan", "skolan")
    desk = start()
    desk.qtbot.waitUntil(lambda: desk.app.training_speech._soon.isActive(), timeout=20_000)
    look(desk)
    wait_for(desk, home, ["Kalle ringde till skolan."])


def test_files_count_only_where_the_user_wants_that(start: Callable, home: Path, record) -> None:
    record("a", is_recording=False)
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text(json.dumps({"training_speech": True}))
    desk = start()
    dialog = desk.app.training_speech_window.open()
    replace_word(desk, "skulan", "skolan")
    with desk.qtbot.waitSignal(desk.app.training_speech.changed, timeout=20_000):
        look(desk)
    assert list_kept(home) == []
    assert dialog.keep.isChecked()
    dialog.keep_files.click()
    replace_word(desk, "hem", "hit")
    look(desk)
    wait_for(desk, home, ["Kalle ringde till skolan.", "Sedan kom han hit."])


def test_heard_exported_taken_out_and_erased(
    start: Callable, home: Path, record, tmp_path: Path
) -> None:
    record("a")
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text(json.dumps({"training_speech": True}))
    desk = start()
    speech = desk.app.training_speech_window
    heard: list[object] = []

    class FakePlayer:
        speed, position_s = 1.0, 0.0

        def play(self, open_sound: Callable, at_s: float) -> None:
            heard.append(open_sound().n_samples)

        def stop(self) -> None:
            heard.append("stop")

        def close(self) -> None:
            pass

    speech._make_player = lambda on_end: FakePlayer()
    replace_word(desk, "skulan", "skolan")
    replace_word(desk, "hem", "hit")
    look(desk)
    wait_for(desk, home, ["Kalle ringde till skolan.", "Sedan kom han hit."])
    dialog = speech.open()
    desk.qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 2, timeout=20_000)
    dialog.play.click()
    assert heard == [round(4.1 * RATE_HZ)]
    assert dialog.play.text() == "Tyst"
    speech._ended(None)
    desk.qtbot.waitUntil(lambda: dialog.play.text() == "Lyssna", timeout=20_000)

    target = tmp_path / "mitt tal å"
    speech.export(target)
    desk.qtbot.waitUntil(dialog.command.isVisible, timeout=20_000)
    assert shlex.split(dialog.command.text()) == [
        "python", "-m", "training", "personalise", str(target)
    ]  # fmt: skip
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == dialog.command.text()
    assert len((target / "metadata.jsonl").read_text().splitlines()) == 2

    dialog.delete.click()
    wait_for(desk, home, ["Sedan kom han hit."])
    desk.qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1, timeout=20_000)
    dialog.delete_all.click()
    box = dialog.findChild(QMessageBox)
    next(button for button in box.buttons() if button.text() == "Ta bort").click()
    wait_for(desk, home, [])
    desk.qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None, timeout=20_000)
    desk.app.keeping.ask_to_erase()
    desk.qtbot.waitUntil(lambda: desk.window.findChild(QMessageBox) is not None, timeout=20_000)
    box = desk.window.findChild(QMessageBox)
    next(button for button in box.buttons() if button.text() == "Radera").click()
    desk.qtbot.waitUntil(lambda: not (home / "training-speech" / "a").exists(), timeout=20_000)


def test_sound_that_cannot_be_read_is_tried_once_more(start: Callable, home: Path, record) -> None:
    record("a")
    (home / "settings.json").write_text(json.dumps({"training_speech": True}))
    desk = start()
    wav = home / "recordings" / "a" / "recording.wav"
    wav.rename(wav.with_suffix(".hidden"))
    replace_word(desk, "skulan", "skolan")
    with desk.qtbot.waitSignal(desk.app.training_speech.changed, timeout=20_000):
        look(desk)
    assert list_kept(home) == []
    wav.with_suffix(".hidden").rename(wav)
    desk = start()
    desk.qtbot.waitUntil(lambda: desk.app.training_speech._soon.isActive(), timeout=20_000)
    look(desk)
    wait_for(desk, home, ["Kalle ringde till skolan."])
