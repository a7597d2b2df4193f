"""Trains the stages of a recipe with transformers' Trainer; killed at any moment, it resumes.

Layout of runs/<name>/: a folder per stage with Trainer's checkpoints and, once the stage is
through, `best/`; `log.jsonl` with every figure logged; `final/`, the finished checkpoint.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerBase, TrainingArguments, set_seed
from transformers.trainer_utils import get_last_checkpoint

from training.errors import TrainingError
from training.features.store import FeatureStore
from training.finetune.batches import BatchPlan, Joining
from training.finetune.checkpoint import load_tokenizer, save_checkpoint
from training.finetune.data import Collator, Utterances
from training.finetune.encoded import EncodedCollator, EncodedUtterances
from training.finetune.evaluation import Evaluator
from training.finetune.lora import add_lora, merge_lora
from training.finetune.model import (
    TrainableWhisper,
    build_config,
    build_generation_config,
    load_model,
    set_dropout,
)
from training.finetune.optimizer import MuonWithAdamW
from training.finetune.recipe import Recipe, Stage
from training.finetune.stage_trainer import LogFile, StageTrainer
from training.finetune.subwords import Subwords
from training.finetune.tokenizer import build_tokenizer

log = logging.getLogger(__name__)


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
    if spec.dynamic_context is not None:
        model.config.dynamic_context = spec.dynamic_context
    return model


def _train_stage(materials: Materials, stage: Stage, folder: Path, model: TrainableWhisper) -> None:
    recipe = materials.recipe
    if not torch.cuda.is_available():
        # torch 2.13's fused attention on the CPU takes twice the time of plain matmuls.
        model.set_attn_implementation("eager")
    stores = materials.stores
    if stage.train:
        stores = tuple(FeatureStore(Path(folder)) for folder in stage.train)
    if recipe.lora:
        add_lora(model, recipe.lora)
    set_dropout(model, stage.dropout)
    if stage.restrict_softmax:
        tokens = _tokens_that_occur(
            stores, materials.tokenizer, cut_anew=stage.augmentation.bpe_dropout > 0
        )
        model.restrict_softmax(tokens)
    collator = Collator(
        materials.tokenizer,
        n_mels=model.config.num_mel_bins,
        seed=recipe.seed,
        augmentation=stage.augmentation,
        with_ctc=stage.ctc_weight > 0,
        dynamic_context=bool(getattr(model.config, "dynamic_context", False)),
    )
    utterances = Utterances(stores, min_s=stage.min_s, max_s=stage.max_s)
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
        joining=Joining(utterances.speakers(), share, stage.augmentation.joined_max_s)
        if (share := stage.augmentation.joined_share)
        else None,
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
        optimizers=(_make_optimizer(stage, model), None),
    )
    folder.mkdir(exist_ok=True)
    last = get_last_checkpoint(str(folder))
    trainer.train(resume_from_checkpoint=last)
    if recipe.lora:
        merge_lora(model)
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


def _make_optimizer(stage: Stage, model: TrainableWhisper) -> torch.optim.Optimizer | None:
    """None: Trainer makes its own."""
    if stage.optimizer == "muon":
        return MuonWithAdamW(model, stage.learning_rate, stage.weight_decay)
    return None


def _tokens_that_occur(
    stores: tuple[FeatureStore, ...], tokenizer: PreTrainedTokenizerBase, cut_anew: bool
) -> torch.Tensor:
    """Sorted ids of the tokens of all texts, of single bytes, and of the specials used; with
    `cut_anew` of all tokens that BPE-dropout can make of them."""
    used: set[int] = {*range(256), *tokenizer.convert_tokens_to_ids(["<|nospeech|>"])}
    for store in stores:
        for ids in tokenizer(store.texts()).input_ids:
            used.update(ids)
        if cut_anew:
            used |= Subwords(tokenizer).find_reachable(store.texts())
    return torch.tensor(sorted(used))
