"""The recording is heard while one reads: words are lit, clicked, slowed down and gone back to."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from desktop.errors import AudioFileError, TalskriftError
from desktop.file_queue import Phase
from desktop.ui.playing import AGAIN_S

pytestmark = pytest.mark.window


@dataclass
class FakePlayer:
    """Plays nothing; a test says what is heard."""

    on_end: Callable[[TalskriftError | None], None]
    speed: float = 1.0
    position_s: float = 0.0
    calls: list[object] = field(default_factory=list)

    def play(self, open_sound: Callable[[], object], at_s: float) -> None:
        self.position_s = at_s
        self.calls.append(at_s)

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")


@dataclass
class Listener:
    """Somebody who reads and listens."""

    desk: object
    players: list[FakePlayer]

    def hear(self, at_s: float) -> str:
        """What is lit when so much has been heard."""
        self.players[0].position_s = at_s
        self.desk.app.playing._look()
        lit = self.desk.window.page.text.extraSelections()
        return " ".join(one.cursor.selectedText() for one in lit)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.desk.window, key)


@pytest.fixture
def listener(start: Callable, media: Callable) -> Listener:
    players: list[FakePlayer] = []

    def make(on_end: Callable) -> FakePlayer:
        players.append(FakePlayer(on_end))
        return players[-1]

    desk = start(media("done.mp3"))
    desk.app.playing._make_player = make
    job = desk.wait_for_phase("done.mp3", Phase.DONE)
    desk.window.list.select(job.job_id)
    desk.qtbot.waitUntil(lambda: desk.window.page.text.is_editable, timeout=20_000)
    return Listener(desk, players)


def test_the_word_that_is_heard_is_lit(listener: Listener) -> None:
    page = listener.desk.window.page
    assert page.play_bar.isVisible()
    listener.press(Qt.Key.Key_F9)
    assert listener.players[0].calls == [0.0]
    assert listener.hear(0.5) == "Mening"
    assert listener.hear(1.5) == "1."
    assert listener.hear(2.5) == ""  # a pause
    assert listener.hear(3.2) == "Mening"
    assert page.play_bar.clock.text() == "00:03 / 00:06"
    listener.press(Qt.Key.Key_F9)
    assert listener.players[0].calls[-1] == "stop"
    assert not page.text.extraSelections()
    listener.press(Qt.Key.Key_F9)
    assert listener.players[0].calls[-1] == pytest.approx(3.2 - AGAIN_S)


def test_the_keys_of_the_pedal(listener: Listener) -> None:
    bar = listener.desk.window.page.play_bar
    listener.press(Qt.Key.Key_F9)
    listener.hear(4.5)
    listener.press(Qt.Key.Key_F7)
    assert listener.players[0].calls[-1] == 1.5
    listener.press(Qt.Key.Key_F8)
    assert listener.players[0].calls[-1] == 4.5
    listener.press(Qt.Key.Key_F5)
    assert (listener.players[0].speed, bar.speed.currentText()) == (0.9, "0,9×")
    for _ in range(20):
        listener.press(Qt.Key.Key_F6)
    assert (listener.players[0].speed, bar.speed.currentText()) == (2.0, "2×")
    bar.slider.setFocus()
    QTest.keyClick(bar.slider, Qt.Key.Key_Home)
    assert listener.players[0].calls[-1] == 0.0


def test_a_word_that_is_clicked_or_at_the_cursor_is_heard(listener: Listener) -> None:
    text = listener.desk.window.page.text
    cursor = QTextCursor(text.document())
    cursor.setPosition(text.toPlainText().index("2."))
    place = text.cursorRect(cursor).center()
    place.setX(place.x() + 3)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, control, place)
    assert listener.players[0].calls[-1] == 4.0
    cursor.setPosition(2)
    text.setTextCursor(cursor)
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Return, control)
    assert listener.players[0].calls[-1] == 0.0
    assert text.toPlainText() == "Mening 1. Mening 2."


def test_a_corrected_word_is_lit_in_the_place_of_what_was_said(listener: Listener) -> None:
    text = listener.desk.window.page.text
    listener.press(Qt.Key.Key_F9)
    text.setFocus()
    QTest.keyClicks(text, "Den ")
    assert text.toPlainText() == "Den Mening 1. Mening 2."
    assert listener.hear(1.5) == "1."
    assert listener.hear(4.5) == "2."


def test_what_cannot_be_played_is_told_and_the_text_stays(listener: Listener) -> None:
    window = listener.desk.window
    listener.press(Qt.Key.Key_F9)
    listener.players[0].on_end(AudioFileError("audio_not_found", path="/x/done.mp3"))
    listener.desk.qtbot.waitUntil(lambda: window.notice.isVisible(), timeout=20_000)
    assert "done.mp3" in window.notice.text.text()
    assert window.actions_["play"].text() == "Spela upp"
    listener.press(Qt.Key.Key_F9)
    listener.players[0].on_end(None)
    listener.desk.qtbot.waitUntil(lambda: not listener.desk.app.playing.is_playing, timeout=20_000)
    assert window.page.play_bar.clock.text() == "00:06 / 00:06"
    listener.press(Qt.Key.Key_F9)
    assert listener.players[0].calls[-1] == 0.0  # from the beginning once more


def test_a_sound_that_was_deleted_is_said_to_be_gone(listener: Listener) -> None:
    page = listener.desk.window.page
    listener.press(Qt.Key.Key_F9)
    listener.desk.window.change_job(replace(page.job, is_sound_deleted=True))
    assert listener.players[0].calls[-1] == "stop"
    assert page.play_bar.clock.text() == "Ljudet är raderat, texten finns kvar"
    assert not listener.desk.window.actions_["play"].isEnabled()


def test_a_hit_is_heard_from_its_word_on(listener: Listener) -> None:
    desk = listener.desk
    window, qtbot = desk.window, desk.qtbot
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClicks(window.search_field, "2.")
    QTest.keyClick(window.search_field, Qt.Key.Key_Return, control)  # before anything is found
    qtbot.waitUntil(lambda: bool(listener.players), timeout=20_000)
    assert listener.players[0].calls == [4.0]
    window.search_field.setText("mening")
    qtbot.waitUntil(lambda: window.page.hit_bar.label.text() == "Träff 1 av 2", timeout=20_000)
    assert listener.players[0].calls == [4.0]  # only what is asked for
    window.page.hit_bar.hear.click()
    assert listener.players[0].calls[-1] == 0.0
    QTest.keyClick(window, Qt.Key.Key_F3)
    row = window.list.visualRect(window.list.currentIndex())
    place = window.list._row.button_area(row, 1).center()
    QTest.mouseClick(window.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert listener.players[0].calls[-1] == 3.0
    menu = window.list.build_menu(window.list.selected_job(), is_hit=True)
    assert menu.actions()[0].text() == "Lyssna på träffen"
    window.search_field.clear()
    qtbot.waitUntil(lambda: not window.page.hit_bar.isVisible(), timeout=20_000)
    n_heard = len(listener.players[0].calls)
    QTest.mouseClick(window.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(listener.players[0].calls) == n_heard  # a row of no search has no such button
