"""The window on the real recorder, whose microphone is made of Python: what is heard, and told."""

import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts
from desktop.audio.events import Level
from desktop.audio.microphone import MicrophoneLimits
from desktop.audio.recorder import Recorder, RecorderLimits
from desktop.audio.session import SessionLimits
from desktop.errors import MicrophoneError
from desktop.file_queue import Phase
from desktop.settings import LANGUAGES
from desktop.ui import dictation
from desktop.ui.record_panel import RecordState

pytestmark = pytest.mark.window

RATE = 16_000
TONE = (9000 * np.sin(np.arange(RATE) / 8)).astype(np.int16)  # one second
SILENCE = np.tile(np.array([16, -16], np.int16), RATE // 2)  # of a room: zeros would be a mute
# Not for being slow to feed it, as a test on a loaded machine is.
NEVER_LOST = MicrophoneLimits(stall_s=3600, first_block_s=3600, open_s=3600)
NO_ROOM = 49 * 1024**2  # bytes, less than a recording leaves free


class Studio:
    """The app, its microphone, and the room on its disk."""

    def __init__(self, qtbot: QtBot, parts: Parts, source: Any) -> None:
        self.qtbot = qtbot
        self.source = source
        self.free_bytes = 10**12
        self.disk_answers = threading.Event()
        self.disk_answers.set()
        self.heard: list[object] = []
        self.app = App(replace(parts, make_recorder=self.make_recorder), "0.0")
        self.window = self.app.window

    def make_recorder(self, on_event: Callable[[object], None]) -> Recorder:
        def listen(event: object) -> None:
            self.heard.append(event)
            on_event(event)

        return Recorder(
            self.source,
            listen,
            limits=RecorderLimits(SessionLimits(tail_s=0.0), NEVER_LOST),
            measure_free_bytes=self.measure_free_bytes,
        )

    def measure_free_bytes(self, _folder: Path) -> int:
        assert self.disk_answers.wait(30)
        return self.free_bytes

    def warm(self) -> None:
        (self.app._parts.data_dir / "recordings" / "an earlier one").mkdir(parents=True)
        self.app._allow_warmth()
        QApplication.sendEvent(self.window, QEvent(QEvent.Type.WindowActivate))

    def press(self) -> None:
        self.window.actions_["record"].trigger()

    def wait_for(self, state: RecordState) -> None:
        self.qtbot.waitUntil(lambda: self.app.dictation.state is state, timeout=20_000)

    def wait_for_notice(self, words: str) -> None:
        notice = self.window.notice
        self.qtbot.waitUntil(
            lambda: notice.isVisible() and words in notice.text.text(), timeout=20_000
        )


@pytest.fixture
def studio(
    qtbot: QtBot, make_parts: Callable[..., Parts], fake_engine: list[str], fake_model: Path,
    microphone_of_python: Any,
) -> Iterator[Studio]:  # fmt: skip
    parts = replace(make_parts(), engine_command=fake_engine, starter_model=fake_model)
    studio = Studio(qtbot, parts, microphone_of_python)
    qtbot.addWidget(studio.window)
    studio.app.show()
    studio.app.begin([])
    yield studio
    studio.window.close()


def read_samples(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def test_what_is_said_just_before_the_press_is_in_the_recording(studio: Studio) -> None:
    studio.warm()
    microphone = studio.source.wait_for_stream()
    microphone.feed(TONE)
    studio.qtbot.waitUntil(lambda: len([e for e in studio.heard if isinstance(e, Level)]) >= 15)
    assert studio.app.desk.jobs() == []  # what is only listened to is not kept
    studio.press()
    studio.wait_for(RecordState.RECORDING)
    studio.press()
    microphone.feed(TONE[:800])
    studio.wait_for(RecordState.IDLE)
    (job,) = studio.app.desk.jobs()
    samples = read_samples(job.source)
    assert len(samples) >= RATE // 2
    assert np.array_equal(samples[: RATE // 4], TONE[-RATE // 2 : -RATE // 4])
    assert not microphone.is_closed.is_set()  # it goes on listening
    studio.app.warmth.allow(False)
    assert microphone.is_closed.wait(20)


def test_a_microphone_that_cannot_be_warmed_is_not_told_before_the_press(studio: Studio) -> None:
    studio.source.faults[None] = MicrophoneError("no_microphone")
    studio.warm()
    studio.qtbot.waitUntil(lambda: bool(studio.heard), timeout=20_000)
    studio.qtbot.wait(0)
    assert not studio.window.notice.isVisible()
    studio.press()
    studio.wait_for_notice("Ingen mikrofon hittades")
    studio.wait_for(RecordState.IDLE)


BUSY = MicrophoneError("microphone_busy", device="USB-mikrofon")
FAILED = MicrophoneError("microphone_failed", device="USB-mikrofon", reason="-9999")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("fault", "swedish", "english"),
    [
        (MicrophoneError("no_microphone"), "Ingen mikrofon hittades", "No microphone was found"),
        (
            MicrophoneError("microphone_permission_denied"),
            "Talskrift får inte använda mikrofonen. Tillåt det",
            "Talskrift may not use the microphone. Allow it",
        ),
        (BUSY, "Mikrofonen USB-mikrofon används av ett annat", "USB-mikrofon is in use by another"),
        (FAILED, "USB-mikrofon gick inte att använda (-9999)", "could not be used (-9999)"),
        (MicrophoneError("audio_system_missing"), "saknar PortAudio", "PortAudio is missing"),
    ],
    ids=lambda value: value.code if isinstance(value, MicrophoneError) else "",
)
def test_a_microphone_that_cannot_be_opened_is_told_and_files_go_on(
    studio: Studio, tmp_path: Path, language: str, fault: MicrophoneError, swedish: str,
    english: str,
) -> None:  # fmt: skip
    studio.app.choices.change(language=language)
    studio.source.faults[None] = fault
    studio.press()
    studio.wait_for_notice(english if language == "en" else swedish)
    studio.wait_for(RecordState.IDLE)
    assert studio.app.desk.jobs() == []
    assert list((studio.app._parts.data_dir / "recordings").iterdir()) == []
    file = write_tone(tmp_path / "fil.wav")
    studio.app.add_files([file])
    studio.qtbot.waitUntil(
        lambda: [job.phase for job in studio.app.desk.jobs()] == [Phase.DONE], timeout=30_000
    )
    del studio.source.faults[None]  # the next press works
    studio.press()
    studio.source.wait_for_stream().feed(TONE)
    studio.wait_for(RecordState.RECORDING)
    assert not studio.window.notice.isVisible()


def write_tone(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(TONE.tobytes() + bytes(2 * RATE))
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_disk_that_fills_up_ends_the_recording_and_keeps_it(
    studio: Studio, language: str
) -> None:
    studio.app.choices.change(language=language)
    studio.press()
    microphone = studio.source.wait_for_stream()
    microphone.feed(np.concatenate([TONE, SILENCE]))
    studio.wait_for(RecordState.RECORDING)
    studio.free_bytes = NO_ROOM
    microphone.feed(SILENCE)
    studio.wait_for_notice("The disk is full" if language == "en" else "Disken är full")
    studio.wait_for(RecordState.IDLE)
    studio.qtbot.waitUntil(lambda: studio.app.desk.jobs()[0].phase is Phase.DONE, timeout=30_000)
    (job,) = studio.app.desk.jobs()
    assert len(read_samples(job.source)) >= RATE
    assert job.segments[0].text in studio.window.page.text.toPlainText()
    studio.press()  # still no room: told again, and nothing is left behind
    studio.wait_for_notice("The disk is full" if language == "en" else "Disken är full")
    studio.wait_for(RecordState.IDLE)
    assert list((studio.app._parts.data_dir / "recordings").iterdir()) == [job.source.parent]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_for_recordings_that_cannot_be_written_to_is_told(
    studio: Studio, language: str
) -> None:
    studio.app.choices.change(language=language)
    (studio.app._parts.data_dir / "recordings").write_text("a file in its place")
    studio.press()
    studio.wait_for_notice("cannot be written to" if language == "en" else "inte att skriva i")
    assert studio.app.dictation.state is RecordState.IDLE
    (studio.app._parts.data_dir / "recordings").unlink()
    studio.press()
    studio.source.wait_for_stream().feed(TONE)
    studio.wait_for(RecordState.RECORDING)


def test_an_unplugged_microphone_is_told_and_the_hole_marked(studio: Studio) -> None:
    studio.press()
    first = studio.source.wait_for_stream()
    first.feed(TONE)
    studio.wait_for(RecordState.RECORDING)
    studio.source.may_open.clear()
    first.end_by_itself()
    studio.wait_for(RecordState.DEAF)
    studio.wait_for_notice("Mikrofonen default har kopplats ur")
    assert not studio.window.notice.is_serious
    studio.source.may_open.set()
    second = studio.source.wait_for_stream()
    second.feed(np.concatenate([SILENCE, SILENCE, TONE]))
    studio.wait_for(RecordState.RECORDING)
    studio.wait_for_notice("Inspelningen fortsätter")
    studio.press()
    second.feed(SILENCE)
    studio.wait_for(RecordState.IDLE)
    studio.qtbot.waitUntil(lambda: studio.app.desk.jobs()[0].phase is Phase.DONE, timeout=30_000)
    before, mark, after = studio.window.page.text.toPlainText().splitlines()
    assert before.startswith("Hörde")
    assert after.startswith("Hörde")
    assert mark.endswith("s saknas: mikrofonen kopplades ur …]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_disk_that_hangs_is_told_and_costs_nothing(
    studio: Studio, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictation, "STALLED_AFTER_TICKS", 3)
    studio.app.choices.change(language=language)
    studio.press()
    microphone = studio.source.wait_for_stream()
    microphone.feed(np.concatenate([TONE, TONE]))
    studio.wait_for(RecordState.RECORDING)
    studio.disk_answers.clear()
    microphone.feed(np.concatenate([TONE, SILENCE]))
    studio.wait_for_notice("does not answer" if language == "en" else "Disken svarar inte")
    assert not studio.window.notice.is_serious
    studio.disk_answers.set()
    studio.qtbot.waitUntil(lambda: not studio.window.notice.isVisible(), timeout=20_000)
    studio.press()
    studio.wait_for(RecordState.IDLE)
    (job,) = studio.app.desk.jobs()
    assert len(read_samples(job.source)) == 4 * RATE


def test_a_pause_leaves_out_what_is_said_in_it_and_is_no_mark(studio: Studio) -> None:
    studio.press()
    microphone = studio.source.wait_for_stream()
    microphone.feed(np.concatenate([TONE, SILENCE]))
    studio.wait_for(RecordState.RECORDING)
    studio.window.actions_["pause"].trigger()
    studio.wait_for(RecordState.PAUSED)
    studio.qtbot.waitUntil(lambda: studio.window.record_panel.time.text() == "00:02")
    microphone.feed(np.concatenate([TONE, TONE, SILENCE]))
    studio.window.actions_["pause"].trigger()
    studio.wait_for(RecordState.RECORDING)
    studio.press()
    microphone.feed(SILENCE[:800])
    studio.wait_for(RecordState.IDLE)
    studio.qtbot.waitUntil(lambda: studio.app.desk.jobs()[0].phase is Phase.DONE, timeout=30_000)
    (job,) = studio.app.desk.jobs()
    loud = np.abs(read_samples(job.source)) > 16
    assert 0.9 * RATE < loud.sum() <= RATE
    assert [hole.reason for hole in job.missing] == ["paused"]
    assert "saknas" not in studio.window.page.text.toPlainText()
