"""Keeps the files that programs send: one folder each, deleted when no job needs it any more."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Container
from pathlib import Path
from typing import Protocol

from desktop.errors import ApiError, RecordingError

FOLDER = "uploads"
CHUNK_BYTES = 1 << 18
LONGEST_NAME = 120  # characters
FULL_DISK_ERRNOS = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
FORBIDDEN = set('<>:"/\\|?*')


class Chunks(Protocol):
    """What a part of an upload is read from."""

    async def read_chunk(self, size: int = ...) -> bytes: ...


async def read_chunks(part: Chunks) -> AsyncIterator[bytes]:
    """A part, piece by piece."""
    while chunk := await part.read_chunk(CHUNK_BYTES):
        yield chunk


async def receive(
    chunks: AsyncIterator[bytes], name: str, uploads_dir: Path, most_bytes: int
) -> Path:
    """Write a file as it comes; whatever breaks it off, nothing of it stays.

    Raises ApiError: api_too_large; RecordingError: disk_full, folder_not_writable; and whatever
    `chunks` raises.
    """
    folder = uploads_dir / uuid.uuid4().hex
    try:
        folder.mkdir(parents=True)
        path = folder / clean_name(name)
        n_bytes = 0
        with path.open("wb") as file:
            async for chunk in chunks:
                n_bytes += len(chunk)
                if n_bytes > most_bytes:
                    raise ApiError("api_too_large", size=most_bytes)
                file.write(chunk)
            file.flush()
            await asyncio.get_running_loop().run_in_executor(None, os.fsync, file.fileno())
        return path
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError) and not isinstance(error, ConnectionError):
            code = "disk_full" if error.errno in FULL_DISK_ERRNOS else "folder_not_writable"
            raise RecordingError(code, path=str(uploads_dir)) from error
        raise


def clean_name(name: str) -> str:
    """A name that any disk takes, and that leads nowhere else."""
    kept = "".join(" " if one in FORBIDDEN or not one.isprintable() else one for one in name)
    stem, dot, suffix = kept.strip(" .").rpartition(".")
    stem, suffix = (stem, suffix) if dot else (suffix, "")
    short = stem.strip()[: LONGEST_NAME - len(suffix[:10]) - 1] or "ljud"
    return f"{short}.{suffix.strip()[:10]}" if suffix.strip() else short


def is_upload(file: Path, data_dir: Path) -> bool:
    """Whether a file was sent, and has a folder of its own for that."""
    return file.parent.parent == data_dir / FOLDER


def sweep(uploads_dir: Path, needed: Container[Path]) -> None:
    """Delete what no job needs: of removed ones, and what an app that was killed had begun."""
    for folder in uploads_dir.glob("*"):
        files = list(folder.iterdir()) if folder.is_dir() else []
        if not any(file in needed for file in files):
            shutil.rmtree(folder, ignore_errors=True)
