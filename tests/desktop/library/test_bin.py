"""What is thrown away can be taken back for 30 days, wherever the app is killed meanwhile."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.library.bin import KEPT_FOR, Bin
from desktop.library.job import REMOVED, RESTORED
from desktop.library.journal import Journals, read_journal

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
REMOVED_RECORD = {"type": REMOVED}


def test_a_recording_comes_back_as_it_was(library, said) -> None:
    recording = library.record("2026-11-22 09.15.00")
    (recording.parent / "anteckning.txt").write_text("min egen")
    job = library.list_job("a", recording, said("Hej på dig."), REMOVED_RECORD)
    before, sound = library.list_files(), recording.read_bytes()
    library.bin.discard("a", recording, NOW)
    assert not recording.parent.exists()
    assert library.journals.load() == []
    (entry,) = library.bin.entries()
    assert (entry.job_id, entry.discarded, entry.duration_s) == ("a", NOW, 2.0)
    assert entry.job == job
    assert entry.recording.read_bytes() == sound
    assert library.bin.find("a") == entry
    assert library.bin.find("b") is None
    assert library.bin.restore(entry) == (recording, job)
    assert library.list_files() == before
    assert recording.read_bytes() == sound
    assert list((library.home / "bin").iterdir()) == []


def test_it_is_kept_for_30_days_and_no_longer(library) -> None:
    for number in range(3):
        recording = library.record(f"inspelning {number}")
        library.list_job(f"job{number}", recording)
        library.bin.discard(f"job{number}", recording, NOW + timedelta(days=number))
    assert [entry.job_id for entry in library.bin.entries()] == ["job2", "job1", "job0"]
    almost = NOW + KEPT_FOR - timedelta(seconds=1)
    library.bin.purge(almost)
    newest, _, oldest = library.bin.entries()
    assert (newest.count_days_left(almost), oldest.count_days_left(almost)) == (3, 1)
    library.bin.purge(NOW + KEPT_FOR)
    assert [entry.job_id for entry in library.bin.entries()] == ["job2", "job1"]
    assert not any("job0" in path for path in library.list_files())


def test_a_clock_that_was_put_back_deletes_nothing(library) -> None:
    recording = library.record("a")
    library.bin.discard("a", recording, NOW)
    library.bin.purge(NOW - timedelta(days=400))
    (entry,) = library.bin.entries()
    assert entry.count_days_left(NOW - timedelta(days=400)) == 30


def test_deleting_takes_all_of_it_and_nothing_else(library) -> None:
    kept = library.record("behålls", finish=True)
    library.list_job("kept", kept)
    before = library.list_files()
    recording = library.record("slängs")
    library.list_job("gone", recording)
    library.bin.discard("gone", recording)
    library.bin.delete(library.bin.entries()[0])
    assert library.list_files() == before


def test_a_name_taken_meanwhile_is_numbered_and_the_job_knows(library) -> None:
    recording = library.record("2026-11-22 09.15.00", seconds=1.0)
    library.list_job("a", recording, REMOVED_RECORD)
    library.bin.discard("a", recording)
    other = library.record("2026-11-22 09.15.00", seconds=3.0)
    restored, job = library.bin.restore(library.bin.entries()[0])
    assert restored == recording.parent.with_name("2026-11-22 09.15.00 (2)") / "recording.wav"
    assert job is not None
    assert job.source == restored
    assert read_journal(library.jobs / "a.jsonl").source == restored
    assert (restored.stat().st_size, other.stat().st_size) == (44 + 32_000, 44 + 96_000)


def test_one_without_a_journal_is_kept_too(library) -> None:
    recording = library.record("a")
    library.bin.discard("a", recording)
    (entry,) = library.bin.entries()
    assert entry.job is None
    assert library.bin.restore(entry) == (recording, None)


def test_a_recording_that_lies_elsewhere_or_nowhere_is_left_alone(library, tmp_path: Path) -> None:
    elsewhere = tmp_path / "Musik" / "recording.wav"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(b"x")
    library.bin.discard("a", elsewhere)
    library.bin.discard("b", library.recordings / "borta" / "recording.wav")
    assert elsewhere.exists()
    assert library.bin.entries() == []


def test_what_else_lies_in_the_bins_folder_is_left_alone(library) -> None:
    (library.home / "bin" / "mina egna filer").mkdir(parents=True)
    (library.home / "bin" / "brev.txt").write_text("Hej")
    library.bin.settle(())
    library.bin.purge(NOW + timedelta(days=4000))
    assert library.bin.entries() == []
    assert library.list_files() == {"bin/brev.txt"}
    assert (library.home / "bin" / "mina egna filer").is_dir()


class Killed(BaseException):
    """The process ends here."""


def kill_at_rename(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The process ends when it is to rename for the `number`th time from now."""
    rename, left = Path.rename, [number]

    def rename_or_die(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_or_die)


