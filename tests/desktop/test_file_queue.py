"""The queue's decisions, told as lists of events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.file_queue import (
    ENGINE_HOLDS,
    MAX_CRASHES,
    Added,
    AgainAsked,
    Arranged,
    CancelAsked,
    Effect,
    Ended,
    EngineLost,
    EngineReady,
    Event,
    Forget,
    GiveUp,
    PauseAsked,
    Phase,
    Progressed,
    QueueState,
    RemoveAsked,
    RetryAsked,
    Start,
    Stop,
    find_job,
    list_queue,
    list_waiting,
    step,
)
from desktop.queue_order import Move, move


def play(*events: Event) -> tuple[QueueState, list[Effect]]:
    state, effects = QueueState(), []
    for event in events:
        state, more = step(state, event)
        effects += more
    return state, effects


def phase_of(state: QueueState, job_id: str) -> Phase | None:
    job = find_job(state, job_id)
    return job.phase if job else None


def test_jobs_wait_for_the_engine_and_run_one_after_the_other() -> None:
    _, effects = play(Added("a"), Added("b"))
    assert effects == []
    _, effects = play(Added("a"), Added("b"), EngineReady(), Ended("a", Phase.DONE))
    assert effects == [Start("a"), Start("b")]


def test_a_failure_goes_on_to_the_next() -> None:
    state, effects = play(EngineReady(), Added("a"), Added("b"), Ended("a", Phase.FAILED))
    assert effects == [Start("a"), Start("b")]
    assert phase_of(state, "a") is Phase.FAILED


def test_a_failed_job_can_be_tried_again() -> None:
    state, effects = play(EngineReady(), Added("a"), Ended("a", Phase.FAILED), RetryAsked("a"))
    assert effects == [Start("a"), Start("a")]
    assert phase_of(state, "a") is Phase.RUNNING


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_when_the_engine_lets_go() -> None:
    state, effects = play(EngineReady(), Added("a"), Added("b"), CancelAsked("b"), CancelAsked("a"))
    assert effects == [Start("a"), Stop("a")]
    assert (phase_of(state, "a"), phase_of(state, "b")) == (Phase.STOPPING, Phase.CANCELLED)
    state, _ = step(state, Ended("a", Phase.CANCELLED))
    assert phase_of(state, "a") is Phase.CANCELLED


def test_a_paused_job_stands_still_until_it_is_asked_for() -> None:
    state, effects = play(EngineReady(), Added("a"), Added("b"), PauseAsked("b"), PauseAsked("a"))
    assert effects == [Start("a"), Stop("a")]
    state, effects = step(state, Ended("a", Phase.CANCELLED))
    assert (phase_of(state, "a"), phase_of(state, "b"), effects) == (Phase.PAUSED, Phase.PAUSED, ())
    for event in (EngineLost(), EngineReady(), Added("c", phase=Phase.DONE)):
        state, effects = step(state, event)
        assert effects == ()
    state, effects = step(state, RetryAsked("b"))
    assert effects == (Start("b"),)
    assert phase_of(state, "a") is Phase.PAUSED


def test_the_next_job_goes_on_while_one_is_paused() -> None:
    _, effects = play(
        EngineReady(), Added("a"), Added("b"), PauseAsked("a"), Ended("a", Phase.CANCELLED)
    )
    assert effects == [Start("a"), Stop("a"), Start("b")]


def test_a_pause_taken_back_before_the_engine_let_go_lets_the_job_go_on() -> None:
    events: list[Event] = [EngineReady(), Added("a"), PauseAsked("a"), RetryAsked("a")]
    _, effects = play(*events, Ended("a", Phase.CANCELLED))
    assert effects == [Start("a"), Stop("a"), Start("a")]


def test_a_job_that_makes_room_for_a_recording_can_be_paused_and_stays_so() -> None:
    state, effects = play(
        EngineReady(),
        Added("file"),
        Added("live", True),
        PauseAsked("file"),
        Ended("file", Phase.CANCELLED),
        Ended("live", Phase.DONE),
    )
    assert phase_of(state, "file") is Phase.PAUSED
    assert effects == [Start("file"), Stop("file"), Start("live")]


def test_an_engine_that_dies_while_it_is_to_pause_leaves_the_job_paused() -> None:
    state, _ = play(EngineReady(), Added("a"), PauseAsked("a"), EngineLost(), EngineReady())
    assert phase_of(state, "a") is Phase.PAUSED


def test_a_paused_job_can_be_cancelled_but_a_cancelled_one_is_not_paused() -> None:
    state, _ = play(Added("a"), PauseAsked("a"), CancelAsked("a"))
    assert phase_of(state, "a") is Phase.CANCELLED
    state, _ = step(state, PauseAsked("a"))
    assert phase_of(state, "a") is Phase.CANCELLED
    state, _ = play(EngineReady(), Added("b"), CancelAsked("b"), PauseAsked("b"))
    state, _ = step(state, Ended("b", Phase.CANCELLED))
    assert phase_of(state, "b") is Phase.CANCELLED


def test_a_job_that_was_paused_in_an_earlier_run_still_is() -> None:
    _, effects = play(EngineReady(), Added("old", phase=Phase.PAUSED), Added("new"))
    assert effects == [Start("new")]


def test_a_job_that_ends_while_it_is_being_cancelled_is_done() -> None:
    state, _ = play(EngineReady(), Added("a"), CancelAsked("a"), Ended("a", Phase.DONE))
    assert phase_of(state, "a") is Phase.DONE


def test_a_live_recording_goes_before_a_running_file_which_goes_on_afterwards() -> None:
    events: list[Event] = [EngineReady(), Added("file"), Added("later"), Added("live", True)]
    state, effects = play(*events)
    assert effects == [Start("file"), Stop("file")]
    state, effects = step(state, Ended("file", Phase.CANCELLED))
    assert effects == (Start("live"),)
    assert phase_of(state, "file") is Phase.WAITING
    _, effects = step(state, Ended("live", Phase.DONE))
    assert effects == (Start("file"),)


def test_cancelling_a_file_that_made_room_keeps_it_cancelled() -> None:
    state, effects = play(
        EngineReady(),
        Added("file"),
        Added("live", True),
        CancelAsked("file"),
        Ended("file", Phase.CANCELLED),
        Ended("live", Phase.DONE),
    )
    assert phase_of(state, "file") is Phase.CANCELLED
    assert effects == [Start("file"), Stop("file"), Start("live")]


def test_after_a_crash_the_job_is_started_again() -> None:
    _, effects = play(EngineReady(), Added("a"), EngineLost(), EngineReady())
    assert effects == [Start("a"), Start("a")]


def test_a_job_that_brings_the_engine_down_again_and_again_is_given_up() -> None:
    crashes: list[Event] = [EngineLost(), EngineReady()] * MAX_CRASHES
    state, effects = play(EngineReady(), Added("a"), Added("b"), *crashes)
    assert effects == [Start("a")] * MAX_CRASHES + [GiveUp("a"), Start("b")]
    assert phase_of(state, "a") is Phase.FAILED


def test_progress_between_crashes_keeps_a_job_going() -> None:
    crashes: list[Event] = [Progressed("a"), EngineLost(), EngineReady()] * (3 * MAX_CRASHES)
    state, effects = play(EngineReady(), Added("a"), *crashes)
    assert GiveUp("a") not in effects
    assert phase_of(state, "a") is Phase.RUNNING


def test_an_engine_stopped_on_purpose_costs_the_job_no_try() -> None:
    stops: list[Event] = [EngineLost(by_crash=False), EngineReady()] * (3 * MAX_CRASHES)
    _, effects = play(EngineReady(), Added("a"), *stops)
    assert GiveUp("a") not in effects


def test_removing_a_running_job_stops_it_first() -> None:
    state, effects = play(EngineReady(), Added("a"), Added("b"), RemoveAsked("a"))
    assert effects == [Start("a"), Stop("a")]
    state, more = step(state, Ended("a", Phase.CANCELLED))
    assert more == (Forget("a"), Start("b"))
    assert find_job(state, "a") is None


def test_a_job_from_an_earlier_run_keeps_its_phase() -> None:
    _, effects = play(EngineReady(), Added("old", phase=Phase.DONE), Added("new"))
    assert effects == [Start("new")]


def test_events_of_unknown_jobs_change_nothing() -> None:
    state, effects = play(EngineReady(), Ended("x", Phase.DONE), CancelAsked("x"), Progressed("x"))
    assert (state.jobs, effects) == ((), [])


ids = st.sampled_from("abc")
events = st.one_of(
    st.builds(Added, ids, st.booleans()),
    st.just(EngineReady()),
    st.builds(EngineLost, st.booleans()),
    st.builds(Progressed, ids),
    st.builds(Ended, ids, st.sampled_from([Phase.DONE, Phase.FAILED, Phase.CANCELLED])),
    st.builds(PauseAsked, ids),
    st.builds(CancelAsked, ids),
    st.builds(RetryAsked, ids),
    st.builds(AgainAsked, ids),
    st.builds(Arranged, st.permutations("abc").map(tuple)),
    st.builds(RemoveAsked, ids),
)


@given(st.lists(events, max_size=40))
def test_whatever_happens_the_engine_holds_at_most_one_job_and_no_ready_engine_idles(
    happened: list[Event],
) -> None:
    state = QueueState()
    for event in happened:
        state, effects = step(state, event)
        held = [job for job in state.jobs if job.phase in ENGINE_HOLDS]
        waiting = [job for job in state.jobs if job.phase is Phase.WAITING]
        assert len(held) <= 1
        assert not (state.engine_ready and waiting and not held)
        assert sum(isinstance(effect, Start) for effect in effects) <= 1


@pytest.mark.parametrize(
    ("job_id", "to", "order"),
    [
        ("d", Move.FIRST, "adbc"),
        ("d", Move.UP, "abdc"),
        ("b", Move.UP, "abcd"),
        ("b", Move.DOWN, "acbd"),
        ("d", Move.DOWN, "abcd"),
        ("b", Move.LAST, "acdb"),
        ("d", "c", "abdc"),
        ("b", "d", "acbd"),
        ("a", Move.LAST, "abcd"),  # it runs
        ("x", Move.FIRST, "abcd"),
    ],
)
def test_a_waiting_job_is_moved_and_then_done_in_its_turn(
    job_id: str, to: Move | str, order: str
) -> None:
    state, _ = play(EngineReady(), *map(Added, "abcd"))
    state, effects = step(state, Arranged(move(list_waiting(state), job_id, to)))
    assert effects == ()
    assert "".join(list_queue(state)) == order
    started = []
    for _ in order:
        running = next(job.job_id for job in state.jobs if job.phase is Phase.RUNNING)
        started.append(running)
        state, _ = step(state, Ended(running, Phase.DONE))
    assert "".join(started) == order


def test_an_order_of_an_earlier_run_moves_only_whom_it_names() -> None:
    state, _ = play(*map(Added, "abcd"), PauseAsked("b"))
    state, _ = step(state, Arranged(("gone", "d", "b", "a")))
    assert list_queue(state) == ["d", "c", "a"]


def test_a_job_asked_for_again_stops_first_and_is_begun_anew() -> None:
    state, effects = play(EngineReady(), Added("a"), AgainAsked("a"))
    assert effects == [Start("a"), Stop("a")]
    state, effects = step(state, Ended("a", Phase.CANCELLED))
    assert effects == (Start("a"),)
    state, effects = play(EngineReady(), Added("a"), Ended("a", Phase.DONE), AgainAsked("a"))
    assert effects == [Start("a"), Start("a")]
    state, _ = play(Added("a"), AgainAsked("a"))
    assert phase_of(state, "a") is Phase.WAITING
