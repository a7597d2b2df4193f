"""Takes jobs off the list: the user's own files stay where they are, recordings go to the bin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.library.bin import Bin, Discarded
from desktop.library.job import Job
from desktop.library.recovery import FoundRecording, examine
from desktop.ui.disk import Disk
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.job_words import name_job
from desktop.ui.main_window import MainWindow


class Removal(QObject):
    """The way into the bin, and the ways out of it."""

    bin_changed = Signal(object)  # list[Discarded]: what is in the bin now

    def __init__(
        self,
        desk: JobDesk,
        window: MainWindow,
        bin_: Bin,
        disk: Disk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.window = window
        self.bin = bin_
        self.disk = disk
        self._leaving: dict[str, Job] = {}  # recordings that the engine has yet to let go of
        desk.job_removed.connect(self._on_removed)

    def remove(self, job_id: str) -> None:
        """Take a job off the list, tell it, and offer the way back."""
        job = self.desk.find(job_id)
        if job is None:
            return
        if job.is_recording:
            self._leaving[job_id] = job
        self.desk.remove(job_id)
        window = self.window

        def tell() -> str:
            text = (
                self.tr("{name} ligger i papperskorgen i 30 dagar.")
                if job.is_recording
                else self.tr("{name} togs bort ur listan.")
            )
            return text.format(name=name_job(job, window.language))

        window.notice.say(tell, button=self.tr("Ångra"), act=lambda: self._undo(job))

    def list_bin(self) -> None:
        """Look into the bin; `bin_changed` follows."""
        self.disk.do(self.bin.entries, self.bin_changed.emit, self.tell_fault)

    def restore(self, entries: Iterable[Discarded]) -> None:
        """Take recordings out of the bin, back into the list."""
        for entry in entries:
            self.disk.do(partial(self._take_out, entry), self._list_again, self.tell_fault)

    def delete(self, entries: Iterable[Discarded]) -> None:
        """Delete recordings for good."""
        for entry in entries:
            self.disk.do(partial(self.bin.delete, entry), None, self.tell_fault)
        self.list_bin()

    def _on_removed(self, job_id: str) -> None:
        job = self._leaving.pop(job_id, None)
        if job is None:
            return

        def put_back(error: OSError) -> None:
            self.tell_fault(error)
            self.desk.put_back(job)

        def discard() -> None:
            self.bin.discard(job_id, job.source)

        self.disk.do(discard, lambda _: self.list_bin(), put_back)  # it may be open beside

    def _undo(self, job: Job) -> None:
        if self._leaving.pop(job.job_id, None) is not None or not job.is_recording:
            self.desk.put_back(job)
            return

        def restore() -> Job | FoundRecording | None:
            entry = self.bin.find(job.job_id)
            return self._take_out(entry) if entry else job

        self.disk.do(restore, self._list_again, self.tell_fault)

    def _take_out(self, entry: Discarded) -> Job | FoundRecording | None:
        recording, job = self.bin.restore(entry)
        if job is None:
            return examine(recording.parent)
        return replace(job, duration_s=job.duration_s or entry.duration_s)

    def _list_again(self, restored: Job | FoundRecording | None) -> None:
        if isinstance(restored, FoundRecording):
            self.desk.add_cut_off(restored.path, restored.begun, restored.duration_s)
        elif restored is not None and self.desk.find(restored.job_id) is None:
            self.desk.put_back(restored)
        self.list_bin()

    def tell_fault(self, error: OSError) -> None:
        """What the disk has refused."""
        self.window.say_fault(storage_fault(error))
