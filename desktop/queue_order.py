"""The order that the user gives the waiting jobs, kept in a small file over a restart of the app.

Knows of a job its id only. Ids of jobs that are done by now do no harm.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from desktop.whole_file import write_whole

FILE_NAME = "queue.json"


class Move(StrEnum):
    """Where a waiting job may be moved to."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    LAST = "last"


def move(waiting: Sequence[str], job_id: str, to: Move | str) -> tuple[str, ...]:
    """The waiting jobs in the order that they have when one is moved; `to`: before which job."""
    if job_id not in waiting:
        return tuple(waiting)
    place = waiting.index(job_id)
    others = [one for one in waiting if one != job_id]
    if isinstance(to, Move):
        at = {
            Move.FIRST: 0,
            Move.UP: max(0, place - 1),
            Move.DOWN: place + 1,
            Move.LAST: len(others),
        }[to]
    else:
        at = others.index(to) if to in others else 0
    return (*others[:at], job_id, *others[at:])


def read_order(path: Path) -> tuple[str, ...]:
    """The ids; none where nothing was arranged or the file cannot be read."""
    try:
        ids = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return ()
    return tuple(one for one in ids if isinstance(one, str)) if isinstance(ids, list) else ()


def write_order(path: Path, job_ids: Sequence[str]) -> None:
    """Write the ids whole: to a file beside, then renamed. Raises OSError."""
    write_whole(path, json.dumps(list(job_ids)).encode("ascii"))
