"""Keeps each job as a journal: one JSON record a line, appended as it comes.

A record is one write to a file opened for appending, so a killed process leaves at most one torn
last line, which reading skips. A power cut takes what `sync` has not brought to the disk itself;
the engine then says it once more. The library's index is made of them (desktop.library.refresh).
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.library.corrections import ADOPTED, BROUGHT_BACK, CORRECTED, REDONE, UNDONE
from desktop.library.job import (
    CUT_OFF,
    LEFT_AS_IS,
    MOVED,
    PAUSED,
    PUT_BACK,
    REMOVED,
    RESTORED,
    SOUND_CHOSEN,
    SOUND_DELETED,
    SOUND_MISSING,
    TAKEN_OUT,
    Job,
    apply_record,
    begin_job,
    drop_words,
)
from desktop.library.labels import LABELLED
from desktop.transcript import Transcript

# What is written down; progress comes too often and is not needed to go on.
KEPT = {
    "segment",
    "removed",
    "media",
    "warning",
    "error",
    "done",
    "cancelled",
    "started",
    "restarted",
    ADOPTED,
    CORRECTED,
    UNDONE,
    REDONE,
    BROUGHT_BACK,
    "retried",
    REMOVED,
    RESTORED,
    SOUND_CHOSEN,
    SOUND_MISSING,
    CUT_OFF,
    LEFT_AS_IS,
    MOVED,
    PAUSED,
    PUT_BACK,
    TAKEN_OUT,
    LABELLED,
    SOUND_DELETED,
}


class Journals:
    """All jobs of a folder, a file `<job id>.jsonl` each. Raises OSError where it cannot write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, job: Job) -> None:
        """Begin the journal of a new job."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._append_line(job.job_id, job.as_record())

    def append(self, job_id: str, record: Mapping[str, Any]) -> None:
        """Write down one record, if it is of a kind that is kept."""
        if record["type"] in KEPT:
            self._append_line(job_id, record)

    def load(self) -> list[Job]:
        """Every readable job, oldest first, those of one batch in their order.

        A journal with no readable first line is passed over. Those of removed jobs are deleted,
        but for recordings whose sound is still there: they are for the bin (desktop.library.bin).
        """
        jobs = []
        for path in sorted(self._folder.glob("*.jsonl")):
            job = read_journal(path)
            if job is None:
                continue
            if not job.is_removed:
                jobs.append(job)
            elif not (job.is_recording and job.source.exists()):
                path.unlink(missing_ok=True)
        return sorted(jobs, key=lambda job: (job.created, job.job_id))

    def read_transcript(self, job: Job) -> Transcript:
        """The job's transcript, with the times of its words as far as its journal has them."""
        whole = read_journal(self._folder / f"{job.job_id}.jsonl", keep_words=True)
        if whole is None:
            return job.transcript
        segments = tuple(whole.segments[: len(job.segments)])  # by now there may be more
        known = [drop_words(segment) for segment in segments]
        if known != list(job.segments):  # the disk was too full to write all of it down
            return job.transcript
        return replace(job.transcript, segments=segments)

    def sync(self, job_ids: Iterable[str]) -> None:
        """Bring the journals of these jobs to the disk itself. Slow: not for the window's thread.

        What cannot be synced is passed over: it was written, and the next write will tell.
        """
        for job_id in job_ids:
            with contextlib.suppress(OSError):
                _sync(self._folder / f"{job_id}.jsonl")
        if os.name == "posix":  # elsewhere a folder cannot be opened, nor need it be
            with contextlib.suppress(OSError):
                _sync(self._folder)

    def _append_line(self, job_id: str, record: Mapping[str, Any]) -> None:
        line = json.dumps(record).encode("ascii") + b"\n"
        path = self._folder / f"{job_id}.jsonl"
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0))
        try:
            size = os.fstat(handle).st_size
            if size and _read_last_byte(handle, size) != b"\n":
                line = b"\n" + line  # the process died in mid-line: leave the torn one to itself
            if os.write(handle, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        finally:
            os.close(handle)


def read_journal(path: Path, *, keep_words: bool = False) -> Job | None:
    """The job of a journal; None when its first line is no job. Torn lines are skipped."""
    job: Job | None = None
    for line in _read_lines(path):
        try:
            record = json.loads(line)
            if job is None:
                job = begin_job(record)
            else:
                job = apply_record(job, record, keep_words=keep_words)
        except (ValueError, KeyError, TypeError):
            if job is None:
                return None
    return job


def _read_last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, one at a time; none, or no more, when it cannot be read."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        yield from file


def _sync(path: Path) -> None:
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR  # Windows syncs only what can be written
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
