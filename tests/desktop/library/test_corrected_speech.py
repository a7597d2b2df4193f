"""Of corrected texts, only what is said word for word is training speech."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.library.corrected_speech import pick_utterances, read_corrected
from desktop.library.corrections import (
    BROUGHT_BACK,
    REDONE,
    UNDONE,
    Replacement,
    make_adoption,
    make_correction,
)
from desktop.library.job import RESTARTED, Job
from desktop.text.retiming import Line, retime
from desktop.transcript import Begins, Segment, Word

HEARD = ("Kalle ringde till skulan.", "Öh sedan kom han hem komma sa hon.", "Det var allt.")


def say(number: int, text: str, with_words: bool = True) -> Segment:
    start_s = 10.0 * number
    texts = text.split()
    words = tuple(
        Word(word, start_s + at, start_s + at + 0.9, 0.8) for at, word in enumerate(texts)
    )
    return Segment(start_s, start_s + len(texts), text, words if with_words else ())


class Journal:
    """What an app writes while a text is corrected."""

    def __init__(self, folder: Path, heard: Sequence[Segment]) -> None:
        self.path = folder / "job.jsonl"
        self.segments = list(heard)
        job = Job("job", folder / "tal.wav", True, datetime(2026, 11, 1, tzinfo=UTC))
        self.write(job.as_record(), *(self.tell(segment) for segment in heard))
        self.write({"type": "done", "duration_s": 30.0, "committed_sample": 1})

    @staticmethod
    def tell(segment: Segment) -> dict:
        return {"type": "segment", "segment": segment.as_dict(), "committed_sample": 1}

    def write(self, *records: dict) -> None:
        with self.path.open("a") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)

    def adopt(self, shown: Sequence[Segment] | None = None) -> None:
        self.write(make_adoption(0, shown))
        self.segments = list(shown or self.segments)

    def correct(self, *changes: tuple[int, int, list[Line]]) -> None:
        made = []
        for first, end, lines in changes:
            new = retime(self.segments[first:end], lines)
            self.segments[first:end] = new
            made.append(Replacement(first, end, new))
        self.write(make_correction(made))

    def pick(self) -> list[str]:
        reading = read_corrected(self.path)
        assert reading is not None
        return [utterance.text for utterance in pick_utterances(reading)]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, [say(number, text) for number, text in enumerate(HEARD)])


def test_a_corrected_sentence_is_kept_with_its_time(journal: Journal) -> None:
    journal.adopt()
    assert journal.pick() == []
    journal.correct((0, 1, [Line("Kalle ringde till skolan.")]))
    reading = read_corrected(journal.path)
    (utterance,) = pick_utterances(reading)
    assert (utterance.start_s, utterance.end_s) == (0.0, 4.1)  # some silence after it
    assert utterance.text == "Kalle ringde till skolan."
    journal.write({"type": UNDONE})
    assert journal.pick() == []
    journal.write({"type": REDONE})
    assert journal.pick() == ["Kalle ringde till skolan."]


def test_signs_and_capitals_are_corrections_splitting_and_joining_are_none(
    journal: Journal,
) -> None:
    journal.adopt()
    journal.correct((0, 1, [Line("Kalle ringde"), Line("till skulan.", Begins.LINE)]))
    journal.correct((2, 4, [Line(" ".join(HEARD[1:]))]))
    assert journal.pick() == []
    journal.correct((0, 1, [Line("Kalle ringde,")]))
    assert journal.pick() == ["Kalle ringde,"]
    journal.correct((1, 2, [Line("till skolan.")]))  # the second half of what was split
    assert journal.pick() == ["Kalle ringde,", "till skolan."]


def test_what_commands_or_clean_up_have_changed_is_not_what_is_said(journal: Journal) -> None:
    shown = [*journal.segments]
    shown[1] = Segment(10.0, 17.0, "Sedan kom han hem, sa hon.")
    journal.adopt(shown)
    journal.correct((1, 2, [Line("Sedan kom han hit, sa hon.")]))
    journal.correct((2, 3, [Line("Det var alltså.")]))
    assert journal.pick() == ["Det var alltså."]


def test_what_was_written_anew_or_replaced_everywhere_is_left_out(journal: Journal) -> None:
    journal.adopt()
    journal.correct((0, 1, [Line("Samtal med en vårdnadshavare om läget.")]))
    journal.correct((2, 3, [Line("Den var allt.")]), (1, 2, [Line(HEARD[1] + " Ja.")]))
    assert journal.pick() == []


def test_a_remark_on_all_of_the_text_changes_no_words(journal: Journal) -> None:
    journal.adopt()
    journal.correct((0, 1, [Line("Kalle ringde till skolan.")]))
    made = [
        Replacement(number, number + 1, (replace(one, speaker="1"),))
        for number, one in enumerate(journal.segments)
    ]
    journal.write(make_correction(made))
    assert journal.pick() == ["Kalle ringde till skolan."]


def test_a_segment_cut_where_no_times_are_known_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path, [say(0, HEARD[0], with_words=False)])
    journal.adopt()
    journal.correct((0, 1, [Line("Kalle ringde"), Line("till skolan.")]))
    assert journal.pick() == []
    journal.write({"type": UNDONE})
    journal.segments = [say(0, HEARD[0], with_words=False)]
    journal.correct((0, 1, [Line("Kalle ringde till skolan.")]))
    assert journal.pick() == ["Kalle ringde till skolan."]


def test_a_text_begun_anew_has_no_corrections_until_the_old_one_is_back(journal: Journal) -> None:
    journal.adopt()
    journal.correct((0, 1, [Line("Kalle ringde till skolan.")]))
    journal.write({"type": RESTARTED}, journal.tell(say(0, "Palle ringde.")))
    journal.write({"type": "done", "duration_s": 30.0, "committed_sample": 1})
    assert journal.pick() == []
    journal.write({"type": BROUGHT_BACK})
    assert journal.pick() == ["Kalle ringde till skolan."]


def test_what_is_no_journal_is_none(tmp_path: Path) -> None:
    assert read_corrected(tmp_path / "saknas.jsonl") is None
    (tmp_path / "x.jsonl").write_text("nonsense\n")
    assert read_corrected(tmp_path / "x.jsonl") is None
