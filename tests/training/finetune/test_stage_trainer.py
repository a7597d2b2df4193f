"""One step of many small batches trains as one step of a big one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import TrainingArguments

from training.features.store import FeatureStore
from training.finetune.batches import Draw
from training.finetune.data import Collator, Utterances
from training.finetune.evaluation import Evaluator
from training.finetune.model import TrainableWhisper, build_config
from training.finetune.recipe import Augmentation, Stage
from training.finetune.stage_trainer import StageTrainer
from training.finetune.tokenizer import build_tokenizer

pytestmark = pytest.mark.slow


class GivenBatches:
    """A plan whose batches are given."""

    def __init__(self, batches: list[list[int]]) -> None:
        self.batches = [[Draw((i,), i) for i in batch] for batch in batches]

    def __iter__(self) -> Any:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)


def train_one_step(store: FeatureStore, folder: Path, batches: list[list[int]]) -> Any:
    """(loss as logged, the gradient's norm, the weights after a step of plain descent)."""
    torch.manual_seed(0)
    model = TrainableWhisper(build_config(d_model=64, encoder_layers=1, decoder_layers=1))
    tokenizer = build_tokenizer()
    collator = Collator(
        tokenizer, n_mels=80, seed=1, augmentation=Augmentation(trailing_silence_s=0), with_ctc=True
    )
    trainer = StageTrainer(
        stage=Stage("one", 1, ctc_weight=0.5),
        plan=GivenBatches(batches),
        evaluator=Evaluator(store, 2, tokenizer, collator),
        model=model,
        args=TrainingArguments(
            output_dir=str(folder),
            max_steps=1,
            gradient_accumulation_steps=len(batches),
            logging_steps=1,
            use_cpu=True,
            report_to=[],
            remove_unused_columns=False,
            save_strategy="no",
            lr_scheduler_type="constant",
            max_grad_norm=1e9,
        ),
        data_collator=collator,
        train_dataset=Utterances([store]),
        optimizers=(torch.optim.SGD(model.parameters(), lr=0.1), None),
    )
    trainer.train()
    (logged,) = [row for row in trainer.state.log_history if "grad_norm" in row]
    return logged["loss"], logged["grad_norm"], model.state_dict()


def test_accumulated_batches_train_as_one_big_batch(store: FeatureStore, tmp_path: Path) -> None:
    # Of one length in audio (7 apart), so that padding is the same, and of very unlike texts.
    assert len({int(store.n_samples[i]) for i in (1, 8, 15, 22)}) == 1
    assert len({len(store.texts()[i]) for i in (1, 8, 15, 22)}) == 4
    whole = train_one_step(store, tmp_path / "whole", [[1, 8, 15, 22]])
    parts = train_one_step(store, tmp_path / "parts", [[22], [8, 15], [1]])
    assert parts[0] == pytest.approx(whole[0], rel=1e-4)
    assert parts[1] == pytest.approx(whole[1], rel=1e-4)
    for name, wanted in whole[2].items():
        torch.testing.assert_close(parts[2][name], wanted, rtol=1e-4, atol=1e-5)
