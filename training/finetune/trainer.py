"""Trains the stages of a recipe with transformers' Trainer; killed at any moment, it resumes.

Layout of runs/<name>/: a folder per stage with Trainer's checkpoints and, once the stage is
through, `best/`; `log.jsonl` with every figure logged; `final/`, the finished checkpoint.
"""

from __future__ import annotations

import json
import logging
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader
from transformers import (
    PreTrainedTokenizerBase,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_utils import get_last_checkpoint

from training.errors import TrainingError
from training.features.store import FeatureStore
from training.finetune.checkpoint import load_tokenizer, save_checkpoint
from training.finetune.data import BatchPlan, Collator, Utterances
from training.finetune.encoded import EncodedCollator, EncodedUtterances
from training.finetune.evaluation import Evaluator
from training.finetune.model import (
    TrainableWhisper,
    build_config,
    build_generation_config,
    load_model,
    set_dropout,
)
from training.finetune.recipe import Recipe, Stage
from training.finetune.tokenizer import build_tokenizer

log = logging.getLogger(__name__)


class StageTrainer(Trainer):
    """transformers' Trainer with our batches, losses and an evaluation that decodes."""

    control: TrainerControl

    def __init__(self, *, stage: Stage, plan: BatchPlan, evaluator: Evaluator, **kwargs: Any):
        # The evaluator has its own store; Trainer only wants to see that there is one.
        super().__init__(eval_dataset=Utterances([evaluator.store]), **kwargs)
        self.stage = stage
        self.plan = plan
        self.evaluator = evaluator

    def get_train_dataloader(self) -> DataLoader:
        assert isinstance(self.train_dataset, Utterances | EncodedUtterances)
        loader = DataLoader(
            self.train_dataset,
            batch_sampler=self.plan,
            collate_fn=self.data_collator,
            num_workers=self.args.dataloader_num_workers,
            pin_memory=self.args.dataloader_pin_memory,
        )
        return self.accelerator.prepare(loader)

    def compute_loss(self, model: Any, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if not self.stage.attention_weight:
            inputs = {**inputs, "labels": None}
        losses = model(**inputs, label_smoothing=self.stage.label_smoothing)
        total = 0.0
        if losses.attention is not None:
            total = total + self.stage.attention_weight * losses.attention
        if losses.ctc is not None:
            total = total + self.stage.ctc_weight * losses.ctc
        return total

    def evaluate(
        self,
        eval_dataset: Any = None,
        ignore_keys: list[str] | None = None,
        metric_key_prefix: str = "eval",
    ) -> dict[str, float]:
        """WER and CER by decoding, and the CTC loss, as far as the stage trains them."""
        started = time.monotonic()
        model = self.model
        assert isinstance(model, TrainableWhisper)
        model.eval()
        figures = self.evaluator.ctc_loss(model) if self.stage.ctc_weight else {}
        if self.stage.attention_weight:
            figures |= self.evaluator.decode(model)
        metrics = {f"{metric_key_prefix}_{name}": value for name, value in figures.items()}
        metrics[f"{metric_key_prefix}_runtime"] = round(time.monotonic() - started, 1)
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(
            self.args, self.state, self.control, metrics
        )
        return metrics


class LogFile(TrainerCallback):
    """Appends every logged figure to a JSON lines file."""

    def __init__(self, path: Path, stage: str) -> None:
        self.path = path
        self.stage = stage
        self.started = time.monotonic()

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
        line = {"stage": self.stage, "step": state.global_step, **(logs or {})}
        line["elapsed_s"] = round(time.monotonic() - self.started)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=float) + "\n")


@dataclass(frozen=True)
class Materials:
    """What all stages of a run share."""

    recipe: Recipe
    tokenizer: PreTrainedTokenizerBase
    stores: tuple[FeatureStore, ...]
    validation: FeatureStore
    workers: int


def train(recipe: Recipe, *, workers: int = 1) -> Path:
    """Trains what is left of the recipe; returns the finished checkpoint, runs/<name>/final."""
    materials = Materials(
        recipe,
        load_tokenizer(recipe.model.base) if recipe.model.base else build_tokenizer(),
        tuple(FeatureStore(Path(folder)) for folder in recipe.data.train),
        FeatureStore(Path(recipe.data.validation)),
        workers,
    )
    recipe.folder.mkdir(parents=True, exist_ok=True)
    previous: Path | None = None
    for number, stage in enumerate(recipe.stages, 1):
        folder = recipe.folder / f"{number:02d}-{stage.name}"
        best = folder / "best"
        if not (best / "config.json").exists():
            log.info("stage %d of %d: %s", number, len(recipe.stages), stage.name)
            _train_stage(materials, stage, folder, _start_model(recipe, previous))
        previous = best
    assert previous is not None
    final = recipe.folder / "final"
    save_checkpoint(load_model(previous), materials.tokenizer, final)
    return final


