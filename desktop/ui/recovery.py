"""Offers at every start the recordings that were cut off: transcribe, keep, or throw away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.library.recovery import Recovered, list_folder, tidy, was_cut_off
from desktop.ui.removal import Removal


class Recovery(QObject):
    """Made before anything can be recorded, so that it never takes a new recording for an old."""

    def __init__(self, removal: Removal, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._removal = removal
        self._desk, self._window = removal.desk, removal.window
        self._recordings = list_folder(data_dir / "recordings")
        self._imports = list_folder(data_dir / "imports")
        panel = self._window.recovery
        panel.continue_asked.connect(self._go_on)
        panel.keep_asked.connect(self._desk.keep)
        panel.discard_asked.connect(removal.remove)
        self._desk.job_changed.connect(self._on_changed)
        self._desk.jobs_added.connect(self._show)
        self._desk.job_removed.connect(self._show)

    def restore(self, jobs: list[Job]) -> None:
        """Have unfinished jobs go on, but for those that were cut off."""
        cut_off = [job for job in jobs if was_cut_off(job)]
        held = {job.job_id: replace(job, phase=Phase.CANCELLED) for job in cut_off}
        self._desk.restore(held.get(job.job_id, job) for job in jobs)
        for job_id in held:
            self._desk.hold(job_id)

    def begin(self, jobs: dict[str, Job]) -> None:
        """Look at what lies on the disk. `jobs`: all there are; those of the desk go before."""
        jobs = jobs | {job.job_id: job for job in self._desk.jobs()}
        self._removal.disk.do(
            lambda: tidy(self._removal.bin, self._recordings, self._imports, jobs),
            self._on_recovered,
        )

    def _on_recovered(self, recovered: Recovered) -> None:
        for job_id in recovered.emptied:
            self._desk.remove(job_id)
        for job_id, found in recovered.cut_off.items():
            if self._desk.find(job_id) is not None:
                self._desk.end_recording(job_id, found.duration_s)
        for found in recovered.without_job:
            job_id = self._desk.add_cut_off(found.path, found.begun, found.duration_s)
            for hole in found.missing:
                self._desk.note_missing_sound(job_id, hole)
        if recovered.errors:
            self._removal.tell_fault(recovered.errors[0])

    def _go_on(self, job_id: str) -> None:
        self._window.list.select(job_id)
        self._desk.retry(job_id)

    def _on_changed(self, job: Job) -> None:
        if job.is_cut_off or self._window.recovery.has(job.job_id):
            self._show()

    def _show(self, *_: object) -> None:
        self._window.recovery.show_jobs([job for job in self._desk.jobs() if job.is_cut_off])
