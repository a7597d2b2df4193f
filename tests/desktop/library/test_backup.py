"""A backup is whole or not there; restoring it loses nothing that is in the library already."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.audio.compressed import compress
from desktop.errors import BackupError
from desktop.library.backup import MANIFEST, Cancelled, verify, write_backup
from desktop.library.bin import Bin
from desktop.library.job import MOVED, REMOVED
from desktop.library.journal import read_journal
from desktop.library.labels import Labels
from desktop.library.restore import Restored, restore_backup

DONE = {"type": "done", "duration_s": 2.0, "committed_sample": 32_000}
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def filled(library, said):
    """Two recordings, one compressed, one in the bin, one of a file; labels and settings."""
    wav = library.record("första", finish=True)
    library.list_job("a", wav, said("Ett."), DONE, Labels("Namn", "Mapp", ("t",)).as_record())
    squeezed = library.record("andra", finish=True)
    flac = compress(squeezed)
    squeezed.unlink()
    moved = {"type": MOVED, "source": str(flac)}
    library.list_job("b", squeezed, said("Två."), DONE, moved)
    thrown = library.record("tredje", finish=True)
    library.list_job("c", thrown, said("Tre."), DONE)
    library.bin.discard("c", thrown, NOW)
    (library.home / "settings.json").write_text('{"language": "sv"}')
    (library.home / "library.sqlite").write_bytes(b"index")
    (library.home / "models").mkdir()
    (library.home / "models" / "stor.bin").write_bytes(b"x")
    return library


@pytest.fixture
def backup(filled, tmp_path: Path) -> Path:
    target = tmp_path / "kopia å.zip"
    shares: list[float] = []
    write_backup(filled.home, filled.home / "settings.json", target, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return target


def test_holds_all_but_what_can_be_made_anew(filled, backup: Path, tmp_path: Path) -> None:
    names = {str(entry.path) for entry in verify(backup)}
    assert names == {
        name for name in filled.list_files() if not name.startswith(("models", "library"))
    }
    with zipfile.ZipFile(backup) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read(MANIFEST))["kind"] == "talskrift-backup"
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_restores_into_an_empty_library_elsewhere(filled, backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "annan dator"
    settings = home / "settings.json"
    assert restore_backup(backup, home, settings) == Restored(2, 0)
    assert settings.read_text() == '{"language": "sv"}'
    job = read_journal(home / "jobs" / "a.jsonl")
    assert job.source == home / "recordings" / "första" / "recording.wav"
    assert job.source.read_bytes() == (filled.recordings / "första" / "recording.wav").read_bytes()
    assert (job.labels.title, job.labels.tags) == ("Namn", ("t",))
    flac = read_journal(home / "jobs" / "b.jsonl").source
    assert flac == home / "recordings" / "andra" / "recording.flac"
    assert flac.exists()
    other = Bin(home / "bin", home / "recordings", home / "jobs")
    (entry,) = other.entries()
    recording, job = other.restore(entry)
    assert (recording, job.source) == (home / "recordings" / "tredje" / "recording.wav",) * 2
    assert not list(home.glob("restore-*"))


def test_restoring_what_is_there_changes_nothing(filled, backup: Path) -> None:
    before = {name: (filled.home / name).read_bytes() for name in filled.list_files()}
    for _ in range(2):
        assert restore_backup(backup, filled.home, filled.home / "settings.json") == Restored(0, 2)
    assert {name: (filled.home / name).read_bytes() for name in filled.list_files()} == before


def test_what_went_on_here_is_kept_and_what_was_lost_comes_back(filled, backup: Path, said) -> None:
    filled.journals.append("a", said("Mer, sedan dess.", 48_000))
    (filled.jobs / "b.jsonl").unlink()
    assert restore_backup(backup, filled.home, filled.home / "settings.json") == Restored(1, 1)
    texts = [segment.text for segment in read_journal(filled.jobs / "a.jsonl").segments]
    assert texts == ["Ett.", "Mer, sedan dess."]
    assert read_journal(filled.jobs / "b.jsonl").source.exists()


def test_two_that_have_parted_are_both_kept(filled, backup: Path, said) -> None:
    journal = filled.jobs / "a.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text(lines[0])
    filled.journals.append("a", said("Något helt annat."))
    for n_added in (1, 0):  # and only once
        restored = restore_backup(backup, filled.home, filled.home / "settings.json")
        assert restored.n_added == n_added
    jobs = [
        read_journal(path)
        for path in sorted(filled.jobs.glob("a*.jsonl"), key=lambda path: len(path.name))
    ]
    assert [job.segments[0].text for job in jobs] == ["Något helt annat.", "Ett."]
    assert len({job.job_id for job in jobs}) == 2
    assert jobs[1].source.exists()


def test_a_recording_that_was_compressed_since_is_not_doubled(filled, backup: Path) -> None:
    wav = filled.recordings / "första" / "recording.wav"
    flac = compress(wav)
    wav.unlink()
    filled.journals.append("a", {"type": MOVED, "source": str(flac)})
    assert restore_backup(backup, filled.home, filled.home / "settings.json") == Restored(0, 2)
    assert sorted(path.name for path in filled.recordings.iterdir()) == ["andra", "första"]


def test_what_was_thrown_away_since_comes_back(filled, backup: Path) -> None:
    filled.journals.append("a", {"type": REMOVED})
    filled.bin.discard("a", filled.recordings / "första" / "recording.wav", NOW)
    assert restore_backup(backup, filled.home, filled.home / "settings.json") == Restored(1, 1)
    job = read_journal(filled.jobs / "a.jsonl")
    assert not job.is_removed
    assert job.source.exists()


def test_a_journal_that_is_being_written_is_taken_to_its_last_whole_line(
    filled, tmp_path: Path
) -> None:
    with (filled.jobs / "a.jsonl").open("ab") as file:
        file.write(b'{"type": "segm')
    target = tmp_path / "kopia.zip"
    write_backup(filled.home, filled.home / "settings.json", target)
    with zipfile.ZipFile(target) as archive:
        assert archive.read("jobs/a.jsonl").endswith(b"\n")


def test_cancelled_or_failed_it_leaves_the_old_one(filled, backup: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(Cancelled):
        write_backup(filled.home, filled.home / "s.json", backup, cancelled=lambda: True)
    assert backup.read_bytes() == before
    with pytest.raises(OSError, match="nowhere"):
        write_backup(filled.home, filled.home / "s.json", tmp_path / "nowhere" / "x.zip")
    assert [path.name for path in tmp_path.glob("*.part")] == []


def rewrite(backup: Path, change) -> None:
    """The backup with other content."""
    with zipfile.ZipFile(backup) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def add_file(files: dict, name: str) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["files"][name] = {"size": 0, "sha256": ""}
    files[MANIFEST] = json.dumps(manifest).encode()
    files[name] = b""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: files.update({"jobs/a.jsonl": b"annat"}), "backup_damaged"),
        (lambda files: files.pop("jobs/a.jsonl"), "backup_damaged"),
        (lambda files: files.pop(MANIFEST), "not_a_backup"),
        (lambda files: files.update({MANIFEST: b"[]"}), "not_a_backup"),
        (lambda files: files.update({MANIFEST: b'{"kind": "x"}'}), "not_a_backup"),
        (lambda files: add_file(files, "../ut.jsonl"), "backup_damaged"),
        (lambda files: add_file(files, "/etc/passwd"), "backup_damaged"),
        (lambda files: add_file(files, "jobs/../../ut.jsonl"), "backup_damaged"),
        (lambda files: add_file(files, "models/ond.bin"), "backup_damaged"),
    ],
)
def test_a_bad_one_is_told_and_writes_nothing(backup: Path, tmp_path, change, code) -> None:
    rewrite(backup, change)
    home = tmp_path / "tomt"
    with pytest.raises(BackupError, match=code):
        restore_backup(backup, home, home / "settings.json")
    assert not home.exists() or list(home.rglob("*")) == []


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_one_that_is_cut_off_is_told(backup: Path, tmp_path: Path, share: float) -> None:
    data = backup.read_bytes()
    backup.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BackupError, match="not_a_backup"):
        restore_backup(backup, tmp_path / "tomt", tmp_path / "settings.json")


def test_a_single_wrong_bit_is_found(backup: Path, tmp_path: Path) -> None:
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 4
    backup.write_bytes(data)
    with pytest.raises(BackupError):
        restore_backup(backup, tmp_path / "tomt", tmp_path / "settings.json")


def test_one_of_the_future_is_told(backup: Path, tmp_path: Path) -> None:
    def change(files: dict) -> None:
        files[MANIFEST] = files[MANIFEST].replace(b'"format_version": 1', b'"format_version": 2')

    rewrite(backup, change)
    with pytest.raises(BackupError, match="backup_newer"):
        restore_backup(backup, tmp_path / "tomt", tmp_path / "settings.json")
