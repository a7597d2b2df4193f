"""Owns the jobs: applies the queue's decisions to the engine, and writes down what comes of them.

The one place where the engine's events, the user's wishes and the journals meet. Knows no widgets.
"""

from __future__ import annotations

import errno
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop import file_queue as queue
from desktop.file_queue import Phase
from desktop.library import job as records
from desktop.library.imports import Imports
from desktop.library.job import END_PHASES, Fault, Job, MissingSound, apply_record
from desktop.library.journal import Journals
from desktop.queue_order import Move, move
from desktop.tracks import SoundChoice
from desktop.transcript import Transcript
from desktop.ui.engine_client import EngineClient, EngineState, EngineStatus
from desktop.ui.engine_jobs import EngineJobs
from desktop.ui.journal_writer import JournalWriter

FULL_DISK_ERRNOS = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class JobDesk(QObject):
    """All jobs of the list, as snapshots. Every change is a signal with the new snapshot."""

    jobs_added = Signal(object)  # list[Job], in the order they will be done
    job_changed = Signal(object)  # Job
    job_removed = Signal(str)  # job id
    queue_changed = Signal(object)  # list[str]: the files at work and waiting, in their order
    recorded = Signal(str, object)  # job id and the record, just before the job is shown
    storage_failed = Signal(object)  # Fault: a journal could not be written; the work goes on

    def __init__(
        self,
        engine: EngineClient,
        journals: Journals,
        imports: Imports,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._journals = journals
        self._at_engine = EngineJobs(engine, imports)
        self._writer = JournalWriter(journals, self)
        self._writer.failed.connect(self._on_storage_error)
        self._state = queue.QueueState()
        self._queued: list[str] = []  # as it was told last
        self._jobs: dict[str, Job] = {}
        self._resounding: set[str] = set()  # the engine has yet to let go of their former sound
        engine.status_changed.connect(self._on_status)
        engine.lost.connect(self._on_lost)
        engine.job_event.connect(self._on_event)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Names and terms for what is transcribed from now on."""
        return self._at_engine.vocabulary

    @vocabulary.setter
    def vocabulary(self, terms: tuple[str, ...]) -> None:
        self._at_engine.vocabulary = terms

    def restore(self, jobs: Iterable[Job]) -> None:
        """Take on jobs of earlier runs; unfinished ones go on when the engine is ready."""
        self._list([job for job in jobs if job.job_id not in self._jobs])

    def add_files(self, files: Iterable[Path]) -> list[str]:
        """A job for each file; returns their ids."""
        return self._create(list(files), is_recording=False)

    def add_recording(self, recording: Path) -> str:
        """A job for a recording that has just begun; returns its id."""
        return self._create([recording], is_recording=True)[0]

    def add_cut_off(self, recording: Path, begun: datetime, duration_s: float) -> str:
        """A job for a recording found without one; it waits for `retry`. Returns its id."""
        job = Job(name_batch(begun), recording, is_recording=True, created=begun)
        cut_off = {"type": records.CUT_OFF}
        self._writer.create([job])
        self._writer.append(job.job_id, cut_off)
        self._list([replace(apply_record(job, cut_off), duration_s=duration_s)])
        return job.job_id

    def hold(self, job_id: str) -> None:
        """The app died while it recorded this: it waits for `retry` or `keep`."""
        self._step(queue.CancelAsked(job_id))
        self._record(job_id, {"type": records.CUT_OFF})

    def keep(self, job_id: str) -> None:
        """A recording that was cut off is to stay as it is."""
        duration_s = self._jobs[job_id].duration_s
        self._record(job_id, {"type": records.LEFT_AS_IS, "duration_s": duration_s})

    def end_recording(self, job_id: str, duration_s: float) -> None:
        """The recording grows no more."""
        job = self._jobs[job_id]
        self._show(replace(job, is_growing=False, is_paused=False, duration_s=duration_s))

    def pause_recording(self, job_id: str, paused: bool) -> None:
        """The recording stands still, or grows again."""
        self._show(replace(self._jobs[job_id], is_paused=paused))

    def note_missing_sound(self, job_id: str, hole: MissingSound) -> None:
        """The recording has a hole, which its text is to tell of."""
        self._record(job_id, {"type": records.SOUND_MISSING, **asdict(hole)})

    def jobs(self) -> list[Job]:
        """All jobs, as they are now."""
        return list(self._jobs.values())

    def find(self, job_id: str) -> Job | None:
        """The job's present snapshot."""
        return self._jobs.get(job_id)

    def read_transcript(self, job: Job) -> Transcript:
        """The job's transcript, with the times of single words. Reads the journal."""
        return self._journals.read_transcript(job)

    def pause(self, *job_ids: str) -> None:
        """Let jobs stand still, over a restart of the app too, until `retry`."""
        jobs = [job for job_id in job_ids if (job := self._jobs[job_id]).can_pause]
        # What runs comes last, or the next one would begin.
        jobs.sort(key=lambda job: job.phase is Phase.RUNNING)
        for job in jobs:
            self._record(job.job_id, {"type": records.PAUSED})
        self._step(*(queue.PauseAsked(job.job_id) for job in jobs))

    def pause_all(self) -> None:
        """Pause every job that waits or runs, but for the recording that is going on."""
        self.pause(*self._jobs)

    def resume_all(self) -> None:
        """Go on with every paused job."""
        paused = [job.job_id for job in self.jobs() if job.phase is Phase.PAUSED]
        for job_id in paused:
            self._record(job_id, {"type": records.RETRIED})
        self._step(*(queue.RetryAsked(job_id) for job_id in paused))

    def move_removed_text(self, job_id: str, index: int, into_text: bool) -> None:
        """Put what the engine took for invented into the text, or take it out again."""
        kind = records.PUT_BACK if into_text else records.TAKEN_OUT
        self._record(job_id, {"type": kind, "index": index})

    def note(self, job_id: str, record: Mapping[str, Any]) -> None:
        """Write down what has become of a job elsewhere: its sound moved or deleted, a label."""
        self._record(job_id, record)

    def catch_up(self, job_id: str, record: Mapping[str, Any]) -> None:
        """Show what was written into a job's journal without the desk."""
        job = self._jobs.get(job_id)
        if job is not None:
            self._show(replace(apply_record(job, record), phase=job.phase))

    def correct(self, job_id: str, *corrections: Mapping[str, Any]) -> None:
        """Write down what the user has changed in a text (desktop.library.corrections)."""
        job = self._jobs.get(job_id)
        for record in corrections if job is not None else ():
            try:
                job = apply_record(job, record)  # type: ignore[arg-type]
            except (KeyError, TypeError, ValueError):
                break  # it does not fit the text that there is by now
            self._writer.append(job_id, record)
            self.recorded.emit(job_id, record)
        if job is not None:
            self._show(job)

    def cancel(self, job_id: str) -> None:
        """Stop a job; the text so far is kept."""
        self._step(queue.CancelAsked(job_id))
        if self._phase(job_id) is Phase.CANCELLED:  # it was waiting: the engine says nothing of it
            self._record(job_id, self._cancelled_record(job_id))

    def retry(self, job_id: str) -> None:
        """Go on with a job that was paused, failed or was cancelled; begin a finished one anew."""
        done = self._phase(job_id) is Phase.DONE
        if done and self._lacks_source(job_id):
            return
        self._record(job_id, {"type": records.RESTARTED if done else records.RETRIED})
        self._step(queue.RetryAsked(job_id))

    def choose_sound(self, job_id: str, sound: SoundChoice) -> None:
        """Have another track, or the channels one by one, transcribed from the beginning on."""
        if self._lacks_source(job_id):
            return
        if self._phase(job_id) in queue.ENGINE_HOLDS:
            self._resounding.add(job_id)
        self._record(job_id, {"type": records.SOUND_CHOSEN, **asdict(sound)})
        self._step(queue.AgainAsked(job_id))

    def examine(self, job_id: str) -> None:
        """Have the engine look what is in a job's file; the job's `contents` will tell."""
        self._at_engine.examine(self._jobs[job_id])

    def arrange(self, job_ids: Iterable[str]) -> None:
        """Have the waiting jobs done in this order; those not named keep their places."""
        self._step(queue.Arranged(tuple(job_ids)))

    def move(self, job_id: str, to: Move | str) -> None:
        """Have a waiting job done earlier or later; `to`: before which job."""
        self.arrange(move(queue.list_waiting(self._state), job_id, to))

    def remove(self, job_id: str) -> None:
        """Take a job off the list; `put_back` undoes it."""
        self._record(job_id, {"type": records.REMOVED})
        self._step(queue.RemoveAsked(job_id))

    def put_back(self, job: Job) -> None:
        """List a removed job again, as it was."""
        if job.job_id in self._jobs:  # the engine has not let go of it yet
            self._record(job.job_id, {"type": records.RESTORED})
            self._step(queue.RetryAsked(job.job_id))
        else:
            self._writer.append(job.job_id, {"type": records.RESTORED})
            self._list([replace(job, is_removed=False)])

    def _lacks_source(self, job_id: str) -> bool:
        """Whether the sound is gone, which is told: the text is all there is, and must stay."""
        source = self._jobs[job_id].source
        if source.exists():
            return False
        self.storage_failed.emit(Fault("audio_not_found", {"path": str(source)}))
        return True

    def _create(self, sources: list[Path], *, is_recording: bool) -> list[str]:
        """Jobs that came together have the same time, and ids in their order."""
        now = datetime.now(UTC)
        batch = name_batch(now)
        jobs = [
            Job(
                job_id=f"{batch}-{number:05d}",
                source=source,
                is_recording=is_recording,
                is_growing=is_recording,
                created=now,
            )
            for number, source in enumerate(sources)
        ]
        self._writer.create(jobs)
        self._list(jobs)
        return [job.job_id for job in jobs]

    def _list(self, jobs: list[Job]) -> None:
        # One that was running or stopping when it was last seen has yet to be done.
        listed = [
            job if job.phase in queue.RESTING else replace(job, phase=Phase.WAITING) for job in jobs
        ]
        self._jobs |= {job.job_id: job for job in listed}
        self.jobs_added.emit(listed)
        self._step(
            *(queue.Added(job.job_id, is_live=job.is_growing, phase=job.phase) for job in listed)
        )
        self._examine_waiting()

    def _on_status(self, status: EngineStatus) -> None:
        if status.state is EngineState.READY:
            self._step(queue.EngineReady())
            self._examine_waiting()

    def _on_storage_error(self, error: OSError) -> None:
        self.storage_failed.emit(storage_fault(error))

    def _examine_waiting(self) -> None:
        if self._state.engine_ready:
            self._at_engine.examine_waiting(self.jobs())

    def _on_lost(self, by_crash: bool) -> None:
        self._resounding.clear()
        self._at_engine.forget_examined()
        for job in self.jobs():
            if job.live is not None:
                self._show(replace(job, live=job.live.lose()))
        self._step(queue.EngineLost(by_crash))

    def _on_event(self, event: Mapping[str, Any]) -> None:
        job_id = event["job"]
        if event["type"] == "media":  # of a waiting job too
            self._record(job_id, event)
            return
        if self._phase(job_id) not in queue.ENGINE_HOLDS:
            return  # a late word of a job that was given up or removed
        if job_id in self._resounding:  # it is of the former sound
            if event["type"] in END_PHASES:
                self._resounding.discard(job_id)
                if not self._will_go_on(job_id):
                    self._record(job_id, self._cancelled_record(job_id))
                self._step(queue.Ended(job_id, Phase.CANCELLED))
            return
        if event["type"] not in END_PHASES:
            committed_before = self._jobs[job_id].committed_sample
            self._record(job_id, event)
            if self._jobs[job_id].committed_sample > committed_before:
                self._step(queue.Progressed(job_id))
            return
        has_only_stopped = event["type"] == "cancelled" and self._will_go_on(job_id)
        if not has_only_stopped:
            self._record(job_id, event)
        elif self._jobs[job_id].live is not None:
            self._show(replace(self._jobs[job_id], live=None))
        self._step(queue.Ended(job_id, END_PHASES[event["type"]]))

    def _will_go_on(self, job_id: str) -> bool:
        job = queue.find_job(self._state, job_id)
        return job is not None and job.phase is Phase.STOPPING and job.then is not Phase.CANCELLED

    def _step(self, *events: queue.Event) -> None:
        for event in events:
            self._state, effects = queue.step(self._state, event)
            for effect in effects:
                self._carry_out(effect)
        for queued in self._state.jobs:
            job = self._jobs[queued.job_id]
            if job.phase is not queued.phase:
                self._show(replace(job, phase=queued.phase))
                if queued.phase in (Phase.DONE, Phase.CANCELLED):
                    self._discard_import(queued.job_id)
        if (queued_ids := queue.list_queue(self._state)) != self._queued:
            self._queued = queued_ids
            self.queue_changed.emit(queued_ids)

    def _carry_out(self, effect: queue.Effect) -> None:
        job_id = effect.job_id
        match effect:
            case queue.Start():
                self._record(job_id, {"type": records.STARTED, "model": self._engine.status.model})
                self._at_engine.start(self._jobs[job_id])
            case queue.Stop():
                self._engine.cancel(job_id)
            case queue.Forget():
                del self._jobs[job_id]
                self._discard_import(job_id)
                self.job_removed.emit(job_id)
            case queue.GiveUp():
                self._record(job_id, {"type": "error", "code": "engine_died", "details": {}})

    def _discard_import(self, job_id: str) -> None:
        for leftover in self._at_engine.discard_import(job_id):
            self._writer.delete_later(leftover)

    def _record(self, job_id: str, record: Mapping[str, Any]) -> None:
        """Write a record down, and show the job that it makes."""
        job = self._jobs.get(job_id)
        if job is None:
            return
        try:
            changed = apply_record(job, record)
        except (KeyError, TypeError, ValueError):
            return  # an event of the engine's that is not as the protocol words it
        self._writer.append(job_id, record)
        self.recorded.emit(job_id, record)
        self._show(replace(changed, phase=self._phase(job_id) or changed.phase))

    def _show(self, job: Job) -> None:
        self._jobs[job.job_id] = job
        self.job_changed.emit(job)

    def _phase(self, job_id: str) -> Phase | None:
        job = queue.find_job(self._state, job_id)
        return job.phase if job else None

    def _cancelled_record(self, job_id: str) -> dict[str, Any]:
        return {"type": "cancelled", "committed_sample": self._jobs[job_id].committed_sample}


def name_batch(begun: datetime) -> str:
    """An id that nothing else has, sorted by time."""
    return f"{begun:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"


def storage_fault(error: OSError) -> Fault:
    """What to tell the user of a file that could not be written."""
    code = "disk_full" if error.errno in FULL_DISK_ERRNOS else "folder_not_writable"
    return Fault(code, {"path": str(error.filename or ""), "reason": error.strerror or ""})
