"""Searches for the settings of a stage that give the lowest error, by Optuna.

A recipe of one stage with a table `[search]` says what may vary. Each trial trains the recipe with
one choice of it; a trial that is worse at an evaluation than most were by then ends there. The
study lies in runs/<name>/search.db, so that a killed search goes on, the trial at which it was
killed from its last checkpoint.
"""

from __future__ import annotations

import copy
import json
import logging
import math
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optuna
import tomli_w
from filelock import FileLock, Timeout
from optuna.trial import FrozenTrial, Trial, TrialState
from transformers import TrainerCallback, TrainerControl, TrainerState

from training.errors import TrainingError
from training.finetune.kept import Diverged
from training.finetune.recipe import Recipe, build_recipe, read_table
from training.finetune.trainer import train

STUDY_NAME = "search.db"
N_RANDOM_TRIALS = 4  # before which nothing is known: none is ended early, and all are by lot
FINISHED = (TrialState.COMPLETE, TrialState.PRUNED)
_FOLDER = "folder"  # user attribute: where a trial is trained
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Dimension:
    """A field of the stage (or `augmentation.FIELD`) and what it may be: one of `choices`, or from
    `low` to `high`, whole numbers where both are, evenly in its logarithm if `log`."""

    field: str
    choices: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False

    def suggest(self, trial: Trial) -> Any:
        if self.choices:
            return trial.suggest_categorical(self.field, self.choices)
        if isinstance(self.low, int) and isinstance(self.high, int):
            return trial.suggest_int(self.field, self.low, self.high, log=self.log)
        return trial.suggest_float(self.field, self.low, self.high, log=self.log)


class Report(TrainerCallback):
    """Tells a trial each evaluation; raises optuna.TrialPruned where it is not worth going on."""

    def __init__(self, trial: Trial, metric: str) -> None:
        self.trial = trial
        self.metric = metric

    def on_evaluate(
        self,
        args: Any,
        state: TrainerState,
        control: TrainerControl,
        metrics: Any = None,
        **kwargs: Any,
    ) -> None:
        self.trial.report(metrics[self.metric], state.global_step)
        if state.global_step < state.max_steps and self.trial.should_prune():
            raise optuna.TrialPruned


def search(path: Path, n_trials: int, *, workers: int = 1) -> list[FrozenTrial]:
    """Runs trials until `n_trials` are finished in all; returns these, the best first.

    Writes runs/<name>/best.toml, the recipe of the best. Raises TrainingError for a recipe that
    cannot be searched, or one that another process is searching.
    """
    table = read_table(path)
    space = read_space(table.pop("search", None), str(path))
    recipe = build_recipe(table, str(path))
    if len(recipe.stages) != 1:
        raise TrainingError(f"{path}: a search is of one stage, and there are {len(recipe.stages)}")
    for dimension in space:  # a field that is unknown or ill-typed shows now
        sample = dimension.choices[0] if dimension.choices else dimension.low
        build_recipe(choose(table, {dimension.field: sample}, recipe.name), str(path))
    recipe.folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(recipe.folder / "search.lock", timeout=0):
            study = _open_study(recipe)
            while _count_finished(study) < n_trials:
                _try(study, table, space, recipe, workers)
                _write_best(study, table, recipe)
    except Timeout as error:
        raise TrainingError(f"{recipe.folder} is being searched by another process") from error
    return rank_trials(study)


def read_space(table: Any, where: str) -> list[Dimension]:
    """The dimensions of a `[search]` table; TrainingError names what is wrong."""
    if not isinstance(table, dict) or not table:
        raise TrainingError(f"{where} needs a table [search] of what may vary")
    return [_read_dimension(field, value, where) for field, value in table.items()]


def _read_dimension(field: str, value: Any, where: str) -> Dimension:
    if isinstance(value, list) and value:
        return Dimension(field, choices=tuple(value))
    if isinstance(value, dict) and {"low", "high"} <= set(value) <= {"low", "high", "log"}:
        low, high, is_log = value["low"], value["high"], value.get("log", False)
        are_numbers = all(type(one) in (int, float) for one in (low, high))
        if are_numbers and low < high and type(is_log) is bool and (low > 0 or not is_log):
            return Dimension(field, (), low, high, is_log)
    raise TrainingError(
        f"{where}: [search] {field} must be a list of choices, or {{ low = …, high = …, "
        f"log = true }} with low below high (above 0 if log), and is {value!r}"
    )


