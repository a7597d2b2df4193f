"""Deletes sound for good: what is too old by the user's own rule, and all of chosen transcripts.

Only what the app itself has recorded is the app's to delete; media files that were dropped on it
stay where they are. Every function that deletes may raise OSError.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from desktop.api.uploads import is_upload
from desktop.audio.recording_info import find_sound, info_path
from desktop.fetching.fetched import find_fetch_folder, remove_fetch
from desktop.file_queue import Phase
from desktop.library import training_speech
from desktop.library.bin import Bin, Discarded
from desktop.library.index import Index
from desktop.library.job import Job
from desktop.library.query import Query
from desktop.library.refresh import SUFFIX


@dataclass(frozen=True)
class Extent:
    """What an erasure takes, and what it must leave: the user's own files."""

    jobs: tuple[Job, ...]
    discarded: tuple[Discarded, ...]
    own_files: tuple[Path, ...]

    @property
    def n_recordings(self) -> int:
        """How many recordings of the app's go, those in the bin included."""
        return sum(job.is_recording for job in self.jobs) + len(self.discarded)


def pick_expired(jobs: Iterable[Job], keep_days: int | None, now: datetime) -> list[Job]:
    """The recordings whose sound is older than it may be. None: it may be as old as it will.

    One that has not been transcribed to its end keeps its sound: it is all there is of it.
    """
    if keep_days is None:
        return []
    limit = now - timedelta(days=keep_days)
    return [
        job
        for job in jobs
        if job.is_recording
        and job.phase is Phase.DONE
        and not job.is_sound_deleted
        and job.created < limit
    ]


def delete_sound(recording: Path, recordings_dir: Path) -> None:
    """Delete a recording of the app's, compressed or not; the folder too, unless more lies in it.

    One that lies elsewhere is left alone.
    """
    folder = recording.parent
    if folder.parent != recordings_dir:
        return
    while (sound := find_sound(folder)) is not None:
        sound.unlink()
    info = info_path(recording)
    for path in (info, info.with_name(f"{info.name}.part")):
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


def find_extent(jobs: Iterable[Job], query: Query, bin_: Bin) -> Extent:
    """What goes with these jobs: in the bin too, whatever says what was looked for."""
    chosen = tuple(jobs)
    discarded = tuple(entry for entry in bin_.entries() if query and says(entry, query))
    files = [job.source for job in chosen if not job.is_recording]
    home = bin_.folder.parent
    own = (path for path in files if not (find_fetch_folder(path) or is_upload(path, home)))
    return Extent(chosen, discarded, tuple(path for path in own if path.exists()))


def says(entry: Discarded, query: Query) -> bool:
    """Whether a recording in the bin says all that is looked for."""
    if entry.job is None:
        return False
    labels = entry.job.labels
    names = (labels.title, labels.folder, *labels.tags, labels.note)
    text = "\n".join([*names, *(segment.text for segment in entry.job.segments)])
    found = {span.term for span in query.find_spans(text)}
    return len(found) == len(query.wanted) > 0


def erase(extent: Extent, index: Index, bin_: Bin, data_dir: Path) -> None:
    """Delete jobs with all that the app has of them: training speech, sound, text, the index.

    Raises sqlite3.Error too; what is left can then be erased once more.
    """
    for job in extent.jobs:
        training_speech.forget(data_dir, job.job_id)
        if job.is_recording:
            delete_sound(job.source, data_dir / "recordings")
        elif (folder := find_fetch_folder(job.source)) is not None:
            remove_fetch(folder)
        elif is_upload(job.source, data_dir):
            shutil.rmtree(job.source.parent, ignore_errors=True)
        for path in (data_dir / "imports").glob(f"{job.job_id}.*"):
            path.unlink(missing_ok=True)
        (data_dir / "jobs" / f"{job.job_id}{SUFFIX}").unlink(missing_ok=True)
    for entry in extent.discarded:
        bin_.delete(entry)
    index.remove(job.job_id for job in extent.jobs)
    index.forget_traces()


def count_bytes(folder: Path) -> int:
    """How much room a folder takes, as far as it can be read."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size if path.is_file() and not path.is_symlink() else 0
    return total


@dataclass(frozen=True)
class Storage:
    """Bytes on the disk. `free` is None where the system does not say."""

    recordings: int  # all of them, of which
    uncompressed: int  # …
    bin: int
    texts: int  # journals and index
    models: int
    other: int
    free: int | None


def measure_storage(data_dir: Path) -> Storage:
    """What the app's data take. Walks through all of it: not for the window's thread."""
    parts = {name: count_bytes(data_dir / name) for name in ("recordings", "bin", "jobs", "models")}
    index = sum(path.stat().st_size for path in data_dir.glob("library.sqlite*"))
    wavs = sum(path.stat().st_size for path in (data_dir / "recordings").glob("*/*.wav"))
    whole = count_bytes(data_dir)
    try:
        free: int | None = shutil.disk_usage(data_dir).free
    except OSError:
        free = None
    return Storage(
        recordings=parts["recordings"],
        uncompressed=wavs,
        bin=parts["bin"],
        texts=parts["jobs"] + index,
        models=parts["models"],
        other=max(0, whole - sum(parts.values()) - index),
        free=free,
    )
