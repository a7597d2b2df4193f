"""Decides which job the engine does next: `step(state, event) -> (state, effects)`.

Pure: no Qt, no clock, no files. The engine does one job at a time. A live recording goes
before files: a running file is stopped, keeps its place and its text, and goes on afterwards.
A job that fails lets the next one start; one that brings the engine down again and again
without a word of progress is given up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

MAX_CRASHES = 3  # in a row, with no progress between them


class Phase(StrEnum):
    """Where a job is on its way; STOPPING waits for the engine to let go of it."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    PAUSED = "paused"  # by the user
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class QueuedJob:
    """One job of the queue. `then` is the phase after STOPPING; None: removed from the queue."""

    job_id: str
    phase: Phase = Phase.WAITING
    is_live: bool = False
    crashes: int = 0
    then: Phase | None = Phase.WAITING


@dataclass(frozen=True)
class QueueState:
    """All jobs in the order they came, and whether the engine can take one."""

    jobs: tuple[QueuedJob, ...] = ()
    engine_ready: bool = False


# Events: what happened.


@dataclass(frozen=True)
class Added:
    """A new job; one restored from an earlier run comes with the phase it had."""

    job_id: str
    is_live: bool = False
    phase: Phase = Phase.WAITING


@dataclass(frozen=True)
class EngineReady:
    """The engine has loaded its model and holds no job."""


@dataclass(frozen=True)
class EngineLost:
    """The engine process ended; not by a crash when it was stopped on purpose."""

    by_crash: bool = True


@dataclass(frozen=True)
class Progressed:
    """The engine delivered something of the job."""

    job_id: str


@dataclass(frozen=True)
class Ended:
    """The engine let go of the job: `phase` is DONE, FAILED or CANCELLED (it was stopped)."""

    job_id: str
    phase: Phase


@dataclass(frozen=True)
class CancelAsked:
    """The user wants the job stopped, its text kept."""

    job_id: str


@dataclass(frozen=True)
class PauseAsked:
    """The user wants the job to stand still until they ask for it again."""

    job_id: str


@dataclass(frozen=True)
class RetryAsked:
    """The user wants the job to go on, or to be done after all."""

    job_id: str


@dataclass(frozen=True)
class AgainAsked:
    """The user wants the job done from its beginning, whatever has become of it."""

    job_id: str


@dataclass(frozen=True)
class RemoveAsked:
    """The user wants the job out of the list."""

    job_id: str


@dataclass(frozen=True)
class Arranged:
    """The user wants the waiting jobs done in this order; those not named keep their places."""

    job_ids: tuple[str, ...]


Event = (
    Added
    | Arranged
    | EngineReady
    | EngineLost
    | Progressed
    | Ended
    | PauseAsked
    | CancelAsked
    | RetryAsked
    | AgainAsked
    | RemoveAsked
)

# Effects: what is to be done.


@dataclass(frozen=True)
class Start:
    """Hand the job to the engine, from where its text ends."""

    job_id: str


@dataclass(frozen=True)
class Stop:
    """Ask the engine to let go of the job."""

    job_id: str


@dataclass(frozen=True)
class Forget:
    """The job is out of the queue."""

    job_id: str


@dataclass(frozen=True)
class GiveUp:
    """The job failed by bringing the engine down MAX_CRASHES times."""

    job_id: str


Effect = Start | Stop | Forget | GiveUp
ENGINE_HOLDS = (Phase.RUNNING, Phase.STOPPING)
RESTING = (Phase.PAUSED, Phase.DONE, Phase.FAILED, Phase.CANCELLED)  # until the user asks


def step(state: QueueState, event: Event) -> tuple[QueueState, tuple[Effect, ...]]:
    """The state after an event, and what to do now."""
    state, effects = _apply(state, event)
    state, more = _go_on(state)
    return state, effects + more


def find_job(state: QueueState, job_id: str) -> QueuedJob | None:
    """The job of that id, None when the queue has none."""
    return next((job for job in state.jobs if job.job_id == job_id), None)


def list_queue(state: QueueState) -> list[str]:
    """The files at work and waiting, in the order in which they are done."""
    queued = [job for job in state.jobs if job.phase not in RESTING and not job.is_live]
    queued.sort(key=lambda job: job.phase is Phase.WAITING)  # who makes room goes on at once
    return [job.job_id for job in queued]


def list_waiting(state: QueueState) -> list[str]:
    """Those of them that wait."""
    is_waiting = {job.job_id: job.phase is Phase.WAITING for job in state.jobs}
    return [job_id for job_id in list_queue(state) if is_waiting[job_id]]


def _arrange(state: QueueState, job_ids: tuple[str, ...]) -> QueueState:
    """Those named take the places that they had among them in the order given."""
    rank = {job_id: at for at, job_id in enumerate(job_ids)}

    def is_named(job: QueuedJob) -> bool:
        return job.phase is Phase.WAITING and job.job_id in rank

    ordered = iter(sorted(filter(is_named, state.jobs), key=lambda job: rank[job.job_id]))
    return replace(state, jobs=tuple(next(ordered) if is_named(job) else job for job in state.jobs))


