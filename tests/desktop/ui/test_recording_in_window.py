"""Recording from the window: kept whatever happens, and turned into text while it grows."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from desktop.audio.events import (
    DeviceChanged,
    DeviceLost,
    Failed,
    Gap,
    Listening,
    LowDisk,
    MuteChanged,
    Overrun,
    Paused,
    Resumed,
    Stopped,
)
from desktop.audio.levels import Level
from desktop.errors import MicrophoneError, RecordingError
from desktop.file_queue import Phase
from desktop.settings import LANGUAGES
from desktop.ui.record_panel import ONGOING, RecordState, share_of_meter

pytestmark = pytest.mark.window

UNPLUGGED = DeviceLost(MicrophoneError("microphone_unplugged", device="USB"))


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
    recorder.on_event(Stopped(None, 0.0))
    desk.qtbot.waitUntil(desk.window.notice.isVisible)
    assert "Ingen mikrofon hittades" in desk.window.notice.text.text()
    desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.IDLE)
    assert desk.app.desk.jobs() == []
    assert not recorder.path.parent.exists()
    begin_recording(desk)
    assert not desk.window.notice.isVisible()


def test_a_disk_that_fills_up_keeps_what_was_recorded(start: Callable) -> None:
    desk = start()
    recorder = begin_recording(desk)
    recorder.on_event(Failed(RecordingError("disk_full", path=str(recorder.path))))
    end_recording(desk, recorder)
    assert "Disken är full" in desk.window.notice.text.text()
    desk.wait_for_phase("recording.wav", Phase.DONE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_of_the_recorder_is_told_in_the_users_language(
    start: Callable, language: str
) -> None:
    desk = start()
    desk.app.choices.change(language=language)
    recorder = begin_recording(desk)
    for event, swedish, english in (
        (MuteChanged(True), "Mikrofonen verkar vara avstängd", "seems to be switched off"),
        (DeviceChanged("USB", True), "Spelar in från USB: den valda", "Recording from USB: the"),
        (Overrun(1), "ett kort stycke ljud saknas", "a short piece of sound is missing"),
        (Overrun(7), "7 korta stycken ljud saknas", "7 short pieces of sound are missing"),
        (LowDisk(0, 4700.0), "rymmer ungefär 78 min", "has room for about 78 min"),
        (UNPLUGGED, "Mikrofonen USB har kopplats ur", "The microphone USB was unplugged"),
        (Gap(0, 3.04, "unplugged"), "Inspelningen fortsätter. 3 s", "The recording goes on. 3 s"),
    ):
        recorder.on_event(event)
        words = english if language == "en" else swedish
        desk.qtbot.waitUntil(lambda words=words: words in desk.window.notice.text.text())
        assert desk.window.notice.isVisible()
        assert not desk.window.notice.is_serious
    assert desk.app.dictation.state in ONGOING
    end_recording(desk, recorder)
    assert not desk.window.notice.isVisible()  # it was true of the recording only


def test_a_muted_microphone_that_is_heard_again_takes_its_hint_back(start: Callable) -> None:
    desk = start()
    desk.wait_until_ready()
    recorder = begin_recording(desk)
    recorder.on_event(MuteChanged(True))
    desk.qtbot.waitUntil(desk.window.notice.isVisible)
    recorder.on_event(MuteChanged(False))
    desk.qtbot.waitUntil(lambda: not desk.window.notice.isVisible())
    assert desk.window.status_line.text.text() == "Mikrofonen hörs igen"


def test_what_the_warm_microphone_told_is_told_when_it_matters(start: Callable) -> None:
    desk = start()
    begin = begin_recording(desk)
    end_recording(desk, begin)
    for event in (DeviceChanged("USB", True), MuteChanged(True), Failed(UNPLUGGED.error)):
        begin.on_event(event)
    begin.on_event(DeviceChanged("inbyggd", True))  # forgets the mute of the one before
    desk.qtbot.wait(0)
    assert not desk.window.notice.isVisible()
    begin_recording(desk)
    desk.qtbot.waitUntil(lambda: "Spelar in från inbyggd" in desk.window.notice.text.text())


def test_p_pauses_and_goes_on_wherever_the_keyboard_is(start: Callable) -> None:
    desk = start()
    recorder = begin_recording(desk)
    panel = desk.window.record_panel
    for widget in (desk.window.list, desk.window.page.text, panel.button):
        widget.setFocus()
        desk.qtbot.keyClick(widget, Qt.Key.Key_P)
        assert recorder.calls[-1] == "pause"
        assert panel.hint.text() == "Pausar …"
        recorder.on_event(Paused(12.0))
        desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.PAUSED)
        assert desk.window.jobs.describe(desk.job("recording.wav")) == "Inspelningen är pausad"
        assert panel.pause_button.accessibleName() == "Fortsätt inspelningen"
        desk.qtbot.keyClick(widget, Qt.Key.Key_P)
        assert recorder.calls[-1] == "resume"
        recorder.on_event(Gap(12 * 16_000, 60.0, "paused"))
        recorder.on_event(Resumed())
        desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.RECORDING)
        assert desk.window.jobs.describe(desk.job("recording.wav")) != "Inspelningen är pausad"
    assert not desk.window.notice.isVisible()  # the user made that pause
    end_recording(desk, recorder)
    assert not panel.pause_button.isVisible()
    assert not desk.window.actions_["pause"].isEnabled()


def test_the_pause_button_pauses_the_clock_and_stop_ends_a_pause(start: Callable) -> None:
    desk = start()
    recorder = begin_recording(desk)
    panel = desk.window.record_panel
    desk.qtbot.mouseClick(panel.pause_button, Qt.MouseButton.LeftButton)
    recorder.on_event(Paused(75.0))
    desk.qtbot.waitUntil(lambda: panel.time.text() == "01:15")
    recorder.on_event(Level(-10.0, -3.0, clipped=True))
    with desk.qtbot.waitSignal(desk.app.dictation.level_changed):
        pass
    assert (panel.time.text(), panel.meter._share) == ("01:15", 0.0)
    desk.qtbot.keyClick(desk.window.list, Qt.Key.Key_Space)
    assert recorder.calls[-1] == "stop"
    recorder.on_event(Paused(75.0))  # on its way when stop was asked for
    end_recording(desk, recorder)


def test_a_lost_microphone_is_waited_for_and_its_gap_marked_in_the_text(start: Callable) -> None:
    desk = start()
    desk.wait_until_ready()
    recorder = begin_recording(desk)
    desk.wait_for_phase("recording.wav", Phase.RUNNING)
    recorder.on_event(UNPLUGGED)
    desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.DEAF)
    assert desk.window.record_panel.hint.text() == "Mikrofonen är borta, väntar på den …"
    recorder.on_event(DeviceChanged("inbyggd", True))
    recorder.on_event(Gap(2 * 16_000, 3.04, "unplugged"))
    recorder.on_event(Level(-30.0, -20.0, clipped=False))
    desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.RECORDING)
    told = "Spelar in från inbyggd: den valda mikrofonen finns inte. Inspelningen fortsätter. 3 s"
    assert told in desk.window.notice.text.text()
    end_recording(desk, recorder)
    job = desk.wait_for_phase("recording.wav", Phase.DONE)
    marked = "Mening 1.\n[… 3 s saknas: mikrofonen kopplades ur …]"
    assert desk.window.page.text.toPlainText() == marked
    path = job.source.with_name("text.txt")
    desk.save(job, path)
    assert path.read_text("utf-8").splitlines() == marked.splitlines()
    desk.save(job, path.with_suffix(".srt"))
    assert "saknas" not in path.with_suffix(".srt").read_text("utf-8")
    desk = start()  # and is there at the next start, in the language of that day
    desk.app.choices.change(language="en")
    desk.window.list.select(job.job_id)
    mark = "[… 3 s missing: the microphone was unplugged …]"
    desk.qtbot.waitUntil(lambda: mark in desk.window.page.text.toPlainText())


def test_a_microphone_lost_in_a_pause_is_waited_for_afterwards(start: Callable) -> None:
    desk = start()
    recorder = begin_recording(desk)
    desk.window.actions_["pause"].trigger()
    for event in (Paused(2.0), UNPLUGGED, Resumed()):
        recorder.on_event(event)
    desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.DEAF)
    recorder.on_event(Level(-30.0, -20.0, clipped=False))
    desk.qtbot.waitUntil(lambda: desk.app.dictation.state is RecordState.RECORDING)


def test_a_microphone_that_the_user_changes_was_not_unplugged(start: Callable) -> None:
    desk = start()
    desk.wait_until_ready()
    recorder = begin_recording(desk)
    desk.wait_for_phase("recording.wav", Phase.RUNNING)
    desk.app.microphones.chosen.emit("ALSA:usb")
    assert recorder.calls[-1] == ("select", "ALSA:usb")
    recorder.on_event(Gap(2 * 16_000, 0.31, "changed"))
    recorder.on_event(Gap(3 * 16_000, 71.0, "unplugged"))
    desk.qtbot.waitUntil(lambda: len(desk.job("recording.wav").missing) == 2)
    end_recording(desk, recorder)
    desk.wait_for_phase("recording.wav", Phase.DONE)
    assert desk.window.page.text.toPlainText().splitlines() == [
        "Mening 1.",
        "[… 0,3 s saknas: mikrofonen byttes …]",
        "[… 1 min 11 s saknas: mikrofonen kopplades ur …]",
    ]


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
