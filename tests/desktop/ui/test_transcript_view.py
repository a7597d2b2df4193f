"""The text of a job: written piece by piece, it is what it would be written at once."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QPalette, QTextCursor
from pytestqt.qtbot import QtBot

from desktop.library.growing import Growing
from desktop.library.job import LiveText
from desktop.transcript import Segment
from desktop.ui.theme import pick_colours
from desktop.ui.transcript_runs import PARAGRAPH_CHARACTERS, Mark
from desktop.ui.transcript_view import TranscriptView

pytestmark = pytest.mark.window


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView()
    qtbot.addWidget(view)
    view.resize(300, 120)
    view.show()
    return view


def read_colours(view: TranscriptView) -> list[tuple[str, QColor]]:
    """The text in pieces of one colour."""
    pieces: list[tuple[str, QColor]] = []
    cursor = QTextCursor(view.document())
    while not cursor.atEnd():
        cursor.movePosition(cursor.MoveOperation.NextCharacter, cursor.MoveMode.KeepAnchor)
        text, colour = cursor.selectedText(), cursor.charFormat().foreground().color()
        cursor.clearSelection()
        if pieces and pieces[-1][1] == colour:
            pieces[-1] = (pieces[-1][0] + text, colour)
        else:
            pieces.append((text, colour))
    return pieces


def read_dim(view: TranscriptView) -> str:
    dim = pick_colours(view.palette()).dim
    return "".join(text for text, colour in read_colours(view) if colour == dim)


FIRST, SECOND = Segment(0.0, 2.0, "God morgon."), Segment(2.5, 4.0, "Hur mår du?")


def test_what_is_certain_is_in_ink_and_the_rest_in_grey(view: TranscriptView) -> None:
    view.show_text((FIRST,), live=LiveText(2.5, "Hur mår", " du på"), is_spoken=True)
    assert view.toPlainText() == "God morgon. Hur mår du på"
    assert read_dim(view) == " du på"
    view.show_text((FIRST,), live=LiveText(2.5, "Hur mår du", ""), is_spoken=True)
    assert view.toPlainText() == "God morgon. Hur mår du"
    assert read_dim(view) == ""
    view.show_text((FIRST, SECOND), is_spoken=True)
    assert view.toPlainText() == "God morgon. Hur mår du?"
    assert read_dim(view) == ""


def test_what_a_dead_engine_said_is_grey_but_there(view: TranscriptView) -> None:
    live = LiveText(2.5, "Hur mår", " du på")
    view.show_text((FIRST,), live=live, is_spoken=True)
    view.show_text((FIRST,), live=live.lose(), is_spoken=True)
    assert view.toPlainText() == "God morgon. Hur mår"
    assert read_dim(view) == "Hur mår"


def test_grey_stands_out_enough_in_light_and_dark(view: TranscriptView) -> None:
    view.show_text((FIRST,), live=LiveText(2.5, "Hur", " mår"))
    dark = QPalette(QColor("#323232"), QColor("#2b2b2b"))
    dark.setColor(QPalette.ColorRole.Base, QColor("#1e1e1e"))
    dark.setColor(QPalette.ColorRole.Text, QColor("#f0f0f0"))
    for palette in (view.palette(), dark):
        view.setPalette(palette)
        view.show_text((FIRST,), live=LiveText(2.5, "Hur", " mår du"), show_times=True)
        view.show_text((FIRST,), live=LiveText(2.5, "Hur", " mår"))
        assert read_colours(view) == [
            ("God morgon. Hur", palette.color(QPalette.ColorRole.Text)),
            (" mår", pick_colours(palette).dim),
        ]


def test_a_mark_stands_where_the_sound_is_missing(view: TranscriptView) -> None:
    hole = Mark(3.0, "[3 s saknas]")
    view.show_text((FIRST,), (hole,), LiveText(2.5, "Hur", " mår"))
    assert view.toPlainText() == "God morgon. Hur mår\n[3 s saknas]"
    view.show_text((FIRST,), (hole,), LiveText(3.5, "Hur", " mår"))
    assert view.toPlainText() == "God morgon.\n[3 s saknas]\nHur mår"
    view.show_text((FIRST, Segment(3.5, 5.0, "Hur mår du?")), (hole,))
    assert view.toPlainText() == "God morgon.\n[3 s saknas]\nHur mår du?"
    view.show_text((FIRST, Segment(3.5, 5.0, "Hur mår du?")), (Mark(1.0, "[sent]"), hole))
    assert view.toPlainText() == "God morgon.\n[sent]\n[3 s saknas]\nHur mår du?"


def test_a_pause_of_the_users_begins_a_paragraph(view: TranscriptView) -> None:
    view.show_text((FIRST,), (Mark(2.2, ""),), LiveText(2.5, "Hur", ""))
    assert view.toPlainText() == "God morgon.\nHur"


def test_live_text_has_its_time_too(view: TranscriptView) -> None:
    view.show_text((FIRST,), (Mark(2.2, "[…]"),), LiveText(62.5, "Hur", ""), show_times=True)
    assert view.toPlainText() == "00:00\tGod morgon.\n\t[…]\n01:02\tHur"


def test_copying_takes_what_is_certain(view: TranscriptView) -> None:
    hole = Mark(9.0, "[3 s saknas 🎤]")
    view.show_text((FIRST,), (hole,), LiveText(2.5, "Hur 🎵", " mår 🎶 d"))
    assert view.copied_text() == "God morgon. Hur 🎵\n[3 s saknas 🎤]"
    view.show_text((), (), LiveText(2.5, "", "Hur"))
    assert view.copied_text() == ""
    view.selectAll()
    assert view.copied_text() == "Hur"


def test_a_screen_reader_is_told_what_is_final_and_not_every_flicker(
    view: TranscriptView, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    changes: list[int] = []
    monkeypatch.setattr(view, "announce", told.append)
    view.document().contentsChange.connect(lambda *_: changes.append(1))
    said = Growing([FIRST])
    view.show_text(said, is_spoken=True)
    n_changes = len(changes)
    for tentative in (" m", " mår", " må du", ""):
        view.show_text(said, live=LiveText(2.5, "Hur", tentative), is_spoken=True)
    assert (told, len(changes)) == (["God morgon."], n_changes)
    view.show_text(said.extended(SECOND), is_spoken=True)
    assert told == ["God morgon.", "Hur mår du?"]
    assert len(changes) > n_changes
    view.show_text(said.extended(SECOND), show_times=True, is_spoken=True)  # written anew
    view.show_text((FIRST, SECOND, SECOND))  # of a file
    assert told == ["God morgon.", "Hur mår du?"]


MANY = tuple(Segment(10.0 * n, 10.0 * n + 1, f"Mening {n}.") for n in range(60))


def test_who_reads_back_is_left_alone_while_words_come(view: TranscriptView) -> None:
    view.show_text(MANY, is_spoken=True)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    cursor = view.textCursor()
    cursor.setPosition(3)
    cursor.setPosition(9, cursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    bar.setValue(place := bar.maximum() // 2)
    for words in ("", " och", " och så vidare, tills raden är slut", ""):
        view.show_text(MANY, live=LiveText(700.0, "Sist", words), is_spoken=True)
        assert bar.value() == place
        assert view.copied_text() == "ing 0."
    view.show_text((*MANY, Segment(700.0, 702.0, "Sist.")), is_spoken=True)
    assert (bar.value(), view.copied_text()) == (place, "ing 0.")


def test_who_reads_at_the_end_follows_it(view: TranscriptView) -> None:
    view.show_text(MANY, is_spoken=True)
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    for words in (" och", " och så vidare, tills raden är full och en ny har börjat", ""):
        view.show_text(MANY, live=LiveText(700.0, "Sist", words), is_spoken=True)
        assert bar.value() == bar.maximum()


def test_a_finished_text_is_opened_at_its_beginning(view: TranscriptView) -> None:
    view.show_text(MANY)
    assert view.verticalScrollBar().maximum() > 0
    assert view.verticalScrollBar().value() == 0


def test_a_selection_of_words_that_stay_stays(view: TranscriptView) -> None:
    view.show_text((FIRST,), live=LiveText(2.5, "Hur mår", " du på"), is_spoken=True)
    view.selectAll()
    view.show_text((FIRST,), live=LiveText(2.5, "Hur mår", " du i dag"), is_spoken=True)
    assert view.copied_text() == "God morgon. Hur mår du"
    view.show_text((FIRST, SECOND), is_spoken=True)
    assert view.copied_text() == "God morgon. Hur mår du"


def test_a_speaker_who_never_pauses_still_gets_paragraphs(view: TranscriptView) -> None:
    view.show_text(tuple(Segment(n, n + 1, "Och sedan hände det något annat.") for n in range(100)))
    lengths = [len(paragraph) for paragraph in view.toPlainText().splitlines()]
    assert len(lengths) > 3
    assert all(length < PARAGRAPH_CHARACTERS + 100 for length in lengths)
    assert all(length >= PARAGRAPH_CHARACTERS for length in lengths[:-1])


@dataclass
class Spoken:
    """What there is to show, as a job has it."""

    segments: Growing[Segment] = field(default_factory=Growing)
    marks: tuple[Mark, ...] = ()
    live: LiveText | None = None
    now_s: float = 0.0


# Line ends of all kinds, characters that are two units of Qt's, and its own marks
WORDS = st.text("aå 🎵\n\r\u2028\ufdd0", max_size=6)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["segment", "mark", "live", "lose", "end", "times", "late mark"]),
        st.floats(0.1, 4.0),
        WORDS,
        WORDS,
    ),
    max_size=12,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_piece_by_piece_is_as_at_once(
    qtbot: QtBot, steps: list[tuple[str, float, str, str]]
) -> None:
    view, at_once = TranscriptView(), TranscriptView()
    qtbot.addWidget(view)
    qtbot.addWidget(at_once)
    spoken, times = Spoken(), False
    for what, pause_s, one, other in steps:
        spoken.now_s += pause_s
        now_s, live = spoken.now_s, spoken.live
        if what == "segment":
            start_s = live.start_s if live else now_s
            said = Segment(start_s, now_s + 1, (live.committed if live else "") + one)
            spoken.segments, spoken.live = spoken.segments.extended(said), None
            spoken.now_s += 1
        elif what in ("mark", "late mark"):
            at_s = now_s if what == "mark" else now_s / 2
            marks = (*spoken.marks, Mark(at_s, one))
            spoken.marks = tuple(sorted(marks, key=lambda mark: mark.at_s))
        elif what == "live":
            start_s = live.start_s if live else now_s
            committed = (live.committed if live else "") + one
            spoken.live = LiveText(start_s, committed, other, live.lost if live else "")
        elif what == "lose" and live:
            spoken.live = live.lose()
        elif what == "end":
            spoken.live = None
        elif what == "times":
            times = not times
        shown = (spoken.segments, spoken.marks, spoken.live)
        view.show_text(*shown, show_times=times, is_spoken=True)
        at_once.show_text((), show_times=not times)
        at_once.show_text(*shown, show_times=times)
        assert view.toPlainText() == at_once.toPlainText()
        assert read_colours(view) == read_colours(at_once)
        assert view.copied_text() == at_once.copied_text()
