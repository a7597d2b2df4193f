"""Who speaks, and notes, by hand: keys, menu and dialog; undone, and there after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from desktop.file_queue import Phase
from desktop.library.journal import read_journal
from desktop.speakers import count_speakers
from desktop.ui.speakers_dialog import SpeakersDialog

pytestmark = pytest.mark.window
CTRL = Qt.KeyboardModifier.ControlModifier


class Reader:
    """Somebody with a finished file of several segments before them."""

    def __init__(self, desk, name: str) -> None:
        self.desk, self.window, self.app = desk, desk.window, desk.app
        self.text = desk.window.page.text
        self.job_id = desk.wait_for_phase(name, Phase.DONE).job_id
        desk.window.list.select(self.job_id)
        desk.qtbot.waitUntil(lambda: self.app.editing.whole is not None, timeout=20_000)

    def choose(self, first: int, last: int | None = None) -> None:
        """Put the cursor into a segment, or select up to the end of another."""
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(self.text.find_line(first)[0])
        if last is not None:
            end = self.text.find_line(last)[1]
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)

    def speakers(self) -> list[str]:
        job = self.app.desk.find(self.job_id)
        written = read_journal(self.window_jobs() / f"{self.job_id}.jsonl")
        assert written is not None
        assert [one.speaker for one in written.segments] == [one.speaker for one in job.segments]
        return [segment.speaker for segment in job.segments]

    def window_jobs(self) -> Path:
        return self.app._parts.data_dir / "jobs"

    def enter(self, action: str, text: str) -> None:
        """Trigger an action that asks for a text, and answer."""
        self.window.actions_[action].trigger()
        self.desk.qtbot.waitUntil(lambda: bool(self.window.findChildren(QInputDialog)))
        dialog = self.window.findChildren(QInputDialog)[-1]
        dialog.setTextValue(text)
        dialog.accept()
        dialog.deleteLater()

    def list_menu(self) -> list[str]:
        return [one.text() for one in self.window.actions_.menus["speaker"].actions() if one.text()]


@pytest.fixture
def reader(start, tmp_path: Path) -> Reader:
    file = tmp_path / "intervju.wav"
    file.write_bytes(b"")
    return Reader(start([file]), file.name)


def test_speakers_are_named_by_hand_in_one_step_each(reader: Reader, qtbot) -> None:
    reader.choose(0, 1)
    reader.enter("new_speaker", "  Åsa   Öberg ")
    assert reader.speakers() == ["Åsa Öberg", "Åsa Öberg"]
    assert reader.text.toPlainText().count("Åsa Öberg:") == 1
    assert reader.list_menu()[0] == "Åsa Öberg"
    reader.choose(0)
    reader.window.actions_["no_speaker"].trigger()
    assert reader.speakers() == ["", "Åsa Öberg"]
    QTest.keyClick(reader.window, Qt.Key.Key_1, CTRL)
    assert reader.speakers() == ["Åsa Öberg", "Åsa Öberg"]
    reader.window.actions_["undo"].trigger()
    assert reader.speakers() == ["", "Åsa Öberg"]


def test_all_are_renamed_and_two_become_one_in_one_step_over_a_restart(
    reader: Reader, start, qtbot
) -> None:
    reader.choose(0)
    reader.app.speaking.assign("1")
    reader.choose(1)
    reader.app.speaking.assign("2")
    dialog = reader.app.speaking.open()
    qtbot.waitUntil(dialog.isVisible)
    assert [field.text() for field in dialog.fields.values()] == ["Talare 1", "Talare 2"]
    for field in dialog.fields.values():
        field.selectAll()
        QTest.keyClicks(field, "Eva")
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert reader.speakers() == ["Eva", "Eva"]
    assert list(dialog.fields) == ["Eva"]
    dialog.close()
    again = Reader(start(), "intervju.wav")
    assert again.speakers() == ["Eva", "Eva"]
    again.window.actions_["undo"].trigger()
    assert again.speakers() == ["1", "2"]
    assert count_speakers(again.app.editing.read_shown()) == {"1": 1, "2": 1}


def test_a_note_is_shown_changed_taken_away_and_found(reader: Reader, qtbot) -> None:
    reader.choose(1)
    reader.enter("note", "Kolla namnet\nmed Xerxes")
    job = reader.app.desk.find(reader.job_id)
    assert job.segments[1].note == "Kolla namnet med Xerxes"
    assert "✎ Kolla namnet med Xerxes" in reader.text.toPlainText()
    reader.window.actions_["undo"].trigger()
    assert "✎" not in reader.text.toPlainText()
    reader.window.actions_["redo"].trigger()
    reader.choose(1)
    reader.enter("note", "")
    assert "✎" not in reader.text.toPlainText()


def test_names_can_be_left_out_of_the_text_and_of_what_is_saved(
    reader: Reader, tmp_path: Path
) -> None:
    reader.choose(0)
    reader.app.speaking.assign("Eva")
    out = tmp_path / "ut.txt"
    reader.desk.save(reader.app.desk.find(reader.job_id), out, "txt")
    assert out.read_text("utf-8").startswith("Eva: ")
    reader.window.actions_["speakers"].setChecked(False)
    assert "Eva" not in reader.text.toPlainText()
    reader.desk.save(reader.app.desk.find(reader.job_id), out, "txt")
    assert "Eva" not in out.read_text("utf-8")


def test_the_dialog_says_that_there_are_none_and_names_its_fields(reader: Reader, qtbot) -> None:
    dialog: SpeakersDialog = reader.app.speaking.open()
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.none.isVisible() and not dialog.save.isEnabled()
    reader.choose(0)
    reader.app.speaking.assign("Eva & Bo")
    (field,) = dialog.fields.values()
    assert field.accessibleName() == "Namn på Eva & Bo"
    assert dialog.save.isEnabled()


def test_what_was_typed_for_another_transcript_is_forgotten(reader: Reader, qtbot) -> None:
    reader.choose(0)
    reader.app.speaking.assign("1")
    dialog = reader.app.speaking.open()
    qtbot.waitUntil(dialog.isVisible)
    QTest.keyClicks(dialog.fields["1"], "Eva")
    dialog.show_speakers({"1": 3}, reader.text.pick_speaker_colour, "another")
    assert dialog.fields["1"].text() == "Talare 1"
    assert not dialog.fields["1"].isModified()
