"""Which checkpoints stay, which one is gone on from, when a stage ends early, and the average."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from transformers import TrainerControl, TrainerState, TrainingArguments

from training.errors import TrainingError
from training.finetune.kept import (
    KeepBest,
    StopEarly,
    StopWhenDiverged,
    average_checkpoints,
    find_last_checkpoint,
    rank_evaluations,
)

METRIC = "eval_wer"


def write_checkpoint(folder: Path, step: int) -> Path:
    path = folder / f"checkpoint-{step}"
    path.mkdir(parents=True)
    save_file({"weight": torch.full((2,), float(step))}, path / "model.safetensors")
    for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth"):
        (path / name).write_bytes(b"x")
    TrainerState(global_step=step).save_to_json(str(path / "trainer_state.json"))
    return path


def run_stage(folder: Path, figures: list[float], keep: KeepBest) -> list[set[str]]:
    """The checkpoints on disk after each evaluation and save, every ten steps."""
    args = TrainingArguments(output_dir=str(folder), use_cpu=True, report_to=[])
    state = TrainerState(max_steps=10 * len(figures))
    seen = []
    for number, figure in enumerate(figures, 1):
        state.global_step = 10 * number
        state.log_history.append({"step": state.global_step, METRIC: figure})
        write_checkpoint(folder, state.global_step)
        keep.on_save(args, state, TrainerControl())
        seen.append({path.name.removeprefix("checkpoint-") for path in folder.iterdir()})
    return seen


def test_the_best_and_the_last_are_kept_and_no_more(tmp_path: Path) -> None:
    seen = run_stage(tmp_path, [50, 40, 45, 30, 60, 55, 40], KeepBest(METRIC, 2))
    assert seen == [
        *({"10"}, {"10", "20"}, {"20", "30"}, {"20", "40"}),
        *({"20", "40", "50"}, {"20", "40", "60"}, {"20", "40", "70"}),
    ]
    files = {path.name for path in (tmp_path / "checkpoint-40").iterdir()}
    assert files == {"model.safetensors", "trainer_state.json"}, "its optimizer is not needed"
    assert (tmp_path / "checkpoint-70/optimizer.pt").exists()
    assert find_last_checkpoint(tmp_path) == tmp_path / "checkpoint-70"


def test_a_checkpoint_that_was_cut_off_is_not_gone_on_from(tmp_path: Path) -> None:
    whole = write_checkpoint(tmp_path, 90)
    for step, missing in ((100, "trainer_state.json"), (110, "rng_state.pth"), (120, "")):
        cut = write_checkpoint(tmp_path, step)
        if missing:
            (cut / missing).unlink()
        else:
            (cut / "trainer_state.json").write_text('{"global_st')
    assert find_last_checkpoint(tmp_path) == whole
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint-90"]
    assert find_last_checkpoint(tmp_path / "none") is None


def test_a_checkpoint_of_deepspeed_is_whole_too(tmp_path: Path) -> None:
    """Its optimizer's state lies in a folder whose name is in `latest`."""
    path = write_checkpoint(tmp_path, 10)
    (path / "optimizer.pt").unlink()
    (path / "latest").write_text("global_step10", encoding="utf-8")
    assert find_last_checkpoint(tmp_path) == path


def test_the_last_step_is_judged_whatever_the_interval(tmp_path: Path) -> None:
    keep, state = KeepBest(METRIC, 1), TrainerState(max_steps=7)
    control = TrainerControl()
    state.global_step = 6
    keep.on_step_end(None, state, control)
    assert not control.should_evaluate
    state.global_step = 7
    keep.on_step_end(None, state, control)
    assert control.should_evaluate


@pytest.mark.parametrize(
    ("figures", "ends"),
    [([5, 4, 4.5], False), ([5, 4, 4.5, 4.2], True), ([5, 4, 4, 4], True), ([3, 4, 2, 5], False)],
)
def test_a_stage_ends_when_it_no_longer_gets_better(figures: list[float], ends: bool) -> None:
    stop, control = StopEarly(METRIC, 2), TrainerControl()
    state = TrainerState()
    state.log_history = [{"step": 10 * i, METRIC: f} for i, f in enumerate(figures)]
    stop.on_evaluate(None, state, control)
    assert control.should_training_stop is ends
    resumed = TrainerControl()
    StopEarly(METRIC, 2).on_train_begin(None, state, resumed)
    assert resumed.should_training_stop is ends


def test_a_loss_that_is_no_number_ends_the_run() -> None:
    stop, state = StopWhenDiverged(), TrainerState(global_step=50)
    stop.on_log(None, state, TrainerControl(), logs={"loss": 3.0})
    stop.on_log(None, state, TrainerControl(), logs={"eval_wer": 3.0})
    for loss in (float("nan"), float("inf")):
        with pytest.raises(TrainingError, match="before step 50"):
            stop.on_log(None, state, TrainerControl(), logs={"loss": loss})


def test_evaluations_are_ranked_and_of_equals_the_first_wins() -> None:
    history = [{"step": 1, METRIC: 3}, {"step": 2, "loss": 1}, {"step": 3, METRIC: 2}]
    history += [{"step": 4, METRIC: 2}]
    assert rank_evaluations(history, METRIC) == [(3, 2.0), (4, 2.0), (1, 3.0)]


def test_the_average_is_the_mean_of_the_weights(tmp_path: Path) -> None:
    folders = [write_checkpoint(tmp_path, step) for step in (10, 20, 60)]
    assert average_checkpoints(folders)["weight"].tolist() == [30.0, 30.0]
    save_file({"other": torch.zeros(2)}, folders[1] / "model.safetensors")
    with pytest.raises(TrainingError, match="do not have the same weights"):
        average_checkpoints(folders)
