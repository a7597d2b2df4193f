"""One job: what was asked for, and what has come of it so far. Knows no files and no window.

A job is the fold of its records: the first (`job`) says what it is, the others are the engine's
events as docs/engine-protocol.md words them, and the few of the app's own below. The same fold
serves a running job and one read back from its journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.file_queue import Phase
from desktop.transcript import Segment, Transcript

SAMPLE_RATE_HZ = 16_000

# The app's own records, beside the engine's events.
STARTED = "started"  # handed to the engine; `model` is the model's name
RESTARTED = "restarted"  # begun anew: the text so far is void
RETRIED = "retried"  # to go on after a failure or a cancel
REMOVED = "removed_from_list"
RESTORED = "restored_to_list"
CUT_OFF = "cut_off"  # the app died while it recorded: it waits for the user to decide
LEFT_AS_IS = "left_as_is"  # … who wants it as it is; `duration_s`: how much there is
MOVED = "moved"  # `source`: where the sound lies now
SOUND_MISSING = "sound_missing"  # a hole in a recording: `at_s`, `missing_s`, `reason`
END_PHASES = {"done": Phase.DONE, "error": Phase.FAILED, "cancelled": Phase.CANCELLED}


@dataclass(frozen=True)
class Fault:
    """An error or warning as it came over the wire; desktop.wording makes a sentence of it."""

    code: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class MissingSound:
    """A hole in a recording: `missing_s` seconds would have stood at `at_s`."""

    at_s: float
    missing_s: float
    reason: str  # "paused", "unplugged" or "changed" (the microphone)


@dataclass(frozen=True)
class Job:
    """A snapshot of a job. Times in seconds from the start of the recording."""

    job_id: str
    source: Path  # the media file, or the app's own recording
    is_recording: bool  # recorded by the app itself
    created: datetime
    phase: Phase = Phase.WAITING
    segments: tuple[Segment, ...] = ()
    committed_sample: int = 0  # everything before it has been said
    position_s: float = 0.0
    duration_s: float | None = None
    model: str = ""
    fault: Fault | None = None
    warnings: tuple[Fault, ...] = ()
    missing: tuple[MissingSound, ...] = ()
    is_growing: bool = False  # being recorded at this moment
    is_paused: bool = False  # the recording
    is_removed: bool = False
    is_cut_off: bool = False  # the app died while it recorded, and the user has yet to decide

    @property
    def lines(self) -> tuple[Segment | MissingSound, ...]:
        """The segments, and the holes between them, in order of time."""
        holes = list(self.missing)
        lines: list[Segment | MissingSound] = []
        for segment in self.segments:
            while holes and holes[0].at_s <= segment.start_s:
                lines.append(holes.pop(0))
            lines.append(segment)
        return (*lines, *holes)

    @property
    def transcript(self) -> Transcript:
        """What the writers of desktop.export take."""
        return Transcript(
            self.segments, model=self.model, source=self.source.name, duration_s=self.duration_s
        )

    def as_record(self) -> dict[str, Any]:
        """The first record of the job's journal."""
        return {
            "v": 1,
            "type": "job",
            "job": self.job_id,
            "source": str(self.source),
            "is_recording": self.is_recording,
            "created": self.created.isoformat(),
        }


def begin_job(record: Mapping[str, Any]) -> Job:
    """The job of a first record. Raises KeyError, TypeError or ValueError when it is none."""
    if record["type"] != "job":
        raise ValueError(f"the first record is a {record['type']!r}")
    created = datetime.fromisoformat(record["created"])
    return Job(
        job_id=record["job"],
        source=Path(record["source"]),
        is_recording=bool(record["is_recording"]),
        created=created if created.tzinfo else created.replace(tzinfo=UTC),
    )


def apply_record(job: Job, record: Mapping[str, Any]) -> Job:
    """The job after one more record; one of an unknown type changes nothing.

    Raises KeyError or TypeError when a field is missing or of the wrong type.
    """
    kind = record["type"]
    if kind == "segment":
        segment = Segment.from_dict(record["segment"])
        return replace(
            job,
            segments=(*job.segments, segment),
            committed_sample=int(record["committed_sample"]),
            position_s=max(job.position_s, float(segment.end_s)),
        )
    if kind == "removed":
        return replace(job, committed_sample=int(record["committed_sample"]))
    if kind == "progress":
        duration_s = record.get("duration_s")
        return replace(
            job, position_s=float(record["position_s"]), duration_s=duration_s or job.duration_s
        )
    if kind == "warning":
        fault = Fault(record["code"], record.get("details") or {})
        return job if fault in job.warnings else replace(job, warnings=(*job.warnings, fault))
    if kind in END_PHASES:
        return _end_job(job, record)
    return _apply_own(job, kind, record)


def _end_job(job: Job, record: Mapping[str, Any]) -> Job:
    phase = END_PHASES[record["type"]]
    if phase is Phase.FAILED:
        return replace(job, phase=phase, fault=Fault(record["code"], record.get("details") or {}))
    job = replace(job, phase=phase, committed_sample=int(record["committed_sample"]))
    if phase is Phase.DONE:
        duration_s = float(record["duration_s"])
        return replace(job, duration_s=duration_s, position_s=duration_s)
    return job


def _apply_own(job: Job, kind: str, record: Mapping[str, Any]) -> Job:
    if kind == STARTED:
        return replace(job, model=record["model"])
    if kind == RETRIED:
        return replace(job, phase=Phase.WAITING, fault=None, is_cut_off=False)
    if kind == RESTARTED:
        return replace(
            job,
            phase=Phase.WAITING,
            fault=None,
            is_cut_off=False,
            warnings=(),
            segments=(),
            committed_sample=0,
            position_s=0.0,
        )
    if kind == SOUND_MISSING:
        hole = MissingSound(
            float(record["at_s"]), float(record["missing_s"]), str(record["reason"])
        )
        return replace(job, missing=(*job.missing, hole))
    if kind == CUT_OFF:
        return replace(job, phase=Phase.CANCELLED, is_cut_off=True)
    if kind == LEFT_AS_IS:
        return replace(job, is_cut_off=False, duration_s=record.get("duration_s"))
    if kind == MOVED:
        return replace(job, source=Path(record["source"]))
    if kind in (REMOVED, RESTORED):
        return replace(job, is_removed=kind == REMOVED)
    return job
