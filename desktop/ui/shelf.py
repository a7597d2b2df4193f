"""Keeps the library in step with the jobs: its index, the list of all jobs, and those taken down.

The desk has the jobs at work. All others stand on the shelf: the index has their outlines, and one
that the user chooses is read from its journal and laid on the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.file_queue import RESTING
from desktop.library.index import FILE_NAME, Index, is_intact
from desktop.library.job import Job, apply_record
from desktop.library.journal import Journals, read_journal
from desktop.library.labels import LabelChange
from desktop.library.query import Query
from desktop.library.refresh import SUFFIX, Batch, read_stamp, refresh, take_in
from desktop.library.search import search
from desktop.ui.disk import Disk
from desktop.ui.index_door import IndexDoor
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.main_window import MainWindow

T = TypeVar("T")
REBUILDING = "index"  # topic of the notice


class Shelf(QObject):
    """Made before the window is shown; `begin` opens the index and lists all jobs."""

    unfinished_found = Signal(object)  # list[Job]: of earlier runs, which have to go on
    ready = Signal(object)  # dict[str, Job]: every job of the library, by id, without its text
    listed = Signal()  # the list may have changed: whoever filters it looks again
    rewritten = Signal(str)  # id of a job that is not on the desk: its text is another

    def __init__(
        self, desk: JobDesk, window: MainWindow, data_dir: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._jobs_dir = data_dir / "jobs"
        self.door = IndexDoor(data_dir / FILE_NAME, self)
        self._reading = Disk("journals", self)
        self._batches: Iterator[Batch] | None = None
        self._was_damaged = False
        self._is_closed = False
        self._is_ready = False
        self._written: dict[str, list[Mapping[str, Any]]] = {}  # without the desk
        self._chosen = ""  # the last that was chosen, on the desk or not
        self._in_rewriting: set[str] = set()  # what was read of these before is out of date
        window.jobs.read_outlines = self._read_outlines
        window.list.chosen.connect(self._take_down)
        desk.jobs_added.connect(self._on_added)
        desk.job_changed.connect(self._on_changed)
        desk.job_removed.connect(lambda job_id: self.door.do(lambda i: i.remove([job_id])))
        self.door.failed.connect(self._on_failed)

    def _on_failed(self, error: OSError) -> None:
        """The index can be built anew: a fault that takes more away keeps its place."""
        if not (self._window.notice.isVisible() and self._window.notice.is_serious):
            self._window.say_fault(storage_fault(error))

    def begin(self) -> None:
        """List what the index knows, then bring it up to date with the journals."""
        self._was_damaged = self.door.open()
        self.show_all()
        self._refresh()

    def close(self) -> None:
        """What has been asked for is done first; a rebuilding goes on at the next start."""
        self._is_closed = True
        self._reading.close(at_once=True)
        self.door.close()

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def look_again(self) -> None:
        """The journals were changed by others than the desk: bring the index up to date."""
        if self._is_ready and self._batches is None:
            self._refresh()

    @property
    def is_ready(self) -> bool:
        """Whether the index is up to date with the journals."""
        return self._is_ready

    def show_all(self) -> None:
        """List all jobs."""
        self._window.show_list(self.door.read(lambda index: search(index, Query()), []))

    def _read_outlines(self, job_ids: Sequence[str]) -> dict[str, Job]:
        """For the rows that are painted now."""
        return self.door.read(lambda index: index.read_outlines(job_ids), {})

    def ask(self, job_id: str, act: Callable[[str], None]) -> None:
        """Call `act` when the job lies on the desk."""
        if self._desk.find(job_id) is not None:
            act(job_id)
            return
        if self._is_closed:
            return

        def lay(job: Job | None) -> None:
            if job_id in self._in_rewriting:
                self.ask(job_id, act)
                return
            self._lay(job_id, job)
            if self._desk.find(job_id) is not None:
                act(job_id)

        self._reading.do(lambda: read_journal(self._jobs_dir / f"{job_id}{SUFFIX}"), lay)

    def label(self, job_ids: list[str], change: LabelChange) -> None:
        """Label jobs that are not on the desk, one after the other, in the other thread."""
        for job_id in job_ids:
            self._write_down(job_id, lambda job: change.apply(job.labels).as_record())
        if job_ids:
            self.door.do(lambda _: None, lambda _: self.listed.emit())

    def note(self, job_id: str, record: Mapping[str, Any]) -> None:
        """Write down what has become of a job, on the desk or not."""
        if self._desk.find(job_id) is not None:
            self._desk.note(job_id, record)
        else:
            self._write_down(job_id, lambda _: record)

    def read(self, work: Callable[[Path], T], then: Callable[[T], None]) -> None:
        """Have `work` read journals in the other thread; it is given their folder."""
        if not self._is_closed:
            self._reading.do(lambda: work(self._jobs_dir), then)

    def rewrite(
        self,
        job_id: str,
        work: Callable[[Path], T],
        then: Callable[[T], None],
        failed: Callable[[OSError], None],
    ) -> None:
        """Have `work` correct the journal of a job that is not on the desk, in the other thread.

        It is given the folder of all journals. Nobody sees the job half corrected: who wants it
        meanwhile waits, for journals are read by the same thread.
        """
        if self._is_closed:
            return
        self._in_rewriting.add(job_id)

        def finish(result: T) -> None:
            self._in_rewriting.discard(job_id)
            path = self._jobs_dir / f"{job_id}{SUFFIX}"
            self.door.do(lambda index: take_in(index, self._jobs_dir, job_id, read_stamp(path)))
            self._window.jobs.forget_outlines([job_id])
            self.rewritten.emit(job_id)
            then(result)

        def give_up(error: OSError) -> None:
            self._in_rewriting.discard(job_id)
            failed(error)

        self._reading.do(lambda: work(self._jobs_dir), finish, give_up)

    def _write_down(self, job_id: str, make: Callable[[Job], Mapping[str, Any]]) -> None:
        """Write a record into a journal without the desk. Whoever reads it meanwhile catches up."""
        jobs_dir = self._jobs_dir

        def tell(record: Mapping[str, Any] | None) -> None:
            if record is not None:
                self._written.setdefault(job_id, []).append(record)
                self._desk.catch_up(job_id, record)
                self._window.jobs.forget_outlines([job_id])

        self.door.do(partial(record_on_disk, jobs_dir=jobs_dir, job_id=job_id, make=make), tell)

    def _lay(self, job_id: str, job: Job | None) -> None:
        """Lay a job that was read on the desk, with what was written down meanwhile."""
        if job is None or job.is_removed or self._desk.find(job_id) is not None:
            return
        for record in self._written.get(job_id, ()):
            job = apply_record(job, record)
        self._desk.restore([job])

    def _take_down(self, job: Job | None) -> None:
        """Lay what the user looks at on the desk, unless they have gone on meanwhile."""
        self._chosen = job.job_id if job is not None else ""
        if job is None or self._is_closed or self._desk.find(job.job_id) is not None:
            return
        job_id = job.job_id

        def read() -> Job | None:
            still_wanted = self._chosen == job_id
            return read_journal(self._jobs_dir / f"{job_id}{SUFFIX}") if still_wanted else None

        def lay(read_job: Job | None) -> None:
            if job_id in self._in_rewriting:
                self._take_down(job)
            else:
                self._lay(job_id, read_job)

        self._reading.do(read, lay)

    def _refresh(self) -> None:
        jobs_dir = self._jobs_dir

        def read_some(index: Index) -> Batch | None:
            if self._batches is None:
                self._batches = refresh(index, jobs_dir)
            return next(self._batches, None)

        self.door.do(read_some, self._on_batch)

    def _on_batch(self, batch: Batch | None) -> None:
        if self._is_closed:
            return
        if batch is None:
            self._batches = None
            self.door.do(lambda index: index.read_all_outlines(), self._finish)
            return
        unfinished = [job for job in batch.unfinished if self._desk.find(job.job_id) is None]
        if unfinished:
            self.unfinished_found.emit(unfinished)
        if batch.n_read:
            self.listed.emit()
        if batch.n_left:
            self._tell_progress(batch)
        self._refresh()

    def _finish(self, outlines: dict[str, Job]) -> None:
        if self._is_closed:
            return
        is_first = not self._is_ready
        self._is_ready = True
        if self._was_damaged:
            self._was_damaged = False
            self._window.notice.say(
                lambda: self.tr(
                    "Bibliotekets register var skadat och har byggts upp på nytt. Ingen text och "
                    "inget ljud har gått förlorat."
                ),
                topic=REBUILDING,
            )
        else:
            self._window.notice.withdraw(REBUILDING)
        if is_first:
            self.ready.emit(outlines)
            self.door.do(is_intact, self._on_checked)

    def _on_checked(self, is_good: bool) -> None:
        if not is_good and not self._is_closed:
            self._was_damaged = True
            self.door.begin_anew(self._refresh)

    def _tell_progress(self, batch: Batch) -> None:
        share = batch.n_read / (batch.n_read + batch.n_left)

        def tell() -> str:
            text = self.tr("Biblioteket ordnas: {percent} %. Du kan arbeta som vanligt.")
            return text.format(percent=round(100 * share))

        self._window.notice.say(tell, topic=REBUILDING)

    def _on_added(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._on_changed(job)

    def _on_changed(self, job: Job) -> None:
        """The index learns of a job when it rests."""
        if job.phase in RESTING and not job.is_growing and not job.is_removed:
            self.door.do(partial(put, job=job, path=self._jobs_dir / f"{job.job_id}{SUFFIX}"))


def record_on_disk(
    index: Index, jobs_dir: Path, job_id: str, make: Callable[[Job], Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """Write a record into a job's journal, and have the index follow; None: there is no such job.

    Raises OSError.
    """
    outline = index.read_outlines([job_id]).get(job_id)
    if outline is None:
        return None
    record = make(outline)
    Journals(jobs_dir).append(job_id, record)
    take_in(index, jobs_dir, job_id, read_stamp(jobs_dir / f"{job_id}{SUFFIX}"))
    return record


def put(index: Index, job: Job, path: Path) -> None:
    """Take a job into the index, as it is now; without a journal the next start knows nothing."""
    try:
        stamp = read_stamp(path)
    except OSError:
        return
    if index.read_stamp(job.job_id) != stamp:
        index.put(job, stamp)
