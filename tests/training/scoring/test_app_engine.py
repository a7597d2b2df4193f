import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from training.scoring.app_engine import AppEngine
from training.scoring.errors import ScoringError
from training.scoring.listen import Listener, Listening
from training.scoring.recordings import Recording

# Speaks the engine's side of the protocol; what it heard is the recording's length, and the beam.
ENGINE = """
import json, sys, wave
def tell(**event): print(json.dumps({"v": 1, **event}), flush=True)
def say(job, text, **more):
    tell(job=job, segment={"text": text, "start_s": 0}, committed_sample=0, **more)
tell(type="ready")
for line in sys.stdin:
    command = json.loads(line)
    if command["type"] == "load_model":
        if "broken" in command["folder"]:
            tell(type="error", code="model_damaged", details={"file": "model.bin"})
        else:
            tell(type="model_loaded", folder=command["folder"])
        continue
    job = command["job"]
    with wave.open(command["recording"]) as recording:
        assert (recording.getframerate(), recording.getsampwidth()) == (16000, 2)
        n = recording.getnframes()
    if n == 666:
        sys.exit("det gick sönder")
    tell(type="progress", job=job)
    say(job, f" {n}", type="segment")
    say(job, "Tack!", type="removed", reason="known_phrase")
    say(job, f"beam {command['beam_size']} ", type="segment")
    tell(type="done", job=job)
"""
COMMAND = (sys.executable, "-c", ENGINE)


def test_segments_are_joined_and_removals_counted(tmp_path: Path) -> None:
    with AppEngine(tmp_path, 5, COMMAND) as engine:
        assert engine.transcribe(np.zeros(1600, np.float32)) == "1600 beam 5"
        assert engine.transcribe(np.full(3200, 2.0, np.float32)) == "3200 beam 5"
        assert engine.n_removed == 2


def test_a_model_that_the_engine_refuses(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match=r"model_damaged.*model\.bin"):
        AppEngine(tmp_path / "broken", 5, COMMAND)


def test_an_engine_that_dies_says_why(tmp_path: Path) -> None:
    with (
        AppEngine(tmp_path, 5, COMMAND) as engine,
        pytest.raises(ScoringError, match="status 1: det gick sönder"),
    ):
        engine.transcribe(np.zeros(666, np.float32))


@pytest.mark.parametrize("command", [(sys.executable, "-m", "nowhere"), ("/no/such/engine",)])
def test_no_engine(tmp_path: Path, command: tuple[str, ...]) -> None:
    with pytest.raises(ScoringError, match="engine"):
        AppEngine(tmp_path, 5, command)


def make_recording(duration_s: float) -> Recording:
    n_samples = round(duration_s * 16_000)
    samples = 0.1 * np.sin(np.arange(n_samples) ** 1.2 / 50).astype(np.float32)
    return Recording(str(duration_s), "", n_samples, lambda: samples)


def hear(model: Path, listening: Listening, recordings: Sequence[Recording]) -> list[str]:
    with Listener(model, listening, show_progress=False) as listener:
        return listener.hear(recordings)


@pytest.mark.slow
def test_long_recordings_of_a_model_folder_go_through_the_engine(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.scoring.listen.AppEngine.__init__.__defaults__", (COMMAND,))
    short, long = make_recording(1), make_recording(31)
    alone = hear(model_folder, Listening(), [short])
    assert hear(model_folder, Listening(), [long, short]) == ["496000 beam 5", *alone]
    assert hear(model_folder, Listening(beam_size=2, as_app=True), [short]) == ["16000 beam 2"]


@pytest.mark.slow
def test_a_checkpoint_hears_long_recordings_in_windows(
    checkpoint: Path, model_folder: Path
) -> None:
    long, short = make_recording(31), make_recording(1)
    heard = hear(checkpoint, Listening(), [long, short])
    assert heard == hear(model_folder, Listening(long="windows"), [long, short])
    assert len(heard[0]) > len(heard[1])


@pytest.mark.slow
def test_the_app_takes_no_checkpoint_and_no_full_context(
    checkpoint: Path, model_folder: Path
) -> None:
    for listening in (Listening(as_app=True), Listening(long="app")):
        with pytest.raises(ScoringError, match="no model folder"):
            Listener(checkpoint, listening)
    with pytest.raises(ScoringError, match="--full-context"):
        Listener(model_folder, Listening(full_context=True, as_app=True))
