"""Clips follow the corrections, and go wherever their transcript goes for good."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.audio.clip import cut_clip
from desktop.audio.player import FileSound
from desktop.library.backup import write_backup
from desktop.library.corrected_speech import Utterance
from desktop.library.index import open_index
from desktop.library.query import parse_query
from desktop.library.refresh import refresh
from desktop.library.restore import restore_backup
from desktop.library.retention import erase, find_extent
from desktop.library.training_speech import (
    FOLDER,
    Kept,
    bring_up_to_date,
    export_dataset,
    forget_gone,
    leave_out,
    list_kept,
    list_pending,
    mark_pending,
)

DONE = {"type": "done", "duration_s": 2.0, "committed_sample": 32_000}
FIRST, SECOND = Utterance(0.5, 1.5, "Ett."), Utterance(1.5, 2.0, "Två å.")


def cut(utterance: Utterance, path: Path) -> float:
    """As cut_clip, without a sound: its bytes tell which it is."""
    path.write_bytes(utterance.text.encode())
    return utterance.end_s - utterance.start_s


def read(home: Path) -> list[tuple[str, bytes]]:
    return [(one.text, one.clip.read_bytes()) for one in list_kept(home)]


def test_clips_come_change_and_go_with_the_corrections(tmp_path: Path) -> None:
    mark_pending(tmp_path, "a")
    assert list_pending(tmp_path) == ["a"]
    assert list_kept(tmp_path) == []
    assert bring_up_to_date(tmp_path, "a", [FIRST, SECOND], cut) == 2
    assert list_pending(tmp_path) == []
    assert [(one.job_id, one.duration_s) for one in list_kept(tmp_path)] == [("a", 1), ("a", 0.5)]
    again = Utterance(0.5, 1.5, "Ett till.")
    assert bring_up_to_date(tmp_path, "a", [again, SECOND], None) == 0
    assert read(tmp_path) == [("Ett till.", b"Ett."), ("Två å.", "Två å.".encode())]
    bring_up_to_date(tmp_path, "a", [SECOND], None)
    assert len(list((tmp_path / FOLDER / "a").iterdir())) == 2
    bring_up_to_date(tmp_path, "a", [], cut)
    assert not (tmp_path / FOLDER / "a").exists()


def test_what_the_user_takes_out_stays_out(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, "a", [FIRST, SECOND], cut)
    leave_out(list_kept(tmp_path)[:1])
    left = "".join(path.read_text("utf-8") for path in (tmp_path / FOLDER / "a").glob("*.json"))
    assert "Ett" not in left
    assert bring_up_to_date(tmp_path, "a", [FIRST, SECOND], cut) == 0
    assert [one.text for one in list_kept(tmp_path)] == ["Två å."]


def test_a_kill_leaves_no_clip_without_its_text(tmp_path: Path) -> None:
    def die(utterance: Utterance, path: Path) -> float:
        cut(utterance, path)
        raise KeyboardInterrupt

    mark_pending(tmp_path, "a")
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(tmp_path, "a", [FIRST], die)
    assert list_kept(tmp_path) == []
    assert list_pending(tmp_path) == ["a"]  # the next start goes on
    (tmp_path / FOLDER / "a" / "000000500-000001500.flac.part").write_bytes(b"half")
    assert bring_up_to_date(tmp_path, "a", [FIRST], cut) == 1
    names = sorted(path.name for path in (tmp_path / FOLDER / "a").iterdir())
    assert names == ["000000500-000001500.flac", "000000500-000001500.json"]


def test_a_clip_is_the_very_sound_at_any_rate(tmp_path: Path) -> None:
    for rate_hz in (16_000, 44_100):
        seconds = np.arange(3 * rate_hz) / rate_hz
        stereo = np.stack([0.5 * np.sin(2 * np.pi * 200 * seconds)] * 2, axis=1)
        stereo[: rate_hz // 2] = stereo[-rate_hz:] = 0.0
        path = tmp_path / f"{rate_hz}.wav"
        soundfile.write(path, stereo, rate_hz)
        clip = tmp_path / f"{rate_hz}.flac"
        assert cut_clip(FileSound(path), 0.5, 1.5, clip) == pytest.approx(1.0, abs=0.001)
        heard, clip_rate_hz = soundfile.read(clip)
        assert clip_rate_hz == 16_000
        assert np.sqrt(np.mean(heard**2)) == pytest.approx(0.5 / np.sqrt(2), abs=0.01)
        assert cut_clip(FileSound(path), 3.5, 4.0, tmp_path / "x.flac") == 0.0
    assert not list(tmp_path.glob("*.part"))
    assert not (tmp_path / "x.flac").exists()


def test_a_dataset_is_whole_or_not_there(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, "a", [FIRST, SECOND], cut)
    kept, target = list_kept(tmp_path), tmp_path / "mitt tal å"
    export_dataset(kept, target)
    lines = [json.loads(line) for line in (target / "metadata.jsonl").read_text().splitlines()]
    assert lines[1] == {
        "file_name": "audio/0002.flac", "text": "Två å.", "duration_s": 0.5, "id": "0002"
    }  # fmt: skip
    assert (target / "audio/0001.flac").read_bytes() == b"Ett."
    with pytest.raises(FileExistsError):
        export_dataset(kept, target)
    gone = Kept("a", tmp_path / "borta.flac", "Borta.", 1.0)
    with pytest.raises(FileNotFoundError):
        export_dataset([*kept, gone], tmp_path / "annat")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mitt tal å", FOLDER]


@pytest.fixture
def filled(library, said):
    for name in ("a", "b"):
        wav = library.record(name, finish=True)
        library.list_job(name, wav, said(f"Kund {name}."), DONE)
        bring_up_to_date(library.home, name, [FIRST, SECOND], cut)
    return library


def test_it_goes_when_its_transcript_is_erased_or_its_bin_emptied(filled) -> None:
    filled.bin.discard("a", filled.recordings / "a" / "recording.wav", datetime.now(UTC))
    assert (filled.home / FOLDER / "a").is_dir()  # it may come back
    index, _ = open_index(filled.home / "library.sqlite")
    list(refresh(index, filled.jobs))
    jobs = index.read_all_outlines().values()
    erase(find_extent(jobs, parse_query("kund"), filled.bin), index, filled.bin, filled.home)
    assert list((filled.home / FOLDER).iterdir()) == []


def test_what_belongs_to_no_transcript_is_forgotten(filled) -> None:
    filled.bin.discard("a", filled.recordings / "a" / "recording.wav", datetime.now(UTC))
    (filled.jobs / "b.jsonl").unlink()
    forget_gone(filled.home)
    assert [path.name for path in (filled.home / FOLDER).iterdir()] == ["a"]


def test_a_backup_has_it_and_brings_back_no_clip_that_was_taken_out(filled, tmp_path) -> None:
    backup, other = tmp_path / "kopia.zip", tmp_path / "annan"
    settings = filled.home / "settings.json"
    write_backup(filled.home, settings, backup)
    restore_backup(backup, other, other / "settings.json")
    assert read(other) == read(filled.home)
    leave_out(list_kept(other)[:1])
    restore_backup(backup, other, other / "settings.json")
    assert read(other) == read(filled.home)[1:]
