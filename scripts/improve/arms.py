"""The experiments of arms.toml and the recipe of each."""

from __future__ import annotations

import copy
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

HERE = Path(__file__).parent
FOLDER = Path("data/improve")


@dataclass(frozen=True, eq=False)  # hashed by identity: it holds a table
class Arm:
    """An experiment. `group`: of the table it is told in, "" where it is but compared with."""

    name: str
    base: str
    what: str
    judged_on: tuple[str, ...]
    recipe: dict[str, Any]  # what is overridden in the base's
    group: str = ""
    against: str = ""

    @property
    def recipe_path(self) -> Path:
        return FOLDER / "recipes" / f"{self.name}.toml"

    @property
    def result_path(self) -> Path:
        return FOLDER / "results" / f"{self.name}.json"


def read_arms(path: Path = HERE / "arms.toml") -> list[Arm]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Arm(**{"recipe": {}, **entry, "judged_on": tuple(entry["judged_on"])})
        for entry in table["arm"]
    ]


def make_recipe(arm: Arm) -> dict[str, Any]:
    """The table of the whole recipe, named improve/NAME, of one stage."""
    base = tomllib.loads((HERE / f"{arm.base}.toml").read_text(encoding="utf-8"))
    overrides = copy.deepcopy(arm.recipe)
    stage = override(base.pop("stage")[0], overrides.pop("stage", {}))
    return {"name": f"improve/{arm.name}", **override(base, overrides), "stage": [stage]}


def override(table: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    """`table` with the fields of `by`, tables within it likewise."""
    merged = dict(table)
    for name, value in by.items():
        is_table = isinstance(value, dict)
        merged[name] = override(merged.get(name, {}), value) if is_table else value
    return merged


def write_recipe(arm: Arm) -> Path:
    arm.recipe_path.parent.mkdir(parents=True, exist_ok=True)
    text = f"# {arm.what}: python -m scripts.improve {arm.name}\n" + tomli_w.dumps(make_recipe(arm))
    part = arm.recipe_path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(arm.recipe_path)
    return arm.recipe_path
