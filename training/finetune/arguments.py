"""A stage's settings as transformers' Trainer and, beneath it, accelerate take them."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import TrainingArguments

from training.errors import TrainingError
from training.finetune.recipe import Recipe, Stage

LONGEST_WAIT_S = 24 * 3600  # of one process for another, while encoder outputs are computed


def make_arguments(recipe: Recipe, stage: Stage, folder: Path, workers: int) -> TrainingArguments:
    """Raises TrainingError for what this machine or transformers does not have: a precision, a
    schedule. Where several processes were started, they get to know each other here."""
    if stage.precision == "fp16" and not torch.cuda.is_available():
        raise TrainingError(f"stage {stage.name}: fp16 needs a GPU. Use bf16 or fp32.")
    trains_all = stage.decodes and (stage.ctc_weight > 0)
    try:
        return TrainingArguments(
            output_dir=str(folder),
            seed=recipe.seed,
            max_steps=stage.steps,
            learning_rate=stage.learning_rate,
            lr_scheduler_type=stage.schedule,
            warmup_steps=stage.warmup_steps,
            weight_decay=stage.weight_decay,
            max_grad_norm=stage.max_gradient_norm,
            gradient_accumulation_steps=stage.gradient_accumulation,
            use_cpu=not torch.cuda.is_available(),
            bf16=stage.precision == "bf16",
            fp16=stage.precision == "fp16",
            optim="adamw_torch_fused",
            eval_strategy="steps",
            eval_steps=stage.evaluate_every,
            save_strategy="steps",
            save_steps=stage.evaluate_every,
            load_best_model_at_end=True,
            metric_for_best_model=stage.metric,
            greater_is_better=False,
            logging_steps=min(50, stage.evaluate_every),
            logging_nan_inf_filter=False,
            report_to=[],
            disable_tqdm=True,
            remove_unused_columns=False,
            dataloader_num_workers=workers,
            dataloader_pin_memory=torch.cuda.is_available(),
            # The plan has as many batches for each process, of unequal numbers of utterances.
            accelerator_config={"even_batches": False},
            ddp_find_unused_parameters=not trains_all,
            ddp_timeout=LONGEST_WAIT_S,
        )
    except ValueError as error:  # an unknown schedule, bf16 on a GPU that has none
        raise TrainingError(f"stage {stage.name}: {error}") from error
