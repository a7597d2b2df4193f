"""Reckons when the files of the queue will be done, from how quick the last ones were.

Pure: knows no clock. Speed is seconds of sound transcribed a second, on this machine and with the
model in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.library.job import Job

LEAST_WORK_S = 4.0  # until then a job's own speed says little: the first text comes late


@dataclass(frozen=True)
class Stretch:
    """The running job, where and when it began in this run, and where it was seen last."""

    job_id: str
    begun_at_s: float  # position in its sound
    begun_s: float  # the clock's
    position_s: float
    seen_s: float

    @property
    def speed(self) -> float | None:
        """None while it is too early to tell."""
        worked_s, heard_s = self.seen_s - self.begun_s, self.position_s - self.begun_at_s
        return heard_s / worked_s if worked_s >= LEAST_WORK_S and heard_s > 0 else None


def follow(stretch: Stretch | None, job: Job, now_s: float) -> Stretch:
    """What is known of the running job's speed after one more look at it."""
    if stretch is None or stretch.job_id != job.job_id or job.position_s < stretch.position_s:
        return Stretch(job.job_id, job.position_s, now_s, job.position_s, now_s)
    if job.position_s == stretch.position_s:
        return stretch
    return Stretch(job.job_id, stretch.begun_at_s, stretch.begun_s, job.position_s, now_s)


def reckon_left(queued: Iterable[Job], speed: float | None) -> Mapping[str, float]:
    """In how many seconds each job is done, by id; `queued`: in the order in which they are done.

    A job whose length is not known has no time, nor have those after it.
    """
    left: dict[str, float] = {}
    total_s = 0.0
    for job in queued:
        if not speed or job.duration_s is None:
            break
        total_s += max(0.0, job.duration_s - job.position_s) / speed
        left[job.job_id] = total_s
    return left
