"""Trains the stages of a recipe with transformers' Trainer; killed at any moment, it resumes.

Layout of runs/<name>/: a folder per stage with Trainer's checkpoints and, once the stage is
through, `best/`; `log.jsonl` with every figure logged and `progress.png`, which draws them;
`tensorboard/` on request; `final/`, the finished checkpoint.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from accelerate import PartialState
from transformers import (
    PreTrainedTokenizerBase,
    PrinterCallback,
    TrainerCallback,
    set_seed,
)
from transformers.integrations import is_deepspeed_zero3_enabled

from training.errors import TrainingError
from training.features.store import FeatureStore
from training.finetune.arguments import make_arguments
from training.finetune.batches import BatchPlan, Joining, Prompting
from training.finetune.checkpoint import load_tokenizer, save_checkpoint
from training.finetune.data import Collator, Utterances
from training.finetune.encoded import EncodedCollator, EncodedUtterances
from training.finetune.evaluation import Evaluator
from training.finetune.kept import (
    PREFIX,
    KeepBest,
    StopEarly,
    StopWhenDiverged,
    average_checkpoints,
    find_last_checkpoint,
    flush_folder,
    rank_evaluations,
)
from training.finetune.lora import add_lora, merge_lora
from training.finetune.model import (
    TrainableWhisper,
    build_config,
    build_generation_config,
    load_model,
    set_dropout,
)
from training.finetune.optimizer import MuonWithAdamW
from training.finetune.progress import LogFile, Table, open_tensorboard
from training.finetune.recipe import Recipe, Stage
from training.finetune.stage_trainer import StageTrainer
from training.finetune.targets import find_tokens_that_occur
from training.finetune.teacher import Teacher
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
    tensorboard: bool
    watchers: Sequence[TrainerCallback] = ()


def train(
    recipe: Recipe,
    *,
    workers: int = 1,
    tensorboard: bool = False,
    watchers: Sequence[TrainerCallback] = (),
) -> Path:
    """Trains what is left of the recipe; returns the finished checkpoint, runs/<name>/final.

    Started in several processes (by torchrun or `accelerate launch`), each takes its share of the
    batches and all return the same.
    """
    materials = Materials(
        recipe,
        load_tokenizer(recipe.model.base) if recipe.model.base else build_tokenizer(),
        tuple(FeatureStore(Path(folder)) for folder in recipe.data.train),
        FeatureStore(Path(recipe.data.validation)),
        workers,
        tensorboard,
        watchers,
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
    state = PartialState()
    if state.is_main_process:
        save_checkpoint(load_model(previous), materials.tokenizer, final)
    state.wait_for_everyone()
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
    trainer = make_trainer(materials, stage, folder, model)
    last = find_last_checkpoint(folder)
    trainer.train(resume_from_checkpoint=str(last) if last else None)
    _take_average_if_better(trainer, folder)
    if materials.recipe.lora:
        merge_lora(model)
    unfinished = folder / "best.unfinished"
    trainer.save_model(str(unfinished))
    processes = PartialState()
    if processes.is_main_process:
        flush_folder(unfinished)
        unfinished.rename(folder / "best")
        for leftover in (*folder.glob(f"{PREFIX}*"), folder / "encoded"):
            shutil.rmtree(leftover, ignore_errors=True)
    processes.wait_for_everyone()


def make_trainer(
    materials: Materials, stage: Stage, folder: Path, model: TrainableWhisper
) -> StageTrainer:
    """A trainer of `model` by a stage, which keeps its checkpoints in `folder`.

    Raises TrainingError where no utterance has the lengths that the stage wants.
    """
    recipe, tokenizer, options = materials.recipe, materials.tokenizer, stage.augmentation
    # Several processes get to know each other in it, so it comes first.
    args = make_arguments(recipe, stage, folder, materials.workers)
    if args.device.type == "cpu":
        # torch 2.13's fused attention on the CPU takes twice the time of plain matmuls.
        model.set_attn_implementation("eager")
    if stage.gradient_checkpointing:
        model.activation_checkpointing_enable({"use_reentrant": False})
    if stage.ctc_weight and model.ctc_head is None:
        model.add_ctc_head()
    teacher = Teacher(model) if stage.teacher_weight else None
    if recipe.lora:
        add_lora(model, recipe.lora)
    set_dropout(model, stage.dropout)
    stores = tuple(FeatureStore(Path(path)) for path in stage.train) or materials.stores
    if stage.restrict_softmax:
        model.restrict_softmax(find_tokens_that_occur(stores, tokenizer, options))
    collator = Collator(
        tokenizer,
        n_mels=model.config.num_mel_bins,
        seed=recipe.seed,
        augmentation=options,
        with_ctc=stage.ctc_weight > 0,
        dynamic_context=bool(getattr(model.config, "dynamic_context", False)),
    )
    utterances = Utterances(stores, min_s=stage.min_s, max_s=stage.max_s, shares=stage.shares)
    if not len(utterances):
        raise TrainingError(
            f"stage {stage.name}: no utterance is {stage.min_s} to {stage.max_s} s long"
        )
    folder.mkdir(exist_ok=True)
    encoded = None
    if stage.freeze_encoder:
        with PartialState().main_process_first():
            encoded = EncodedUtterances(folder / "encoded", utterances, model.to(args.device))
        model.freeze_encoder()
    trainer = StageTrainer(
        stage=stage,
        plan=_plan_batches(recipe, stage, utterances, encoded, collator.dynamic_context),
        evaluator=Evaluator(materials.validation, recipe.data.n_validation, tokenizer, collator),
        teacher=teacher,
        processing_class=tokenizer,
        model=model,
        args=args,
        data_collator=collator if encoded is None else EncodedCollator(collator.targets),
        train_dataset=utterances if encoded is None else encoded,
        callbacks=_watch(materials, stage),
        optimizers=(_make_optimizer(stage, model), None),
    )
    trainer.remove_callback(PrinterCallback)
    refuse_divided_weights(trainer)
    return trainer


def refuse_divided_weights(trainer: StageTrainer) -> None:
    """Raises TrainingError where accelerate was told to divide the weights among processes, for
    then none could decode alone."""
    if trainer.is_fsdp_enabled or is_deepspeed_zero3_enabled():
        raise TrainingError(
            "FSDP and ZeRO 3 divide the weights among processes, and evaluation needs them whole. "
            "Use ZeRO 1 or 2, which divide the optimizer's state: `accelerate config`."
        )


def _plan_batches(
    recipe: Recipe,
    stage: Stage,
    utterances: Utterances,
    encoded: EncodedUtterances | None,
    dynamic_context: bool,
) -> BatchPlan:
    """The batches of all processes; of each, gradient_accumulation a step."""
    options = stage.augmentation
    speakers = utterances.speakers()
    joining = prompting = None
    if options.joined_share:
        voices = ["any"] * len(speakers) if options.joined_any_voice else speakers
        joining = Joining(voices, options.joined_share, options.joined_max_s, options.joined_min_s)
    if options.prompt_share:
        prompting = Prompting(speakers, options.prompt_share, recipe.seed)
    return BatchPlan(
        utterances.n_samples if encoded is None else encoded.n_samples,
        n_batches=stage.steps * stage.gradient_accumulation * PartialState().num_processes,
        batch_s=stage.batch_s,
        seed=recipe.seed,
        full_window_share=options.full_window_share,
        equal_lengths=encoded is not None,
        full_windows=not dynamic_context and encoded is None,
        joining=joining,
        prompting=prompting,
    )


def _watch(materials: Materials, stage: Stage) -> list[TrainerCallback]:
    folder = materials.recipe.folder
    callbacks: list[TrainerCallback] = [
        LogFile(folder / "log.jsonl", stage.name),
        Table(stage.metric),
        StopWhenDiverged(),
        KeepBest(stage.metric, stage.average_checkpoints),
        *materials.watchers,
    ]
    if stage.patience:
        callbacks.append(StopEarly(stage.metric, stage.patience))
    if materials.tensorboard and PartialState().is_main_process:
        callbacks.append(open_tensorboard(folder / "tensorboard" / stage.name))
    return callbacks


def _take_average_if_better(trainer: StageTrainer, folder: Path) -> None:
    """Leaves the model with the mean of its best checkpoints, where that is better than the best
    of them, which it has. (Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima")"""
    metric, n_best = trainer.stage.metric, trainer.stage.average_checkpoints
    ranked = rank_evaluations(trainer.state.log_history, metric)[:n_best]
    if len(ranked) < 2:
        return
    model = trainer.model
    assert isinstance(model, TrainableWhisper)
    best = {name: weight.clone() for name, weight in model.state_dict().items()}
    mean = average_checkpoints([folder / f"{PREFIX}{step}" for step, _ in ranked])
    missing, unexpected = model.load_state_dict(mean, strict=False)
    assert not unexpected and set(missing) <= {"proj_out.weight"}, (missing, unexpected)
    figures = trainer.judge()
    trainer.log({f"average_{name}": value for name, value in figures.items()})
    figure = figures[metric.removeprefix("eval_")]
    taken = figure < ranked[0][1]
    log.info(
        "mean of the %d best checkpoints: %.2f against %.2f of the best: %s",
        len(ranked),
        figure,
        ranked[0][1],
        "taken" if taken else "not taken",
    )
    if not taken:
        model.load_state_dict(best)


def _make_optimizer(stage: Stage, model: TrainableWhisper) -> torch.optim.Optimizer | None:
    """None: Trainer makes its own."""
    if stage.optimizer == "muon":
        return MuonWithAdamW(model, stage.learning_rate, stage.weight_decay)
    return None
