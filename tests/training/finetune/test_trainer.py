"""Training by the real command: a run that is killed ends as one that is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from training.__main__ import main
from training.features.store import FeatureStore

pytestmark = pytest.mark.slow

RECIPE = """
name = "small"
[model]
d_model = 64
encoder_layers = 1
decoder_layers = 1
dynamic_context = true
[data]
train = ["{store}"]
validation = "{store}"
n_validation = 4
[[stage]]
name = "letters"
steps = 4
batch_s = 6
ctc_weight = 1.0
attention_weight = 0.0
evaluate_every = 2
precision = "fp32"
[[stage]]
name = "words"
steps = {steps}
batch_s = 6
ctc_weight = 0.5
restrict_softmax = true
evaluate_every = 2
warmup_steps = 2
precision = "fp32"
optimizer = "muon"
average_checkpoints = 2
[stage.augmentation]
noise_chance = 0.5
time_masks = 1
speed_chance = 0.5
joined_share = 0.5
joined_max_s = 6
bpe_dropout = 0.1
token_noise = 0.1
timestamps_share = 0.3
prompt_share = 0.3
silence_share = 0.1
reverb_chance = 0.3
telephone_chance = 0.3
[[stage]]
name = "decoder"
steps = 4
batch_s = 6
freeze_encoder = true
train = ["{store}", "{store}"]
evaluate_every = 2
precision = "fp32"
[[stage]]
name = "short"
steps = 2
batch_s = 3
attention_weight = 0.0
teacher_weight = 1.0
evaluate_every = 2
precision = "fp32"
"""
STEPS = 8


def write_recipe(folder: Path, store: FeatureStore) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "small.toml").write_text(RECIPE.format(store=store.folder, steps=STEPS))


def start(folder: Path, store: FeatureStore) -> subprocess.Popen[str]:
    write_recipe(folder, store)
    return subprocess.Popen(
        [sys.executable, "-m", "training", "finetune", "small.toml", "--workers", "0"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "OMP_NUM_THREADS": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def finish(process: subprocess.Popen[str]) -> None:
    output, _ = process.communicate(timeout=400)
    assert process.returncode == 0, output


def read_losses(folder: Path) -> dict[tuple[str, int], float]:
    lines = (folder / "runs/small/log.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    return {(row["stage"], row["step"]): row["loss"] for row in rows if "loss" in row}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_killed_run_goes_on_to_the_same_losses_and_weights(
    tmp_path: Path, store: FeatureStore
) -> None:
    finish(start(tmp_path / "whole", store))

    killed = start(tmp_path / "killed", store)
    wanted = tmp_path / "killed/runs/small/02-words/checkpoint-4/trainer_state.json"
    deadline = time.monotonic() + 200
    while not wanted.exists() and killed.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    half_written = wanted.parents[1] / "checkpoint-99"  # as a kill while it is written leaves one
    half_written.mkdir()
    (half_written / "model.safetensors").write_bytes(b"cut off")
    assert not (tmp_path / "killed/runs/small/final").exists()
    finish(start(tmp_path / "killed", store))

    whole, resumed = read_losses(tmp_path / "whole"), read_losses(tmp_path / "killed")
    assert {("words", STEPS), ("short", 2)} <= whole.keys()
    assert 0 < whole["short", 2] < whole["decoder", 4], "a difference, not a cross-entropy"
    assert whole == resumed
    weights = [
        load_file(tmp_path / name / "runs/small/final/model.safetensors")
        for name in ("whole", "killed")
    ]
    assert all(torch.equal(weights[0][key], weights[1][key]) for key in weights[0])
    assert not any(key.startswith("ctc_head") for key in weights[0])

    before = (tmp_path / "whole/runs/small/log.jsonl").read_text()
    finish(start(tmp_path / "whole", store))
    assert (tmp_path / "whole/runs/small/log.jsonl").read_text() == before, "trained again"


def test_a_missing_store_is_told_without_a_traceback(
    tmp_path: Path,
    store: FeatureStore,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (store.folder / "manifest.json").unlink()
    monkeypatch.chdir(tmp_path)
    write_recipe(tmp_path, store)
    assert main(["finetune", "small.toml"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert "manifest.json" in told
    assert len(told.splitlines()) == 1