def _start_model(recipe: Recipe, previous: Path | None) -> TrainableWhisper:
    set_seed(recipe.seed)
    if previous is not None:
        return load_model(previous)
    spec = recipe.model
    if spec.base:
        model = load_model(spec.base)
    else:
        config = build_config(
            d_model=spec.d_model,
            encoder_layers=spec.encoder_layers,
            decoder_layers=spec.decoder_layers,
            n_mels=spec.n_mels,
        )
        model = TrainableWhisper(config)
        model.generation_config = build_generation_config()
    model.config.dynamic_context = spec.dynamic_context
    return model


def _train_stage(materials: Materials, stage: Stage, folder: Path, model: TrainableWhisper) -> None:
    recipe = materials.recipe
    set_dropout(model, stage.dropout)
    if stage.restrict_softmax:
        tokens = _tokens_that_occur(materials.stores, materials.tokenizer)
        model.restrict_softmax(tokens)
    collator = Collator(
        materials.tokenizer,
        n_mels=model.config.num_mel_bins,
        seed=recipe.seed,
        augmentation=stage.augmentation,
        with_ctc=stage.ctc_weight > 0,
        dynamic_context=recipe.model.dynamic_context,
    )
    utterances = Utterances(materials.stores, min_s=stage.min_s, max_s=stage.max_s)
    if not len(utterances):
        raise TrainingError(
            f"stage {stage.name}: no utterance is {stage.min_s} to {stage.max_s} s long"
        )
    encoded = None
    if stage.freeze_encoder:
        encoded = EncodedUtterances(folder / "encoded", utterances, model)
        model.freeze_encoder()
    plan = BatchPlan(
        utterances.n_samples if encoded is None else encoded.n_samples,
        n_batches=stage.steps * stage.gradient_accumulation,
        batch_s=stage.batch_s,
        seed=recipe.seed,
        full_window_share=stage.augmentation.full_window_share,
        equal_lengths=encoded is not None,
    )
    trainer = StageTrainer(
        stage=stage,
        plan=plan,
        evaluator=Evaluator(
            materials.validation, recipe.data.n_validation, materials.tokenizer, collator
        ),
        processing_class=materials.tokenizer,
        model=model,
        args=_arguments(recipe, stage, folder, materials.workers),
        data_collator=collator if encoded is None else EncodedCollator(collator.targets),
        train_dataset=utterances if encoded is None else encoded,
        callbacks=[LogFile(recipe.folder / "log.jsonl", stage.name)],
    )
    folder.mkdir(exist_ok=True)
    last = get_last_checkpoint(str(folder))
    trainer.train(resume_from_checkpoint=last)
    unfinished = folder / "best.unfinished"
    trainer.save_model(str(unfinished))
    unfinished.rename(folder / "best")
    for leftover in (*folder.glob("checkpoint-*"), folder / "encoded"):
        shutil.rmtree(leftover, ignore_errors=True)


def _arguments(recipe: Recipe, stage: Stage, folder: Path, workers: int) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(folder),
        seed=recipe.seed,
        max_steps=stage.steps,
        learning_rate=stage.learning_rate,
        lr_scheduler_type=stage.schedule,
        warmup_steps=stage.warmup_steps,
        weight_decay=stage.weight_decay,
        gradient_accumulation_steps=stage.gradient_accumulation,
        use_cpu=not torch.cuda.is_available(),
        bf16=stage.precision == "bf16",
        fp16=stage.precision == "fp16",
        optim="adamw_torch_fused",
        eval_strategy="steps",
        eval_steps=stage.evaluate_every,
        save_strategy="steps",
        save_steps=stage.evaluate_every,
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="eval_wer" if stage.attention_weight else "eval_ctc_loss",
        greater_is_better=False,
        logging_steps=min(50, stage.evaluate_every),
        report_to=[],
        remove_unused_columns=False,
        dataloader_num_workers=workers,
        dataloader_pin_memory=torch.cuda.is_available(),
    )


def _tokens_that_occur(
    stores: tuple[FeatureStore, ...], tokenizer: PreTrainedTokenizerBase
) -> torch.Tensor:
    """Sorted ids of the tokens of all texts, of single bytes, and of the specials used."""
    used: set[int] = {*range(256), *tokenizer.convert_tokens_to_ids(["<|nospeech|>"])}
    for store in stores:
        for ids in tokenizer(store.texts()).input_ids:
            used.update(ids)
    return torch.tensor(sorted(used))
