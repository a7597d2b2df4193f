"""Names and notes in a text that is typed in: they stand where a fresh page would have them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPalette, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.text.retiming import Line, retime
from desktop.transcript import Begins, Segment
from desktop.ui.run_formats import ON_DARK, ON_LIGHT
from desktop.ui.transcript_editor import TranscriptEditor
from desktop.ui.transcript_view import TranscriptView

pytestmark = pytest.mark.window
TALK = (
    Segment(0.0, 2.0, "God morgon."),
    Segment(2.1, 4.0, "Hur mår du?", speaker="Åsa", note="Skratt"),
    Segment(4.1, 6.0, "Sitt ner.", speaker="Åsa"),
    Segment(6.1, 8.0, "Bra tack.", speaker="1", begins=Begins.LINE),
    Segment(8.1, 9.0, "Och du?", speaker="1", note="Tyst"),
    Segment(9.1, 10.0, "Jo.", speaker="Åsa"),
)
NAMED = """God morgon.
Åsa: Hur mår du?
✎ Skratt
Sitt ner.
Talare 1: Bra tack. Och du?
✎ Tyst
Åsa: Jo."""


class Paper:
    """An editor that shows what was told of it, and what it was told last."""

    def __init__(self, qtbot: QtBot, show_times: bool = False) -> None:
        self.editor = TranscriptEditor()
        qtbot.addWidget(self.editor)
        self.segments: tuple[Segment, ...] = TALK
        self._show_times = show_times
        self.editor.edited.connect(self.take)
        self.show(TALK)
        self.editor.set_editable(True)

    def show(self, segments: tuple[Segment, ...]) -> None:
        self.segments = segments
        self.editor.show_text(segments, show_times=self._show_times)

    def take(self, first: int, end: int, lines: list[Line]) -> None:
        new = retime(self.segments[first:end], lines)
        self.show((*self.segments[:first], *new, *self.segments[end:]))

    def press(self, start: int, end: int, key: str) -> None:
        length = self.editor.document().characterCount()
        cursor = QTextCursor(self.editor.document())
        cursor.setPosition(start % length)
        cursor.setPosition(end % length, QTextCursor.MoveMode.KeepAnchor)
        self.editor.setTextCursor(cursor)
        codes = {"<": Qt.Key.Key_Backspace, ">": Qt.Key.Key_Delete, "/": Qt.Key.Key_Return}
        code = codes.get(key, ord(key[0].upper()))
        text = "" if key in codes else key
        press = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(self.editor, press)

    def read(self) -> str:
        return self.editor.toPlainText().replace("\u2028", "\n")

    def read_fresh(self, qtbot: QtBot) -> str:
        """What a page that has never shown anything else shows of the same segments."""
        fresh = TranscriptView()
        qtbot.addWidget(fresh)
        fresh.show_text(self.segments, show_times=self._show_times)
        return fresh.toPlainText().replace("\u2028", "\n")


def test_a_name_stands_before_a_turn_and_a_note_below_what_it_is_on(qtbot: QtBot) -> None:
    assert Paper(qtbot).read() == NAMED


def test_names_are_words_of_the_language_and_can_be_left_out(qtbot: QtBot) -> None:
    paper = Paper(qtbot)
    paper.editor.name_speakers("en", True)
    assert paper.read() == NAMED.replace("Talare", "Speaker")
    paper.editor.name_speakers("en", False)
    assert "Åsa" not in paper.read()
    assert "Skratt" in paper.read()


@pytest.mark.parametrize("show_times", [False, True])
def test_giving_a_speaker_or_a_note_changes_just_what_it_must(
    qtbot: QtBot, show_times: bool
) -> None:
    paper = Paper(qtbot, show_times)
    for number, change in [
        (0, {"speaker": "Åsa"}),
        (2, {"speaker": "Bo"}),
        (5, {"note": "sist"}),
        (4, {"note": ""}),
        (1, {"speaker": "Bo", "note": "Gråt"}),
        (5, {"speaker": "1", "note": ""}),
    ]:
        segments = list(paper.segments)
        segments[number] = replace(segments[number], **change)  # type: ignore[arg-type]
        paper.show(tuple(segments))
        assert paper.read() == paper.read_fresh(qtbot)
    paper.show(tuple(replace(one, speaker="Eva") for one in paper.segments))
    assert paper.read() == paper.read_fresh(qtbot)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_typed_names_and_notes_stay_right(qtbot: QtBot, seed: int) -> None:
    chance = Random(seed)
    paper = Paper(qtbot, show_times=seed % 3 == 0)
    for _ in range(25):
        start = chance.randrange(200)
        end = start if chance.random() < 0.6 else start + chance.randrange(40)
        paper.press(start, end, chance.choice(["<", ">", "/", "x", " ", "å"]))
        paper.editor.flush()
        assert paper.read().split() == paper.read_fresh(qtbot).split()


def test_typing_at_the_start_of_a_turn_looks_like_the_text(qtbot: QtBot) -> None:
    paper = Paper(qtbot)
    start, _ = paper.editor.find_line(1)
    paper.press(start, start, "x")
    cursor = QTextCursor(paper.editor.document())
    cursor.setPosition(start + 1)
    text = paper.editor.palette().color(QPalette.ColorRole.Text)
    assert cursor.charFormat().foreground().color() == text
    assert cursor.charFormat().fontWeight() <= 400


def measure_contrast(one: QColor, other: QColor) -> float:
    """WCAG 2: 21 for black on white, 1 for the same colour twice."""

    def measure(colour: QColor) -> float:
        channels = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((measure(one), measure(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("colours", "base"), [(ON_LIGHT, "#ffffff"), (ON_DARK, "#2b2b2b")])
def test_names_can_be_read_on_their_ground(colours: tuple[str, ...], base: str) -> None:
    assert len({*colours}) == len(colours)
    for colour in colours:
        assert measure_contrast(QColor(colour), QColor(base)) >= 4.5
