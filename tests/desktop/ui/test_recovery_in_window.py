"""After the window was killed in the middle of a recording: it is offered, and nothing is lost."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.audio.events import Listening, Stopped
from desktop.audio.recording import RecordingWriter
from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.library.journal import Journals
from desktop.settings import LANGUAGES
from desktop.ui.record_panel import RecordState

pytestmark = pytest.mark.window

RATE = 16_000
TEXT = "Mening 1. Mening 2."


def cut_off(home: Path, name: str = "2026-11-22 09.15.00", listed: bool = True) -> Path:
    """A recording as a killed window leaves it, with its journal and a sentence in it."""
    folder = home / "recordings" / name
    folder.mkdir(parents=True)
    writer = RecordingWriter(folder / "recording.wav", "USB", clock=lambda: 0.0)
    writer.append(np.ones(6 * RATE, np.int16))
    writer._file.close()
    if listed:
        journals = Journals(home / "jobs")
        created = datetime(2026, 11, 22, 8, 15, tzinfo=UTC)
        journals.create(Job(name.replace(" ", "-"), writer.path, True, created))
        segment = {"start_s": 0.0, "end_s": 2.0, "text": "Mening 1.", "confidence": 0.9}
        record = {"type": "segment", "segment": segment | {"words": []}}
        journals.append(name.replace(" ", "-"), record | {"committed_sample": 3 * RATE})
    return writer.path


def wait_for_offers(desk, count: int = 1):
    panel = desk.window.recovery
    desk.qtbot.waitUntil(
        lambda: (
            len(panel.rows) == count
            and all(row.job.duration_s is not None for row in panel.rows.values())
        ),
        timeout=20_000,
    )
    assert panel.isVisible()
    return panel, list(panel.rows.values())


@pytest.fixture
def home(make_parts: Callable) -> Path:
    return make_parts().data_dir


def test_it_is_offered_with_its_time_length_and_first_words(start: Callable, home: Path) -> None:
    cut_off(home)
    desk = start()
    panel, (row,) = wait_for_offers(desk)
    begun = datetime(2026, 11, 22, 8, 15, tzinfo=UTC).astimezone()
    assert panel.headline.text() == "En inspelning avbröts"
    assert row.name.accessibleName() == f"Inspelning 22 november {begun:%H:%M}"
    assert row.words.accessibleName() == "00:06 · ”Mening 1.”"
    desk.wait_until_ready()
    desk.qtbot.wait(50)  # the engine takes nothing that the user has not decided on
    job = desk.job("recording.wav")
    assert job.phase is Phase.CANCELLED
    assert desk.window.page.text.toPlainText() == "Mening 1."


def test_continue_transcribes_what_is_left_of_it(start: Callable, home: Path) -> None:
    recording = cut_off(home)
    desk = start()
    panel, (row,) = wait_for_offers(desk)
    desk.qtbot.mouseClick(row.go_on, Qt.MouseButton.LeftButton)
    assert panel.isHidden()
    job = desk.wait_for_phase("recording.wav", Phase.DONE)
    assert desk.window.list.selected_job().job_id == job.job_id
    assert desk.window.page.text.toPlainText() == TEXT
    assert json.loads(recording.with_suffix(".json").read_text())["state"] == "finished"
    again = start()
    again.qtbot.wait(100)
    assert again.window.recovery.isHidden()


def test_keep_leaves_it_as_it_is_to_be_transcribed_another_day(start: Callable, home: Path) -> None:
    cut_off(home)
    desk = start()
    panel, (row,) = wait_for_offers(desk)
    desk.qtbot.mouseClick(row.keep, Qt.MouseButton.LeftButton)
    assert panel.isHidden()
    desk = start()
    desk.wait_until_ready()
    job = desk.job("recording.wav")
    assert (job.phase, job.duration_s) == (Phase.CANCELLED, 6.0)
    assert desk.window.recovery.isHidden()
    desk.window.retry_asked.emit(job.job_id)
    desk.wait_for_phase("recording.wav", Phase.DONE)
    assert desk.window.page.text.toPlainText() == TEXT


def test_discard_puts_it_into_the_bin_and_undo_offers_it_again(start: Callable, home: Path) -> None:
    recording = cut_off(home)
    desk = start()
    panel, (row,) = wait_for_offers(desk)
    desk.qtbot.mouseClick(row.discard, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: not recording.parent.exists())
    assert panel.isHidden()
    assert desk.app.desk.jobs() == []
    assert "ligger i papperskorgen i 30 dagar" in desk.window.notice.text.text()
    desk.qtbot.mouseClick(desk.window.notice.button, Qt.MouseButton.LeftButton)
    wait_for_offers(desk)
    assert recording.exists()
    assert start().job("recording.wav").is_cut_off


def test_one_that_was_never_listed_gets_a_job(start: Callable, home: Path) -> None:
    cut_off(home, listed=False)
    desk = start()
    _, (row,) = wait_for_offers(desk)
    assert row.words.accessibleName() == "00:06 · Ingen text ännu"
    desk.wait_until_ready()
    assert desk.job("recording.wav").phase is Phase.CANCELLED
    assert "inte utskrivet" in desk.window.page.empty.detail.text()
    desk.qtbot.mouseClick(desk.window.page.empty.button, Qt.MouseButton.LeftButton)
    assert desk.window.recovery.isHidden()
    desk.wait_for_phase("recording.wav", Phase.DONE)
    assert desk.window.page.text.toPlainText() == TEXT
    assert start().job("recording.wav").phase is Phase.DONE


def test_what_nobody_decided_on_is_offered_at_every_start(start: Callable, home: Path) -> None:
    cut_off(home, "2026-11-22 09.15.00")
    cut_off(home, "2026-11-22 10.15.00", listed=False)
    desk = start()
    wait_for_offers(desk, 2)
    desk.window.close()
    panel, _ = wait_for_offers(start(), 2)
    assert panel.headline.text() == "2 inspelningar avbröts"


def test_retry_and_removal_in_the_list_answer_the_offer_too(start: Callable, home: Path) -> None:
    cut_off(home, "2026-11-22 09.15.00")
    cut_off(home, "2026-11-22 10.15.00")
    desk = start()
    panel, (first, second) = wait_for_offers(desk, 2)
    desk.window.retry_asked.emit(first.job.job_id)
    assert list(panel.rows) == [second.job.job_id]
    desk.window.remove_asked.emit(second.job.job_id)
    assert panel.isHidden()


def test_an_empty_recording_is_offered_to_nobody(start: Callable, home: Path) -> None:
    recording = cut_off(home)
    journal = next((home / "jobs").glob("*.jsonl"))
    journal.write_text(journal.read_text().splitlines()[0] + "\n")
    recording.write_bytes(recording.read_bytes()[:44])
    desk = start()
    desk.qtbot.waitUntil(lambda: desk.app.desk.jobs() == [])
    assert desk.window.recovery.isHidden()
    assert not recording.parent.exists()


def test_a_new_recording_is_never_taken_for_an_old_one(start: Callable, home: Path) -> None:
    cut_off(home, listed=False)
    desk = start()
    desk.window.actions_["record"].trigger()
    recorder = desk.recorders[-1]
    recorder.write("recording")
    recorder.on_event(Listening())
    wait_for_offers(desk, 1)
    assert recorder.path.exists()
    desk.qtbot.waitUntil(lambda: any(job.is_growing for job in desk.app.desk.jobs()))
    growing = [job for job in desk.app.desk.jobs() if job.is_growing]
    assert [job.source for job in growing] == [recorder.path]
    recorder.write("finished")
    recorder.on_event(Stopped(recorder.path, 1.0))
    desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.IDLE)


def test_many_are_scrolled_and_all_reached_with_the_keyboard(start: Callable, home: Path) -> None:
    for hour in range(5):
        cut_off(home, f"2026-11-22 1{hour}.15.00", listed=False)
    desk = start()
    panel, rows = wait_for_offers(desk, 5)
    assert panel.height() < desk.window.height() / 2
    assert QApplication.focusWidget() is desk.window.list  # nothing is taken from the user
    buttons = [button for row in rows for button in row.buttons]
    desk.qtbot.waitUntil(lambda: all(button.isVisible() for button in buttons))
    desk.qtbot.waitUntil(lambda: panel.list.verticalScrollBar().maximum() > 0)  # it is laid out
    buttons[0].setFocus()
    for button in buttons:
        assert QApplication.focusWidget() is button
        desk.window.focusNextPrevChild(True)
    area, last = panel.list.viewport(), buttons[-1]
    last.setFocus()

    def is_in_sight() -> bool:
        panel.list.ensureWidgetVisible(last)  # what a focus does, once the rows have their places
        return area.rect().contains(last.mapTo(area, last.rect().center()))

    desk.qtbot.waitUntil(is_in_sight)
    desk.qtbot.keyClick(rows[0].keep, Qt.Key.Key_Space)
    assert len(panel.rows) == 4
    assert desk.app.dictation.state is RecordState.IDLE


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_offer_speaks_the_users_language(start: Callable, home: Path, language: str) -> None:
    cut_off(home)
    desk = start()
    panel, (row,) = wait_for_offers(desk)
    desk.app.choices.change(language=language)
    words = {
        "sv": ("En inspelning avbröts", "Behåll", "00:06 · ”Mening 1.”", "Inspelning 22 november"),
        "en": ("A recording was cut off", "Keep", "00:06 · “Mening 1.”", "Recording 22 November"),
    }[language]
    desk.qtbot.waitUntil(lambda: panel.headline.text() == words[0])
    assert row.keep.text() == words[1]
    assert row.words.accessibleName() == words[2]
    assert row.name.accessibleName().startswith(words[3])
    assert row.keep.accessibleName().startswith(f"{words[1]}: {words[3]}")
