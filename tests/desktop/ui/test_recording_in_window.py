"""Recording from the window: kept whatever happens, and turned into text while it grows."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from desktop.audio.events import DeviceChanged, DeviceLost, Failed, Listening, MuteChanged, Stopped
from desktop.audio.levels import Level
from desktop.errors import MicrophoneError, RecordingError
from desktop.file_queue import Phase
from desktop.ui.record_panel import RecordState, share_of_meter

pytestmark = pytest.mark.window


def begin_recording(desk):
    desk.window.actions_["record"].trigger()
    recorder = desk.recorders[-1]
    recorder.write("recording")
    recorder.on_event(Listening())
    desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.RECORDING)
    return recorder


def end_recording(desk, recorder) -> None:
    recorder.write("finished")
    recorder.on_event(Stopped(recorder.path, 3.5))
    desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.IDLE)


def test_text_comes_while_it_is_recorded_and_stop_makes_it_final(start: Callable) -> None:
    desk = start()
    desk.wait_until_ready()
    recorder = begin_recording(desk)
    desk.qtbot.waitUntil(lambda: "Mening 1." in desk.window.page.text.toPlainText(), timeout=20_000)
    job = desk.job("recording.wav")
    assert job.is_growing
    assert desk.window.jobs.describe(job) == "Spelar in"
    desk.window.actions_["record"].trigger()
    assert recorder.calls[-1] == "stop"
    end_recording(desk, recorder)
    job = desk.wait_for_phase("recording.wav", Phase.DONE)
    assert not job.is_growing
    assert job.source.parent.parent == desk.app._parts.data_dir / "recordings"


def test_space_begins_and_stops_wherever_the_keyboard_is(start: Callable) -> None:
    desk = start()
    for widget in (desk.window.list, desk.window.page.text):
        widget.setFocus()
        desk.qtbot.keyClick(widget, Qt.Key.Key_Space)
        assert desk.app.dictation.state is RecordState.STARTING
        desk.qtbot.keyClick(widget, Qt.Key.Key_Space)
        assert desk.app.dictation.state in (RecordState.STARTING, RecordState.STOPPING)
        desk.app.dictation.stop()
        desk.recorders[-1].on_event(Stopped(None, 0.0))
        desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.IDLE)


def test_a_recording_goes_before_a_file_which_goes_on_afterwards(
    start: Callable, media: Callable
) -> None:
    desk = start(media("stays.mp3"))
    desk.wait_for_phase("stays.mp3", Phase.RUNNING)
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 1)
    recorder = begin_recording(desk)
    desk.wait_for_phase("recording.wav", Phase.RUNNING)
    assert desk.job("stays.mp3").phase is Phase.WAITING
    end_recording(desk, recorder)
    desk.wait_for_phase("recording.wav", Phase.DONE)
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2)


def test_with_a_broken_model_the_recording_is_kept_and_transcribed_later(start: Callable) -> None:
    desk = start(starter="broken")
    recorder = begin_recording(desk)
    job = desk.wait_for_phase("recording.wav", Phase.WAITING)
    assert desk.window.jobs.describe(job) == "Spelar in, texten kommer senare"
    end_recording(desk, recorder)
    assert desk.window.jobs.describe(desk.job("recording.wav")) == "Väntar på motorn"
    desk = start()
    desk.wait_for_phase("recording.wav", Phase.DONE)


def test_a_microphone_that_fails_is_told_and_the_next_press_works(start: Callable) -> None:
    desk = start()
    desk.window.actions_["record"].trigger()
    recorder = desk.recorders[-1]
    recorder.on_event(Failed(MicrophoneError("no_microphone")))
    desk.qtbot.waitUntil(desk.window.notice.isVisible)
    assert "Ingen mikrofon hittades" in desk.window.notice.text.text()
    assert desk.app.dictation.state is RecordState.IDLE
    assert desk.app.desk.jobs() == []
    assert not recorder.path.parent.exists()
    begin_recording(desk)


def test_a_disk_that_fills_up_keeps_what_was_recorded(start: Callable) -> None:
    desk = start()
    recorder = begin_recording(desk)
    recorder.on_event(Failed(RecordingError("disk_full", path=str(recorder.path))))
    end_recording(desk, recorder)
    assert "Disken är full" in desk.window.notice.text.text()
    desk.wait_for_phase("recording.wav", Phase.DONE)


def test_hints_of_the_recorder_are_told(start: Callable) -> None:
    desk = start()
    recorder = begin_recording(desk)
    for event, words in (
        (MuteChanged(True), "Mikrofonen är tyst"),
        (MuteChanged(False), "Nu hörs mikrofonen igen"),
        (DeviceChanged("USB-mikrofon", True), "Spelar in från USB-mikrofon"),
        (DeviceLost(MicrophoneError("microphone_unplugged", device="USB")), "mikrofon"),
    ):
        recorder.on_event(event)
        desk.qtbot.waitUntil(lambda words=words: words in desk.window.notice.text.text())
    assert desk.app.dictation.state is RecordState.RECORDING


def test_the_meter_rises_at_once_and_falls_slowly(start: Callable) -> None:
    desk = start()
    recorder = begin_recording(desk)
    meter = desk.window.record_panel.meter
    recorder.on_event(Level(-20.0, -10.0, clipped=False))
    desk.qtbot.waitUntil(lambda: meter._share > share_of_meter(-24.0))
    desk.qtbot.waitUntil(lambda: 0 < meter._share < share_of_meter(-24.0))


def test_closing_the_window_ends_the_recording(start: Callable) -> None:
    desk = start()
    recorder = begin_recording(desk)
    desk.window.close()
    assert recorder.calls[-1] == "close"


def test_the_chosen_microphone_is_used_and_remembered(start: Callable) -> None:
    desk = start()
    menu = desk.app.microphones
    menu.show_devices([("ALSA:pulse", "pulse"), ("ALSA:usb", "usb")], None)
    action = next(action for action in menu._menu.actions() if action.text() == "usb")
    action.trigger()
    begin_recording(desk)
    assert ("select", "ALSA:usb") in desk.recorders[-1].calls
    assert start().app.settings.microphone == "ALSA:usb"


def test_a_microphone_that_is_gone_stays_in_the_menu(start: Callable) -> None:
    menu = start().app.microphones
    menu.show_devices([("ALSA:pulse", "pulse")], "ALSA:usb")
    checked = [action.text() for action in menu._menu.actions() if action.isChecked()]
    assert checked == ["usb (saknas nu)"]
