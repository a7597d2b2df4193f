"""What a guard took away can be put back in its place, and taken out again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.library.job import PUT_BACK, TAKEN_OUT, Job, apply_record
from desktop.library.journal import Journals

JOB = Job("a", Path("tal.mp3"), False, datetime(2026, 11, 22, tzinfo=UTC))


def say(start_s: float, end_s: float, text: str, kind: str = "segment") -> dict[str, Any]:
    said = {"start_s": start_s, "end_s": end_s, "text": text, "confidence": 0.9, "words": []}
    more = {"reason": "no_speech"} if kind == "removed" else {}
    return {"type": kind, "segment": said, "committed_sample": round(end_s * 16_000), **more}


def move(kind: str, index: int = 0) -> dict[str, Any]:
    return {"type": kind, "index": index}


def fold(*records: dict[str, Any]) -> Job:
    job = JOB
    for record in records:
        job = apply_record(job, record)
    return job


def read(job: Job) -> list[str]:
    return [segment.text for segment in job.segments]


FIRST, LAST = say(0.0, 2.0, "Ett."), say(6.0, 8.0, "Tre.")
INVENTED = say(3.0, 4.0, "Tack för att ni har tittat.", "removed")
LOOP = say(10.0, 14.0, "så så så så så", "removed")
KEPT = say(10.0, 14.0, "så så")


def test_it_is_kept_with_its_time_and_reason_and_is_not_in_the_text() -> None:
    job = fold(FIRST, INVENTED, LAST)
    assert read(job) == ["Ett.", "Tre."]
    (removed,) = job.removed
    assert (removed.segment.start_s, removed.reason) == (3.0, "no_speech")
    assert job.transcript.text == "Ett.\nTre."


def test_put_back_it_stands_in_its_place_and_can_be_taken_out_again() -> None:
    job = fold(FIRST, INVENTED, LAST, move(PUT_BACK))
    assert read(job) == ["Ett.", "Tack för att ni har tittat.", "Tre."]
    assert job.removed[0].is_put_back
    assert apply_record(job, move(PUT_BACK)) == job
    again = apply_record(job, move(TAKEN_OUT))
    assert again == fold(FIRST, INVENTED, LAST)
    assert apply_record(again, move(TAKEN_OUT)) == again


@pytest.mark.parametrize("index", [-1, 1, 99])
def test_one_that_is_not_there_changes_nothing(index: int) -> None:
    job = fold(FIRST, INVENTED)
    assert apply_record(job, move(PUT_BACK, index)) == job


def test_it_takes_the_place_of_what_was_kept_of_it() -> None:
    job = fold(FIRST, LOOP, KEPT)
    assert read(job) == ["Ett.", "så så"]
    whole = apply_record(job, move(PUT_BACK))
    assert read(whole) == ["Ett.", "så så så så så"]
    assert apply_record(whole, move(TAKEN_OUT)) == job


def test_it_takes_the_place_of_all_pieces_that_were_kept_of_it() -> None:
    hole = {"type": "sound_missing", "at_s": 12.0, "missing_s": 1.0, "reason": "unplugged"}
    kept = say(10.0, 14.0, "så här")
    kept["segment"]["words"] = [
        {"text": "så", "start_s": 10.5, "end_s": 11.0, "confidence": 0.5},
        {"text": "här", "start_s": 13.0, "end_s": 13.5, "confidence": 0.5},
    ]
    job = fold(FIRST, hole, LOOP, kept)
    assert read(job) == ["Ett.", "så", "här"]
    whole = apply_record(job, move(PUT_BACK))
    assert read(whole) == ["Ett.", "så så så så så"]
    assert read(apply_record(whole, move(TAKEN_OUT))) == read(job)


def test_put_back_before_the_rest_of_it_came_it_is_not_said_twice() -> None:
    job = fold(FIRST, LOOP, move(PUT_BACK), KEPT)
    assert read(job) == ["Ett.", "så så så så så"]
    assert read(apply_record(job, move(TAKEN_OUT))) == ["Ett.", "så så"]


def test_what_is_removed_again_after_a_crash_stands_once() -> None:
    assert fold(FIRST, LOOP, LOOP, KEPT) == fold(FIRST, LOOP, KEPT)


def test_what_is_said_afterwards_comes_after_it() -> None:
    assert read(fold(FIRST, INVENTED, move(PUT_BACK), LAST, KEPT)) == [
        "Ett.",
        "Tack för att ni har tittat.",
        "Tre.",
        "så så",
    ]


def test_a_restart_of_the_app_keeps_it_all_and_a_new_run_forgets_it(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.create(JOB)
    records = (FIRST, INVENTED, LOOP, KEPT, move(PUT_BACK), move(PUT_BACK, 1), move(TAKEN_OUT, 1))
    for record in records:
        journals.append("a", record)
    assert journals.load() == [fold(*records)]
    assert apply_record(fold(*records), {"type": "restarted"}).removed == ()
