"""What a screen reader is told of recordings and jobs; that it hears it: test_screen_reader.py."""

from collections.abc import Callable

import pytest

from desktop.audio import events
from desktop.ui.announcing import Announcing

pytestmark = pytest.mark.window


class Heard(Announcing):
    """Keeps what is said."""

    sentences: tuple[str, ...] = ()

    def say(self, text: str) -> None:
        self.sentences += (text,)


def test_a_recording_is_told_when_it_begins_pauses_and_ends(start: Callable) -> None:
    desk = start()
    app = desk.app
    heard = Heard(app.dictation, app.desk, app.window, app)
    app.window.actions_["record"].trigger()
    desk.qtbot.waitUntil(lambda: bool(desk.recorders) and "start" in desk.recorders[0].calls)
    recorder = desk.recorders[0]
    recorder.write("recording")
    recorder.on_event(events.Listening())
    desk.qtbot.waitUntil(lambda: heard.sentences == ("Inspelning pågår",))
    app.window.actions_["pause"].trigger()
    recorder.on_event(events.Paused(1.0))
    desk.qtbot.waitUntil(lambda: heard.sentences[-1] == "Inspelningen är pausad")
    app.window.actions_["pause"].trigger()
    recorder.on_event(events.Resumed())
    desk.qtbot.waitUntil(lambda: heard.sentences[-1] == "Inspelningen fortsätter")
    assert len(heard.sentences) == 3


def test_a_file_is_told_when_it_is_done(start: Callable, media: Callable) -> None:
    desk = start()
    heard = Heard(desk.app.dictation, desk.app.desk, desk.window, desk.app)
    desk.app.add_files(media("done 1.mp3", "bad.mp3"))
    desk.qtbot.waitUntil(lambda: bool(heard.sentences), timeout=20_000)
    assert heard.sentences == ("Klar: done 1.mp3",)  # the other's fault is told by a notice
