"""What did not end properly is found, put right and offered; nothing else is touched."""

import json
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.recording import RecordingWriter, read_info
from desktop.file_queue import Phase
from desktop.library.job import CUT_OFF, LEFT_AS_IS, RETRIED, Job, MissingSound
from desktop.library.recovery import Recovered, list_folder, tidy, was_cut_off

CUT_OFF_RECORD = {"type": CUT_OFF}


def start(library, jobs: list[Job] | None = None) -> Recovered:
    """What the app does at its start, with these jobs in the list."""
    imports = list_folder(library.home / "imports")
    by_id = {job.job_id: job for job in jobs or []}
    return tidy(library.bin, list_folder(library.recordings), imports, by_id)


def read_length_s(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def test_a_cut_off_recording_is_put_right_and_offered_with_its_job(library, said) -> None:
    recording = library.record("a", seconds=2.5)
    with recording.open("ab") as file:
        file.write(b"\x01")  # half a sample
    job = library.list_job("a", recording, said("Hej."))
    assert was_cut_off(job)
    job = library.list_job("a", recording, CUT_OFF_RECORD)
    result = start(library, [job])
    assert list(result.cut_off) == ["a"]
    assert result.cut_off["a"].duration_s == 2.5
    assert (result.without_job, result.emptied, result.errors) == ([], [], [])
    assert read_length_s(recording) == 2.5
    assert read_info(recording).state == "finished"
    assert read_info(recording).source == "USB"
    assert not was_cut_off(library.list_job("b", recording))  # it says so no more


def test_one_that_was_never_listed_is_offered_with_its_time_and_holes(library) -> None:
    folder = library.recordings / "a"
    folder.mkdir(parents=True)
    writer = RecordingWriter(folder / "recording.wav", "USB")
    writer.append(np.ones(16_000, np.int16))
    writer.note_gap(4.0, "unplugged")
    writer._file.close()
    (found,) = start(library).without_job
    assert found.path == writer.path
    assert found.begun == datetime.fromisoformat(read_info(writer.path).created)
    assert found.missing == (MissingSound(1.0, 4.0, "unplugged"),)
    assert read_length_s(writer.path) == 1.0


@pytest.mark.parametrize("state", ["missing", "torn", "empty", "a list"])
def test_one_whose_json_tells_nothing_is_offered(library, state: str) -> None:
    recording = library.record("a", finish=True)
    info = recording.with_suffix(".json")
    if state == "missing":
        info.unlink()
    else:
        info.write_text({"torn": '{"state": "fin', "empty": "", "a list": "[1]"}[state])
    assert was_cut_off(Job("a", recording, True, datetime.now(UTC)))
    (found,) = start(library).without_job
    assert found.duration_s == 2.0
    assert abs(found.begun - datetime.now(UTC)) < timedelta(minutes=5)
    assert read_info(recording).state == "finished"


def test_one_that_ended_but_has_no_job_is_offered(library) -> None:
    recording = library.record("a", finish=True)  # there was no room for its journal
    (found,) = start(library).without_job
    assert found.path == recording


def test_what_ended_properly_is_left_alone(library, said) -> None:
    done = {"type": "done", "duration_s": 2.0, "committed_sample": 32_000}
    jobs = [
        library.list_job("waits", library.record("a", finish=True)),
        library.list_job("done", library.record("b", finish=True), said("Hej."), done),
        library.list_job(
            "kept", library.record("c", finish=True), CUT_OFF_RECORD, {"type": LEFT_AS_IS}
        ),
        library.list_job(
            "again", library.record("d", finish=True), CUT_OFF_RECORD, {"type": RETRIED}
        ),
    ]
    before = {path: path.read_bytes() for path in library.home.rglob("*.*") if path.is_file()}
    assert not any(map(was_cut_off, jobs))
    assert start(library, jobs) == Recovered()
    assert before == {path: path.read_bytes() for path in before}


def test_one_that_nobody_decided_on_is_offered_again(library) -> None:
    recording = library.record("a")
    library.list_job("a", recording, CUT_OFF_RECORD)
    for _ in range(2):
        (job,) = library.journals.load()
        assert job.phase is Phase.CANCELLED  # so the queue leaves it alone
        assert list(start(library, [job]).cut_off) == ["a"]


def test_all_the_users_data_may_have_moved(library, tmp_path: Path) -> None:
    recording = library.record("a", finish=True)
    elsewhere = tmp_path / "förr" / recording.parent.name / recording.name
    job = library.list_job("a", elsewhere)
    assert start(library, [job]) == Recovered()


def test_an_empty_recording_is_removed_with_its_job(library, said) -> None:
    empty = library.record("a", seconds=0.0)
    listed = library.record("b", seconds=0.0)
    job = library.list_job("b", listed, CUT_OFF_RECORD)
    with_text = library.record("c", seconds=0.0)  # the sound is lost, the text is not
    told = library.list_job("c", with_text, said("Hej."), CUT_OFF_RECORD)
    with_notes = library.record("d", seconds=0.0)
    (with_notes.parent / "anteckning.txt").write_text("min egen")
    result = start(library, [job, told])
    assert result.emptied == ["b"]
    assert list(result.cut_off) == ["c"]
    assert not empty.parent.exists()
    assert not listed.parent.exists()
    assert with_text.exists()
    assert [path.name for path in with_notes.parent.iterdir()] == ["anteckning.txt"]


def test_one_that_cannot_be_read_is_offered_and_never_removed(library) -> None:
    recording = library.record("a")
    recording.write_bytes(bytes(64_000))  # the power went, and zeros came back
    (found,) = start(library).without_job
    assert found.n_samples is None
    assert recording.stat().st_size == 64_000


def test_what_is_not_the_apps_is_left_alone(library) -> None:
    foreign = library.recordings / "min musik" / "recording.wav"
    foreign.parent.mkdir(parents=True)
    with wave.open(str(foreign), "wb") as file:
        file.setparams((2, 2, 44_100, 0, "NONE", ""))
        file.writeframes(bytes(400))
    (library.recordings / "tom mapp").mkdir()
    (library.recordings / "brev.txt").write_text("Hej")
    (library.recordings / "annat").mkdir()
    (library.recordings / "annat" / "bild.png").write_bytes(b"x")
    before = library.list_files()
    assert start(library) == Recovered()
    assert library.list_files() == before
    assert (library.recordings / "tom mapp").is_dir()


def test_decoded_files_that_no_job_needs_are_deleted(library) -> None:
    imports = library.home / "imports"
    imports.mkdir(parents=True)
    names = ["waits", "done", "gone", "failed"]
    for name in names:
        (imports / f"{name}.wav").write_bytes(b"x")
        (imports / f"{name}.json").write_text("{}")
    (imports / "waits.wav.discarded").write_bytes(b"x")
    phases = {"waits": Phase.WAITING, "done": Phase.DONE, "failed": Phase.FAILED}
    now = datetime.now(UTC)
    jobs = [Job(name, Path("/a.mp3"), False, now, phase) for name, phase in phases.items()]
    assert start(library, jobs) == Recovered()
    left = {"waits.wav", "waits.json", "failed.wav", "failed.json"}
    assert {path.name for path in imports.iterdir()} == left


def test_what_the_disk_refuses_stops_nothing_else(library) -> None:
    library.record("a")
    library.record("b", seconds=0.0)
    (library.home / "imports" / "gone.wav").mkdir(parents=True)  # a folder: cannot be unlinked
    result = start(library)
    assert [found.path.parent.name for found in result.without_job] == ["a"]
    assert len(result.errors) == 1
    assert not (library.recordings / "b").exists()


def test_only_what_lay_there_at_the_start_is_looked_at(library) -> None:
    library.record("a")
    lay_there = list_folder(library.recordings)
    new = library.record("b")  # begun while the disk is being looked at
    result = tidy(library.bin, lay_there, [], {})
    assert [found.path.parent.name for found in result.without_job] == ["a"]
    assert json.loads(new.with_suffix(".json").read_text())["state"] == "recording"


def test_a_new_user_has_nothing_to_recover(library) -> None:
    assert start(library) == Recovered()
    assert not library.home.exists()
