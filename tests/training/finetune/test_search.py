"""A search for settings: what may vary, that it goes on after a kill, what it leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import optuna
import pytest
from filelock import FileLock
from optuna.trial import TrialState

from training.__main__ import main
from training.errors import TrainingError
from training.features.store import FeatureStore
from training.finetune.recipe import read_recipe
from training.finetune.search import Dimension, Report, read_space, search

RECIPE = """
name = "hunt"
[model]
d_model = 64
encoder_layers = 1
decoder_layers = 1
[data]
train = ["{store}"]
validation = "{store}"
n_validation = 4
[[stage]]
name = "letters"
steps = 2
batch_s = 6
ctc_weight = 1.0
attention_weight = 0.0
evaluate_every = 1
precision = "fp32"
[search]
learning_rate = {{ low = 1e-4, high = 1e-2, log = true }}
warmup_steps = {{ low = 0, high = 1 }}
schedule = ["linear", "cosine"]
"augmentation.time_masks" = [0, 1]
"""


@pytest.fixture
def recipe(store: FeatureStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "hunt.toml"
    path.write_text(RECIPE.format(store=store.folder), encoding="utf-8")
    return path


def open_study() -> optuna.Study:
    return optuna.load_study(study_name="hunt", storage="sqlite:///runs/hunt/search.db")


@pytest.mark.slow
def test_a_search_goes_on_and_leaves_the_best_as_a_recipe(
    recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    search(recipe, 2, workers=0)
    study = open_study()
    # What a killed search leaves: a trial chosen, begun, and never told.
    left = study.ask()
    chosen = {
        "learning_rate": left.suggest_float("learning_rate", 1e-4, 1e-2, log=True),
        "warmup_steps": left.suggest_int("warmup_steps", 0, 1),
        "schedule": left.suggest_categorical("schedule", ["linear", "cosine"]),
        "augmentation.time_masks": left.suggest_categorical("augmentation.time_masks", [0, 1]),
    }
    left.set_user_attr("folder", "hunt/trial-002")

    assert main(["search", str(recipe), "--trials", "4", "--workers", "0"]) == 0

    trials = open_study().trials
    assert [t.state for t in trials] == [TrialState.COMPLETE] * 2 + [TrialState.FAIL] + [
        TrialState.COMPLETE
    ] * 2
    again = trials[3]
    assert again.params == chosen
    assert again.user_attrs["folder"] == "hunt/trial-002"
    lines = Path("runs/hunt/trial-002/log.jsonl").read_text(encoding="utf-8").splitlines()
    judged = [row["eval_ctc_loss"] for row in map(json.loads, lines) if "eval_ctc_loss" in row]
    assert again.value == min(judged)
    assert not list(Path("runs/hunt").glob("trial-*/01-letters"))  # no weights are left

    best = min((t for t in trials if t.value is not None), key=lambda t: t.value or 0.0)
    found = read_recipe(Path("runs/hunt/best.toml"))
    assert found.name == "hunt/best"
    assert found.stages[0].learning_rate == best.params["learning_rate"]
    assert found.stages[0].augmentation.time_masks == best.params["augmentation.time_masks"]
    table = capsys.readouterr().out
    assert f"| {best.number} | {best.value:.2f} |" in table
    assert table.count("\n| ") == 6  # head, rule, four trials


def test_finetune_passes_over_what_is_to_be_searched(recipe: Path) -> None:
    assert read_recipe(recipe).stages[0].learning_rate == 1e-3


class Asked:
    """A trial that is told evaluations and answers as it was made to."""

    def __init__(self, prune: bool) -> None:
        self.prune = prune
        self.told: list[tuple[float, int]] = []

    def report(self, value: float, step: int) -> None:
        self.told.append((value, step))

    def should_prune(self) -> bool:
        return self.prune


class At:
    def __init__(self, step: int) -> None:
        self.global_step = step
        self.max_steps = 10


@pytest.mark.parametrize(
    ("prune", "step", "ends"), [(True, 5, True), (False, 5, False), (True, 10, False)]
)
def test_a_bad_trial_ends_unless_it_is_through_anyway(prune: bool, step: int, ends: bool) -> None:
    trial: Any = Asked(prune)
    at: Any = At(step)
    report = Report(trial, "eval_wer")
    if ends:
        with pytest.raises(optuna.TrialPruned):
            report.on_evaluate(None, at, None, metrics={"eval_wer": 7.0})  # type: ignore[arg-type]
    else:
        report.on_evaluate(None, at, None, metrics={"eval_wer": 7.0})  # type: ignore[arg-type]
    assert trial.told == [(7.0, step)]


def test_one_search_at_a_time(recipe: Path) -> None:
    Path("runs/hunt").mkdir(parents=True)
    with FileLock("runs/hunt/search.lock"), pytest.raises(TrainingError, match="another process"):
        search(recipe, 1)


def test_what_may_vary() -> None:
    space = read_space(
        {"a": [1, 2], "b": {"low": 1, "high": 3}, "c": {"low": 0.1, "high": 1, "log": True}}, "x"
    )
    assert space == [
        Dimension("a", (1, 2)),
        Dimension("b", (), 1, 3),
        Dimension("c", (), 0.1, 1, True),
    ]


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"low": 1},
        {"low": 2, "high": 1},
        {"low": 0, "high": 1, "log": True},
        {"low": "a", "high": "b"},
        {"low": 1, "high": 2, "step": 3},
        1e-3,
    ],
)
def test_what_is_no_range_is_named(value: Any) -> None:
    with pytest.raises(TrainingError, match="learning_rate"):
        read_space({"learning_rate": value}, "recipe.toml")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("nonsense = [1, 2]", "nonsense"),
        ('warmup_steps = ["few"]', "warmup_steps must be int"),
        ("", r"needs a table \[search\]"),
    ],
)
def test_a_recipe_that_cannot_be_searched(recipe: Path, line: str, error: str) -> None:
    text = recipe.read_text(encoding="utf-8").partition("[search]")[0]
    recipe.write_text(text + (f"[search]\n{line}\n" if line else ""), encoding="utf-8")
    with pytest.raises(TrainingError, match=error):
        search(recipe, 1)