def choose(table: dict[str, Any], chosen: dict[str, Any], name: str) -> dict[str, Any]:
    """The recipe's table with these fields of its stage, under another name."""
    table = copy.deepcopy(table)
    table["name"] = name
    for field, value in chosen.items():
        place = table["stage"][0]
        *tables, last = field.split(".")
        for one in tables:
            place = place.setdefault(one, {})
        place[last] = value
    return table


def rank_trials(study: optuna.Study) -> list[FrozenTrial]:
    """The finished trials: by error, then those that were ended early."""
    trials = study.get_trials(deepcopy=False, states=FINISHED)
    return sorted(
        trials,
        key=lambda one: (one.state != TrialState.COMPLETE, one.value or 0.0, one.number),
    )


def describe_trials(trials: list[FrozenTrial]) -> list[str]:
    """A Markdown table, a row for each trial."""
    fields = list(trials[0].params)
    rows = [["trial", "error", *fields], ["---"] * (2 + len(fields))]
    for one in trials:
        step, last = max(one.intermediate_values.items(), default=(0, math.nan))
        figure = f"{last:.2f}, ended at step {step}"
        if one.state == TrialState.COMPLETE and one.value is not None:
            figure = f"{one.value:.2f}"
        chosen = [_word(one.params[field]) for field in fields]
        rows.append([str(one.number), figure, *chosen])
    return [f"| {' | '.join(row)} |" for row in rows]


def _word(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _open_study(recipe: Recipe) -> optuna.Study:
    """The study of the recipe; trials that a killed process left are put back to be tried."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = f"sqlite:///{recipe.folder / STUDY_NAME}"
    study = optuna.create_study(storage=storage, study_name=recipe.name, load_if_exists=True)
    study.pruner = optuna.pruners.MedianPruner(n_startup_trials=N_RANDOM_TRIALS)
    for left in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(left.number, state=TrialState.FAIL)
        if _FOLDER in left.user_attrs:  # what is to be tried was chosen
            study.enqueue_trial(left.params, user_attrs=left.user_attrs)
    return study


def _try(
    study: optuna.Study,
    table: dict[str, Any],
    space: list[Dimension],
    recipe: Recipe,
    workers: int,
) -> None:
    """One trial."""
    # A sampler that is made anew for each, so that a search that was killed draws what it would
    # have drawn.
    study.sampler = optuna.samplers.TPESampler(
        n_startup_trials=N_RANDOM_TRIALS, seed=recipe.seed + _count_finished(study)
    )
    trial = study.ask()
    chosen = {dimension.field: dimension.suggest(trial) for dimension in space}
    name = trial.user_attrs.get(_FOLDER, f"{recipe.name}/trial-{trial.number:03d}")
    trial.set_user_attr(_FOLDER, name)
    tried = build_recipe(choose(table, chosen, name), name)
    told = ", ".join(f"{field} {_word(value)}" for field, value in chosen.items())
    log.info("trial %d: %s", trial.number, told)
    metric = tried.stages[0].metric
    try:
        train(tried, workers=workers, watchers=[Report(trial, metric)])
        study.tell(trial, read_best(tried.folder / "log.jsonl", metric))
    except (optuna.TrialPruned, Diverged):
        study.tell(trial, state=TrialState.PRUNED)
        log.info("  ended early")
    for weights in tried.folder.iterdir():
        if weights.is_dir():
            shutil.rmtree(weights)


def read_best(path: Path, metric: str) -> float:
    """The lowest figure of a run's log."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return min(float(row[metric]) for row in rows if metric in row)


def _count_finished(study: optuna.Study) -> int:
    return len(study.get_trials(deepcopy=False, states=FINISHED))


def _write_best(study: optuna.Study, table: dict[str, Any], recipe: Recipe) -> None:
    best = rank_trials(study)[0]
    if best.state != TrialState.COMPLETE:
        return
    text = tomli_w.dumps(choose(table, best.params, f"{recipe.name}/best"))
    part = recipe.folder / "best.toml.part"
    part.write_text(text, encoding="utf-8")
    part.replace(recipe.folder / "best.toml")
