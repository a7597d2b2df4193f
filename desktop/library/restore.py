"""Brings a backup into a library, empty or used. What is there already is never touched.

The backup is read through and compared before anything is written. Sound comes first, each folder
whole and by renaming; a journal comes after what it tells of. Cut short, it is done once more.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import BackupError
from desktop.library.backup import (
    BIN,
    JOBS,
    RECORDINGS,
    SETTINGS,
    SPEECH,
    Entry,
    Report,
    open_backup,
    read_blocks,
    verify,
)
from desktop.library.bin import find_free
from desktop.library.job import MOVED, begin_job
from desktop.library.journal import read_journal
from desktop.library.refresh import SUFFIX
from desktop.paths import COMPRESSED_FILE, RECORDING_FILE

SPARE_BYTES = 50_000_000  # left free on the disk


@dataclass(frozen=True)
class Restored:
    """What has come back, and what was there already."""

    n_added: int
    n_known: int


def restore_backup(
    backup: Path,
    data_dir: Path,
    settings_path: Path,
    report: Report = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Restored:
    """Add all of a backup to a library. Not for the window's thread.

    Raises BackupError (also no_room: `needed` and `free` bytes), OSError and Cancelled.
    """
    entries = verify(backup, lambda share: report(share / 2), cancelled)
    data_dir.mkdir(parents=True, exist_ok=True)
    needed, free = sum(entry.size for entry in entries), shutil.disk_usage(data_dir).free
    if free < needed + SPARE_BYTES:
        raise BackupError("backup_no_room", path=str(backup), needed=needed, free=free)
    with (
        open_backup(backup) as archive,
        tempfile.TemporaryDirectory(prefix="restore-", dir=data_dir) as name,
    ):
        part = Path(name)
        done = 0
        for entry in entries:
            extract(archive, entry, part, backup)
            done += entry.size
            report(0.5 + done / (needed or 1) / 2)
        return take_over(part, data_dir, settings_path)


def extract(archive: zipfile.ZipFile, entry: Entry, folder: Path, backup: Path) -> None:
    """Write one file below a folder."""
    path = folder.joinpath(*entry.path.parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for block in read_blocks(archive, entry, backup):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def take_over(part: Path, data_dir: Path, settings_path: Path) -> Restored:
    """Move what was extracted to its place."""
    places = {
        folder.name: move_recording(folder, data_dir / RECORDINGS)
        for folder in list_folder(part / RECORDINGS)
        if folder.is_dir()
    }
    for folder in list_folder(part / BIN):
        target = data_dir / BIN / folder.name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(target)
    for folder in list_folder(part / SPEECH):
        add_speech(folder, data_dir / SPEECH / folder.name)
    n_added = 0
    journals = [path for path in list_folder(part / JOBS) if path.suffix == SUFFIX]
    for journal in journals:
        n_added += add_journal(journal, data_dir / JOBS, places)
    settings = part / SETTINGS
    if settings.exists() and not settings_path.exists():
        settings_path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(settings, settings_path)
    return Restored(n_added, len(journals) - n_added)


def move_recording(folder: Path, recordings_dir: Path) -> Path:
    """Move a recording's folder among the others; returns where it, or the same one, lies."""
    target = recordings_dir / folder.name
    if target.exists() and holds_the_same(folder, target):
        return target
    recordings_dir.mkdir(parents=True, exist_ok=True)
    target = find_free(target)
    folder.rename(target)
    return target


def holds_the_same(folder: Path, other: Path) -> bool:
    """Whether all sound of a folder is in the other too, as it is or compressed."""
    for name in (RECORDING_FILE, COMPRESSED_FILE):
        ours, theirs = folder / name, other / name
        if ours.exists() and theirs.exists():
            return hash_file(ours) == hash_file(theirs)
    # Compressed on one side alone: the folder's name has the second of its beginning.
    return any((other / name).exists() for name in (RECORDING_FILE, COMPRESSED_FILE))


def add_speech(folder: Path, target: Path) -> None:
    """Move the clips of a transcript that are not there; what was taken out there stays out."""
    target.mkdir(parents=True, exist_ok=True)
    known = {path.stem for path in target.glob("*.json")}
    for path in list_folder(folder):  # sound before text: a clip without a text does not count
        if path.stem not in known:
            path.rename(target / path.name)


def add_journal(journal: Path, jobs_dir: Path, places: dict[str, Path]) -> bool:
    """Add a job, unless the library has it with all that this journal says; True: it was added.

    Where both have gone on from what they had in common, the backup's comes as a job of its own.
    """
    data = journal.read_bytes()
    target = jobs_dir / journal.name
    if target.exists():
        if is_known(data, target.read_bytes()):
            return False
        digest = hashlib.sha256(data).hexdigest()[:8]
        target = target.with_name(f"{journal.stem}-{digest}{SUFFIX}")
        if target.exists():
            return False
        data = rename_job(data, target.stem)
    job = read_journal(journal)
    if job is not None and job.is_recording:
        place = places.get(job.source.parent.name)
        sound = None if place is None else find_sound_of(place, job.source.name)
        if sound is not None and sound != job.source:
            data += json.dumps({"type": MOVED, "source": str(sound)}).encode("ascii") + b"\n"
    jobs_dir.mkdir(parents=True, exist_ok=True)
    journal.write_bytes(data)
    journal.rename(target)
    return True


def is_known(theirs: bytes, ours: bytes) -> bool:
    """Whether our journal begins with all of theirs, but for what only tells where sound lies."""
    return drop_moves(ours).startswith(drop_moves(theirs))


def drop_moves(journal: bytes) -> bytes:
    """A journal without the records of where its sound was moved."""
    mark = f'"type": "{MOVED}"'.encode()
    return b"".join(line for line in journal.splitlines(keepends=True) if mark not in line)


def rename_job(journal: bytes, job_id: str) -> bytes:
    """The journal as that of a job of another id."""
    first, _, rest = journal.partition(b"\n")
    try:
        record = json.loads(first)
        begin_job(record)
    except (ValueError, KeyError, TypeError):
        return journal
    return json.dumps({**record, "job": job_id}).encode("ascii") + b"\n" + rest


def find_sound_of(folder: Path, name: str) -> Path | None:
    """The recording in a folder: of this name, or as it was compressed meanwhile."""
    names = (name, RECORDING_FILE, COMPRESSED_FILE)
    return next((folder / one for one in names if (folder / one).exists()), None)


def hash_file(path: Path) -> bytes:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def list_folder(folder: Path) -> list[Path]:
    """What lies in a folder, sorted; nothing where there is none."""
    return sorted(folder.iterdir()) if folder.is_dir() else []
