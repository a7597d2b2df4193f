"""The whole chain by its real commands: sentences, speech, store, checkpoint, model folder, app."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RECIPE = """
name = "chain"
[model]
d_model = 64
encoder_layers = 1
decoder_layers = 1
[data]
train = ["features/train"]
validation = "features/validation"
n_validation = 4
[[stage]]
name = "letters"
steps = 4
batch_s = 20
ctc_weight = 1.0
attention_weight = 0.0
evaluate_every = 4
[[stage]]
name = "sentences"
steps = 6
batch_s = 20
ctc_weight = 0.3
restrict_softmax = true
evaluate_every = 3
precision = "fp32"
"""
CONVERT = ["export", "runs/chain/final", "model", "--name", "Chain", "--licence", "Apache-2.0"]


def run(folder: Path, *arguments: str) -> str:
    """Standard output of `python -m ARGUMENTS`, run in `folder`."""
    process = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_from_an_empty_folder_to_a_transcript(tmp_path: Path) -> None:
    """What a model this small writes is nonsense; every step and every hand-over is real."""
    (tmp_path / "chain.toml").write_text(RECIPE)
    run(
        tmp_path,
        *("training", "corpus", "synthesise", "corpus"),
        *("--train", "24", "--validation", "6", "--test", "6"),
    )
    run(tmp_path, "training", "features", "corpus", "features")
    run(tmp_path, "training", "finetune", "chain.toml", "--workers", "0")
    test_set = "corpus/test_default"
    run(tmp_path, "training", "score", "runs/chain/final", test_set, "--json", "checkpoint.json")
    sample = sorted((tmp_path / test_set).glob("audio/*/*.flac"))[0]
    run(
        tmp_path,
        *("convert", *CONVERT, "--quantization", "float32"),
        *("--scores", "checkpoint.json", "--sample", str(sample)),
    )
    run(tmp_path, "training", "score", "model", test_set, "--json", "folder.json")
    checkpoint, folder = (
        json.loads((tmp_path / name).read_text()) for name in ("checkpoint.json", "folder.json")
    )
    assert checkpoint["n_utterances"] == folder["n_utterances"] > 0
    assert json.loads((tmp_path / "model/model.json").read_text())["dynamic_context"] is True

    text = run(
        tmp_path, "desktop", "transcribe", str(sample), "--model", "model", "--format", "json"
    )
    transcript = json.loads(text)
    assert transcript["segments"] is not None
    assert transcript["model"] == "Chain"
