"""A transcript is corrected by typing in it: what is typed is in the journal, and can be undone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.library.journal import read_journal
from desktop.ui.spans import count_units
from desktop.ui.transcript_editor import TranscriptEditor

pytestmark = pytest.mark.window


class Writer:
    """Somebody at the keyboard of a desk with one finished file."""

    def __init__(self, desk, name: str) -> None:
        self.desk, self.name = desk, name
        self.window = desk.window
        self.text: TranscriptEditor = desk.window.page.text
        self.job: Job = desk.wait_for_phase(name, Phase.DONE)
        desk.window.list.select(self.job.job_id)
        desk.qtbot.waitUntil(lambda: self.text.is_editable, timeout=20_000)
        self.text.setFocus()

    def put_cursor(self, after: str, *, select: str = "") -> None:
        raw = self.text.document().toRawText()
        found = raw.index(after) + len(after)
        assert raw[found : found + len(select)] == select
        place = count_units(raw[:found])
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(place)
        if select:
            cursor.setPosition(place + len(select), QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)

    def type(self, text: str) -> None:
        no_key = Qt.KeyboardModifier.NoModifier
        for one in text:  # QTest.keyClicks knows ASCII alone
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.text, QKeyEvent(kind, ord(one.upper()), no_key, one))

    def press(self, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.text, key, modifier)

    def undo(self) -> None:
        self.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    def redo(self) -> None:
        self.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | SHIFT)

    def read(self) -> list[str]:
        """The texts in the journal, which are those on the desk too."""
        self.text.flush()
        job = self.read_whole()
        now = self.desk.app.desk.find(self.job.job_id)
        assert [one.text for one in now.segments] == [one.text for one in job.segments]
        return [one.text for one in job.segments]

    def read_whole(self) -> Job:
        path = self.desk.app._parts.data_dir / "jobs" / f"{self.job.job_id}.jsonl"
        job = read_journal(path, keep_words=True)
        assert job is not None
        return job


SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def writer(start: Callable, media: Callable) -> Writer:
    return Writer(start(media("done.mp3")), "done.mp3")


def test_a_word_that_is_typed_over_keeps_its_time_and_can_be_undone(writer: Writer) -> None:
    writer.put_cursor("", select="Mening")
    writer.type("Raden")
    assert writer.text.toPlainText() == "Raden 1. Mening 2."
    assert writer.read() == ["Raden 1.", "Mening 2."]
    first = writer.read_whole().segments[0].words[0]
    assert (first.text, first.start_s, first.end_s, first.confidence) == ("Raden", 0.0, 1.0, 1.0)
    writer.undo()
    assert writer.text.toPlainText() == "Mening 1. Mening 2."
    assert writer.read() == ["Mening 1.", "Mening 2."]
    writer.redo()
    assert writer.read() == ["Raden 1.", "Mening 2."]
    assert writer.window.actions_["undo"].isEnabled()
    assert not writer.window.actions_["redo"].isEnabled()


def test_each_word_is_in_the_journal_when_the_next_begins(writer: Writer) -> None:
    writer.put_cursor("1.")
    writer.type(" Så är det ")
    assert writer.read_whole().segments[0].text == "Mening 1. Så är det"
    writer.type("nu")
    texts = [one.text for one in writer.read_whole().segments]
    assert texts[0] == "Mening 1. Så är det"  # the last word is still being typed …
    writer.desk.qtbot.waitUntil(  # … and is written down when one pauses
        lambda: writer.read_whole().segments[0].text == "Mening 1. Så är det nu"
    )
    for _ in range(4):
        writer.undo()
    assert writer.read() == ["Mening 1.", "Mening 2."]


def test_return_splits_and_backspace_joins(writer: Writer) -> None:
    writer.put_cursor("Mening")
    writer.press(Qt.Key.Key_Return)
    assert writer.read() == ["Mening", "1.", "Mening 2."]
    first, second = writer.read_whole().segments[:2]
    assert (first.end_s, second.start_s, str(second.begins)) == (1.0, 1.0, "line")
    writer.type("Den ")
    assert writer.read() == ["Mening", "Den 1.", "Mening 2."]
    writer.press(Qt.Key.Key_Home)
    writer.press(Qt.Key.Key_Backspace)
    assert writer.read() == ["Mening Den 1.", "Mening 2."]
    writer.put_cursor("Den 1.")
    writer.press(Qt.Key.Key_Delete)
    assert writer.read() == ["Mening Den 1.Mening 2."]
    for _ in range(4):
        writer.undo()
    assert writer.read() == ["Mening 1.", "Mening 2."]
    assert writer.text.toPlainText() == "Mening 1. Mening 2."


def test_a_selection_over_two_segments_makes_one_of_them(writer: Writer) -> None:
    writer.put_cursor("Mening ", select="1. Mening ")
    writer.press(Qt.Key.Key_Delete)
    assert writer.read() == ["Mening 2."]
    segment = writer.read_whole().segments[0]
    assert (segment.start_s, segment.end_s) == (0.0, 5.0)
    assert [(word.text, word.start_s) for word in segment.words] == [("Mening", 0.0), ("2.", 4.0)]
    writer.undo()
    assert writer.read() == ["Mening 1.", "Mening 2."]


def test_all_is_deleted_and_comes_back(writer: Writer) -> None:
    writer.text.selectAll()
    writer.press(Qt.Key.Key_Backspace)
    assert writer.read() == []
    assert writer.window.page.text.isVisible()
    writer.undo()
    assert writer.read() == ["Mening 1.", "Mening 2."]
    assert writer.text.toPlainText() == "Mening 1. Mening 2."


def test_an_emptied_line_is_still_there_to_type_in(writer: Writer) -> None:
    writer.put_cursor("1. ", select="Mening 2.")
    writer.press(Qt.Key.Key_Delete)
    writer.type("Annat. ")
    assert writer.read() == ["Mening 1.", "Annat."]
    assert writer.read_whole().segments[1].start_s == 3.0


def test_pasted_text_is_plain_and_its_lines_are_segments(writer: Writer) -> None:
    mime = QMimeData()
    mime.setHtml("<b>fet</b>")
    mime.setText("ett\r\ntvå 🙂")
    QApplication.clipboard().setMimeData(mime)
    writer.put_cursor("Mening 2")
    writer.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert writer.read() == ["Mening 1.", "Mening 2ett", "två 🙂."]
    writer.put_cursor("🙂")
    writer.type("x ")
    assert writer.read() == ["Mening 1.", "Mening 2ett", "två 🙂x ."]
    writer.text.selectAll()
    writer.press(Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().startswith("Mening 1. Mening 2ett")
    assert writer.read() == []


def test_an_input_method_composes_as_everywhere(writer: Writer) -> None:
    writer.put_cursor("Mening 1")
    QApplication.sendEvent(writer.text, QInputMethodEvent("´", []))
    assert writer.read() == ["Mening 1.", "Mening 2."]
    done = QInputMethodEvent()
    done.setCommitString("é")
    QApplication.sendEvent(writer.text, done)
    assert writer.read() == ["Mening 1é.", "Mening 2."]


def test_times_can_neither_be_typed_in_nor_deleted(writer: Writer) -> None:
    writer.window.actions_["times"].trigger()
    assert writer.text.toPlainText() == "00:00\tMening 1.\n00:03\tMening 2."
    cursor = QTextCursor(writer.text.document())
    cursor.setPosition(1)
    writer.text.setTextCursor(cursor)
    writer.type("O ")
    assert writer.text.toPlainText() == "00:00\tO Mening 1.\n00:03\tMening 2."
    writer.text.selectAll()
    cursor = writer.text.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(6, QTextCursor.MoveMode.KeepAnchor)
    writer.text.setTextCursor(cursor)
    writer.press(Qt.Key.Key_Delete)
    assert writer.text.toPlainText() == "00:00\tO Mening 1.\n00:03\tMening 2."
    writer.put_cursor("O Mening")
    writer.press(Qt.Key.Key_Return)
    assert writer.text.toPlainText() == "00:00\tO Mening\n00:01\t1.\n00:03\tMening 2."
    writer.type("nr ")
    assert writer.read() == ["O Mening", "nr 1.", "Mening 2."]
    writer.put_cursor("00:01\t")
    writer.press(Qt.Key.Key_Backspace)
    assert writer.text.toPlainText() == "00:00\tO Mening nr 1.\n00:03\tMening 2."
    assert writer.read() == ["O Mening nr 1.", "Mening 2."]


def test_what_is_being_transcribed_is_read_only_and_says_so(
    start: Callable, media: Callable
) -> None:
    desk = start(media("stays.mp3"))
    page = desk.window.page
    desk.qtbot.waitUntil(lambda: "Mening 1." in page.text.toPlainText(), timeout=20_000)
    assert not page.text.is_editable
    assert "Texten kan ändras när den är klar" in page.meta.text()
    page.text.setFocus()
    QTest.keyClicks(page.text, "x")
    assert page.text.toPlainText() == "Mening 1."
    assert "ändras när den är klar" in desk.window.status_line.text.text()
    desk.window.cancel_asked.emit(page.job.job_id)
    desk.qtbot.waitUntil(lambda: page.text.is_editable, timeout=20_000)


def test_corrections_are_there_at_the_next_start_and_so_is_the_way_back(
    writer: Writer, start: Callable
) -> None:
    writer.put_cursor("Mening 1")
    writer.type("b")  # the window is closed in mid-word
    desk = start()
    again = Writer(desk, "done.mp3")
    assert again.text.toPlainText() == "Mening 1b. Mening 2."
    again.undo()
    assert again.read() == ["Mening 1.", "Mening 2."]
    again.redo()
    assert again.read() == ["Mening 1b.", "Mening 2."]


def test_typing_goes_on_in_the_text_that_was_left(writer: Writer, media: Callable) -> None:
    writer.put_cursor("Mening 1")
    writer.type("b")
    writer.window.files_chosen.emit(media("done b.mp3"))
    other = Writer(writer.desk, "done b.mp3")
    assert writer.read() == ["Mening 1b.", "Mening 2."]
    assert other.text.toPlainText() == "Mening 1. Mening 2."


def test_the_switches_change_a_corrected_text_no_more(writer: Writer) -> None:
    note = writer.window.actions_["corrected_note"]
    assert not note.isVisible()
    writer.put_cursor("Mening 1")
    writer.type(" komma ")
    assert note.isVisible()
    writer.window.actions_["spoken_commands_in_files"].trigger()
    assert "komma" in writer.text.toPlainText()
    assert writer.read()[0] == "Mening 1 komma ."


def test_what_the_switches_showed_is_adopted(writer: Writer, tmp_path: Path) -> None:
    writer.window.actions_["clean_up"].trigger()
    writer.window.actions_["spoken_commands_in_files"].trigger()
    writer.put_cursor("Mening 2")
    writer.type(" x ")
    writer.window.actions_["clean_up"].trigger()
    assert writer.read() == ["Mening 1.", "Mening 2 x ."]
    path = tmp_path / "ut.txt"
    writer.desk.save(writer.desk.job("done.mp3"), path)
    assert path.read_text() == "Mening 1.\nMening 2 x .\n"


def test_a_corrected_text_is_begun_anew_only_when_one_says_so(writer: Writer) -> None:
    writer.put_cursor("Mening 1")
    writer.type("b ")
    window, job_id = writer.window, writer.job.job_id
    window.retry_asked.emit(job_id)
    question = window.findChild(QMessageBox)
    assert "rättad" in question.text()
    press(question, "Behåll")
    assert writer.read() == ["Mening 1b .", "Mening 2."]
    window.retry_asked.emit(job_id)
    press(window.findChild(QMessageBox), "Skriv ut på nytt")
    writer.desk.qtbot.waitUntil(
        lambda: writer.text.is_editable and writer.text.toPlainText() == "Mening 1. Mening 2.",
        timeout=20_000,
    )
    back = window.actions_["bring_back"]
    assert back.isVisible()
    back.trigger()
    assert writer.text.toPlainText() == "Mening 1b . Mening 2."
    back.trigger()
    assert writer.read() == ["Mening 1.", "Mening 2."]


def press(question: QMessageBox, name: str) -> None:
    button: QPushButton = next(one for one in question.buttons() if one.text() == name)
    button.click()
    question.deleteLater()
    QApplication.sendPostedEvents(question)
    QApplication.processEvents()