@pytest.mark.parametrize("moment", [1, 2])
def test_killed_while_it_is_thrown_away_it_is_in_the_bin_at_the_next_start(
    library, said, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    recording = library.record("a")
    job = library.list_job("a", recording, said("Hej."), REMOVED_RECORD)
    with monkeypatch.context() as patch:
        kill_at_rename(patch, moment)
        with pytest.raises(Killed):
            library.bin.discard("a", recording)
    assert library.journals.load() == []  # as the next start reads them
    library.bin.settle(())
    (entry,) = library.bin.entries()
    assert entry.job == job
    assert library.bin.restore(entry) == (recording, job)


@pytest.mark.parametrize("moment", [1, 2])
def test_killed_while_it_is_taken_back_it_is_still_in_the_bin(
    library, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    recording = library.record("a")
    job = library.list_job("a", recording, REMOVED_RECORD)
    library.bin.discard("a", recording)
    with monkeypatch.context() as patch:
        kill_at_rename(patch, moment)
        with pytest.raises(Killed):
            library.bin.restore(library.bin.entries()[0])
    library.bin.settle(())
    (entry,) = library.bin.entries()
    assert library.bin.restore(entry) == (recording, job)


def test_killed_before_the_engine_let_go_of_it_it_is_in_the_bin_at_the_next_start(library) -> None:
    recording = library.record("a", finish=True)
    library.list_job("a", recording, REMOVED_RECORD)
    other = library.record("b", finish=True)
    library.list_job("b", other, REMOVED_RECORD, {"type": RESTORED})
    (job,) = library.journals.load()
    library.bin.settle({job.job_id})
    assert [entry.job_id for entry in library.bin.entries()] == ["a"]
    assert other.exists()


def test_killed_while_it_is_deleted_it_is_gone_after_the_next_start(
    library, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = library.record("a")
    library.list_job("a", recording, REMOVED_RECORD)
    library.bin.discard("a", recording)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", lambda _: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            library.bin.delete(library.bin.entries()[0])
    assert library.bin.entries() == []
    library.bin.settle(())
    assert library.list_files() == set()


def test_on_a_full_disk_recordings_can_be_thrown_away_and_deleted(small_disk, fill) -> None:
    (small_disk / "recordings" / "a").mkdir(parents=True)
    recording = small_disk / "recordings" / "a" / "recording.wav"
    recording.write_bytes(bytes(44 + 32_000))
    fill(small_disk)
    bin_ = Bin(small_disk / "bin", small_disk / "recordings", small_disk / "jobs")
    assert Journals(small_disk / "jobs").load() == []
    bin_.discard("a", recording)
    (entry,) = bin_.entries()
    bin_.delete(entry)
    assert not list(small_disk.rglob("recording.wav"))


def test_a_bin_that_is_a_file_leaves_the_recording_where_it_is(library) -> None:
    recording = library.record("a")
    library.list_job("a", recording)
    (library.home / "bin").write_text("i vägen")
    before = library.list_files()
    with pytest.raises(OSError, match="bin"):
        library.bin.discard("a", recording)
    assert library.list_files() == before
