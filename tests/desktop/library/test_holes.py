"""Where the mark of missing sound stands in the text: between the words that it came between."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.export.options import MissingPart, Options
from desktop.export.paragraphs import merge_missing
from desktop.library.job import Job, apply_record
from desktop.transcript import Segment, Word


def say(start_s: float, end_s: float, *words: tuple[str, float, float]) -> dict[str, Any]:
    """The record of an utterance."""
    segment = Segment(
        start_s, end_s, " ".join(w[0] for w in words), tuple(Word(*w) for w in words), 0.9
    )
    return {"type": "segment", "segment": segment.as_dict(), "committed_sample": 0}


def lose(at_s: float, reason: str = "unplugged") -> dict[str, Any]:
    return {"type": "sound_missing", "at_s": at_s, "missing_s": 2.0, "reason": reason}


def read(*records: dict[str, Any]) -> list[str]:
    """The text of a job with these records; … where sound is missing."""
    job = Job("1", Path("tal.wav"), is_recording=True, created=datetime(2026, 11, 1, tzinfo=UTC))
    for record in records:
        job = apply_record(job, record)
    assert not any(segment.words for segment in job.segments)
    parts = tuple(MissingPart(hole.at_s, hole.missing_s, "…") for hole in job.missing)
    return [line.text for line in merge_missing(job.transcript, Options(missing=parts))]


SENTENCE = say(1.0, 4.0, ("Vi", 1.1, 1.3), ("åker", 1.4, 1.8), ("hem", 2.6, 3.0), ("nu.", 3.1, 3.5))


@pytest.mark.parametrize(
    ("at_s", "expected"),
    [
        (1.0, ["…", "Vi åker hem nu."]),
        (1.05, ["…", "Vi åker hem nu."]),
        (1.7, ["Vi åker", "…", "hem nu."]),  # in the last third of "åker"
        (2.2, ["Vi åker", "…", "hem nu."]),
        (2.7, ["Vi åker", "…", "hem nu."]),  # in the first quarter of "hem"
        (3.8, ["Vi åker hem nu.", "…"]),
        (4.0, ["Vi åker hem nu.", "…"]),
    ],
)
def test_a_hole_stands_between_the_words_it_came_between(at_s: float, expected: list[str]) -> None:
    assert read(lose(at_s), SENTENCE) == expected


def test_two_holes_in_one_utterance() -> None:
    assert read(lose(1.35), lose(3.05), SENTENCE) == ["Vi", "…", "åker hem", "…", "nu."]


def test_words_without_times_stay_together_and_the_mark_follows() -> None:
    record = say(1.0, 4.0)
    record["segment"]["text"] = "Vi åker hem nu."
    assert read(lose(2.2), record) == ["Vi åker hem nu.", "…"]


def test_a_pause_that_the_user_made_cuts_no_sentence() -> None:
    assert read(lose(2.2, "paused"), SENTENCE) == ["Vi åker hem nu.", "…"]


def test_the_pieces_keep_time_and_certainty() -> None:
    job = Job("1", Path("tal.wav"), is_recording=True, created=datetime(2026, 11, 1, tzinfo=UTC))
    job = apply_record(apply_record(job, lose(2.2)), SENTENCE)
    spans = [(s.start_s, s.end_s, s.confidence) for s in job.segments]
    assert spans == [(1.0, 2.2, 0.9), (2.2, 4.0, 0.9)]
