"""A stage's settings reach transformers' Trainer, and what cannot be done is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from training.errors import TrainingError
from training.finetune.arguments import make_arguments
from training.finetune.recipe import DataSpec, ModelSpec, Recipe, Stage


def make(stage: Stage, folder: Path) -> object:
    recipe = Recipe("x", ModelSpec(), DataSpec(("a",), "b"), (stage,), seed=3)
    return make_arguments(recipe, stage, folder, workers=0)


def test_settings_reach_the_trainer(tmp_path: Path) -> None:
    stage = Stage("s", 90, 3e-4, "cosine", 7, gradient_accumulation=4, max_gradient_norm=0.5)
    args = make(stage, tmp_path)
    told = (args.max_steps, args.learning_rate, args.lr_scheduler_type, args.warmup_steps)
    assert told == (90, 3e-4, "cosine", 7)
    assert (args.gradient_accumulation_steps, args.max_grad_norm, args.seed) == (4, 0.5, 3)
    assert (args.bf16, args.fp16) == (True, False)
    assert not make(Stage("s", 9, precision="fp32"), tmp_path).bf16
    assert args.metric_for_best_model == "eval_wer"
    letters = Stage("s", 9, ctc_weight=1.0, attention_weight=0.0)
    assert make(letters, tmp_path).metric_for_best_model == "eval_ctc_loss"


def test_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"stage s: .*zigzag"):
        make(Stage("s", 9, schedule="zigzag"), tmp_path)
    if not torch.cuda.is_available():
        with pytest.raises(TrainingError, match="stage s: fp16 needs a GPU"):
            make(Stage("s", 9, precision="fp16"), tmp_path)
