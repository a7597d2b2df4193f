"""Two processes, which share the batches by torchrun and gloo, train what one does; with DeepSpeed,
where it is installed, they divide the optimizer's state as well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from training.features.store import FeatureStore
from training.finetune.progress import read_log
from training.finetune.recipe import read_recipe
from training.finetune.trainer import train

pytestmark = pytest.mark.slow

RECIPE = """
name = "shared"
[model]
d_model = 64
encoder_layers = 1
decoder_layers = 1
[data]
train = ["{store}"]
validation = "{store}"
n_validation = 2
[[stage]]
name = "words"
steps = 4
batch_s = 4
gradient_accumulation = {accumulation}
learning_rate = 1e-3
warmup_steps = 1
ctc_weight = 0.5
evaluate_every = 2
precision = "fp32"
[stage.augmentation]
noise_chance = 0.5
joined_share = 0.3
joined_max_s = 4
joined_min_s = 2
"""


def divide_by_deepspeed(zero_stage: int) -> dict[str, str]:
    """What `accelerate launch` tells its processes of DeepSpeed's ZeRO; here on CPUs."""
    pytest.importorskip("deepspeed", reason="DeepSpeed is not installed")
    return {
        "ACCELERATE_USE_DEEPSPEED": "true",
        "ACCELERATE_DEEPSPEED_ZERO_STAGE": str(zero_stage),
        "ACCELERATE_GRADIENT_ACCUMULATION_STEPS": "2",
        "DS_ACCELERATOR": "cpu",
    }


@pytest.mark.timeout(900)
@pytest.mark.parametrize("zero_stage", [0, 1, 2])
def test_two_processes_train_as_one_with_twice_the_batches(
    zero_stage: int, tmp_path: Path, store: FeatureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = divide_by_deepspeed(zero_stage) if zero_stage else {}
    folders = tmp_path / "one", tmp_path / "two"
    for folder, accumulation in zip(folders, (4, 2)):
        folder.mkdir()
        text = RECIPE.format(store=store.folder, accumulation=accumulation)
        (folder / "shared.toml").write_text(text)
    repository = Path.cwd()
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    command += ["-m", "training", "finetune", "shared.toml", "--workers", "0"]
    process = subprocess.run(
        command,
        cwd=folders[1],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(repository), os.environ.get("PYTHONPATH", "")]),
            "OMP_NUM_THREADS": "1",
            **environment,
        },
        text=True,
        capture_output=True,
        timeout=600,
    )
    assert process.returncode == 0, process.stdout + process.stderr
    monkeypatch.chdir(folders[0])
    train(read_recipe(Path("shared.toml")), workers=0)

    one, two = (read_log(folder / "runs/shared/log.jsonl")["words"] for folder in folders)
    assert one.keys() == two.keys() == {2, 4}
    for step in one:
        for name in ("loss", "grad_norm", "eval_ctc_loss", "eval_wer"):
            assert two[step][name] == pytest.approx(one[step][name], rel=1e-4), (step, name)
    weights = [
        load_file(folder / "runs/shared/01-words/best/model.safetensors") for folder in folders
    ]
    for name, weight in weights[0].items():
        torch.testing.assert_close(weights[1][name], weight, rtol=1e-3, atol=1e-4)
    rows = [line for line in process.stdout.splitlines() if line.lstrip().startswith("4/4")]
    assert len(rows) == 2, "one process tells, a row for the losses and one for the evaluation"
