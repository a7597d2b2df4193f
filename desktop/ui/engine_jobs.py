"""Hands jobs to the engine, with what each of them needs, and keeps what it decodes for them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from desktop.file_queue import Phase
from desktop.library.imports import Imports
from desktop.library.job import Job
from desktop.ui.engine_client import EngineClient


class EngineJobs:
    """`vocabulary`: for what is transcribed from now on."""

    def __init__(self, engine: EngineClient, imports: Imports) -> None:
        self._engine = engine
        self._imports = imports
        self._examined: set[str] = set()  # asked for, of this engine
        self.vocabulary: tuple[str, ...] = ()

    def start(self, job: Job) -> None:
        """Have a job transcribed, from where its text ends."""
        if job.is_recording:
            self._engine.transcribe(
                job.job_id,
                recording=job.source,
                follow=job.is_growing,
                from_sample=job.committed_sample,
                vocabulary=self.vocabulary,
            )
        else:
            self._engine.transcribe(
                job.job_id,
                file=job.source,
                recording=self._imports.prepare(job.job_id, job.source, job.sound),
                from_sample=job.committed_sample,
                vocabulary=self.vocabulary,
                sound=job.sound,
            )

    def examine(self, job: Job) -> None:
        """Have the engine look what is in a job's file; a `media` event will tell."""
        self._engine.examine(job.job_id, job.source)

    def examine_waiting(self, jobs: Iterable[Job]) -> None:
        """How long the files are that wait, and what is in them; those at work tell it anyway."""
        for job in jobs:
            is_new = job.contents is None and job.job_id not in self._examined
            if is_new and job.phase is Phase.WAITING and not job.is_recording:
                self._examined.add(job.job_id)
                self.examine(job)

    def forget_examined(self) -> None:
        """The engine that was asked is gone."""
        self._examined.clear()

    def discard_import(self, job_id: str) -> list[Path]:
        """A job needs what was decoded no more. Returns what is left to delete."""
        return self._imports.discard(job_id)
