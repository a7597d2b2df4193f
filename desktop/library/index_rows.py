"""The rows of the library's index: how a job and its text become columns, and come back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.file_queue import Phase
from desktop.library.job import Fault, Job
from desktop.library.labels import Labels

COMPRESSION = 1  # of zlib: a third of the size, at 100 MB/s
OUTLINE = (
    "job_id, created_s, source, is_recording, phase, duration_s, model, has_text, remarks, title, "
    "folder, note, (SELECT json_group_array(tag) FROM tags WHERE tags.number = jobs.number)"
)


@dataclass(frozen=True)
class Said:
    """A transcript as it is searched: its name, and (start in seconds, text) of its segments."""

    name: str
    segments: tuple[tuple[float, str], ...] = ()

    @property
    def text(self) -> str:
        """All segments, each on a line of its own."""
        return "\n".join(text for _, text in self.segments)


def make_outline(row: tuple[Any, ...]) -> Job:
    """A job without its text, of the columns of OUTLINE."""
    job_id, created_s, source, is_recording, phase, duration_s, model = row[:7]
    has_text, remarks, title, folder, note, tags = row[7:]
    kept = json.loads(remarks)
    return Job(
        job_id,
        Path(source),
        is_recording=bool(is_recording),
        created=datetime.fromtimestamp(created_s, UTC),
        phase=Phase(phase),
        duration_s=duration_s,
        position_s=kept.get("position_s") or 0.0,
        model=model,
        fault=unpack_fault(kept.get("fault")),
        warnings=tuple(filter(None, [unpack_fault(kept.get("warning"))])),
        is_cut_off=bool(kept.get("is_cut_off")),
        is_sound_deleted=bool(kept.get("is_sound_deleted")),
        labels=Labels(title, folder, tuple(json.loads(tags)), note),
        has_unread_text=bool(has_text),
    )


def pack_remarks(job: Job) -> str:
    """What a line of the list tells beside the columns."""
    return json.dumps(
        {
            "position_s": job.position_s,
            "fault": pack_fault(job.fault),
            "warning": pack_fault(job.warnings[-1] if job.warnings else None),
            "is_cut_off": job.is_cut_off,
            "is_sound_deleted": job.is_sound_deleted,
        }
    )


def pack_fault(fault: Fault | None) -> dict[str, Any] | None:
    return None if fault is None else {"code": fault.code, "details": dict(fault.details)}


def unpack_fault(data: Mapping[str, Any] | None) -> Fault | None:
    return None if data is None else Fault(data["code"], data["details"])


def pack_said(said: Said) -> bytes:
    text = json.dumps([said.name, said.segments], ensure_ascii=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), COMPRESSION)


def unpack_said(data: bytes) -> Said:
    name, segments = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    return Said(name, tuple((start_s, text) for start_s, text in segments))
