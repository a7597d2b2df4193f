"""Shows how training goes: a table on the terminal, a file of figures, a plot, TensorBoard."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from transformers import TrainerCallback, TrainerControl, TrainerState

from training.errors import TrainingError
from training.finetune.kept import rank_evaluations

COLUMNS = ("step", "loss", "gradient", "rate", "s/step", "left", "WER", "CER", "CTC loss")
WIDTHS = (12, 9, 9, 9, 7, 9, 8, 8, 9)
LIVE_EVERY_S = 0.5
COLOURS = {"loss": "#2f6f9f", "eval_wer": "#b5442e", "eval_cer": "#d99a3d", "eval_ctc_loss": "#555"}


class LogFile(TrainerCallback):
    """Appends every logged figure to a JSON lines file, and draws them after each evaluation."""

    def __init__(self, path: Path, stage: str) -> None:
        self.path = path
        self.stage = stage
        self.started = time.monotonic()

    def on_log(
        self,
        args: Any,
        state: TrainerState,
        control: TrainerControl,
        logs: Any = None,
        **kwargs: Any,
    ) -> None:
        if not state.is_world_process_zero:
            return
        line = {"stage": self.stage, "step": state.global_step, **(logs or {})}
        line["elapsed_s"] = round(time.monotonic() - self.started)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=float) + "\n")

    def on_evaluate(
        self, args: Any, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        if state.is_world_process_zero:
            draw_progress(self.path, self.path.with_name("progress.png"))


class Table(TrainerCallback):
    """A row for every log and every evaluation, the best so far marked with a star; on a terminal
    a line below that counts the steps."""

    def __init__(self, metric: str, out: TextIO | None = None) -> None:
        self.metric = metric
        self.out = out or sys.stdout
        self.begun_at = (0.0, 0)  # seconds, step
        self.shown_at = 0.0

    def on_train_begin(
        self, args: Any, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self.begun_at = (time.monotonic(), state.global_step)
        if state.is_world_process_zero:
            self._print(COLUMNS)

    def on_step_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        now = time.monotonic()
        if not state.is_world_process_zero or not self.out.isatty():
            return
        if now - self.shown_at >= LIVE_EVERY_S:
            self.shown_at = now
            s_per_step, left = self._pace(state)
            self.out.write(f"\r\x1b[K{_step(state)}  {s_per_step} s/step, {left} left")
            self.out.flush()

    def on_log(
        self,
        args: Any,
        state: TrainerState,
        control: TrainerControl,
        logs: Any = None,
        **kwargs: Any,
    ) -> None:
        logs = logs or {}
        if not state.is_world_process_zero or not {"loss", self.metric} & logs.keys():
            return
        best = rank_evaluations(
            [*state.log_history, {"step": state.global_step, **logs}], self.metric
        )
        is_best = self.metric in logs and best[0][0] == state.global_step
        star = "*" if is_best else ""
        s_per_step, left = self._pace(state)
        self._print(
            (
                _step(state),
                _number(logs.get("loss"), ".4f"),
                _number(logs.get("grad_norm"), ".3g"),
                _number(logs.get("learning_rate"), ".2e"),
                s_per_step,
                left,
                _number(logs.get("eval_wer"), ".2f", star),
                _number(logs.get("eval_cer"), ".2f"),
                _number(logs.get("eval_ctc_loss"), ".4f", "" if "eval_wer" in logs else star),
            )
        )

    def _pace(self, state: TrainerState) -> tuple[str, str]:
        """Seconds a step since this start, evaluations included, and the time that is left."""
        started, first = self.begun_at
        n_done = state.global_step - first
        if not n_done:
            return "", ""
        s_per_step = (time.monotonic() - started) / n_done
        left = timedelta(seconds=round(s_per_step * (state.max_steps - state.global_step)))
        return f"{s_per_step:.2f}", str(left)

    def _print(self, cells: tuple[str, ...]) -> None:
        clear = "\r\x1b[K" if self.out.isatty() else ""
        row = " ".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS))
        print(clear + row.rstrip(), file=self.out, flush=True)


def open_tensorboard(folder: Path) -> TrainerCallback:
    """Writes the figures for TensorBoard to `folder`. Raises TrainingError where the package that
    does so is missing."""
    from transformers.integrations import TensorBoardCallback

    try:
        from tensorboardX import SummaryWriter
    except ImportError as error:
        raise TrainingError(
            "--tensorboard needs the package tensorboardX: pip install tensorboardX"
        ) from error
    return TensorBoardCallback(SummaryWriter(str(folder)))


def draw_progress(log: Path, picture: Path) -> None:
    """Losses, errors and learning rate of a run's log.jsonl as a PNG, stage after stage."""
    figure = Figure(figsize=(9, 8), layout="constrained")
    FigureCanvasAgg(figure)
    losses, errors, rates = figure.subplots(3, 1, sharex=True)
    stages = read_log(log)
    begin = 0
    for stage, rows in stages.items():
        for axes, names in (
            (losses, ("loss", "eval_ctc_loss")),
            (errors, ("eval_wer", "eval_cer")),
            (rates, ("learning_rate",)),
        ):
            for name in names:
                _draw_line(axes, rows, name, begin)
        for axes in (losses, errors, rates):
            axes.axvline(begin, color="#bbb", linewidth=0.8)
        losses.text(begin, 1.01, f" {stage}", fontsize=8, transform=losses.get_xaxis_transform())
        begin += max(rows)
    for axes in (losses, errors):
        if axes.get_legend_handles_labels()[0]:
            axes.legend(frameon=False, fontsize=8)
    losses.set(ylabel="loss")
    errors.set(ylabel="WER, CER (%)")
    rates.set(ylabel="learning rate", xlabel="step")
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100, metadata={"Software": None})
    unfinished = picture.with_suffix(".png.part")
    with unfinished.open("wb") as out:
        out.write(file.getvalue())
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(picture)


def read_log(log: Path) -> dict[str, dict[int, dict[str, float]]]:
    """Figures by stage, step and name; of steps that were done twice, because the run was killed
    between, the later."""
    stages: dict[str, dict[int, dict[str, float]]] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:  # cut off by a kill
            continue
        stages.setdefault(row.pop("stage"), {}).setdefault(row.pop("step"), {}).update(row)
    return stages


def _draw_line(axes: Axes, rows: dict[int, dict[str, float]], name: str, begin: int) -> None:
    steps = sorted(step for step, figures in rows.items() if name in figures)
    if not steps:
        return
    style = "o-" if name.startswith("eval") else "-"
    axes.plot(
        [begin + step for step in steps],
        [rows[step][name] for step in steps],
        style,
        markersize=3,
        linewidth=1,
        color=COLOURS.get(name, "#2f6f9f"),
        label=name.removeprefix("eval_")
        if name not in axes.get_legend_handles_labels()[1]
        else None,
    )


def _step(state: TrainerState) -> str:
    return f"{state.global_step}/{state.max_steps}"


def _number(value: float | None, form: str, mark: str = "") -> str:
    return "" if value is None else f"{float(value):{form}}{mark}"