def _apply(state: QueueState, event: Event) -> tuple[QueueState, tuple[Effect, ...]]:
    match event:
        case EngineReady():
            return replace(state, engine_ready=True), ()
        case EngineLost(by_crash):
            return _lose_engine(state, by_crash)
        case Added(job_id, is_live, phase):
            if find_job(state, job_id):
                return state, ()
            return replace(state, jobs=(*state.jobs, QueuedJob(job_id, phase, is_live))), ()
        case Arranged(job_ids):
            return _arrange(state, job_ids), ()
    job = find_job(state, event.job_id)
    if job is None:
        return state, ()
    match event:
        case Progressed():
            return _put(state, replace(job, crashes=0)), ()
        case Ended(phase=phase):
            return _end(state, job, phase)
        case PauseAsked():
            return _stop(state, job, Phase.PAUSED)
        case CancelAsked():
            return _stop(state, job, Phase.CANCELLED)
        case RetryAsked() if job.phase in RESTING:
            return _put(state, replace(job, phase=Phase.WAITING, crashes=0)), ()
        case RetryAsked() if job.phase is Phase.STOPPING:
            return _put(state, replace(job, then=Phase.WAITING)), ()
        case AgainAsked() if job.phase is Phase.RUNNING:
            return _stop(state, job, Phase.WAITING)
        case AgainAsked() if job.phase in (*RESTING, Phase.STOPPING):
            return _apply(state, RetryAsked(job.job_id))
        case RemoveAsked():
            return _remove(state, job)
    return state, ()


def _go_on(state: QueueState) -> tuple[QueueState, tuple[Effect, ...]]:
    """Start the next job, or make room for a live one."""
    waiting = [job for job in state.jobs if job.phase is Phase.WAITING]
    if not state.engine_ready or not waiting:
        return state, ()
    chosen = next((job for job in waiting if job.is_live), waiting[0])
    held = next((job for job in state.jobs if job.phase in ENGINE_HOLDS), None)
    if held is None:
        return _put(state, replace(chosen, phase=Phase.RUNNING)), (Start(chosen.job_id),)
    if chosen.is_live and not held.is_live and held.phase is Phase.RUNNING:
        stopping = replace(held, phase=Phase.STOPPING, then=Phase.WAITING)
        return _put(state, stopping), (Stop(held.job_id),)
    return state, ()


def _lose_engine(state: QueueState, by_crash: bool) -> tuple[QueueState, tuple[Effect, ...]]:
    state = replace(state, engine_ready=False)
    held = next((job for job in state.jobs if job.phase in ENGINE_HOLDS), None)
    if held is None:
        return state, ()
    if held.phase is Phase.STOPPING:
        return _end(state, held, Phase.CANCELLED)
    crashes = held.crashes + by_crash
    if crashes >= MAX_CRASHES:
        return _put(state, replace(held, phase=Phase.FAILED, crashes=0)), (GiveUp(held.job_id),)
    return _put(state, replace(held, phase=Phase.WAITING, crashes=crashes)), ()


def _end(state: QueueState, job: QueuedJob, phase: Phase) -> tuple[QueueState, tuple[Effect, ...]]:
    if job.phase not in ENGINE_HOLDS:
        return state, ()
    if job.phase is Phase.STOPPING:
        if job.then is None:
            return _drop(state, job)
        if phase is Phase.CANCELLED:
            phase = job.then
    return _put(state, replace(job, phase=phase, crashes=0, then=Phase.WAITING)), ()


def _stop(state: QueueState, job: QueuedJob, then: Phase) -> tuple[QueueState, tuple[Effect, ...]]:
    """Pause or cancel. A paused job can be cancelled; a cancelled one is not paused."""
    if job.phase in (Phase.WAITING, Phase.PAUSED):
        return _put(state, replace(job, phase=then)), ()
    if job.phase is Phase.RUNNING:
        return _put(state, replace(job, phase=Phase.STOPPING, then=then)), (Stop(job.job_id),)
    if job.phase is Phase.STOPPING and job.then in (Phase.WAITING, Phase.PAUSED):
        return _put(state, replace(job, then=then)), ()
    return state, ()


def _remove(state: QueueState, job: QueuedJob) -> tuple[QueueState, tuple[Effect, ...]]:
    if job.phase is Phase.RUNNING:
        return _put(state, replace(job, phase=Phase.STOPPING, then=None)), (Stop(job.job_id),)
    if job.phase is Phase.STOPPING:
        return _put(state, replace(job, then=None)), ()
    return _drop(state, job)


def _drop(state: QueueState, job: QueuedJob) -> tuple[QueueState, tuple[Effect, ...]]:
    jobs = tuple(other for other in state.jobs if other.job_id != job.job_id)
    return replace(state, jobs=jobs), (Forget(job.job_id),)


def _put(state: QueueState, job: QueuedJob) -> QueueState:
    jobs = tuple(job if other.job_id == job.job_id else other for other in state.jobs)
    return replace(state, jobs=jobs)
