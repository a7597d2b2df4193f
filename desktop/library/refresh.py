"""Brings the index up to date with the journals: reads those that have changed since it read them.

After a lost index that is all of them; nothing but time is lost with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.file_queue import Phase
from desktop.library.index import Index, Stamp
from desktop.library.job import Job
from desktop.library.journal import read_journal

SUFFIX = ".jsonl"
N_AT_A_TIME = 50  # journals in one transaction
AT_REST = (Phase.DONE, Phase.FAILED, Phase.CANCELLED)  # nothing happens to it by itself


@dataclass(frozen=True)
class Batch:
    """Some of the work. `unfinished`: jobs, whole, that have to go on or wait for the user."""

    unfinished: tuple[Job, ...]
    n_read: int
    n_left: int


def refresh(index: Index, jobs_dir: Path) -> Iterator[Batch]:
    """Read what the index does not know, some at a time. Raises sqlite3.Error."""
    known = index.read_stamps()
    stamps = list_stamps(jobs_dir)
    index.remove(known.keys() - stamps.keys())
    resting = {job_id for job_id, job in index.read_all_outlines().items() if is_at_rest(job)}
    stale = [
        job_id
        for job_id, stamp in sorted(stamps.items())
        if known.get(job_id) != stamp or job_id not in resting
    ]
    for start in range(0, len(stale), N_AT_A_TIME):
        some = stale[start : start + N_AT_A_TIME]
        with index.transaction():
            jobs = [take_in(index, jobs_dir, job_id, stamps[job_id]) for job_id in some]
        unfinished = tuple(job for job in jobs if job is not None and not is_at_rest(job))
        n_read = start + len(some)
        yield Batch(unfinished, n_read, len(stale) - n_read)
    index.note_sound()
    if not stale:
        yield Batch((), 0, 0)


def take_in(index: Index, jobs_dir: Path, job_id: str, stamp: Stamp) -> Job | None:
    """Read one journal into the index; None where it has no job to list.

    The journal of a removed job is deleted, but for a recording whose sound is still there: it is
    for the bin (desktop.library.bin).
    """
    path = jobs_dir / f"{job_id}{SUFFIX}"
    job = read_journal(path)
    if job is not None and not job.is_removed:
        index.put(job, stamp)
        return job
    index.remove([job_id])
    if job is not None and not (job.is_recording and job.source.exists()):
        path.unlink(missing_ok=True)
    return None


def is_at_rest(job: Job) -> bool:
    """Whether nothing remains to be done or asked of a job.

    A recording whose transcription failed may have been cut off after that.
    """
    may_be_cut_off = job.is_recording and job.phase is Phase.FAILED
    return job.phase in AT_REST and not job.is_cut_off and not may_be_cut_off


def list_stamps(jobs_dir: Path) -> dict[str, Stamp]:
    """The present state of every journal, by the id of its job; none where there is no folder."""
    try:
        with os.scandir(jobs_dir) as entries:
            return {
                entry.name.removesuffix(SUFFIX): make_stamp(entry.stat())
                for entry in entries
                if entry.name.endswith(SUFFIX)
            }
    except FileNotFoundError:
        return {}


def read_stamp(path: Path) -> Stamp:
    """The present state of a journal. Raises OSError."""
    return make_stamp(path.stat())


def make_stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_size, status.st_mtime_ns)
