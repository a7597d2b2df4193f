"""Keeps the disk tidy: compresses what was transcribed, deletes sound by the user's own rule.

Also has all of chosen transcripts erased. What takes a while is done in a thread of its own, one
recording at a time, and not while something is being recorded.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import TalskriftError
from desktop.file_queue import RESTING, Phase
from desktop.library.bin import Bin
from desktop.library.index import Index
from desktop.library.job import MOVED, SOUND_DELETED, Job
from desktop.library.journal import Journals, read_journal
from desktop.library.query import Query
from desktop.library.refresh import SUFFIX
from desktop.library.retention import (
    Extent,
    delete_sound,
    erase,
    find_extent,
    measure_storage,
    pick_expired,
)
from desktop.paths import COMPRESSED_FILE, RECORDING_FILE
from desktop.ui.choices import Choices
from desktop.ui.disk import Disk
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.shelf import Shelf

T = TypeVar("T")
SOON_MS = 5_000  # after something has ended: first let the user see it
EVERY_MS = 3_600_000  # the app may stay open for weeks


class Upkeep(QObject):
    """Begins when the library is ready; looks again every hour."""

    measured = Signal(object)  # Storage
    erased = Signal()

    def __init__(
        self,
        shelf: Shelf,
        desk: JobDesk,
        window: MainWindow,
        bin_: Bin,
        data_dir: Path,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._desk = desk
        self._window = window
        self._bin = bin_
        self._data_dir = data_dir
        self._choices = choices
        self._disk = Disk("upkeep", self)
        self._is_closed = False
        self._is_compressing = False
        self._wanted: list[Job] = []  # to be compressed, the newest last
        self._refused: set[str] = set()  # what could not be compressed: not again in this run
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.look)
        self._hourly = QTimer(self, interval=EVERY_MS)
        self._hourly.timeout.connect(self.look)
        shelf.ready.connect(self._begin)
        desk.job_changed.connect(self._on_changed)

    def look(self) -> None:
        """See what is to be deleted or compressed now."""
        if not self._is_closed:
            self._shelf.door.do(lambda index: index.read_all_outlines(), self._tidy)

    def close(self) -> None:
        """Stop at once: what is half compressed is begun anew another time."""
        self._is_closed = True
        self._disk.close(at_once=True)

    def measure(self) -> None:
        """See how much room everything takes; `measured` follows."""
        self._do(lambda: measure_storage(self._data_dir), self.measured.emit, self._tell_fault)

    def count_expired(self, days: int | None, then: Callable[[int], None]) -> None:
        """See how many recordings would lose their sound at once by a rule."""

        def count(outlines: dict[str, Job]) -> None:
            then(len(pick_expired(outlines.values(), days, datetime.now(UTC))))

        self._shelf.door.do(lambda index: index.read_all_outlines(), count)

    def find_extent(self, job_ids: list[str], query: Query, then: Callable[[Extent], None]) -> None:
        """See what would be erased with these jobs. Those at work are left out."""

        present = {job_id: self._desk.find(job_id) for job_id in job_ids}
        at_work = {
            job_id
            for job_id, job in present.items()
            if job is not None and (job.phase not in RESTING or job.is_growing)
        }

        def find(index: Index) -> Extent:
            found = index.read_outlines(job_id for job_id in job_ids if job_id not in at_work)
            return find_extent(found.values(), query, self._bin)

        self._shelf.door.do(find, then)

    def erase(self, extent: Extent) -> None:
        """Delete all of it for good; `erased` follows."""
        for job in extent.jobs:
            if self._desk.find(job.job_id) is not None:
                self._desk.remove(job.job_id)
            self._window.remove_job(job.job_id)

        def tell(_: None) -> None:
            self._shelf.listed.emit()
            self.erased.emit()

        self._shelf.door.do(lambda index: erase(extent, index, self._bin, self._data_dir), tell)

    def _do(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None,
        failed: Callable[[OSError], None],
    ) -> None:
        """In the other thread, unless the app is being closed: then the next start does it."""
        if not self._is_closed:
            self._disk.do(work, then, failed)

    def _begin(self, outlines: dict[str, Job]) -> None:
        flacs = [job.source for job in outlines.values() if job.source.name == COMPRESSED_FILE]
        self._do(lambda: remove_leftovers(self._data_dir, flacs), None, lambda _: None)
        self._hourly.start()
        self._soon.start()

    def _on_changed(self, job: Job) -> None:
        if job.phase is Phase.DONE and can_be_compressed(job) and not self._soon.isActive():
            self._soon.start()

    def _tidy(self, outlines: dict[str, Job]) -> None:
        if self._is_closed:
            return
        settings = self._choices.settings
        jobs = outlines | {job.job_id: job for job in self._desk.jobs()}
        days = settings.delete_sound_after_days
        for job in pick_expired(jobs.values(), days, datetime.now(UTC)):
            self._delete_sound(job)
            jobs.pop(job.job_id)
        self._wanted = sorted(filter(self._is_wanted, jobs.values()), key=lambda job: job.created)
        self._compress_next()

    def _compress_next(self) -> None:
        """The newest first: it is what the user has just made room for."""
        if self._is_closed or self._is_compressing or not self._choices.settings.compress_sound:
            return
        if self._wanted and any(job.is_growing for job in self._desk.jobs()):
            self._soon.start()
            return
        while self._wanted and not self._is_compressing:
            job = self._wanted.pop()
            job = self._desk.find(job.job_id) or job
            if self._is_wanted(job):
                self._compress(job)

    def _is_wanted(self, job: Job) -> bool:
        return can_be_compressed(job) and job.job_id not in self._refused

    def _delete_sound(self, job: Job) -> None:
        """First it is written down: a journal must not promise sound that is gone."""
        self._shelf.note(job.job_id, {"type": SOUND_DELETED})
        recordings_dir = self._data_dir / "recordings"
        self._do(lambda: delete_sound(job.source, recordings_dir), None, self._tell_fault)

    def _compress(self, job: Job) -> None:
        self._is_compressing = True
        wav = job.source

        def work() -> Path | None:
            from desktop.audio.compressed import compress  # numpy: not in the window's thread

            try:
                return compress(wav, lambda: self._is_closed) if wav.exists() else None
            except TalskriftError as error:  # the WAV is as it was, and stays
                raise OSError(str(error)) from error

        def go_on(flac: Path | None) -> None:
            self._is_compressing = False
            if flac is None:
                self._refused.add(job.job_id)
                self._compress_next()
                return
            present = self._desk.find(job.job_id) or job
            if present.phase is Phase.DONE and present.source == wav:
                self._shelf.note(job.job_id, {"type": MOVED, "source": str(flac)})
                self._shelf.door.do(lambda _: None, lambda _: self._remove_wav(job.job_id, wav))
            self._compress_next()

        def give_up(error: OSError) -> None:
            self._is_compressing = False
            self._refused.add(job.job_id)
            self._compress_next()

        self._do(work, go_on, give_up)

    def _remove_wav(self, job_id: str, wav: Path) -> None:
        """Delete a WAV when the disk itself has it that the FLAC is in its place.

        One that cannot be deleted, for it is being played, goes at the next start.
        """
        jobs_dir = self._data_dir / "jobs"

        def remove() -> None:
            Journals(jobs_dir).sync([job_id])
            job = read_journal(jobs_dir / f"{job_id}{SUFFIX}")
            if job is not None and job.source != wav and job.source.exists():
                wav.unlink(missing_ok=True)

        self._do(remove, None, lambda _: None)

    def _tell_fault(self, error: OSError) -> None:
        self._window.say_fault(storage_fault(error))


def remove_leftovers(data_dir: Path, flacs: Iterable[Path]) -> None:
    """Delete what a killed app had no time to: WAVs that were compressed, half a restoring."""
    for flac in flacs:
        if flac.exists():
            flac.with_name(RECORDING_FILE).unlink(missing_ok=True)
    for folder in data_dir.glob("restore-*"):
        shutil.rmtree(folder, ignore_errors=True)


def can_be_compressed(job: Job) -> bool:
    """Whether a job's sound is a WAV of the app's that has served its purpose."""
    return (
        job.is_recording
        and job.phase is Phase.DONE
        and not job.is_growing
        and not job.is_sound_deleted
        and job.source.name == RECORDING_FILE
    )
