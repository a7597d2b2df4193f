"""The starter model in the app: a spoken sentence comes back as text, whatever it is packed in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from training.scoring.normalise import normalise
from training.scoring.wer import score_texts

STARTER = Path("assets/models/starter")
MAX_BYTES = 35_000_000
SENTENCE = "På fredag ska vi åka till Göteborg och hälsa på min syster."
# The starter is not perfect; a sentence in which most words are right has come through.
MAX_WER = 0.4
FORMATS = {
    "mp3": ["-b:a", "128k"],
    "m4a": ["-b:a", "128k"],
    "ogg": ["-b:a", "128k"],
    "flac": [],
    "wav": ["-ar", "44100", "-ac", "2"],
    "mp4": ["-f", "lavfi", "-i", "color=c=black:s=64x64:r=5", "-shortest"],
}


@pytest.fixture(scope="module")
def spoken(speak: Callable[[str, Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speak(SENTENCE, tmp_path_factory.mktemp("spoken") / "speech.wav")


def measure_wer(said: str, heard: str) -> float:
    return score_texts([normalise(said)], [normalise(heard)]).wer


def transcribe(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "desktop", "transcribe", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )


def test_the_model_is_small_and_says_what_it_is() -> None:
    assert sum(path.stat().st_size for path in STARTER.iterdir()) <= MAX_BYTES
    assert "syntes" in (STARTER / "model.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", FORMATS)
def test_a_spoken_sentence_comes_back_as_text(spoken: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"möte med Åsa.{ending}"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", spoken, *FORMATS[ending], path], check=True, timeout=60
    )
    process = transcribe(path)
    assert process.returncode == 0, process.stderr
    assert measure_wer(SENTENCE, process.stdout) <= MAX_WER, process.stdout


def test_the_sample_of_the_app_is_read_well() -> None:
    process = transcribe("assets/sample/sample.flac")
    said = Path("assets/sample/sample.txt").read_text(encoding="utf-8")
    assert measure_wer(said, process.stdout) <= MAX_WER, process.stdout
