"""Keeps the order that the user has given the waiting jobs over a restart of the app.

A small file of job ids. Ids of jobs that are done by now do no harm.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from desktop.whole_file import write_whole

FILE_NAME = "queue.json"


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
