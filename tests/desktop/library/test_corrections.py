"""Corrections in a journal: read back they make the same text, and all of them can be undone."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.library import job as records
from desktop.library.corrections import (
    BROUGHT_BACK,
    REDONE,
    UNDONE,
    Remark,
    Replacement,
    make_adoption,
    make_correction,
)
from desktop.library.job import Job, apply_record
from desktop.library.journal import Journals, read_journal
from desktop.transcript import Segment, Word

HEARD = [
    Segment(3.0 * n, 3.0 * n + 2, f"Mening {n}.", (Word("Mening", 3.0 * n, 3.0 * n + 1, 0.5),))
    for n in range(5)
]
NEW = Segment(0.0, 2.0, "Rättat.", (Word("Rättat.", 0.0, 2.0, 1.0),))


def read_texts(job: Job) -> list[str]:
    return [segment.text for segment in job.segments]


class Written:
    """A job, and its journal beside it."""

    def __init__(self, folder: Path) -> None:
        self._journals = Journals(folder)
        self._path = folder / "one.jsonl"
        self.job = Job("one", Path("möte.mp3"), False, datetime(2026, 11, 1, tzinfo=UTC))
        self._journals.create(self.job)
        for segment in HEARD:
            self.hear(segment)

    def hear(self, segment: Segment) -> None:
        self.write({"type": "segment", "segment": segment.as_dict(), "committed_sample": 1})

    def write(self, record: dict[str, Any]) -> None:
        self.job = apply_record(self.job, record)
        self._journals.append("one", record)

    def correct(self, first: int, end: int, *segments: Segment) -> None:
        self.write(make_correction([Replacement(first, end, segments)]))

    def read(self, *, keep_words: bool = False) -> Job:
        job = read_journal(self._path, keep_words=keep_words)
        assert job is not None
        return job


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


def test_a_corrected_text_is_read_back_with_its_words(written: Written) -> None:
    written.write(make_adoption(0, None))
    written.correct(1, 3, NEW)
    assert read_texts(written.job) == ["Mening 0.", "Rättat.", "Mening 3.", "Mening 4."]
    assert written.job.n_adopted == 4
    assert replace(written.read(), warnings=()) == written.job
    assert written.read(keep_words=True).segments[1].words == NEW.words
    assert not written.job.segments[1].words  # they stay in the journal


def test_what_is_shown_is_adopted_and_what_comes_later_is_not(written: Written) -> None:
    written.write(make_adoption(0, [NEW, HEARD[0]]))
    assert read_texts(written.job) == ["Rättat.", "Mening 0."]
    written.hear(HEARD[4])
    assert (len(written.job.segments), written.job.n_adopted) == (3, 2)
    with pytest.raises(ValueError):
        written.correct(2, 3, NEW)
    written.write(make_adoption(2, [NEW, NEW]))
    assert written.job.n_adopted == 4
    written.correct(3, 4)
    assert read_texts(written.read()) == ["Rättat.", "Mening 0.", "Rättat."]


def test_several_places_are_one_step(written: Written) -> None:
    written.write(make_adoption(0, None))
    before = read_texts(written.job)
    swaps = [Replacement(number, number + 1, (NEW, NEW)) for number in (4, 2, 0)]
    written.write(make_correction(swaps))
    assert read_texts(written.job).count("Rättat.") == 6
    written.write({"type": UNDONE})
    assert read_texts(written.job) == before
    written.write({"type": UNDONE})  # there is no more
    written.write({"type": REDONE})
    assert read_texts(written.read()).count("Rättat.") == 6


def test_begun_anew_the_corrected_text_can_be_brought_back_and_put_away(written: Written) -> None:
    written.write(make_adoption(0, None))
    written.correct(0, 5, NEW)
    written.write({"type": records.RESTARTED})
    written.hear(HEARD[0])
    written.write({"type": records.RESTARTED})  # twice, and no correction between
    written.hear(HEARD[1])
    assert read_texts(written.job) == ["Mening 1."]
    written.write({"type": BROUGHT_BACK})
    assert read_texts(written.read()) == ["Rättat."]
    written.write({"type": UNDONE})  # what was done to it is still known
    assert read_texts(written.job) == [one.text for one in HEARD]
    written.write({"type": BROUGHT_BACK})
    assert read_texts(written.job) == ["Mening 1."]
    assert written.job.n_adopted == 0


def test_removed_text_put_back_into_a_corrected_one_can_be_undone(written: Written) -> None:
    removed = Segment(2.2, 2.8, "Tack för mig.")
    written.write(
        {
            "type": "removed",
            "segment": removed.as_dict(),
            "reason": "no_speech",
            "committed_sample": 1,
        }
    )
    written.write(make_adoption(0, None))
    written.correct(4, 5)
    written.write({"type": records.PUT_BACK, "index": 0})
    texts = ["Mening 0.", "Tack för mig.", "Mening 1.", "Mening 2.", "Mening 3."]
    assert read_texts(written.job) == texts
    assert written.job.n_adopted == 5
    written.correct(1, 2, replace(removed, text="Tack."))
    written.write({"type": records.TAKEN_OUT, "index": 0})  # it is not what it was any more
    assert read_texts(written.job)[1] == "Tack."
    for _ in range(3):
        written.write({"type": UNDONE})
    assert written.job.segments == tuple(written.read().segments)
    assert read_texts(written.job) == [one.text for one in HEARD]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 3)), max_size=12))
def test_undoing_all_is_as_if_nothing_had_been(tmp_path_factory: Any, edits: list) -> None:
    written = Written(tmp_path_factory.mktemp("j"))
    written.write(make_adoption(0, None))
    texts = [read_texts(written.job)]
    for first, end, n_new in edits:
        n_segments = len(written.job.segments)
        first, end = sorted((min(first, n_segments), min(end, n_segments)))
        written.correct(first, end, *[NEW] * n_new)
        texts.append(read_texts(written.job))
    for kind, way in ((UNDONE, texts[-2::-1]), (REDONE, texts[1:])):
        for wanted in way:
            written.write({"type": kind})
            assert read_texts(written.job) == wanted
    assert read_texts(written.read()) == texts[-1]


def test_speakers_and_notes_are_short_records_that_can_be_undone(
    tmp_path: Path,
) -> None:
    written = Written(tmp_path)
    written.write(make_adoption(0, None))
    written.write(make_correction([Remark(0, 2, speaker="Åsa"), Remark(1, 2, note="viktigt")]))
    assert [s.speaker for s in written.job.segments] == ["Åsa", "Åsa", "", "", ""]
    assert written.job.segments[1].note == "viktigt"
    whole = written.read(keep_words=True)
    assert whole.segments[1].words == HEARD[1].words
    assert (whole.segments[1].speaker, whole.segments[1].note) == ("Åsa", "viktigt")
    written.write({"type": UNDONE})
    assert written.read() == written.job
    assert [*written.job.segments] == [replace(one, words=()) for one in HEARD]
    written.write({"type": REDONE})
    assert written.read().segments[0].speaker == "Åsa"


def test_a_change_of_nothing_does_not_fit(tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.write(make_adoption(0, None))
    with pytest.raises(ValueError):
        written.write({"type": "corrected", "changes": [{"first": 0, "end": 1}]})
