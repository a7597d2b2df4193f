"""Carries a personal model over to the app: `python -m convert` in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import platformdirs
import soundfile

from training.errors import TrainingError
from training.features.cleaning import SAMPLE_RATE
from training.personalise.judge import Judgement
from training.scoring.recordings import read_recordings
from training.scoring.report import write_text
from training.scoring.wer import TextScore

N_SAMPLES = 20
FOLDER_NAME = "my-voice"


def find_models_folder() -> Path:
    """Where the app keeps the user's own models (docs/model-folder.md, "Where the app looks")."""
    home = os.environ.get("TALSKRIFT_HOME")
    data = home or platformdirs.user_data_dir("talskrift", appauthor=False)
    return Path(data).absolute() / "models"


def convert_model(
    checkpoint: Path, target: Path, work: Path, held_out: Path, options: dict[str, str]
) -> None:
    """Make the model folder `target`; one that is there is replaced.

    It is verified on held-out recordings. `options` are those of `python -m convert export`, by
    name. Raises TrainingError when that fails; `target` is then as it was.
    """
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    command = [sys.executable, "-m", "convert", "export", str(checkpoint), str(target), "--force"]
    samples = [str(path) for path in _write_samples(held_out, work / "samples")]
    scores = ["--scores", str(work / "scores.json")]
    target.parent.mkdir(parents=True, exist_ok=True)
    finished = subprocess.run([*command, *arguments, *scores, "--sample", *samples], check=False)
    if finished.returncode == 130:
        raise KeyboardInterrupt
    if finished.returncode:
        raise TrainingError(
            "The model could not be converted for the app; the reason stands above. Its checkpoint "
            f"is kept in {checkpoint}, and the same command tries again."
        )


def write_scores(before: Judgement, after: Judgement, path: Path) -> None:
    """What `convert export --scores` reads; the app offers the model by its first score."""
    scores = [
        _describe("own voice, held out", before.own, after.own),
        _describe("other voices", before.others, after.others),
    ]
    write_text(path, json.dumps(scores, ensure_ascii=False, indent=1) + "\n")


def _describe(test_set: str, before: TextScore, score: TextScore) -> dict[str, Any]:
    return {
        "test_set": test_set,
        "wer": score.wer,
        "cer": score.cer,
        "n_utterances": len(score.utterances),
        "wer_before": before.wer,
    }


def _write_samples(store: Path, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, recording in enumerate(read_recordings(store, N_SAMPLES)):
        path = folder / f"{number:02d}.flac"
        soundfile.write(path, recording.load(), SAMPLE_RATE)
        paths.append(path)
    return paths
