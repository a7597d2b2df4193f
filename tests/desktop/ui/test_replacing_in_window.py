"""Find and replace in a transcript, and the words of which the model was not sure."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.library.job import Job
from desktop.library.journal import read_journal
from desktop.transcript import Segment, Word

pytestmark = pytest.mark.window
TEXTS = ("Kalle ringde kalle 🙂 igår.", "Sedan kom Kalle.", "Slut.")


def say(number: int, text: str) -> Segment:
    start_s = 10.0 * number
    words = tuple(
        Word(word, start_s + at, start_s + at + 0.5, 0.3 if word == "kom" else 0.9)
        for at, word in enumerate(text.split())
    )
    return Segment(start_s, start_s + 8, text, words)


@pytest.fixture
def desk(start: Callable, make_parts: Callable):
    home: Path = make_parts().data_dir
    job = Job("job", home / "möte.mp3", False, datetime(2026, 11, 1, tzinfo=UTC))
    records = [job.as_record()]
    for number, text in enumerate(TEXTS):
        segment = say(number, text).as_dict()
        records.append({"type": "segment", "segment": segment, "committed_sample": 1})
    records.append({"type": "done", "duration_s": 30.0, "committed_sample": 1})
    (home / "jobs").mkdir(parents=True)
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (home / "jobs" / "job.jsonl").write_text(lines)
    desk = start()
    desk.qtbot.waitUntil(lambda: desk.window.page.text.is_editable, timeout=20_000)
    return desk


def read(desk) -> list[str]:
    path = desk.app._parts.data_dir / "jobs" / "job.jsonl"
    return [segment.text for segment in read_journal(path).segments]


def look_for(desk, wanted: str) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    bar = desk.window.page.replace_bar
    assert bar.isVisible()
    bar.wanted.setText(wanted)


def test_one_after_the_other_or_all_at_once(desk) -> None:
    page = desk.window.page
    bar, text = page.replace_bar, page.text
    look_for(desk, "kalle")
    assert bar.label.text() == "1 av 3"
    assert text.textCursor().selectedText() == "Kalle"
    bar.replacement.setText("Åsa")
    bar.moved.emit(1)
    bar.replace.click()
    assert read(desk) == ["Kalle ringde Åsa 🙂 igår.", TEXTS[1], "Slut."]
    assert bar.label.text() == "2 av 2"
    assert text.textCursor().selectedText() == "Kalle"
    bar.replace_all.click()
    assert read(desk) == ["Åsa ringde Åsa 🙂 igår.", "Sedan kom Åsa.", "Slut."]
    assert bar.label.text() == "2 ersatta"
    desk.window.actions_["undo"].trigger()
    assert read(desk) == ["Kalle ringde Åsa 🙂 igår.", TEXTS[1], "Slut."]
    desk.window.actions_["undo"].trigger()
    assert read(desk) == list(TEXTS)


def test_case_signs_and_nothing(desk) -> None:
    bar, text = desk.window.page.replace_bar, desk.window.page.text
    look_for(desk, "kalle")
    bar.exact_case.setChecked(True)
    assert bar.label.text() == "1 av 1"
    bar.exact_case.setChecked(False)
    bar.wanted.setText(".")  # a sign, no pattern
    assert bar.label.text().endswith("av 3")
    bar.wanted.setText("Slut.")
    bar.replacement.setText("")
    bar.replace_all.click()
    assert read(desk) == list(TEXTS[:2])  # a segment that is emptied is gone
    bar.wanted.setText("finns inte")
    assert bar.label.text() == "Finns inte i texten"
    assert not bar.replace_all.isEnabled()
    QTest.keyClick(bar.wanted, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert not text.extraSelections()


def test_doubtful_words_are_underlined_and_sure_when_corrected(desk) -> None:
    text, actions = desk.window.page.text, desk.window.actions_
    assert not text.extraSelections()
    QTest.keyClick(desk.window, Qt.Key.Key_F4)
    assert actions["doubtful"].isChecked()
    assert text.textCursor().selectedText() == "kom"
    assert [one.cursor.selectedText() for one in text.extraSelections()] == ["kom"]
    QTest.keyClicks(text, "for ")
    assert read(desk)[1].split() == ["Sedan", "for", "Kalle."]
    assert not text.extraSelections()
    assert desk.app.settings.show_doubtful
    desk.window.actions_["undo"].trigger()
    assert [one.cursor.selectedText() for one in text.extraSelections()] == ["kom"]
    actions["doubtful"].trigger()
    assert not text.extraSelections()
