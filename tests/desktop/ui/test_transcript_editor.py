"""Whatever is typed where: the segments told are what stands in the document."""

from dataclasses import dataclass, field
from random import Random

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.text.retiming import Line, retime
from desktop.transcript import Begins, Segment
from desktop.ui.transcript_editor import TranscriptEditor
from desktop.ui.transcript_runs import Mark

pytestmark = pytest.mark.window
HEARD = (
    Segment(0.0, 2.0, "God morgon."),
    Segment(2.1, 4.0, "Hur mår du?"),
    Segment(4.1, 6.0, "Bra 🙂 tack.", begins=Begins.LINE),
    Segment(30.0, 32.0, "Nytt stycke."),
    Segment(32.5, 34.0, "Slut.", begins=Begins.PARAGRAPH),
)
HOLE = Mark(20.0, "(20 sekunder saknas)")


@dataclass
class Paper:
    """An editor, and the segments that it has told."""

    editor: TranscriptEditor
    show_times: bool
    segments: tuple[Segment, ...] = HEARD
    told: list[tuple[Segment, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.editor.edited.connect(self.take)
        self.show()
        self.editor.set_editable(True)

    def show(self) -> None:
        self.editor.show_text(self.segments, (HOLE,), show_times=self.show_times)

    def take(self, first: int, end: int, lines: list[Line]) -> None:
        self.told.append(self.segments)
        new = retime(self.segments[first:end], lines)
        self.segments = (*self.segments[:first], *new, *self.segments[end:])
        self.show()

    def press(self, start: int, end: int, key: str) -> None:
        length = self.editor.document().characterCount()
        cursor = QTextCursor(self.editor.document())
        cursor.setPosition(start % length)
        cursor.setPosition(end % length, QTextCursor.MoveMode.KeepAnchor)
        self.editor.setTextCursor(cursor)
        codes = {"<": Qt.Key.Key_Backspace, ">": Qt.Key.Key_Delete, "/": Qt.Key.Key_Return}
        text = "" if key in codes else key
        code = codes.get(key, ord(key[0].upper()))
        press = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(self.editor, press)

    def read(self) -> list[str]:
        """The words of the document, without times and remarks."""
        return read_words(self.editor)


def read_words(editor: TranscriptEditor) -> list[str]:
    text = editor.toPlainText().replace("\u2028", " ").replace(HOLE.text, " ")
    return [word for word in text.split() if not word[:2].isdigit()]


def said(segments: tuple[Segment, ...]) -> list[str]:
    return [word for segment in segments for word in segment.text.split()]


def type_at_random(seed: int) -> list[tuple[int, int, str]]:
    """Selections, many of them empty, and the key that is pressed on each."""
    chance = Random(seed)
    typed = []
    for _ in range(chance.randrange(1, 9)):
        start = chance.randrange(90)
        end = start if chance.random() < 0.6 else chance.randrange(90)
        typed.append((start, end, chance.choice("å <</>> x")))
    return typed


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("show_times", [False, True])
def test_the_document_and_the_segments_never_part(
    qapp: QApplication, seed: int, show_times: bool
) -> None:
    editor = TranscriptEditor()
    paper = Paper(editor, show_times)
    for start, end, key in type_at_random(seed):
        paper.press(start, end, key)
    editor.flush()
    assert "".join(paper.read()) == "".join(said(paper.segments))
    assert all(segment.text.strip() for segment in paper.segments)
    for segments in reversed(paper.told):  # all undone
        paper.segments = segments
        paper.show()
        assert "".join(paper.read()) == "".join(said(segments))
    if paper.told:
        assert paper.segments == HEARD
    afresh = TranscriptEditor()
    afresh.show_text(paper.segments, (HOLE,), show_times=show_times)
    assert read_words(afresh) == paper.read()
    editor.deleteLater()
    afresh.deleteLater()


def test_enter_at_the_end_of_a_line_waits_for_its_text(qtbot: QtBot) -> None:
    paper = Paper(TranscriptEditor(), False)
    qtbot.addWidget(paper.editor)
    end = paper.editor.toPlainText().index("Slut.") + 1 + len("Slut.")  # the smile counts twice
    paper.press(end, end, "/")
    assert paper.segments == HEARD
    here = paper.editor.textCursor().position()
    paper.press(here, here, "x")
    paper.editor.flush()
    assert [one.text for one in paper.segments[-2:]] == ["Slut.", "x"]
    assert paper.segments[-1].begins is Begins.LINE
