"""What is deleted for good is gone from everywhere; what is the user's own stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.audio.compressed import compress
from desktop.file_queue import Phase
from desktop.library.index import open_index
from desktop.library.job import MOVED, SOUND_DELETED, Job
from desktop.library.journal import read_journal
from desktop.library.query import parse_query
from desktop.library.recovery import examine
from desktop.library.refresh import refresh
from desktop.library.retention import (
    delete_sound,
    erase,
    find_extent,
    measure_storage,
    pick_expired,
)
from desktop.library.search import search

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DONE = {"type": "done", "duration_s": 2.0, "committed_sample": 32_000}


def make_job(days: float, phase: Phase = Phase.DONE, **fields: object) -> Job:
    given = {"is_recording": True, **fields}
    created = NOW - timedelta(days=days)
    return Job(str(days), Path("/r/a/recording.wav"), created=created, phase=phase, **given)


@pytest.mark.parametrize(
    ("job", "is_expired"),
    [
        (make_job(30.1), True),
        (make_job(29.9), False),
        (make_job(90, Phase.FAILED), False),
        (make_job(90, Phase.WAITING), False),
        (make_job(90, is_recording=False), False),
        (make_job(90, is_sound_deleted=True), False),
    ],
)
def test_only_what_is_old_and_transcribed_expires(job: Job, is_expired: bool) -> None:
    assert pick_expired([job], 30, NOW) == [job] * is_expired
    assert pick_expired([job], None, NOW) == []


def test_sound_goes_with_its_folder_and_the_text_stays(library, said) -> None:
    recording = library.record("a", finish=True)
    compress(recording)  # killed between the two: both are there
    library.list_job("a", recording, said("Hej."), DONE)
    delete_sound(recording, library.recordings)
    library.journals.append("a", {"type": SOUND_DELETED})
    assert not recording.parent.exists()
    job = read_journal(library.jobs / "a.jsonl")
    assert job.is_sound_deleted
    assert [segment.text for segment in job.segments] == ["Hej."]


def test_a_file_of_the_users_is_never_deleted(library, tmp_path) -> None:
    own = tmp_path / "min.wav"
    own.write_bytes(b"x")
    delete_sound(own, library.recordings)
    other = library.record("a", finish=True)
    (other.parent / "anteckning.txt").write_text("min")
    delete_sound(other, library.recordings)
    assert own.exists()
    assert [path.name for path in other.parent.iterdir()] == ["anteckning.txt"]


def test_all_of_a_person_is_gone_from_every_file(library, said, tmp_path) -> None:
    secret = "Kvarnströmska"
    own = tmp_path / "intervju.mp3"
    own.write_bytes(b"ljud")
    for number in range(3):
        job_id = f"job{number}"
        recording = library.record(job_id, finish=True)
        library.list_job(job_id, recording, said(f"Fru {secret} kom klockan {number}."), DONE)
    keeps = library.record("kvar", finish=True)
    library.list_job("kvar", keeps, said("Helt andra saker."), DONE)
    file_job = Job("fil", own, False, NOW)
    library.journals.create(file_job)
    library.journals.append("fil", said(f"Mer om {secret}."))
    library.journals.append("fil", DONE)
    sent = library.home / "uploads" / "0123" / "samtal.mp3"  # over HTTP: the app's to delete
    sent.parent.mkdir(parents=True)
    sent.write_bytes(secret.encode())
    library.journals.create(Job("skickad", sent, False, NOW))
    library.journals.append("skickad", said(f"Även {secret}."))
    library.journals.append("skickad", DONE)
    library.bin.discard("job2", library.recordings / "job2" / "recording.wav", NOW)
    path = library.home / "library.sqlite"
    index, _ = open_index(path)
    list(refresh(index, library.jobs))
    query = parse_query(secret.lower())
    jobs = index.read_outlines(search(index, query)).values()
    extent = find_extent(jobs, query, library.bin)
    assert {job.job_id for job in extent.jobs} == {"job0", "job1", "fil", "skickad"}
    assert ([entry.job_id for entry in extent.discarded], extent.n_recordings) == (["job2"], 3)
    assert extent.own_files == (own,)
    erase(extent, index, library.bin, library.home)
    assert search(index, parse_query("")) == ["kvar"]
    index.close()
    assert own.exists()
    for file in library.home.rglob("*"):
        if file.is_file():
            content = file.read_bytes().lower()
            assert secret.lower().encode() not in content, file
            assert secret.lower().encode("ascii", "backslashreplace") not in content, file
    assert library.list_files() == {
        "recordings/kvar/recording.wav", "recordings/kvar/recording.json", "jobs/kvar.jsonl",
        "library.sqlite",
    }  # fmt: skip


def test_without_a_search_nothing_in_the_bin_is_touched(library) -> None:
    recording = library.record("a")
    library.list_job("a", recording)
    library.bin.discard("a", recording, NOW)
    assert find_extent([], parse_query(""), library.bin).discarded == ()


def test_a_compressed_recording_goes_through_the_bin_and_is_recovered(library, said) -> None:
    recording = library.record("a", finish=True)
    flac = compress(recording)
    recording.unlink()
    moved = {"type": MOVED, "source": str(flac)}
    library.list_job("a", recording, said("Hej."), DONE, moved)
    library.bin.discard("a", flac, NOW)
    (entry,) = library.bin.entries()
    assert (entry.duration_s, entry.recording.name) == (2.0, "recording.flac")
    assert library.bin.restore(entry)[0] == flac
    found = examine(flac.parent)  # its journal may be lost: it is found all the same
    assert (found.path, found.n_samples) == (flac, 32_000)


def test_storage_is_told_by_its_parts(library, said) -> None:
    library.list_job("a", library.record("a", finish=True), said("Hej."), DONE)
    (library.home / "imports").mkdir()
    (library.home / "imports" / "b.wav").write_bytes(b"x" * 500)
    compress(library.record("b", finish=True))
    storage = measure_storage(library.home)
    flac = (library.recordings / "b" / "recording.flac").stat().st_size
    assert storage.uncompressed == 2 * 64_044
    assert storage.recordings == 2 * 64_044 + 2 * 1024 + flac
    assert (storage.other, storage.bin, storage.models) == (500, 0, 0)
    assert storage.texts == (library.jobs / "a.jsonl").stat().st_size
