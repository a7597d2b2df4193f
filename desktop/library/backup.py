"""The whole library in one file, and back: every journal, recording, kept clip and setting.

Written while the app works: journals only grow, and of one that grows its whole lines are taken;
a recording that is going on is taken as far as it has come. `backup.json` in it lists every file
with its size and SHA-256. The index is not in it: it is made of the journals. docs/library.md
describes the file. desktop.library.restore reads it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from desktop.errors import BackupError
from desktop.library import training_speech
from desktop.library.refresh import SUFFIX

MANIFEST = "backup.json"
KIND = "talskrift-backup"
FORMAT_VERSION = 1
JOBS, RECORDINGS, BIN, SETTINGS = "jobs", "recordings", "bin", "settings.json"
SPEECH = training_speech.FOLDER
FOLDERS = (
    JOBS,
    RECORDINGS,
    BIN,
    SPEECH,
)  # journals first: what they tell of is then taken after them
PACKED = (SUFFIX, ".json")  # sound does not get smaller
BLOCK_BYTES = 1 << 20
MOST_PASSES = 5  # until nothing is found that moved while it was copied

Report = Callable[[float], None]  # how much is done, 0 to 1


class Cancelled(Exception):
    """The user wants it no more; nothing is left behind."""


@dataclass(frozen=True)
class Entry:
    """A file of a backup."""

    path: PurePosixPath
    size: int
    sha256: str


def write_backup(
    data_dir: Path,
    settings_path: Path,
    target: Path,
    report: Report = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write everything to `target`, whole, and read it back. Returns how many files are in it.

    Raises OSError, BackupError (what was written is not what was read) and Cancelled; `target` is
    then as it was before.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                entries = copy_all(archive, data_dir, settings_path, report, cancelled)
                archive.writestr(MANIFEST, write_manifest(entries), zipfile.ZIP_DEFLATED)
            file.flush()
            os.fsync(file.fileno())
        verify(part, lambda share: report(0.5 + share / 2), cancelled)
        part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return len(entries)


def copy_all(
    archive: zipfile.ZipFile,
    data_dir: Path,
    settings_path: Path,
    report: Report,
    cancelled: Callable[[], bool],
) -> list[Entry]:
    """Copy every file; look again for what was renamed meanwhile."""
    entries: dict[str, Entry] = {}
    if settings_path.exists():
        entries[SETTINGS] = copy(archive, settings_path, SETTINGS, cancelled)
    for _ in range(MOST_PASSES):
        found = {name: path for name, path in list_files(data_dir) if name not in entries}
        total = sum(read_size(path) for path in found.values()) or 1
        done = 0
        for name, path in found.items():
            try:
                entries[name] = copy(archive, path, name, cancelled)
            except FileNotFoundError:
                continue  # thrown away, brought back or compressed at this moment
            done += entries[name].size
            report(min(0.5, done / total / 2))
        if not found:
            break
    return list(entries.values())


def list_files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    """The files of a library as they lie there now, with their names in the backup.

    What somebody has put deeper into a recording's folder is not the library's.
    """
    for folder in FOLDERS:
        for path in sorted((data_dir / folder).rglob("*")):
            name = path.relative_to(data_dir)
            is_ours = path.suffix != ".part" and is_safe(PurePosixPath(name.as_posix()))
            if is_ours and path.is_file() and not path.is_symlink():
                yield name.as_posix(), path


def copy(archive: zipfile.ZipFile, path: Path, name: str, cancelled: Callable[[], bool]) -> Entry:
    """Put a file into the archive, as long as it is now. Raises OSError and Cancelled."""
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    is_packed = path.suffix in PACKED
    info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
    with path.open("rb") as source:
        left = measure_whole_lines(path) if path.suffix == SUFFIX else read_size(path)
        with archive.open(info, "w", force_zip64=True) as out:
            while left > 0:
                if cancelled():
                    raise Cancelled
                block = source.read(min(left, BLOCK_BYTES))
                if not block:
                    break
                out.write(block)
                digest.update(block)
                size += len(block)
                left -= len(block)
    return Entry(PurePosixPath(name), size, digest.hexdigest())


def measure_whole_lines(journal: Path) -> int:
    """How much of a journal is whole lines at this moment."""
    data = journal.read_bytes()
    return data.rfind(b"\n") + 1


def read_size(path: Path) -> int:
    """A file's size; 0 when it has gone."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def write_manifest(entries: list[Entry]) -> str:
    """The JSON of a backup's table of contents."""
    files = {str(entry.path): {"size": entry.size, "sha256": entry.sha256} for entry in entries}
    head = {"kind": KIND, "format_version": FORMAT_VERSION}
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({**head, "created": created, "files": files}, indent=1)


def read_entries(archive: zipfile.ZipFile, path: Path) -> list[Entry]:
    """What is in a backup. Raises BackupError: not_a_backup, backup_newer, backup_damaged."""
    try:
        data: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if data["kind"] != KIND:
            raise BackupError("not_a_backup", path=str(path))
        if data["format_version"] > FORMAT_VERSION:
            raise BackupError("backup_newer", path=str(path))
        entries = [
            Entry(PurePosixPath(name), int(file["size"]), str(file["sha256"]))
            for name, file in data["files"].items()
        ]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BackupError("not_a_backup", path=str(path)) from error
    for entry in entries:
        if not is_safe(entry.path):
            raise BackupError("backup_damaged", path=str(path), file=str(entry.path))
    return entries


def is_safe(path: PurePosixPath) -> bool:
    """Whether a file of a backup belongs where a library has files, and nowhere else."""
    if path == PurePosixPath(SETTINGS):
        return True
    parts = path.parts
    forbidden = set('\\/:*?"<>|\0') if os.name == "nt" else set("\\/\0")
    is_plain = all(part not in ("..", ".") and not set(part) & forbidden for part in parts)
    depth = {JOBS: (2,), RECORDINGS: (3, 4), BIN: (3, 4, 5), SPEECH: (3,)}
    return is_plain and len(parts) in depth.get(parts[0] if parts else "", ())


def verify(
    path: Path,
    report: Report = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Entry]:
    """Read every file of a backup and compare. Returns what is in it.

    Raises BackupError, OSError and Cancelled.
    """
    with open_backup(path) as archive:
        entries = read_entries(archive, path)
        total, done = sum(entry.size for entry in entries) or 1, 0
        for entry in entries:
            digest, size = hashlib.sha256(), 0
            for block in read_blocks(archive, entry, path):
                if cancelled():
                    raise Cancelled
                digest.update(block)
                size += len(block)
                if size > entry.size:
                    break
            if (size, digest.hexdigest()) != (entry.size, entry.sha256):
                raise BackupError("backup_damaged", path=str(path), file=str(entry.path))
            done += size
            report(done / total)
    return entries


@contextlib.contextmanager
def open_backup(path: Path) -> Iterator[zipfile.ZipFile]:
    """A backup for reading. Raises BackupError: not_a_backup; OSError."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise BackupError("not_a_backup", path=str(path)) from error
    with archive:
        yield archive


def read_blocks(archive: zipfile.ZipFile, entry: Entry, path: Path) -> Iterator[bytes]:
    """The content of one file. Raises BackupError: backup_damaged."""
    try:
        with archive.open(str(entry.path)) as file:
            while block := file.read(BLOCK_BYTES):
                yield block
    except (KeyError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise BackupError("backup_damaged", path=str(path), file=str(entry.path)) from error
    except Exception as error:  # zlib.error, which is no OSError
        if isinstance(error, OSError | Cancelled):
            raise
        raise BackupError("backup_damaged", path=str(path), file=str(entry.path)) from error
