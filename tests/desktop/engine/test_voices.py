"""Voices told apart by the real sherpa-onnx, in its own process, on what espeak-ng speaks."""

from __future__ import annotations

import importlib.util
import io
import json
import shutil
import subprocess
import wave
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from desktop.engine.voices import LARGEST_SHIFT, SMALLEST_SHIFT, choose_shift
from desktop.engine_process import voices_command
from desktop.models.speaker_files import EMBEDDING, SEGMENTATION
from desktop.speakers import Turn

pytest.importorskip("sherpa_onnx")
onnx = pytest.importorskip("onnx")
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng")
TALK = (
    ("sv+m3", 25, "Hej och välkommen till intervjun, vill du berätta vem du är?"),
    ("sv+f2", 60, "Ja, tack så mycket, jag heter Eva och arbetar som läkare."),
    ("sv+m3", 25, "Vad roligt, och hur länge har du gjort det då?"),
    ("sv+f2", 60, "I snart tjugo år, mest på landet."),
)
PAUSE_S = 0.4


def load_nets() -> ModuleType:
    path = Path(__file__).with_name("voice_nets.py")
    spec = importlib.util.spec_from_file_location("voice_nets", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("modeller å")
    nets = load_nets()
    nets.write_segmentation(folder / SEGMENTATION)
    nets.write_embedding(folder / EMBEDDING)
    (folder / "speakers.json").write_text("{}")
    return folder


def speak(voice: str, pitch: int, text: str) -> tuple[np.ndarray, int]:
    command = ["espeak-ng", "-v", voice, "-p", str(pitch), "--stdout", text]
    with wave.open(
        io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)
    ) as said:
        return np.frombuffer(said.readframes(10**9), np.int16), said.getframerate()


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[float, float]]]:
    """A recording, and from when to when each of its four sentences is said."""
    path = tmp_path_factory.mktemp("tal") / "intervju.wav"
    parts, places, at_s = [], [], 0.0
    for voice, pitch, text in TALK:
        samples, rate_hz = speak(voice, pitch, text)
        parts += [samples, np.zeros(round(PAUSE_S * rate_hz), np.int16)]
        places.append((at_s, at_s + len(samples) / rate_hz))
        at_s = places[-1][1] + PAUSE_S
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate_hz, 0, "NONE", ""))
        file.writeframes(np.concatenate(parts).tobytes())
    return path, places


def start(job: dict[str, object]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(voices_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(json.dumps(job).encode() + b"\n")
    process.stdin.flush()
    return process


def run(job: dict[str, object]) -> list[dict[str, object]]:
    process = start(job)
    assert process.stdout is not None
    events = [json.loads(line) for line in process.stdout]
    assert process.wait() == 0
    return events


@needs_espeak
@pytest.mark.parametrize("n_speakers", [2, None])
def test_two_voices_take_turns(
    talk: tuple[Path, list[tuple[float, float]]],
    models: Path,
    tmp_path: Path,
    n_speakers: int | None,
) -> None:
    file, places = talk
    folder = tmp_path / "svar"
    job = {"file": str(file), "models": str(models), "n_speakers": n_speakers}
    events = run({"type": "find", "folder": str(folder), **job})
    assert events[-1] == {"v": 1, "type": "done", "folder": str(folder)}
    stages = [event["stage"] for event in events[:-1]]
    assert stages[0] == "decode" and stages[-1] == "find"
    turns = [Turn(**one) for one in json.loads((folder / "turns.json").read_bytes())]
    if n_speakers is None:
        assert turns
        return
    voices = [
        max(turns, key=lambda one: min(one.end_s, end_s) - max(one.start_s, start_s)).voice
        for start_s, end_s in places
    ]
    assert voices[0] == voices[2] != voices[1] == voices[3]
    assert len({turn.voice for turn in turns}) == 2
    for turn, (start_s, end_s) in zip(turns, places):
        assert abs(turn.start_s - start_s) < 1 and abs(turn.end_s - end_s) < 1


def test_without_models_it_says_so(tmp_path: Path) -> None:
    job = {"file": "x.wav", "models": str(tmp_path), "folder": str(tmp_path / "svar")}
    (event,) = run({"type": "find", **job})
    assert (event["type"], event["code"]) == ("error", "speakers_no_models")


def test_a_file_without_sound_is_told(models: Path, tmp_path: Path) -> None:
    file = tmp_path / "text.wav"
    file.write_text("ingen ljudfil")
    job = {"file": str(file), "models": str(models), "folder": str(tmp_path / "svar")}
    (event,) = run({"type": "find", **job})
    assert (event["type"], event["code"]) == ("error", "not_audio")
    assert not (tmp_path / "svar").exists()


@needs_espeak
def test_it_ends_when_nobody_wants_it_any_more(
    talk: tuple[Path, list[tuple[float, float]]], models: Path, tmp_path: Path
) -> None:
    file, _ = talk
    long = tmp_path / "lång.wav"
    with wave.open(str(file)) as source, wave.open(str(long), "wb") as copy:
        copy.setparams(source.getparams())
        sound = source.readframes(10**9)
        for _ in range(120):
            copy.writeframes(sound)
    job = {"type": "find", "file": str(long), "models": str(models)}
    process = start({**job, "folder": str(tmp_path / "svar")})
    assert process.stdin is not None and process.stdout is not None
    process.stdout.readline()
    process.stdin.close()
    events = [json.loads(line) for line in process.stdout]
    assert process.wait(60) == 0
    assert not any(event["type"] == "done" for event in events)
    assert not (tmp_path / "svar").exists()


def test_windows_overlap_less_the_longer_the_recording() -> None:
    hour = 3600 * 16_000
    assert choose_shift(hour) == SMALLEST_SHIFT
    assert choose_shift(2 * hour) == pytest.approx(0.2)
    assert choose_shift(20 * hour) == LARGEST_SHIFT
