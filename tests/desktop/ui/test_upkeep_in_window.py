"""Sound is compressed and deleted by rule, all of a person erased, all backed up: in the window."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox

from desktop.audio.compressed import open_recording
from desktop.audio.recording import RecordingWriter
from desktop.library.job import Job
from desktop.library.journal import Journals, read_journal
from desktop.ui.storage_dialog import StorageDialog
from desktop.wording import format_size

pytestmark = pytest.mark.window
RATE = 16_000


@pytest.fixture
def home(make_parts: Callable) -> Path:
    return make_parts().data_dir


@pytest.fixture
def record(home: Path) -> Callable[..., Path]:
    """A finished recording of the app's with its journal; returns the WAV."""

    def record(job_id: str, text: str, days_old: float = 0.0) -> Path:
        folder = home / "recordings" / job_id
        folder.mkdir(parents=True)
        writer = RecordingWriter(folder / "recording.wav", "USB")
        writer.append((3000 * np.sin(np.arange(2 * RATE) / 9)).astype(np.int16))
        writer.finish()
        created = datetime.now(UTC) - timedelta(days=days_old)
        journals = Journals(home / "jobs")
        journals.create(Job(job_id, writer.path, True, created))
        segment = {"start_s": 0.0, "end_s": 2.0, "text": text, "words": []}
        journals.append(job_id, {"type": "segment", "segment": segment, "committed_sample": 1})
        journals.append(job_id, {"type": "done", "duration_s": 2.0, "committed_sample": 2 * RATE})
        return writer.path

    return record


def answer(desk, button_text: str) -> str:
    """Press a button of the question that is asked; returns what it says."""
    desk.qtbot.waitUntil(lambda: desk.window.findChild(QMessageBox) is not None)
    box = desk.window.findChild(QMessageBox)
    said = f"{box.text()} {box.informativeText()}"
    next(button for button in box.buttons() if button.text() == button_text).click()
    desk.qtbot.waitUntil(lambda: desk.window.findChild(QMessageBox) is None)
    return said


def test_what_was_transcribed_is_compressed(start: Callable, home: Path, record) -> None:
    wavs = [record("a", "Ett."), record("b", "Två.")]
    with open_recording(wavs[0]) as reader:
        before = reader.read(0, 2 * RATE)
    (wavs[1].parent / "recording.flac").write_bytes(b"half of it")  # a killed app's
    desk = start()
    desk.app.upkeep.look()
    flacs = [wav.with_suffix(".flac") for wav in wavs]
    desk.qtbot.waitUntil(lambda: not any(wav.exists() for wav in wavs), timeout=20_000)
    with open_recording(flacs[0]) as reader:
        assert np.array_equal(reader.read(0, 2 * RATE), before)
    for flac in flacs:
        assert read_journal(home / "jobs" / f"{flac.parent.name}.jsonl").source == flac
    chosen = desk.window.list.selected_job()  # one lies on the desk, the other does not
    assert desk.app.desk.find(chosen.job_id).source in flacs
    desk = start()
    assert {job.source for job in desk.app.shelf.door.read(
        lambda index: index.read_all_outlines(), {}
    ).values()} == set(flacs)  # fmt: skip


def test_it_is_not_where_the_user_does_not_want_it(start: Callable, home: Path, record) -> None:
    wav = record("a", "Ett.")
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text(json.dumps({"compress_sound": False}))
    desk = start()
    desk.app.upkeep.look()
    desk.qtbot.wait(300)
    assert [path.name for path in sorted(wav.parent.iterdir())] == [
        "recording.json",
        "recording.wav",
    ]


def test_sound_is_deleted_by_rule_after_a_question(start: Callable, home: Path, record) -> None:
    old, new = record("gammal", "Ett.", days_old=40), record("ny", "Två.", days_old=3)
    desk = start()
    desk.app.keeping.open()
    dialog = desk.window.findChild(StorageDialog)
    row = dialog.days.findData(30)
    dialog.days.setCurrentIndex(row)
    dialog.days.activated.emit(row)
    assert "ljudet i 1 inspelningar" in answer(desk, "Avbryt")
    assert dialog.days.currentData() is None
    assert desk.app.settings.delete_sound_after_days is None
    assert old.exists() or old.with_suffix(".flac").exists()
    dialog.days.activated.emit(row)
    answer(desk, "Radera")
    desk.qtbot.waitUntil(lambda: not old.parent.exists(), timeout=20_000)
    assert desk.app.settings.delete_sound_after_days == 30
    assert new.parent.exists()
    job = read_journal(home / "jobs" / "gammal.jsonl")
    assert job.is_sound_deleted
    assert job.segments[0].text == "Ett."
    desk.window.retry_asked.emit("gammal")  # there is nothing to hear anew: the text stays
    desk.qtbot.waitUntil(lambda: desk.window.notice.isVisible())
    assert read_journal(home / "jobs" / "gammal.jsonl").segments[0].text == "Ett."


def test_all_of_a_person_is_erased_after_a_question(start: Callable, home: Path, record) -> None:
    wav, other = record("a", "Fru Kvarn kom."), record("b", "Någon annan.")
    desk = start()
    window = desk.window
    window.search_field.setText("kvarn")
    desk.qtbot.waitUntil(lambda: window.list_title.text() == "1 träff")
    window.filters.fill()
    window.filters.erase_all_asked.emit()
    assert "1 texter och 1 inspelningar" in answer(desk, "Avbryt")
    assert wav.exists()
    window.filters.erase_all_asked.emit()
    answer(desk, "Radera")
    desk.qtbot.waitUntil(lambda: not (home / "jobs" / "a.jsonl").exists(), timeout=20_000)
    assert not wav.parent.exists()
    assert other.parent.exists()
    window.search_field.clear()
    desk.qtbot.waitUntil(lambda: window.jobs.list_ids() == ["b"])


def test_backup_and_back(start: Callable, home: Path, record, tmp_path: Path) -> None:
    wav = record("a", "Det här är värt att spara.")
    size = wav.stat().st_size + wav.with_suffix(".json").stat().st_size
    desk = start()
    desk.app.keeping.open()
    dialog = desk.window.findChild(StorageDialog)
    desk.qtbot.waitUntil(lambda: dialog.sizes[0].text() == format_size(size, "sv"))
    target = tmp_path / "kopia.zip"
    desk.app.keeping.back_up(target)
    desk.qtbot.waitUntil(lambda: "skriven och kontrollerad" in dialog.state.text(), timeout=20_000)
    desk.window.search_field.setText("värt")
    desk.qtbot.waitUntil(lambda: desk.window.list_title.text() == "1 träff")
    desk.window.filters.erase_all_asked.emit()
    answer(desk, "Radera")
    desk.qtbot.waitUntil(lambda: not wav.parent.exists(), timeout=20_000)
    desk.window.search_field.clear()
    desk.qtbot.waitUntil(lambda: desk.window.jobs.list_ids() == [])
    desk.app.keeping.restore(target)
    desk.qtbot.waitUntil(lambda: desk.window.jobs.list_ids() == ["a"], timeout=20_000)
    assert "1 nya" in dialog.state.text()
    desk.window.search_field.setText("spara")
    desk.qtbot.waitUntil(lambda: desk.window.list_title.text() == "1 träff", timeout=20_000)
    target.write_bytes(b"trasig")
    desk.app.keeping.restore(target)
    desk.qtbot.waitUntil(lambda: "ingen säkerhetskopia" in dialog.state.text(), timeout=20_000)
