"""Dictation into another program: begun by a shortcut, shown in the small window, and delivered."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor

from desktop.app import App, Parts
from desktop.audio.events import DeviceChanged, Failed, Listening, Stopped
from desktop.errors import MicrophoneError, ShortcutError, TypingError
from desktop.file_queue import Phase
from desktop.settings import Settings, save_settings
from desktop.system import events
from desktop.system.keys import parse_shortcut
from desktop.ui.dictation_window import Outcome
from desktop.ui.engine_client import EngineState
from desktop.ui.record_panel import RecordState
from desktop.ui.theme import pick_colours

pytestmark = pytest.mark.window


class OtherProgram:
    """A typist whose program keeps what is typed."""

    def __init__(self) -> None:
        self.focus: object = "journal"
        self.typed: list[tuple[str, object]] = []
        self.error: TypingError | None = None
        self.n_prepared = 0
        self.is_closed = False

    def prepare(self) -> None:
        self.n_prepared += 1

    def find_focus(self) -> object:
        return self.focus

    def type_text(self, text: str, into: object = None) -> None:
        if self.error is not None:
            raise self.error
        self.typed.append((text, into))

    def close(self) -> None:
        self.is_closed = True


class Keys:
    """A source of shortcuts that a test presses."""

    def __init__(self, shortcuts: Any, on_event: Any) -> None:
        self.shortcuts = dict(shortcuts)
        self.tell = on_event
        self.is_closed = False
        on_event(events.Listening())

    def close(self) -> None:
        self.is_closed = True

    def press(self, name: str) -> None:
        self.tell(events.Pressed(name))

    def release(self, name: str) -> None:
        self.tell(events.Released(name))


class Clerk:
    """Who dictates: the app behind another program, and all that a test needs of both."""

    def __init__(self, app: App, qtbot: Any, program: OtherProgram, recorders: list, sources: list):
        self.app, self.qtbot, self.program = app, qtbot, program
        self.recorders, self.sources = recorders, sources
        self.small = app.anywhere.quick.window

    @property
    def keys(self) -> Keys:
        return self.sources[-1]

    def begin(self) -> None:
        self.app.anywhere.do("toggle")
        self.hear()

    def hear(self) -> None:
        """The microphone is open."""
        recorder = self.recorders[-1]
        recorder.write("recording")
        recorder.path.with_suffix(".events").touch()
        recorder.on_event(DeviceChanged("Headset å", False))
        recorder.on_event(Listening())
        self.wait(lambda: self.app.dictation.state is RecordState.RECORDING)

    def tell(self, **event: Any) -> None:
        with self.recorders[-1].path.with_suffix(".events").open("a") as script:
            script.write(json.dumps(event) + "\n")

    def say(self, start_s: float, text: str) -> None:
        said = {"start_s": start_s, "end_s": start_s + 2, "text": text, "confidence": 0.9,
                "words": []}  # fmt: skip
        self.tell(type="segment", segment=said, committed_sample=int(start_s) * 16_000)

    def stop(self) -> None:
        """Both of what a user does and what the recorder answers."""
        self.app.anywhere.do("toggle")
        self.answer_stop()

    def answer_stop(self) -> None:
        recorder = self.recorders[-1]
        self.wait(lambda: "stop" in recorder.calls)
        recorder.calls.remove("stop")
        recorder.write("finished")
        recorder.on_event(Stopped(recorder.path, 6.0))
        self.wait(lambda: self.app.dictation.state is RecordState.IDLE)

    def shown(self) -> str:
        return self.small.text.toPlainText()

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=20_000)

    def wait_for(self, outcome: Outcome) -> None:
        self.wait(lambda: self.small._outcome is outcome)


@pytest.fixture
def clerk(qtbot: Any, make_parts: Callable[..., Parts]) -> Any:
    program, sources, apps = OtherProgram(), [], []

    def make_keys(system: Any, shortcuts: Any, on_event: Any) -> Keys:
        sources.append(Keys(shortcuts, on_event))
        return sources[-1]

    def begin(*, in_front: bool = False, **settings: Any) -> Clerk:
        parts = replace(make_parts(), make_typist=lambda *_: program, make_shortcuts=make_keys)
        save_settings(Settings(**settings), parts.settings_path)
        app = App(parts, "0.0")
        qtbot.addWidget(app.window)
        apps.append(app)
        app.show()
        app.begin([])
        qtbot.waitUntil(lambda: app.shelf.is_ready, timeout=20_000)
        qtbot.waitUntil(lambda: app.engine.status.state is EngineState.READY, timeout=20_000)
        app.window.setVisible(in_front)  # the other program is in front: offscreen, nothing else is
        return Clerk(app, qtbot, program, make_parts.recorders, sources)  # type: ignore[attr-defined]

    yield begin
    for app in apps:
        app.window.close()


def test_what_is_said_is_shown_and_then_typed_into_the_program(clerk: Any) -> None:
    one = clerk()
    one.begin()
    small = one.small
    assert small.isVisible()
    assert small.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert small.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert small.device.accessibleName() == "Headset å"
    one.tell(type="live", start_s=0.5, committed="God morgon", tentative=" och väl")
    one.wait(lambda: one.shown() == "God morgon och väl")
    cursor = QTextCursor(small.text.document())
    inks = []
    for place in (3, 14):
        cursor.setPosition(place)
        inks.append(cursor.charFormat().foreground().color())
    assert inks == [small.palette().text().color(), pick_colours(small.palette()).dim]
    one.say(0.5, "God morgon.")
    one.tell(type="live", start_s=3.0, committed="", tentative="Nästa")
    one.wait(lambda: one.shown() == "God morgon. Nästa")
    one.say(3.0, "Nästa mening.")
    one.stop()
    one.wait_for(Outcome.TYPED)
    assert one.program.typed == [("God morgon. Nästa mening. ", "journal")]
    assert one.program.n_prepared == 1
    (job,) = one.app.desk.jobs()  # and it is in the library
    assert [segment.text for segment in job.segments] == ["God morgon.", "Nästa mening."]
    one.wait(lambda: not small.isVisible())


def test_what_is_typed_is_what_the_spoken_commands_make_of_it(clerk: Any) -> None:
    one = clerk(clean_up=True)
    one.begin()
    for number, text in enumerate(("Hej Åsa", "ny rad", "det kostar tjugofem procent", "punkt")):
        one.say(3.0 * number, text)
    one.stop()
    one.wait_for(Outcome.TYPED)
    assert one.program.typed[0][0] == "Hej Åsa\nDet kostar 25\u00a0%. "


def test_it_goes_on_the_clipboard_where_that_is_wanted(clerk: Any) -> None:
    one = clerk(dictation_target="clipboard")
    one.begin()
    assert not one.small.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    one.say(0.5, "God morgon.")
    one.stop()
    one.wait_for(Outcome.COPIED)
    assert QGuiApplication.clipboard().text() == "God morgon."
    assert one.program.typed == []
    assert one.program.n_prepared == 0


def test_it_may_stay_in_the_library_alone(clerk: Any) -> None:
    one = clerk(dictation_target="library")
    QGuiApplication.clipboard().setText("mitt eget")
    one.begin()
    one.say(0.5, "God morgon.")
    one.stop()
    one.wait_for(Outcome.KEPT)
    assert QGuiApplication.clipboard().text() == "mitt eget"
    assert one.program.typed == []


def test_when_typing_fails_nothing_is_lost_and_it_can_be_copied(clerk: Any) -> None:
    one = clerk()
    one.program.error = TypingError("typing_moved")
    one.begin()
    one.say(0.5, "God morgon.")
    one.stop()
    one.wait_for(Outcome.FAILED)
    assert "bytt fönster" in one.small.fault.text()
    assert one.small.copy_button.isVisible()
    assert not one.small._goes.isActive()  # it stays until it is read
    one.qtbot.mouseClick(one.small.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "God morgon."
    one.wait_for(Outcome.COPIED)
    assert [segment.text for segment in one.app.desk.jobs()[0].segments] == ["God morgon."]


def test_nobody_spoke(clerk: Any) -> None:
    one = clerk()
    one.begin()
    one.stop()
    one.wait_for(Outcome.SILENT)
    assert one.program.typed == []
    assert not one.small.copy_button.isVisible()


def test_a_microphone_that_is_not_there_is_told_in_the_small_window(clerk: Any) -> None:
    one = clerk()
    one.app.anywhere.do("toggle")
    recorder = one.recorders[-1]
    recorder.on_event(Failed(MicrophoneError("no_microphone")))
    recorder.on_event(Stopped(None, 0.0))
    one.wait_for(Outcome.FAILED)
    assert "ikrofon" in one.small.fault.text()


def test_the_next_dictation_may_begin_while_the_last_words_come(clerk: Any) -> None:
    one = clerk()
    one.begin()
    one.say(0.5, "Först.")
    one.app.anywhere.do("toggle")
    first = one.recorders[-1]
    first_path = first.path
    first.on_event(Stopped(first.path, 6.0))  # … but the engine follows it still
    one.wait(lambda: one.app.dictation.state is RecordState.IDLE)
    one.program.focus = "brev"
    one.begin()
    one.say(0.5, "Sedan.")
    part = first_path.with_suffix(".part")
    part.write_text(json.dumps({"state": "finished"}))
    part.replace(first_path.with_suffix(".json"))
    one.wait(lambda: one.program.typed == [("Först. ", "journal")])
    assert one.app.dictation.state is RecordState.RECORDING
    one.stop()
    one.wait(lambda: one.program.typed[1:] == [("Sedan. ", "brev")])


def test_global_keys_begin_end_and_pause(clerk: Any) -> None:
    one = clerk(shortcut_toggle="Ctrl+Alt+D", shortcut_pause="Ctrl+Alt+P")
    assert one.keys.shortcuts == {
        "toggle": parse_shortcut("Ctrl+Alt+D"),
        "pause": parse_shortcut("Ctrl+Alt+P"),
    }
    one.keys.press("toggle")
    one.wait(lambda: one.app.dictation.state is RecordState.STARTING)
    one.hear()
    one.keys.release("toggle")
    one.keys.press("pause")
    one.wait(lambda: one.app.dictation.state is RecordState.PAUSING)
    one.keys.press("toggle")
    one.answer_stop()


def test_a_key_records_while_it_is_held(clerk: Any) -> None:
    one = clerk(shortcut_talk="F9")
    one.keys.press("talk")
    one.wait(lambda: one.app.dictation.state is RecordState.STARTING)
    one.hear()
    one.say(0.5, "Kort besked.")
    one.keys.release("talk")
    one.answer_stop()
    one.wait_for(Outcome.TYPED)
    assert one.program.typed == [("Kort besked. ", "journal")]


def test_no_key_is_taken_before_one_is_chosen_and_changes_hold_at_once(clerk: Any) -> None:
    one = clerk()
    assert one.sources == []
    dialog = one.app.preferences.open("dictation")
    toggle, talk = dialog.fields["shortcut_toggle"], dialog.fields["shortcut_talk"]
    toggle.control.setKeySequence("Ctrl+Alt+D")
    assert one.keys.shortcuts == {"toggle": parse_shortcut("Ctrl+Alt+D")}
    first = one.keys
    error = ShortcutError("shortcut_taken", keys="Ctrl+Alt+D")
    first.tell(events.Refused("toggle", error))
    one.wait(lambda: "annat program" in toggle.told.text())
    toggle.control.clear()
    assert first.is_closed
    assert len(one.sources) == 1
    assert toggle.told.text() == ""
    talk.control.setKeySequence("D")  # would be missed in every text
    assert len(one.sources) == 1
    assert talk.told.text().startswith("D kan inte")
    targets = dialog.fields["dictation_target"].control
    targets.setCurrentIndex(targets.findData("clipboard"))
    targets.activated.emit(targets.currentIndex())
    assert one.app.settings.dictation_target == "clipboard"
    dialog.close()


def test_a_second_start_with_toggle_reaches_the_window_that_is_open(
    clerk: Any, tmp_path: Path
) -> None:
    one = clerk()
    environment = os.environ | {"TALSKRIFT_HOME": str(tmp_path / "home")}
    second = subprocess.Popen([sys.executable, "-m", "desktop", "toggle"], env=environment)
    one.wait(lambda: second.poll() is not None)
    assert second.returncode == 0
    one.wait(lambda: one.app.dictation.state is RecordState.STARTING)
    assert one.small.isVisible()


def test_from_its_own_menu_it_gives_way_to_the_program_behind(clerk: Any) -> None:
    one = clerk(in_front=True)
    one.app.window.actions_["dictate"].trigger()
    one.hear()
    assert one.app.window.isMinimized()
    assert one.small.isVisible()
    one.app.window.actions_["dictate"].trigger()  # what is recorded goes on
    assert one.app.dictation.state is RecordState.RECORDING


def test_with_its_own_window_in_front_it_records_there(clerk: Any) -> None:
    one = clerk(in_front=True)
    assert one.app.window.isActiveWindow()
    one.begin()
    assert not one.small.isVisible()
    one.say(0.5, "God morgon.")
    one.stop()
    one.wait(lambda: one.app.desk.jobs()[0].phase is Phase.DONE)
    assert one.program.typed == []


def test_the_small_window_is_worked_by_keys_where_it_may_have_them(clerk: Any) -> None:
    one = clerk(dictation_target="library")
    one.begin()
    one.qtbot.keyClick(one.small, Qt.Key.Key_P)
    one.wait(lambda: one.app.dictation.state is RecordState.PAUSING)
    one.qtbot.keyClick(one.small, Qt.Key.Key_Escape)  # nothing records unseen
    assert one.small.isVisible()
    one.answer_stop()
    one.wait_for(Outcome.SILENT)
    one.qtbot.keyClick(one.small, Qt.Key.Key_Escape)
    assert not one.small.isVisible()


def test_it_remembers_its_place(clerk: Any) -> None:
    one = clerk()
    one.begin()
    one.small.move(33, 44)
    one.stop()
    one.wait_for(Outcome.SILENT)
    one.small.close()
    again = clerk()
    again.begin()
    assert (again.small.x(), again.small.y()) == (33, 44)
