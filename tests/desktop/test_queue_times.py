"""When the files of the queue will be done."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from desktop.library.job import Job
from desktop.queue_order import read_order, write_order
from desktop.queue_times import Stretch, follow, reckon_left


def make_job(name: str, position_s: float = 0.0, duration_s: float | None = 600.0) -> Job:
    job = Job(name, Path(name), is_recording=False, created=datetime.now(UTC))
    return replace(job, position_s=position_s, duration_s=duration_s)


def test_each_file_is_done_after_those_before_it() -> None:
    jobs = [make_job("a", 300.0), make_job("b"), make_job("c", duration_s=1200.0)]
    assert reckon_left(jobs, 10.0) == {"a": 30.0, "b": 90.0, "c": 210.0}


def test_nothing_is_promised_that_is_not_known() -> None:
    jobs = [make_job("a"), make_job("b", duration_s=None), make_job("c")]
    assert reckon_left(jobs, 10.0) == {"a": 60.0}
    assert reckon_left(jobs, None) == {}


def test_speed_is_measured_from_where_the_run_began() -> None:
    """A job that goes on after a restart has a position already, and it has cost no time."""
    stretch: Stretch | None = None
    for position_s, now_s in ((300.0, 50.0), (310.0, 51.0), (310.0, 53.0), (340.0, 54.0)):
        stretch = follow(stretch, make_job("a", position_s), now_s)
    assert stretch is not None
    assert stretch.speed == 10.0
    other = follow(stretch, make_job("b", 5.0), 60.0)
    assert other.speed is None
    assert follow(stretch, make_job("a", 0.0), 61.0).begun_at_s == 0.0  # begun anew


def test_the_first_moments_tell_nothing() -> None:
    stretch = follow(None, make_job("a"), 0.0)
    assert follow(stretch, make_job("a", 100.0), 3.9).speed is None
    assert follow(stretch, make_job("a", 100.0), 4.0).speed == 25.0


def test_the_order_is_read_back_and_a_bad_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "data" / "queue.json"
    assert read_order(path) == ()
    write_order(path, ["b", "a"])
    assert read_order(path) == ("b", "a")
    path.write_bytes(b'{"a"')
    assert read_order(path) == ()
    path.write_bytes(b'{"a": 1}')
    assert read_order(path) == ()
