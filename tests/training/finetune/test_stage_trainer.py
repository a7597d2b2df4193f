"""One step of many small batches trains as one step of a big one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import TrainingArguments

from training.errors import TrainingError
from training.features.store import FeatureStore
from training.finetune.batches import Draw
from training.finetune.data import Collator, Utterances
from training.finetune.evaluation import Evaluator
from training.finetune.model import TrainableWhisper, build_config
from training.finetune.recipe import Augmentation, Stage
from training.finetune.stage_trainer import StageTrainer
from training.finetune.tokenizer import build_tokenizer
from training.finetune.trainer import refuse_divided_weights

pytestmark = pytest.mark.slow


class GivenBatches:
    """A plan whose batches are given."""

    def __init__(self, batches: list[list[int]]) -> None:
        self.batches = [[Draw((i,), i) for i in batch] for batch in batches]

    def __iter__(self) -> Any:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)


def make_trainer(store: FeatureStore, folder: Path, batches: list[list[int]]) -> StageTrainer:
    torch.manual_seed(0)
    model = TrainableWhisper(build_config(d_model=64, encoder_layers=1, decoder_layers=1))
    tokenizer = build_tokenizer()
    collator = Collator(
        tokenizer, n_mels=80, seed=1, augmentation=Augmentation(trailing_silence_s=0), with_ctc=True
    )
    return StageTrainer(
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


def train_one_step(trainer: StageTrainer) -> Any:
    """(loss as logged, the gradient's norm, the weights after a step of plain descent)."""
    trainer.train()
    (logged,) = [row for row in trainer.state.log_history if "grad_norm" in row]
    return logged["loss"], logged["grad_norm"], trainer.model.state_dict()


def test_accumulated_batches_train_as_one_big_batch(store: FeatureStore, tmp_path: Path) -> None:
    # Of one length in audio (7 apart), so that padding is the same, and of very unlike texts.
    assert len({int(store.n_samples[i]) for i in (1, 8, 15, 22)}) == 1
    assert len({len(store.texts()[i]) for i in (1, 8, 15, 22)}) == 4
    whole = train_one_step(make_trainer(store, tmp_path / "whole", [[1, 8, 15, 22]]))
    parts = train_one_step(make_trainer(store, tmp_path / "parts", [[22], [8, 15], [1]]))
    assert parts[0] == pytest.approx(whole[0], rel=1e-4)
    assert parts[1] == pytest.approx(whole[1], rel=1e-4)
    for name, wanted in whole[2].items():
        torch.testing.assert_close(parts[2][name], wanted, rtol=1e-4, atol=1e-5)


def test_checkpointed_gradients_are_the_same_from_less_memory(
    store: FeatureStore, tmp_path: Path
) -> None:
    plain = train_one_step(make_trainer(store, tmp_path / "plain", [[1, 8]]))
    trainer = make_trainer(store, tmp_path / "again", [[1, 8]])
    trainer.model.activation_checkpointing_enable({"use_reentrant": False})
    n_runs = {"encoder": 0, "decoder": 0}
    for name, part in (
        ("encoder", trainer.model.model.encoder),
        ("decoder", trainer.model.model.decoder),
    ):

        def count(*_: Any, name: str = name) -> None:
            n_runs[name] += 1

        part.layers[0].self_attn.register_forward_hook(count)
    again = train_one_step(trainer)
    assert n_runs == {"encoder": 2, "decoder": 2}, "each layer is computed once more, backwards"
    assert again[0] == pytest.approx(plain[0], rel=1e-6)
    assert again[1] == pytest.approx(plain[1], rel=1e-5)


def test_weights_divided_among_processes_are_refused(store: FeatureStore, tmp_path: Path) -> None:
    trainer = make_trainer(store, tmp_path, [[1]])
    refuse_divided_weights(trainer)
    trainer.is_fsdp_enabled = True  # as accelerate's configuration sets it on GPUs
    with pytest.raises(TrainingError, match="ZeRO 1 or 2"):
        refuse_divided_weights(trainer)
