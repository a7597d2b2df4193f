"""The text of an utterance that is still being spoken, and what becomes of it when the engine
dies."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QTextCursor

from desktop.audio.events import Gap, Listening, Stopped
from desktop.file_queue import Phase
from desktop.ui.record_panel import RecordState
from desktop.ui.theme import pick_colours

pytestmark = pytest.mark.window


class Speaker:
    """A recording of whose words the test decides what the engine says."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.text = desk.window.page.text
        desk.wait_until_ready()
        desk.window.actions_["record"].trigger()
        self.recorder = desk.recorders[-1]
        self.recorder.write("recording")
        self.script = self.recorder.path.with_suffix(".events")
        self.script.touch()
        self.recorder.on_event(Listening())
        desk.wait_for_phase("recording.wav", Phase.RUNNING)

    def live(self, start_s: float, committed: str, tentative: str) -> None:
        self.tell({"type": "live", "start_s": start_s, "committed": committed,
                   "tentative": tentative})  # fmt: skip

    def segment(self, start_s: float, text: str) -> None:
        said = {"start_s": start_s, "end_s": start_s + 2, "text": text, "confidence": 0.9,
                "words": []}  # fmt: skip
        self.tell({"type": "segment", "segment": said, "committed_sample": int(start_s) * 16_000})

    def tell(self, event: dict[str, Any]) -> None:
        self.write(json.dumps(event))

    def write(self, line: str) -> None:
        with self.script.open("a") as script:
            script.write(line + "\n")

    def wait_for(self, text: str, grey: str = "") -> None:
        self.desk.qtbot.waitUntil(
            lambda: (self.text.toPlainText(), self.read_grey()) == (text, grey), timeout=20_000
        )

    def read_grey(self) -> str:
        dim = pick_colours(self.text.palette()).dim
        cursor, grey = QTextCursor(self.text.document()), ""
        while not cursor.atEnd():
            cursor.movePosition(cursor.MoveOperation.NextCharacter, cursor.MoveMode.KeepAnchor)
            if cursor.charFormat().foreground().color() == dim:
                grey += cursor.selectedText().strip("\u2029")
            cursor.clearSelection()
        return grey

    def stop(self) -> None:
        self.recorder.write("finished")
        self.recorder.on_event(Stopped(self.recorder.path, 6.0))
        self.desk.qtbot.waitUntil(lambda: self.desk.app.dictation.state is RecordState.IDLE)


def test_words_come_while_they_are_spoken_and_become_final(start: Callable) -> None:
    desk = start()
    speaker = Speaker(desk)
    assert desk.window.page.empty.isVisible()
    speaker.live(0.5, "", "God mor")
    speaker.wait_for("God mor", grey="God mor")
    assert desk.window.page.text.isVisible()
    speaker.live(0.5, "God morgon", " och väl")
    speaker.wait_for("God morgon och väl", grey=" och väl")
    assert desk.window.actions_["copy"].isEnabled()
    assert not desk.window.actions_["save"].isEnabled()
    desk.window.actions_["copy"].trigger()
    assert QGuiApplication.clipboard().text() == "God morgon"
    QGuiApplication.clipboard().clear()
    speaker.segment(0.5, "God morgon och välkomna.")
    speaker.wait_for("God morgon och välkomna.")
    assert desk.job("recording.wav").live is None
    speaker.live(3.0, "Vi", "")
    speaker.wait_for("God morgon och välkomna. Vi")
    speaker.segment(3.0, "Vi börjar.")
    speaker.stop()
    job = desk.wait_for_phase("recording.wav", Phase.DONE)
    assert [said.text for said in job.segments] == ["God morgon och välkomna.", "Vi börjar."]
    assert job.live is None


def test_a_hole_in_the_sound_stays_in_its_place(start: Callable) -> None:
    speaker = Speaker(start())
    speaker.live(0.5, "God", " morgon")
    speaker.wait_for("God morgon", grey=" morgon")
    speaker.recorder.on_event(Gap(16_000, 3.0, "unplugged"))
    mark = "[… 3 s saknas: mikrofonen kopplades ur …]"
    speaker.wait_for(f"God morgon\n{mark}", grey=f" morgon{mark}")
    speaker.live(1.5, "Hej", "")
    speaker.wait_for(f"{mark}\nHej", grey=mark)


def test_an_engine_that_dies_takes_no_word_off_the_screen(start: Callable) -> None:
    desk = start()
    speaker = Speaker(desk)
    speaker.segment(0.5, "Först detta.")
    speaker.live(3.0, "Vi börjar med", " budge")
    speaker.wait_for("Först detta. Vi börjar med budge", grey=" budge")
    speaker.write("die")
    speaker.wait_for("Först detta. Vi börjar med", grey="Vi börjar med")
    desk.wait_for_phase("recording.wav", Phase.RUNNING)
    speaker.live(3.0, "", "Vi")
    speaker.live(3.0, "Vi", "")
    speaker.wait_for("Först detta. Vi börjar med", grey=" börjar med")
    speaker.live(3.0, "Vi börjar med", " budgeten")
    speaker.wait_for("Först detta. Vi börjar med budgeten", grey=" budgeten")
    speaker.segment(3.0, "Vi börjar med budgeten.")
    speaker.wait_for("Först detta. Vi börjar med budgeten.")
    speaker.stop()
    desk.wait_for_phase("recording.wav", Phase.DONE)


def test_another_model_says_it_all_again(start: Callable) -> None:
    desk = start()
    speaker = Speaker(desk)
    speaker.live(0.5, "Hej på", " dig")
    speaker.wait_for("Hej på dig", grey=" dig")
    desk.window.model_chosen.emit(desk.app._parts.data_dir / "annan")
    speaker.wait_for("Hej på", grey="Hej på")
    speaker.live(0.5, "Nej", "")
    speaker.wait_for("Nej")
