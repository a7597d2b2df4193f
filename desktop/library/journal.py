"""Keeps each job as a journal: one JSON record a line, appended as it comes.

A record is one write to a file opened for appending, so a killed process leaves at most one torn
last line, which reading skips. Kept small on purpose: a library with search comes in its place.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.library.job import (
    CUT_OFF,
    LEFT_AS_IS,
    MOVED,
    REMOVED,
    RESTORED,
    SOUND_MISSING,
    Job,
    apply_record,
    begin_job,
)

# What is written down; progress comes too often and is not needed to go on.
KEPT = {
    "segment",
    "removed",
    "warning",
    "error",
    "done",
    "cancelled",
    "started",
    "restarted",
    "retried",
    REMOVED,
    RESTORED,
    SOUND_MISSING,
    CUT_OFF,
    LEFT_AS_IS,
    MOVED,
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


def read_journal(path: Path) -> Job | None:
    """The job of a journal; None when its first line is no job. Torn lines are skipped."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return None
    job: Job | None = None
    for line in lines:
        try:
            record = json.loads(line)
            job = begin_job(record) if job is None else apply_record(job, record)
        except (ValueError, KeyError, TypeError):
            if job is None:
                return None
    return job


def _read_last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)
