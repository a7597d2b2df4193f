"""The recorder with PortAudio and a sound server: speech in, the same speech in the recording."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr

from desktop.audio import portaudio
from desktop.audio.devices import find_input_device, list_input_devices
from desktop.audio.events import DeviceLost, Failed, Listening, MuteChanged, Stopped
from desktop.audio.levels import Level
from desktop.audio.recorder import Recorder
from desktop.audio.recording import Gap, RecordingReader, read_info
from desktop.audio.source import SoundDeviceSource
from desktop.errors import MicrophoneError

pytestmark = pytest.mark.audio
RATE = 16000


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    """A spoken sentence with sound in its first and last tenth of a second."""
    if shutil.which("espeak-ng") is None:
        pytest.fail("install espeak-ng")
    path = tmp_path / "speech.wav"
    text = "Katten sover på taket och regnet slår mot rutan."
    subprocess.run(["espeak-ng", "-v", "sv", "-w", str(path), text], check=True)
    return path


@pytest.fixture
def recorder(virtual_microphone: Any, events: Any) -> Iterator[Recorder]:
    with Recorder(SoundDeviceSource(), events) as recorder:
        yield recorder


def read_recording(path: Path) -> np.ndarray:
    with RecordingReader(path) as reader:
        return reader.read(0, reader.measure()[0])


def read_speech(path: Path) -> np.ndarray:
    """The sound file at 16 kHz, without the silence before and after."""
    import soundfile

    samples, rate = soundfile.read(path, dtype="float32")
    sound = soxr.resample(samples, rate, RATE)
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return sound[loud[0] : loud[-1] + 1]


def find(sound: np.ndarray, recording: np.ndarray) -> tuple[int, float]:
    """Where `sound` begins in the recording, and their correlation there (-1 to 1)."""
    n = 1 << int(np.ceil(np.log2(len(sound) + len(recording))))
    products = np.fft.irfft(np.fft.rfft(recording, n) * np.conj(np.fft.rfft(sound, n)), n)
    at = int(np.argmax(products[: len(recording) - len(sound) + 1]))
    there = recording[at : at + len(sound)]
    return at, float(there @ sound / np.sqrt((there @ there) * (sound @ sound)))


def assert_contains(recording: np.ndarray, sound: np.ndarray) -> int:
    """The whole sound is there, its first and last 100 ms too, unbroken. Returns its place."""
    at, correlation = find(sound, recording)
    assert correlation > 0.98
    for part in (slice(0, RATE // 10), slice(-RATE // 10, None)):
        there = recording[at : at + len(sound)][part]
        assert float(there @ sound[part]) ** 2 > 0.9 * (there @ there) * (sound[part] @ sound[part])
    return at


def run_pactl(*arguments: str) -> None:
    subprocess.run(["pactl", *arguments], check=True, capture_output=True)


def load_microphone(name: str) -> None:
    run_pactl("load-module", "module-null-sink", f"sink_name={name}", "rate=48000", "norewinds=1")


def test_the_sound_server_is_the_default_microphone(virtual_microphone: Any) -> None:
    devices = list_input_devices()
    assert [device.name for device in devices if device.is_default] == ["pulse"]
    assert find_input_device("ALSA:default").name == "default"
    with pytest.raises(MicrophoneError) as caught:
        find_input_device("ALSA:gone")
    assert caught.value.code == "microphone_unplugged"


def test_the_list_is_fresh_though_portaudios_is_frozen(virtual_microphone: Any) -> None:
    assert list_input_devices()
    virtual_microphone.end()
    assert list_input_devices() == []
    with pytest.raises(MicrophoneError) as caught:
        find_input_device(None)
    assert caught.value.code in ("no_microphone", "microphone_permission_denied")
    virtual_microphone.start()
    assert list_input_devices()


def test_speech_is_recorded_whole(
    virtual_microphone: Any, recorder: Recorder, events: Any, speech: Path, tmp_path: Path
) -> None:
    path = tmp_path / "talk.wav"
    recorder.start(path)
    events.wait_for(Listening)
    virtual_microphone.play(speech)
    recorder.stop()
    events.wait_for(Stopped)
    assert_contains(read_recording(path), read_speech(speech))
    assert events.all(Failed) == []
    info = read_info(path)
    assert (info.state, info.gaps, info.overruns) == ("finished", (), 0)


def test_words_before_start_and_after_stop_are_kept(
    virtual_microphone: Any, recorder: Recorder, events: Any, speech: Path, tmp_path: Path
) -> None:
    """The user presses the button 300 ms late and lets it go 300 ms early."""
    path = tmp_path / "talk.wav"
    sound = read_speech(speech)
    recorder.warm()
    events.wait_for(Level)
    player = subprocess.Popen(["paplay", "--device=vmic", str(speech)])
    n_heard = 0
    while n_heard < 0.3 * RATE:
        n_heard += 800 if events.wait_for(Level).rms_dbfs > -50 else 0  # a level is 50 ms
    recorder.start(path)
    while n_heard < len(sound) - 0.3 * RATE:
        events.wait_for(Level)
        n_heard += 800
    recorder.stop()
    events.wait_for(Stopped)
    assert player.wait(60) == 0
    assert_contains(read_recording(path), sound)


def test_an_unplugged_microphone_is_heard_again_after_the_gap(
    virtual_microphone: Any, recorder: Recorder, events: Any, speech: Path, tmp_path: Path
) -> None:
    path = tmp_path / "talk.wav"
    sound = read_speech(speech)
    recorder.start(path)
    events.wait_for(Listening)
    virtual_microphone.play(speech)
    virtual_microphone.unload()
    assert events.wait_for(DeviceLost).error.code == "microphone_unplugged"
    virtual_microphone.reload()
    gap = events.wait_for(Gap)
    virtual_microphone.play(speech)
    recorder.stop()
    events.wait_for(Stopped)
    recording = read_recording(path)
    assert_contains(recording[: gap.sample], sound)
    assert_contains(recording[gap.sample :], sound)
    assert read_info(path).gaps == (gap,)
    assert gap.missing_s > 0


def test_a_sound_server_that_crashes_is_survived(
    virtual_microphone: Any, recorder: Recorder, events: Any, speech: Path, tmp_path: Path
) -> None:
    path = tmp_path / "talk.wav"
    recorder.start(path)
    events.wait_for(Listening)
    virtual_microphone.end()
    events.wait_for(DeviceLost)
    virtual_microphone.start()
    gap = events.wait_for(Gap)
    virtual_microphone.play(speech)
    recorder.stop()
    events.wait_for(Stopped)
    assert_contains(read_recording(path)[gap.sample :], read_speech(speech))


def test_another_default_is_followed_while_recording(
    virtual_microphone: Any, recorder: Recorder, events: Any, speech: Path, tmp_path: Path
) -> None:
    path = tmp_path / "talk.wav"
    sound = read_speech(speech)
    recorder.start(path)
    events.wait_for(Listening)
    load_microphone("other")
    run_pactl("set-default-source", "other.monitor")
    virtual_microphone.play(speech)  # in vain: it is the default no longer
    subprocess.run(["paplay", "--device=other", str(speech)], check=True)
    recorder.stop()
    events.wait_for(Stopped)
    recording = read_recording(path)
    at = assert_contains(recording, sound)
    assert at > len(sound)
    assert np.abs(recording[: at - RATE // 10]).max() < 0.01
    assert read_info(path).gaps == ()


def test_unplugged_beside_another_the_other_takes_over(
    virtual_microphone: Any, recorder: Recorder, events: Any, speech: Path, tmp_path: Path
) -> None:
    path = tmp_path / "talk.wav"
    load_microphone("other")
    recorder.start(path)
    events.wait_for(Listening)
    virtual_microphone.unload()
    subprocess.run(["paplay", "--device=other", str(speech)], check=True)
    recorder.stop()
    events.wait_for(Stopped)
    assert_contains(read_recording(path), read_speech(speech))


def test_a_muted_microphone_is_told(
    virtual_microphone: Any, recorder: Recorder, events: Any, speech: Path
) -> None:
    virtual_microphone.set_muted(True)
    recorder.warm()
    events.wait_for(Level)
    virtual_microphone.play(speech)  # longer than the two seconds after which it is told
    assert max(level.peak_dbfs for level in events.all(Level)) < -80
    assert events.all(MuteChanged) == [MuteChanged(True)]
    virtual_microphone.set_muted(False)
    virtual_microphone.play(speech)
    assert events.wait_for(MuteChanged) == MuteChanged(False)


def test_without_a_sound_server_there_is_an_error_and_no_file(
    virtual_microphone: Any, recorder: Recorder, events: Any, tmp_path: Path
) -> None:
    virtual_microphone.end()
    recorder.start(tmp_path / "talk.wav")
    assert events.wait_for(Failed).error.code in ("no_microphone", "microphone_permission_denied")
    assert events.wait_for(Stopped).path is None
    assert list(tmp_path.glob("talk.*")) == []


def test_the_first_microphone_of_a_process_that_saw_none(virtual_microphone: Any) -> None:
    """PortAudio's list is made at import; a microphone plugged in later must be found."""
    virtual_microphone.unload()
    program = (
        "import json, subprocess, sys\n"
        "from desktop.audio.devices import list_input_devices\n"
        "before = [device.name for device in list_input_devices()]\n"
        "load = ['pactl', 'load-module', 'module-null-sink', 'sink_name=late']\n"
        "subprocess.run(load, check=True, capture_output=True)\n"
        "print(json.dumps([before, [device.name for device in list_input_devices()]]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    before, after = json.loads(done.stdout.splitlines()[-1])
    assert "pulse" in after, before


def test_every_stream_is_given_back(virtual_microphone: Any, events: Any, tmp_path: Path) -> None:
    for number in range(3):
        with Recorder(SoundDeviceSource(), events) as recorder:
            recorder.start(tmp_path / f"{number}.wav")
            events.wait_for(Listening)
    assert portaudio._n_open_streams == 0
