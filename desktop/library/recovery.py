"""Finds the recordings that did not end properly, and puts them right. Knows no window.

What becomes of one is the user's to say. Only what lay there when the app started is looked at:
never the recording that it is making now.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from desktop.audio.recording_info import FINISHED, find_sound, info_path, read_info
from desktop.errors import AudioFileError, TalskriftError
from desktop.file_queue import Phase
from desktop.library.bin import Bin
from desktop.library.imports import DISCARDED
from desktop.library.job import SAMPLE_RATE_HZ, Job, MissingSound
from desktop.paths import COMPRESSED_FILE


class Verdict(StrEnum):
    """What is to be done with a recording at the start of the app."""

    LEAVE = "leave"  # it ended properly, or is none of ours
    OFFER = "offer"  # put right, then the user decides
    REMOVE = "remove"  # there is nothing in it


@dataclass(frozen=True)
class FoundRecording:
    """A recording as it lies on the disk. `is_ours`: the app wrote it."""

    path: Path
    n_samples: int | None  # None: it cannot be read
    begun: datetime
    is_ours: bool = True
    missing: tuple[MissingSound, ...] = ()

    @property
    def duration_s(self) -> float:
        return (self.n_samples or 0) / SAMPLE_RATE_HZ


@dataclass
class Recovered:
    """What came of `tidy`. `errors`: what the disk refused."""

    cut_off: dict[str, FoundRecording] = field(default_factory=dict)  # by the id of its job
    without_job: list[FoundRecording] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)  # ids of jobs with nothing in their recording
    errors: list[OSError] = field(default_factory=list)


def was_cut_off(job: Job) -> bool:
    """Whether the app died while it recorded the sound of this unfinished job."""
    if not job.is_recording or job.phase in (Phase.DONE, Phase.CANCELLED):
        return False
    return job.source.exists() and read_state(job.source) != FINISHED


def read_state(recording: Path) -> str:
    """What the JSON beside a recording says of it; "" where it is missing or torn."""
    try:
        return str(json.loads(info_path(recording).read_bytes())["state"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def list_folder(folder: Path) -> list[Path]:
    """What lies in a folder at this moment, sorted; nothing when it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def judge(found: FoundRecording, job: Job | None) -> Verdict:
    """What is to be done with a recording, whose job is `job`, or that has none in the list.

    One with no job is offered even where it ended properly: the disk may have been too full for a
    journal, and nobody would find it.
    """
    is_concerned = found.is_ours if job is None else job.is_cut_off
    if not is_concerned:
        return Verdict.LEAVE
    has_text = job is not None and bool(job.segments)
    return Verdict.REMOVE if found.n_samples == 0 and not has_text else Verdict.OFFER


def tidy(
    bin_: Bin, recordings: Sequence[Path], imports: Sequence[Path], jobs: Mapping[str, Job]
) -> Recovered:
    """All that is done at a start, while the user already works; what fails stops nothing else.

    `recordings`: their folders, and `imports`: decoded files, `<job id>.*`, as they lay there when
    the app started. `jobs`: those in the list, by id.
    """
    result = Recovered()
    for act in (lambda: bin_.settle(jobs), lambda: bin_.purge(datetime.now(UTC))):
        with collect_errors(result.errors):
            act()
    for path in imports:
        with collect_errors(result.errors):
            remove_leftover_import(path, jobs)
    # Told by the name of its folder, which outlives a move of all the user's data.
    by_folder = {job.source.parent.name: job for job in jobs.values() if job.is_recording}
    for folder in recordings:
        with collect_errors(result.errors):
            recover(folder, by_folder.get(folder.name), result)
    return result


def recover(folder: Path, job: Job | None, result: Recovered) -> None:
    """Deal with one recording and note in `result` what came of it. Raises OSError."""
    if job is not None and not job.is_cut_off:
        return  # it ended properly, or will be gone on with
    found = examine(folder)
    if found is None:
        return
    verdict = judge(found, job)
    if verdict is Verdict.REMOVE:
        remove_empty(found.path)
        result.emptied += [job.job_id] if job else []
    elif verdict is Verdict.OFFER:
        put_right(found.path)
        if job is None:
            result.without_job.append(found)
        else:
            result.cut_off[job.job_id] = found


def examine(folder: Path) -> FoundRecording | None:
    """The recording in a folder; None where there is none. Raises OSError."""
    from desktop.audio.compressed import open_recording  # numpy: not in the window's thread

    path = find_sound(folder)
    if path is None:
        return None
    n_samples: int | None = None
    with contextlib.suppress(AudioFileError), open_recording(path) as reader:
        n_samples, _ = reader.measure()
    is_ours = n_samples is not None or info_path(path).exists()
    info = read_info(path)
    missing = tuple(
        MissingSound(gap.sample / SAMPLE_RATE_HZ, gap.missing_s, gap.reason) for gap in info.gaps
    )
    begun = parse_time(info.created) or estimate_begin(path, n_samples or 0)
    return FoundRecording(path, n_samples, begun, is_ours, missing)


def put_right(recording: Path) -> None:
    """Make header and JSON tell the truth, so that any player opens it whole.

    Where that fails (a full disk, a damaged header) it is offered all the same: it can be
    transcribed by its length, or the engine will say why not.
    """
    from desktop.audio.recording import finish_abandoned

    if recording.name == COMPRESSED_FILE:
        return  # which was written whole
    with contextlib.suppress(TalskriftError):
        finish_abandoned(recording)


def remove_empty(recording: Path) -> None:
    """Delete a recording with nothing in it, and its folder unless something else lies there."""
    info = info_path(recording)
    for path in (recording, info, info.with_name(f"{info.name}.part")):
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        recording.parent.rmdir()


def remove_leftover_import(path: Path, jobs: Mapping[str, Job]) -> None:
    """Delete a decoded file that no job needs any more. Raises OSError."""
    job = jobs.get(path.name.partition(".")[0])
    is_needed = job is not None and job.phase not in (Phase.DONE, Phase.CANCELLED)
    if path.name.endswith(DISCARDED) or not is_needed:
        path.unlink(missing_ok=True)


def parse_time(text: str) -> datetime | None:
    """A time as a recording's JSON has it."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def estimate_begin(recording: Path, n_samples: int) -> datetime:
    """When one was begun whose JSON does not say it: its length before its last change."""
    changed = datetime.fromtimestamp(recording.stat().st_mtime, UTC)
    return changed - timedelta(seconds=n_samples / SAMPLE_RATE_HZ)


@contextlib.contextmanager
def collect_errors(errors: list[OSError]) -> Iterator[None]:
    """Notes what the disk refuses, and goes on."""
    try:
        yield
    except OSError as error:
        errors.append(error)
