"""The recorder with a microphone made of Python: real threads, real files."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.audio.events import (
    DeviceChanged,
    DeviceLost,
    Failed,
    Listening,
    MuteChanged,
    Overrun,
    Paused,
    Resumed,
    Stopped,
)
from desktop.audio.levels import Level
from desktop.audio.microphone import MicrophoneLimits
from desktop.audio.recorder import Recorder, RecorderLimits
from desktop.audio.recording import FINISHED, Gap, RecordingReader, RecordingWriter, read_info
from desktop.audio.session import Phase, SessionLimits
from desktop.errors import MicrophoneError

# A microphone that is never lost for slowness of the test, and one that soon is. The tail is only
# where a test feeds it.
NO_TAIL = SessionLimits(tail_s=0.0)
PATIENT = RecorderLimits(NO_TAIL, MicrophoneLimits(3600, 3600, 3600, 0.02))
IMPATIENT = RecorderLimits(NO_TAIL, MicrophoneLimits(0.2, 3600, 3600, 0.02))
TAILED = RecorderLimits(SessionLimits(tail_s=0.5), PATIENT.microphone)
NO_MICROPHONE = MicrophoneError("no_microphone")


def ramp(start: int, stop: int) -> np.ndarray:
    return np.arange(start, stop).astype(np.int16)


def read_back(path: Path) -> np.ndarray:
    with RecordingReader(path) as reader:
        n_samples, _ = reader.measure()
        return np.rint(reader.read(0, n_samples) * 32768).astype(np.int16)


@pytest.fixture
def make_recorder(source: Any, events: Any) -> Any:
    recorders = []

    def make(limits: RecorderLimits = PATIENT, **options: Any) -> Recorder:
        options.setdefault("measure_free_bytes", lambda _folder: 1024**3)
        recorders.append(Recorder(source, events, limits=limits, **options))
        return recorders[-1]

    yield make
    for recorder in recorders:
        recorder.close()


def test_a_warm_recording_has_every_sample(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    path = tmp_path / "talk.wav"
    recorder = make_recorder(TAILED)
    recorder.warm()
    stream = source.wait_for_stream()
    stream.feed(ramp(-9000, 0))
    recorder.start(path)
    events.wait_for(Listening)
    stream.feed(ramp(0, 7321))
    recorder.stop()
    stream.feed(ramp(7321, 20000))
    assert events.wait_for(Stopped) == Stopped(path, (8000 + 7321 + 8000) / 16000)
    np.testing.assert_array_equal(read_back(path), ramp(-8000, 7321 + 8000))
    info = read_info(path)
    assert (info.state, info.source, info.gaps, info.overruns) == (FINISHED, "default", (), 0)
    assert not stream.is_closed.is_set()


def test_a_cold_recording_listens_with_its_first_sample(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    recorder = make_recorder(TAILED)
    recorder.start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    events.wait_for(DeviceChanged)
    assert events.all(Listening) == []
    stream.feed(ramp(0, 400))
    events.wait_for(Listening)
    recorder.stop()
    stream.feed(ramp(400, 9000))
    events.wait_for(Stopped)
    np.testing.assert_array_equal(read_back(tmp_path / "talk.wav"), ramp(0, 8400))
    assert stream.is_closed.wait(30)


def test_two_recordings_in_a_row_share_the_sound_without_loss(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    first, second = tmp_path / "1.wav", tmp_path / "2.wav"
    recorder = make_recorder(TAILED)
    recorder.warm()
    recorder.start(first)
    stream = source.wait_for_stream()
    stream.feed(ramp(0, 5000))
    recorder.stop()
    stream.feed(ramp(5000, 6000))  # within the tail, the user begins anew
    recorder.start(second)
    stream.feed(ramp(6000, 9000))
    recorder.stop()
    stream.feed(ramp(9000, 20000))
    events.wait_for(Stopped)
    events.wait_for(Stopped)
    both = np.concatenate([read_back(first), read_back(second)])
    np.testing.assert_array_equal(both, ramp(0, 9000 + 8000))
    assert [stopped.path for stopped in events.all(Stopped)] == [first, second]
    assert read_info(first).state == read_info(second).state == FINISHED


def test_pause_and_resume(make_recorder: Any, source: Any, events: Any, tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    recorder = make_recorder(TAILED)
    recorder.start(path)
    stream = source.wait_for_stream()
    stream.feed(ramp(0, 1000))
    recorder.pause()
    stream.feed(ramp(1000, 30000))
    events.wait_for(Paused)
    recorder.resume()
    events.wait_for(Resumed)
    stream.feed(ramp(30000, 31000))
    recorder.stop()
    stream.feed(ramp(31000, 32000))
    stream.feed(ramp(0, 7000))
    events.wait_for(Stopped)
    expected = np.concatenate([ramp(0, 9000), ramp(22000, 32000), ramp(0, 7000)])
    np.testing.assert_array_equal(read_back(path), expected)
    assert read_info(path).gaps == (Gap(9000, 13000 / 16000, "paused"),)


def test_overruns_are_counted(make_recorder: Any, source: Any, events: Any, tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    recorder = make_recorder()
    recorder.start(path)
    stream = source.wait_for_stream()
    for _ in range(3):
        stream.feed(ramp(0, 800), overflowed=True)
    recorder.close()
    assert [event.count for event in events.all(Overrun)] == [1, 2, 3]
    assert read_info(path).overruns == 3


def make_stalled_writer(may_write: threading.Event) -> type[RecordingWriter]:
    """Writes to a disk that stands still until it is told to go on."""

    class StalledWriter(RecordingWriter):
        def append(self, samples: np.ndarray) -> None:
            assert may_write.wait(30)
            super().append(samples)

    return StalledWriter


def test_a_stalled_disk_costs_no_sample(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    may_write = threading.Event()
    recorder = make_recorder(IMPATIENT, make_writer=make_stalled_writer(may_write))
    recorder.start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    stream.feed(ramp(0, 32000))  # returns at once: the callback waits for nobody
    assert events.all(Listening) == []
    threading.Timer(2 * IMPATIENT.microphone.stall_s, may_write.set).start()
    events.wait_for(Listening)
    recorder.close()
    np.testing.assert_array_equal(read_back(tmp_path / "talk.wav"), ramp(0, 32000))
    assert read_info(tmp_path / "talk.wav").gaps == ()


def test_sound_beyond_what_may_wait_for_a_disk_is_dropped_and_its_gap_marked(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    may_write = threading.Event()
    microphone = replace(PATIENT.microphone, backlog_bytes=64_000)
    recorder = make_recorder(
        RecorderLimits(NO_TAIL, microphone), make_writer=make_stalled_writer(may_write)
    )
    recorder.start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    stream.feed(ramp(0, 400))
    while not recorder._microphone._gives_sound:  # the first block is being written
        threading.Event().wait(0.01)
    stream.feed(ramp(400, 32400))  # just as much as may wait
    stream.feed(ramp(0, 8000))  # half a second that may not
    may_write.set()
    events.wait_for(Listening)
    while (level := events.wait_for(Level)) and len(events.all(Level)) < 40:  # all 32,000 are done
        assert level
    stream.feed(ramp(10000, 11000))
    assert events.wait_for(Gap) == Gap(32400, 0.5, "overrun")
    recorder.close()
    expected = np.concatenate([ramp(0, 32400), ramp(10000, 11000)])
    np.testing.assert_array_equal(read_back(tmp_path / "talk.wav"), expected)
    assert read_info(tmp_path / "talk.wav").gaps == (Gap(32400, 0.5, "overrun"),)


def test_half_an_hour_of_sound_may_wait_for_a_disk() -> None:
    """The default bound: far more than any disk hangs, far less than the memory there is."""
    bytes_per_s = 2 * 48000
    assert 20 * 60 < MicrophoneLimits().backlog_bytes / bytes_per_s < 30 * 60


def test_a_wall_clock_that_jumps_changes_nothing(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jumps = itertools.cycle((1e9, 3e9, 0.0))
    monkeypatch.setattr("time.time", lambda: next(jumps))
    recorder = make_recorder(IMPATIENT)
    recorder.start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    for at in range(0, 32000, 1600):
        stream.feed(ramp(at, at + 1600))
        threading.Event().wait(0.01)
    recorder.close()
    np.testing.assert_array_equal(read_back(tmp_path / "talk.wav"), ramp(0, 32000))
    assert read_info(tmp_path / "talk.wav").gaps == ()
    assert events.all(DeviceLost) == []


def test_closing_keeps_the_tail(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    recorder = make_recorder(TAILED)
    recorder.warm()
    recorder.start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    stream.feed(ramp(0, 1000))
    events.wait_for(Listening)
    closing = threading.Thread(target=recorder.close)
    closing.start()
    while recorder._session is None or recorder._session.phase is not Phase.STOPPING:
        threading.Event().wait(0.01)
    stream.feed(ramp(1000, 20000))
    closing.join(30)
    assert not closing.is_alive()
    np.testing.assert_array_equal(read_back(tmp_path / "talk.wav"), ramp(0, 9000))
    assert stream.is_closed.wait(30)


def test_closing_waits_for_no_microphone_that_is_lost(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    recorder = make_recorder(TAILED)
    recorder.start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    stream.feed(ramp(0, 1000))
    source.faults = {None: NO_MICROPHONE}
    stream.end_by_itself()
    events.wait_for(DeviceLost)
    recorder.close()
    np.testing.assert_array_equal(read_back(tmp_path / "talk.wav"), ramp(0, 1000))


@pytest.mark.parametrize("how", ["silently", "with word"])
def test_an_unplugged_microphone_is_opened_again_and_the_gap_marked(
    how: str, make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    path = tmp_path / "talk.wav"
    recorder = make_recorder(IMPATIENT if how == "silently" else PATIENT, device_id="usb")
    recorder.start(path)
    stream = source.wait_for_stream()
    stream.feed(ramp(0, 1000))
    events.wait_for(Listening)
    source.faults = {"usb": MicrophoneError("microphone_unplugged"), None: NO_MICROPHONE}
    n_asked = len(source.asked)
    if how == "with word":
        stream.end_by_itself()
    lost = events.wait_for(DeviceLost)
    assert lost.error.code == "microphone_unplugged"
    assert lost.error.details == {"device": "usb"}
    while len(source.asked) < n_asked + 6:  # three more tries, of the device and the default
        threading.Event().wait(0.01)
    source.faults = {}
    again = source.wait_for_stream()
    assert stream.is_closed.wait(30)
    stream.feed(ramp(5000, 6000))  # a dead stream may not speak
    again.feed(ramp(20000, 21000), block=20)  # blocks much shorter than the gap
    gap = events.wait_for(Gap)
    assert (gap.sample, gap.reason) == (1000, "unplugged")
    assert gap.missing_s > 0
    recorder.close()
    expected = np.concatenate([ramp(0, 1000), ramp(20000, 21000)])
    np.testing.assert_array_equal(read_back(path), expected)
    assert read_info(path).gaps == (gap,)
    assert events.all(Failed) == []


def test_the_default_takes_over_when_the_chosen_microphone_is_gone(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    recorder = make_recorder(TAILED, device_id="usb")
    recorder.start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    assert events.wait_for(DeviceChanged) == DeviceChanged("usb", is_fallback=False)
    stream.feed(ramp(0, 1000))
    events.wait_for(Listening)
    source.faults = {"usb": MicrophoneError("microphone_unplugged")}
    source.rate_hz = 48000.0  # it is another device altogether
    source.channels = 2
    stream.end_by_itself()
    again = source.wait_for_stream()
    assert events.wait_for(DeviceChanged) == DeviceChanged("default", is_fallback=True)
    again.feed(np.full((48000, 2), 1000, np.int16))
    recorder.stop()
    again.feed(np.full((48000, 2), 1000, np.int16))
    events.wait_for(Stopped)
    assert read_info(tmp_path / "talk.wav").source == "usb"
    sound = read_back(tmp_path / "talk.wav")
    assert 1000 + 16000 + 8000 - 640 <= len(sound) <= 1000 + 16000 + 8000  # 40 ms are held back
    np.testing.assert_array_equal(sound[:1000], ramp(0, 1000))
    np.testing.assert_array_equal(sound[1500:], 1000)


def test_a_warm_microphone_that_is_lost_comes_back(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    recorder = make_recorder()
    recorder.warm()
    stream = source.wait_for_stream()
    stream.feed(ramp(0, 8000))
    stream.end_by_itself()
    again = source.wait_for_stream()
    again.feed(ramp(20000, 21000))
    recorder.start(tmp_path / "talk.wav")
    recorder.close()
    # What was heard before the loss is no part of a recording begun after it.
    np.testing.assert_array_equal(read_back(tmp_path / "talk.wav"), ramp(20000, 21000))
    assert read_info(tmp_path / "talk.wav").gaps == ()


def test_changing_the_microphone_while_recording(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    source.rate_hz = 48000.0  # resampled: what is held back must not be lost
    recorder = make_recorder()
    recorder.start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    source.rate_hz = 16000.0
    stream.feed(np.full(4800, 7000, np.int16))
    recorder.select("usb")
    source.wait_for_stream().feed(ramp(5000, 6000))
    gap = events.wait_for(Gap)
    recorder.close()
    sound = read_back(tmp_path / "talk.wav")
    np.testing.assert_array_equal(sound[1600:], ramp(5000, 6000))
    assert (gap.sample, gap.reason) == (1600, "changed")
    assert [e.name for e in events.all(DeviceChanged)] == ["default", "usb"]


def test_another_microphone_of_the_systems_choice_is_followed(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    """As on macOS and Windows, where a stream stays where it was opened."""
    asked = threading.Semaphore(0)
    preferred = ["built-in"]

    def read_default() -> str:
        answer = preferred[0]
        asked.release()
        return answer

    limits = RecorderLimits(NO_TAIL, replace(PATIENT.microphone, check_default_s=0.0))
    recorder = make_recorder(limits, read_default=read_default)
    recorder.start(tmp_path / "talk.wav")
    first = source.wait_for_stream()
    for start in (0, 400, 800):
        assert asked.acquire(timeout=30)  # at its opening, and after each block
        first.feed(ramp(start, min(start + 400, 1000)))
    assert asked.acquire(timeout=30)
    preferred[0] = "headset"
    first.feed(ramp(1000, 1400))
    second = source.wait_for_stream()
    assert first.is_closed.wait(30)
    second.feed(ramp(5000, 6000))
    gap = events.wait_for(Gap)
    recorder.close()
    assert (gap.sample, gap.reason) == (1400, "changed")
    expected = np.concatenate([ramp(0, 1400), ramp(5000, 6000)])
    np.testing.assert_array_equal(read_back(tmp_path / "talk.wav"), expected)
    assert source.asked == [None, None]


@pytest.mark.parametrize("default", ["built-in", None])
def test_the_microphone_that_the_user_chose_is_kept_whatever_the_system_prefers(
    default: object, make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    answers = iter([default, "headset", None, "another"])
    limits = RecorderLimits(NO_TAIL, replace(PATIENT.microphone, check_default_s=0.0))
    device_id = "usb" if default else None  # or the default, of which nothing was known at first
    recorder = make_recorder(limits, device_id=device_id, read_default=lambda: next(answers))
    recorder.start(tmp_path / "talk.wav")
    source.wait_for_stream().feed(ramp(0, 800))  # two blocks
    events.wait_for(Level)
    recorder.close()
    assert len(source.asked) == 1


def test_a_changed_microphone_that_cannot_be_opened_is_told_once(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    recorder = make_recorder(PATIENT, device_id="usb")
    recorder.start(tmp_path / "talk.wav")
    source.wait_for_stream().feed(ramp(0, 1000))
    events.wait_for(Listening)
    busy = MicrophoneError("microphone_busy", device="headset")
    source.faults = {"headset": busy, None: NO_MICROPHONE}
    recorder.select("headset")
    assert events.wait_for(DeviceLost).error is busy
    while len(source.asked) < 7:  # three tries
        threading.Event().wait(0.01)
    source.faults = {}
    source.wait_for_stream().feed(ramp(5000, 6000))
    assert events.wait_for(Gap).reason == "changed"
    assert len(events.all(DeviceLost)) == 1


def test_a_microphone_opened_while_the_recorder_closes_is_given_back(
    make_recorder: Any, source: Any, tmp_path: Path
) -> None:
    is_busy, may_go_on = threading.Event(), threading.Event()

    def make_slow_writer(path: Path, name: str) -> RecordingWriter:
        is_busy.set()
        assert may_go_on.wait(30)
        return RecordingWriter(path, name)

    source.may_open.clear()
    recorder = make_recorder(make_writer=make_slow_writer)
    recorder.warm()
    recorder.start(tmp_path / "talk.wav")
    assert is_busy.wait(30)
    closing = threading.Thread(target=recorder.close)
    closing.start()
    source.may_open.set()
    stream = source.wait_for_stream()
    may_go_on.set()
    closing.join(30)
    assert stream.is_closed.wait(30)


@pytest.mark.parametrize("code", ["no_microphone", "microphone_busy", "audio_system_missing"])
def test_without_a_microphone_there_is_an_error_and_no_file(
    code: str, make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    source.faults = {None: MicrophoneError(code)}
    recorder = make_recorder()
    recorder.start(tmp_path / "talk.wav")
    assert events.wait_for(Failed).error.code == code
    assert events.wait_for(Stopped) == Stopped(None, 0.0)
    assert list(tmp_path.iterdir()) == []
    source.faults = {}
    recorder.start(tmp_path / "talk.wav")  # and the next try works
    source.wait_for_stream().feed(ramp(0, 100))
    events.wait_for(Listening)


def test_a_microphone_that_gives_no_sound_is_an_error(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    limits = RecorderLimits(NO_TAIL, MicrophoneLimits(3600, 0.05, 3600, 3600))
    make_recorder(limits).start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    error = events.wait_for(Failed).error
    assert (error.code, error.details["device"]) == ("microphone_failed", "default")
    assert stream.is_closed.wait(30)
    assert events.wait_for(Stopped).path is None


def test_an_opening_that_hangs_is_an_error_and_its_late_stream_is_closed(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    source.may_open.clear()
    limits = RecorderLimits(NO_TAIL, MicrophoneLimits(3600, 3600, 0.05, 3600))
    make_recorder(limits).start(tmp_path / "talk.wav")
    assert events.wait_for(Failed).error.code == "microphone_failed"
    source.may_open.set()
    late = source._streams.get(timeout=30)
    assert late.is_closed.wait(30)
    assert not late.has_started.is_set()


def test_stop_before_the_microphone_is_open_leaves_nothing(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    source.may_open.clear()
    recorder = make_recorder()
    recorder.start(tmp_path / "talk.wav")
    recorder.stop()
    assert events.wait_for(Stopped) == Stopped(None, 0.0)
    source.may_open.set()
    assert source._streams.get(timeout=30).is_closed.wait(30)
    assert list(tmp_path.iterdir()) == []


def test_stop_while_the_microphone_is_lost_ends_at_once(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    recorder = make_recorder()
    recorder.start(tmp_path / "talk.wav")
    stream = source.wait_for_stream()
    stream.feed(ramp(0, 1000))
    source.faults = {None: NO_MICROPHONE}
    stream.end_by_itself()
    events.wait_for(DeviceLost)
    recorder.stop()
    assert events.wait_for(Stopped).duration_s == 1000 / 16000


@pytest.mark.parametrize("folder_exists", [True, False])
def test_a_recording_that_cannot_be_made_is_an_error(
    folder_exists: bool, make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    path = tmp_path / "talk.wav" if folder_exists else tmp_path / "none" / "talk.wav"
    if folder_exists:
        path.touch()
    make_recorder().start(path)
    expected = "recording_exists" if folder_exists else "folder_not_writable"
    assert events.wait_for(Failed).error.code == expected
    assert events.wait_for(Stopped) == Stopped(None, 0.0)
    assert source.asked == []


def test_a_full_disk_is_known_before_the_first_word(
    make_recorder: Any, source: Any, events: Any, tmp_path: Path
) -> None:
    make_recorder(measure_free_bytes=lambda _folder: 1024).start(tmp_path / "talk.wav")
    assert events.wait_for(Failed).error.code == "disk_full"
    assert list(tmp_path.iterdir()) == []


def test_levels_and_a_muted_microphone_are_told(
    make_recorder: Any, source: Any, events: Any
) -> None:
    recorder = make_recorder()
    recorder.warm()
    stream = source.wait_for_stream()
    stream.feed(np.full(800, 32767, np.int16))
    level = events.wait_for(Level)
    assert level.clipped and level.rms_dbfs == pytest.approx(0.0, abs=0.01)
    stream.feed(np.zeros(16000 * 3, np.int16))
    assert events.wait_for(MuteChanged).muted
    stream.feed(np.full(800, 500, np.int16))
    assert not events.wait_for(MuteChanged).muted
    recorder.cool()
    assert stream.is_closed.wait(30)


def test_a_listener_that_raises_harms_no_recording(source: Any, tmp_path: Path) -> None:
    def complain(_event: object) -> None:
        raise RuntimeError("listener")

    no_disk_limits = RecorderLimits(
        SessionLimits(tail_s=0.0, full_disk_bytes=0), PATIENT.microphone
    )
    with Recorder(source, complain, limits=no_disk_limits) as recorder:
        recorder.start(tmp_path / "talk.wav")
        source.wait_for_stream().feed(ramp(0, 1000))
    np.testing.assert_array_equal(read_back(tmp_path / "talk.wav"), ramp(0, 1000))
