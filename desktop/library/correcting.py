"""Makes the records by which a job's text is corrected: it is adopted as it is shown, then changed.

Pure: a job with the times of its words in, records out (desktop.library.corrections).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from desktop.file_queue import RESTING
from desktop.library.corrections import Wish, make_adoption, make_correction
from desktop.library.job import Job
from desktop.transcript import Segment


def can_be_changed(job: Job) -> bool:
    """Whether there is a text, and nothing else is done to it."""
    is_at_rest = job.phase in RESTING and not (job.is_growing or job.is_cut_off)
    return is_at_rest and (bool(job.segments) or bool(job.edits.done) or job.earlier is not None)


def is_of(whole: Job, job: Job) -> bool:
    """Whether this is the job with the times of its words."""
    return (
        whole.job_id == job.job_id
        and whole.n_adopted == job.n_adopted
        and len(whole.segments) == len(job.segments)
        and all(one.text == other.text for one, other in zip(whole.segments, job.segments))
    )


def make_records(
    whole: Job, shown: Sequence[Segment], wishes: Iterable[Wish]
) -> list[dict[str, Any]]:
    """The records of a correction that is undone in one step.

    `shown`: the job's text as it is to be read. A wish counts its segments as the one before left
    them.
    """
    records = []
    if whole.n_adopted < len(whole.segments):
        adopted = list(shown[whole.n_adopted :])
        is_heard = adopted == list(whole.segments[whole.n_adopted :])
        records.append(make_adoption(whole.n_adopted, None if is_heard else adopted))
    return [*records, make_correction(wishes)]
