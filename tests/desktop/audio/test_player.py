"""Speech is played at its own pitch at every speed, from any place, and what fails is told."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Semaphore
from typing import Any

import numpy as np
import pytest
import soundfile

from desktop.audio.player import FileSound, Player, RecordingSound, Samples
from desktop.audio.recording import RecordingWriter, to_int16
from desktop.audio.stretch import Stretcher
from desktop.errors import AudioFileError, PlayerError

RATE = 16_000


def make_tone(seconds: float, hz: float = 200.0) -> Samples:
    times = np.arange(round(seconds * RATE)) / RATE
    return (0.5 * np.sin(2 * np.pi * hz * times)).astype(np.float32)


def stretch(sound: Samples, speed: float) -> Samples:
    stretcher = Stretcher(lambda start, stop: sound[max(0, start) : max(0, stop)], RATE, 0)
    blocks = []
    while stretcher.position < len(sound):
        blocks.append(stretcher.give_block(speed))
    return np.concatenate(blocks)


def find_pitch(sound: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(spectrum)) * RATE / len(sound)


def test_at_its_own_speed_the_sound_is_the_same() -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    np.testing.assert_allclose(stretch(sound, 1.0)[:RATE], sound, atol=1e-6)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
@pytest.mark.parametrize("hz", [90.0, 210.0, 1300.0])
def test_another_speed_changes_the_length_and_not_the_pitch(speed: float, hz: float) -> None:
    stretched = stretch(make_tone(3.0, hz), speed)
    assert len(stretched) / RATE == pytest.approx(3.0 / speed, abs=0.06)
    assert find_pitch(stretched[RATE // 10 : -RATE // 10]) == pytest.approx(hz, rel=0.02)
    middle = stretched[RATE // 5 : -RATE // 5]
    levels = [np.sqrt(np.mean(part**2)) for part in np.array_split(middle, 20)]
    assert min(levels) > 0.9 * 0.5 / np.sqrt(2)  # no holes where frames meet


def test_silence_is_played_as_silence() -> None:
    assert not stretch(np.zeros(RATE, np.float32), 1.5).any()


@dataclass
class FakeOutput:
    """A loudspeaker at 48 kHz that keeps what it is given; `room`: blocks that it takes."""

    room: Semaphore
    rate_hz: float = 48_000.0
    latency_s: float = 0.0
    written: list[Samples] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)

    def write(self, samples: Samples) -> None:
        assert self.room.acquire(timeout=20)
        self.written.append(samples)

    def close(self, drain: bool) -> None:
        self.closed.append(drain)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A second of 200 Hz, then one of 400."""
    path = tmp_path / "recording.wav"
    writer = RecordingWriter(path)
    for hz in (200.0, 400.0):
        writer.append(to_int16(make_tone(1.0, hz)))
    writer.finish()
    return path


def test_plays_from_the_place_to_the_end(recording: Path) -> None:
    output, ended = FakeOutput(Semaphore(1000)), SimpleQueue()
    player = Player(ended.put, lambda: output)
    player.play(lambda: RecordingSound(recording), 1.0)
    assert ended.get(timeout=20) is None
    heard = np.concatenate(output.written)
    assert len(heard) / 48_000 == pytest.approx(1.0, abs=0.06)
    assert find_pitch(heard) / RATE * 48_000 == pytest.approx(400.0, rel=0.02)
    assert output.closed == [True]
    assert 1.9 < player.position_s <= 2.0


def test_stopped_it_is_silent_and_tells_nothing(recording: Path) -> None:
    output, ended = FakeOutput(Semaphore(3)), SimpleQueue()
    player = Player(ended.put, lambda: output)
    player.play(lambda: RecordingSound(recording), 0.5)
    player.stop()
    output.room.release(1000)  # the thread, which may be waiting for room, sees it is stopped
    player.close()
    assert ended.empty()
    assert output.closed == [False]
    assert 0.5 <= player.position_s < 0.7


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("gone.wav", None, "audio_not_found"),
        ("film.m4a", b"\x00\x00\x00\x20ftypM4A ", "not_audio"),
    ],
)
def test_what_cannot_be_played_is_told(
    tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    path, ended = tmp_path / name, SimpleQueue()
    if content is not None:
        path.write_bytes(content)
    output = FakeOutput(Semaphore(0))
    Player(ended.put, lambda: output).play(lambda: FileSound(path), 0.0)
    assert ended.get(timeout=20).code == code


def test_a_loudspeaker_that_is_not_there_is_told(recording: Path) -> None:
    def refuse() -> FakeOutput:
        raise PlayerError("no_loudspeaker", reason="none")

    ended: SimpleQueue = SimpleQueue()
    Player(ended.put, refuse).play(lambda: RecordingSound(recording), 0.0)
    assert ended.get(timeout=20).code == "no_loudspeaker"


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "ogg"])
def test_files_of_the_users_are_one_channel(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"Åsas möte.{suffix}"
    both = np.stack([make_tone(1.0, 300.0), np.zeros(RATE, np.float32)], axis=1)
    soundfile.write(path, both, RATE)
    sound = FileSound(path)
    heard = sound.read(RATE // 4, RATE)
    assert heard.shape == (3 * RATE // 4,)
    assert np.abs(heard).max() == pytest.approx(0.25, abs=0.05)
    assert len(sound.read(2 * RATE, 3 * RATE)) == 0
    sound.close()


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.audio
def test_what_is_played_comes_out_of_the_loudspeaker(
    virtual_microphone: Any, recording: Path, tmp_path: Path
) -> None:
    """The sound server plays it into a sink, which is recorded again."""
    record = ["parec", "--device=vmic.monitor", "--rate=16000", "--channels=1", "--format=s16le"]
    ended: SimpleQueue = SimpleQueue()
    player = Player(ended.put)
    player.speed = 0.5
    kept = tmp_path / "heard.raw"  # a pipe holds two seconds, and then stops the recorder
    with kept.open("wb") as file, subprocess.Popen(record, stdout=file) as recorder:
        wait_for(lambda: kept.stat().st_size > RATE)  # half a second: it is at work
        player.play(lambda: RecordingSound(recording), 0.0)
        assert ended.get(timeout=30) is None
        n_bytes = kept.stat().st_size
        wait_for(lambda: kept.stat().st_size > n_bytes + RATE)
        recorder.terminate()
    heard = np.fromfile(kept, "<i2") / 32768.0
    loud = np.flatnonzero(np.abs(heard) > 0.1)
    assert (loud[-1] - loud[0]) / RATE == pytest.approx(4.0, abs=0.3)  # two seconds, half as fast
    assert find_pitch(heard[loud[0] : loud[0] + RATE]) == pytest.approx(200.0, rel=0.02)
    assert find_pitch(heard[loud[-1] - RATE : loud[-1]]) == pytest.approx(400.0, rel=0.02)


def test_a_recording_that_is_gone_is_an_error_of_its_own(tmp_path: Path) -> None:
    make: Callable = RecordingSound
    with pytest.raises(AudioFileError) as error:
        make(tmp_path / "gone.wav")
    assert error.value.code == "audio_not_found"
