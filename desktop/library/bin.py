"""The bin: recordings that the user threw away, kept for 30 days, and the way back.

One folder each, `bin/<time> <job id>`, with the recording's own folder and the job's journal in it.
They are moved by renaming, which needs no room on the disk; what an app that is killed leaves half
done, `settle` finishes at the next start.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.audio.recording_info import find_sound
from desktop.library import training_speech
from desktop.library.job import MOVED, Job
from desktop.library.journal import Journals, read_journal
from desktop.paths import RECORDING_FILE

KEPT_FOR = timedelta(days=30)
TIME_FORMAT = "%Y%m%dT%H%M%SZ"
DELETED = "deleted "  # begins the name of what is being deleted
HEADER_BYTES, BYTES_PER_S = 44, 32_000  # of a recording's WAV


@dataclass(frozen=True)
class Discarded:
    """A recording in the bin. `job` is None when it has no journal that can be read."""

    folder: Path
    job_id: str
    discarded: datetime
    recording: Path  # WAV or FLAC
    duration_s: float
    job: Job | None

    def count_days_left(self, now: datetime) -> int:
        """Days until it is deleted, the one that has begun included."""
        left = self.discarded + KEPT_FOR - now
        return max(0, min(KEPT_FOR.days, -(-left // timedelta(days=1))))


class Bin:
    """All that was thrown away. Every method looks at the disk and may raise OSError."""

    def __init__(self, folder: Path, recordings_dir: Path, jobs_dir: Path) -> None:
        self._folder = folder
        self._recordings_dir = recordings_dir
        self._jobs_dir = jobs_dir

    @property
    def folder(self) -> Path:
        """Where it lies, beside all else that the app keeps."""
        return self._folder

    def discard(self, job_id: str, recording: Path, now: datetime | None = None) -> None:
        """Move a recording (the WAV's path) with its folder, and the job's journal, into the bin.

        One that lies elsewhere than among our recordings, or nowhere, is left alone.
        """
        if recording.parent.parent != self._recordings_dir or not recording.parent.is_dir():
            return
        folder = self._folder / f"{now or datetime.now(UTC):{TIME_FORMAT}} {job_id}"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._take_in(folder, job_id, recording)
        except OSError:
            with contextlib.suppress(OSError):
                self._give_back(folder, job_id)
            raise

    def entries(self) -> list[Discarded]:
        """What is in the bin, the last thrown away first."""
        found = [read_entry(folder) for folder in self._list_folders()]
        entries = [entry for entry in found if entry is not None]
        return sorted(entries, key=lambda entry: (entry.discarded, entry.job_id), reverse=True)

    def find(self, job_id: str) -> Discarded | None:
        """The recording of a job, if it is in the bin."""
        return next((entry for entry in self.entries() if entry.job_id == job_id), None)

    def restore(self, entry: Discarded) -> tuple[Path, Job | None]:
        """Move a recording back among the others; returns its path, and its job as it was."""
        return self._give_back(entry.folder, entry.job_id)

    def delete(self, entry: Discarded) -> None:
        """Delete a recording for good."""
        self._delete(entry.folder)

    def purge(self, now: datetime) -> None:
        """Delete what has been in the bin for 30 days."""
        for folder in self._list_folders():
            if now - parse_name(folder.name)[0] >= KEPT_FOR:
                self._delete(folder)

    def settle(self, listed: Container[str]) -> None:
        """Finish what a killed app had begun. `listed`: the ids of the jobs in the user's list."""
        for folder in self._folder.glob(f"{DELETED}*"):
            shutil.rmtree(folder)
        for folder in self._list_folders():
            job_id = parse_name(folder.name)[1]
            job = read_journal(folder / f"{job_id}.jsonl")
            if job is not None and find_recording(folder) is None and job.source.exists():
                self._take_in(folder, job_id, job.source)
            elif not any(folder.iterdir()):
                folder.rmdir()
        for path in self._jobs_dir.glob("*.jsonl"):
            job = None if path.stem in listed else read_journal(path)
            if job is not None and job.is_removed and job.is_recording:
                self.discard(job.job_id, job.source)

    def _take_in(self, folder: Path, job_id: str, recording: Path) -> None:
        """The journal goes first: wherever this is cut short, it tells where the sound is."""
        journal = self._jobs_dir / f"{job_id}.jsonl"
        if journal.exists():
            journal.rename(folder / journal.name)
        recording.parent.rename(folder / recording.parent.name)

    def _give_back(self, folder: Path, job_id: str) -> tuple[Path, Job | None]:
        journal = folder / f"{job_id}.jsonl"
        job = read_journal(journal)
        recording = find_recording(folder)
        home = self._recordings_dir / RECORDING_FILE
        if recording is not None:
            free = find_free(self._recordings_dir / recording.parent.name)
            if job is not None and job.source != free / recording.name:
                moved = {"type": MOVED, "source": str(free / recording.name)}
                Journals(folder).append(job_id, moved)
                job = read_journal(journal)
            self._recordings_dir.mkdir(parents=True, exist_ok=True)
            recording.parent.rename(free)
            home = free / recording.name
        if journal.exists():
            self._jobs_dir.mkdir(parents=True, exist_ok=True)
            journal.rename(self._jobs_dir / journal.name)
        with contextlib.suppress(OSError):  # something else lies in it
            folder.rmdir()
        return home, job

    def _delete(self, folder: Path) -> None:
        """Under another name first: one that is half deleted must not be offered any more.

        What was kept of it to teach a model goes too.
        """
        training_speech.forget(self._folder.parent, parse_name(folder.name)[1])
        gone = find_free(folder.with_name(DELETED + folder.name))
        folder.rename(gone)
        shutil.rmtree(gone)

    def _list_folders(self) -> list[Path]:
        return [folder for folder in self._folder.glob("*") if is_entry(folder)]


def read_entry(folder: Path) -> Discarded | None:
    """What a folder of the bin holds; None where there is no sound in it."""
    recording = find_recording(folder)
    if recording is None:
        return None
    discarded, job_id = parse_name(folder.name)
    job = read_journal(folder / f"{job_id}.jsonl")
    duration_s = max(0, recording.stat().st_size - HEADER_BYTES) / BYTES_PER_S
    if recording.name != RECORDING_FILE:  # compressed, as only what was transcribed is
        duration_s = (job.duration_s if job is not None else None) or 0.0
    return Discarded(folder, job_id, discarded, recording, duration_s, job)


def find_recording(folder: Path) -> Path | None:
    """The recording in a folder of the bin, compressed or not."""
    found = (find_sound(inside) for inside in sorted(folder.glob("*")) if inside.is_dir())
    return next((sound for sound in found if sound is not None), None)


def parse_name(name: str) -> tuple[datetime, str]:
    """When a folder came into the bin, and the id of its job. Raises ValueError."""
    time, _, job_id = name.partition(" ")
    return datetime.strptime(time, TIME_FORMAT).replace(tzinfo=UTC), job_id


def is_entry(folder: Path) -> bool:
    """Whether this is one of the bin's own folders, and not something else that lies there."""
    try:
        return bool(parse_name(folder.name)[1]) and folder.is_dir()
    except ValueError:
        return False


def find_free(path: Path) -> Path:
    """The path, numbered when it is taken."""
    numbered = (path.with_name(f"{path.name} ({number})") for number in itertools.count(2))
    return next(free for free in itertools.chain([path], numbered) if not free.exists())
