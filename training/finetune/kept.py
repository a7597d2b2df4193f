"""Which checkpoints of a stage stay on disk, which one a killed run goes on from, the average."""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from accelerate import PartialState
from safetensors.torch import load_file
from transformers import TrainerCallback, TrainerControl, TrainerState
from transformers.trainer import TRAINER_STATE_NAME
from transformers.utils import SAFE_WEIGHTS_NAME

from training.errors import TrainingError

PREFIX = "checkpoint-"
ONLY_TO_GO_ON = ("optimizer.*", "scheduler.*", "scaler.*", "rng_state*.pth")


def find_last_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint that was written to its end; newer ones, cut off by a kill, are
    deleted. All processes must call it."""
    state = PartialState()
    last = None
    for path in sorted(folder.glob(f"{PREFIX}*"), key=_step_of, reverse=True):
        if _is_whole(path, state.num_processes):
            last = path
            break
    state.wait_for_everyone()
    if state.is_main_process:
        for path in folder.glob(f"{PREFIX}*"):
            if last is None or _step_of(path) > _step_of(last):
                shutil.rmtree(path)
    state.wait_for_everyone()
    return last


def rank_evaluations(history: Sequence[dict[str, Any]], metric: str) -> list[tuple[int, float]]:
    """(step, figure) of all evaluations logged, the lowest figure first and of equals the first."""
    judged = {int(row["step"]): float(row[metric]) for row in history if metric in row}
    return sorted(judged.items(), key=lambda item: (item[1], item[0]))


class KeepBest(TrainerCallback):
    """Keeps the last checkpoint, to go on from, and the weights of the `n_best` best.

    The others go once the newest is safely on disk, so there are never more than n_best + 2. The
    last step is judged like the others.
    """

    def __init__(self, metric: str, n_best: int) -> None:
        self.metric = metric
        self.n_best = n_best

    def on_step_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        if state.global_step >= state.max_steps:
            control.should_evaluate = True

    def on_save(
        self, args: Any, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        PartialState().wait_for_everyone()
        if not state.is_world_process_zero:
            return
        folder = Path(args.output_dir)
        newest = folder / f"{PREFIX}{state.global_step}"
        flush_folder(newest)
        best = {step for step, _ in rank_evaluations(state.log_history, self.metric)[: self.n_best]}
        for path in folder.glob(f"{PREFIX}*"):
            if path == newest:
                continue
            if _step_of(path) not in best:
                shutil.rmtree(path)
                continue
            for pattern in ONLY_TO_GO_ON:
                for file in path.glob(pattern):
                    file.unlink()


class Diverged(TrainingError):
    """The loss is no longer a number."""


class StopWhenDiverged(TrainerCallback):
    """Ends a run whose loss is no longer a number; Diverged tells what to change."""

    def on_log(
        self, args: Any, state: TrainerState, control: TrainerControl, logs: Any = None, **_: Any
    ) -> None:
        if not math.isfinite((logs or {}).get("loss", 0.0)):
            raise Diverged(
                f"The loss was no longer a number before step {state.global_step}. Use a lower "
                "learning_rate or a longer warmup, or bf16 or fp32 instead of fp16; the same "
                "command then goes on from the last checkpoint."
            )


class StopEarly(TrainerCallback):
    """Ends a stage after `patience` evaluations that were no better than the best before."""

    def __init__(self, metric: str, patience: int) -> None:
        self.metric = metric
        self.patience = patience

    def on_train_begin(
        self, args: Any, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        # A run that was killed after its last evaluation ends where it would have ended.
        self.on_evaluate(args, state, control)

    def on_evaluate(
        self, args: Any, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        ranked = rank_evaluations(state.log_history, self.metric)
        if ranked and sum(step > ranked[0][0] for step, _ in ranked) >= self.patience:
            control.should_training_stop = True


def average_checkpoints(folders: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of the weights of several checkpoints, float32, by name.

    Raises TrainingError where they do not have the same weights.
    """
    total: dict[str, torch.Tensor] = {}
    for folder in folders:
        weights = load_file(folder / SAFE_WEIGHTS_NAME)
        if total and weights.keys() != total.keys():
            raise TrainingError(f"{folder} and {folders[0]} do not have the same weights")
        for name, weight in weights.items():
            total[name] = total.get(name, 0) + weight.float()
    return {name: weight / len(folders) for name, weight in total.items()}


def _step_of(checkpoint: Path) -> int:
    return int(checkpoint.name.removeprefix(PREFIX))


def _is_whole(checkpoint: Path, n_processes: int) -> bool:
    """Trainer's state is written after all the rest, but for other processes' random numbers."""
    try:
        json.loads((checkpoint / TRAINER_STATE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    # The optimizer's state: Trainer's, or DeepSpeed's folder with its name in `latest`.
    if not any(checkpoint.glob("optimizer*")) and not (checkpoint / "latest").exists():
        return False
    names = [f"rng_state_{i}.pth" for i in range(n_processes)]
    return all((checkpoint / n).exists() for n in (names if n_processes > 1 else ["rng_state.pth"]))


def flush_folder(folder: Path) -> None:
    """Waits until a folder and the files in it are on disk."""
    for path in [*(p for p in folder.rglob("*") if p.is_file()), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
