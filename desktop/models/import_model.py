"""Imports a model from a folder or a zip file, for machines with no network.

What is imported is copied: a memory stick may be pulled out afterwards. The copy lies in
`.import-NAME` until it is whole.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from desktop.errors import DownloadError, ModelError, ModelImportError
from desktop.models.assemble import (
    MODEL_FILES,
    About,
    assemble,
    find_missing_file,
    move_into_place,
    write_synced,
)
from desktop.models.download import DISK_FULL, SPARE_BYTES
from desktop.models.model_folder import MANIFEST, open_model_folder, read_model_info

BLOCK_BYTES = 1 << 20
MAX_MODEL_BYTES = 8_000_000_000  # OpenAI's largest has 3.1
MAX_RATIO = 50  # weights hardly shrink; a vocabulary to a third
MAX_ENTRIES = 10_000
PART_PREFIX = ".import-"
LONGEST_NAME = 60

# Told the bytes that are done and those in all.
Report = Callable[[int, int], None]
# A file's name, its size and how to open it.
Entry = tuple[str, int, Callable[[], IO[bytes]]]


def import_model(
    source: Path, models_dir: Path, report: Report, is_stopped: Callable[[], bool]
) -> Path | None:
    """The finished folder of what was imported; None when it was stopped. Nothing else is left.

    Raises ModelImportError, ModelError for a model folder of ours that is not whole, DownloadError:
    download_no_room, OSError.
    """
    part = models_dir / f"{PART_PREFIX}{make_folder_name(source.stem)}"
    try:
        with open_entries(source) as entries:
            n_bytes = sum(size for _, size, _ in entries)
            models_dir.mkdir(parents=True, exist_ok=True)
            check_room(models_dir, n_bytes)
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            if not _copy(source, entries, part, report, is_stopped):
                return None
        _complete(source, part)
        target = find_free_folder(models_dir, make_folder_name(read_model_info(part).name))
        move_into_place(part, target)
    except OSError as error:
        if error.errno in DISK_FULL:
            free = shutil.disk_usage(models_dir).free
            raise DownloadError(
                "download_no_room", needed=n_bytes, free=free, path=str(models_dir)
            ) from error
        raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


@contextmanager
def open_entries(source: Path) -> Iterator[list[Entry]]:
    """The files of a model in a folder or zip file. Raises ModelImportError."""
    if source.is_dir():
        try:
            there = {path.name for path in source.iterdir()}
        except PermissionError as error:
            raise ModelImportError("import_unreadable", path=str(source)) from error
        names = sorted(there & {MANIFEST, *MODEL_FILES})
        check_is_model(source, set(names))
        yield [
            (name, (source / name).stat().st_size, partial(open_binary, source / name))
            for name in names
        ]
    elif not source.exists():
        raise ModelImportError("import_not_found", path=str(source))
    else:
        try:
            archive = zipfile.ZipFile(source)
        except zipfile.BadZipFile as error:
            raise ModelImportError("import_damaged", path=str(source), file=source.name) from error
        except PermissionError as error:
            raise ModelImportError("import_unreadable", path=str(source)) from error
        with archive:
            yield list_zip(archive, source)


def open_binary(path: Path) -> IO[bytes]:
    return path.open("rb")


def list_zip(archive: zipfile.ZipFile, source: Path) -> list[Entry]:
    """The model's files in a zip, at its top or in one folder. Raises ModelImportError."""
    about = {"path": str(source)}
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_ENTRIES:
        raise ModelImportError("import_too_large", **about, file=source.name)
    for info in infos:
        if is_unsafe(info):
            raise ModelImportError("import_unsafe", **about, file=info.filename)
    weights = sorted(
        (info.filename for info in infos if PurePosixPath(info.filename).name == "model.bin"),
        key=lambda name: (name.count("/"), name),
    )
    folder = PurePosixPath(weights[0]).parent if weights else PurePosixPath()
    found = {
        PurePosixPath(info.filename).name: info
        for info in infos
        if PurePosixPath(info.filename).parent == folder
        and PurePosixPath(info.filename).name in (MANIFEST, *MODEL_FILES)
    }
    check_is_model(source, set(found))
    for name, info in found.items():
        is_bomb = info.file_size > BLOCK_BYTES and info.file_size > MAX_RATIO * info.compress_size
        if is_bomb or sum(one.file_size for one in found.values()) > MAX_MODEL_BYTES:
            raise ModelImportError("import_too_large", **about, file=name)
        if info.flag_bits & 1:  # encrypted
            raise ModelImportError("import_damaged", **about, file=name)
    return [
        (name, info.file_size, partial(archive.open, info)) for name, info in sorted(found.items())
    ]


def is_unsafe(info: zipfile.ZipInfo) -> bool:
    """Whether an entry names a place outside of the folder it is unpacked to, or is a link."""
    raw = info.orig_filename.replace("\\", "/")
    parts = PurePosixPath(raw).parts
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return raw.startswith("/") or ".." in parts or bool(re.match("[A-Za-z]:", raw)) or is_link


def check_is_model(source: Path, names: set[str]) -> None:
    missing = find_missing_file(names)
    if missing is not None:
        raise ModelImportError("import_not_a_model", path=str(source), file=missing)


def check_room(models_dir: Path, n_bytes: int) -> None:
    """Raises DownloadError: download_no_room."""
    needed, free = n_bytes + SPARE_BYTES, shutil.disk_usage(models_dir).free
    if free < needed:
        raise DownloadError("download_no_room", needed=needed, free=free, path=str(models_dir))


def _copy(
    source: Path, entries: list[Entry], part: Path, report: Report, is_stopped: Callable[[], bool]
) -> bool:
    """Copy the entries; False when it was stopped. Raises ModelImportError, OSError."""
    n_bytes, n_copied = sum(size for _, size, _ in entries), 0
    for name, _, open_entry in entries:
        try:
            with open_entry() as file, (part / name).open("wb") as copy:
                while block := file.read(BLOCK_BYTES):
                    copy.write(block)
                    n_copied += len(block)
                    report(n_copied, n_bytes)
                    if is_stopped():
                        return False
                copy.flush()
                os.fsync(copy.fileno())
        except PermissionError as error:
            raise ModelImportError("import_unreadable", path=str(source)) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise ModelImportError("import_damaged", path=str(source), file=name) from error
    return True


def _complete(source: Path, part: Path) -> None:
    """Check a model folder of ours, to the last byte; make one of other people's files."""
    manifest = part / MANIFEST
    try:
        if manifest.exists():
            info = open_model_folder(part, verify=True)
            for path in part.iterdir():
                if path.name not in (MANIFEST, *info.files):
                    path.unlink()
            write_synced(manifest, manifest.read_bytes())
        else:
            assemble(part, About(name=source.stem), {})
            (part / "vocabulary.txt").unlink(missing_ok=True)
    except ModelError as error:  # named as the user knows it
        first = {name: told for name, told in error.details.items() if name != "also"}
        raise ModelError(error.code, **first | {"path": str(source)}) from error
    except ValueError as error:
        name = str(error)
        raise ModelImportError("import_damaged", path=str(source), file=name) from error


def make_folder_name(name: str) -> str:
    """A model's name as a folder's: kb-whisper-small for KB-Whisper small."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9.]+", "-", plain).strip("-.")[:LONGEST_NAME] or "model"


def find_free_folder(models_dir: Path, name: str) -> Path:
    """A folder of that name, or with a number after it, that is not there yet."""
    number, folder = 1, models_dir / name
    while folder.exists():
        number += 1
        folder = models_dir / f"{name}-{number}"
    return folder
