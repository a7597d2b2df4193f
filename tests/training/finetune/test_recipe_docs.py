"""docs/fine-tuning.md documents every field of a recipe, with the default that it has."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from training.finetune.recipe import Augmentation, DataSpec, LoraSpec, ModelSpec, Recipe, Stage

PAGE = Path("docs/fine-tuning.md")
SECTIONS = {
    "The file itself": Recipe,
    "`[model]`": ModelSpec,
    "`[data]`": DataSpec,
    "`[lora]`": LoraSpec,
    "`[[stage]]`": Stage,
    "`[stage.augmentation]`": Augmentation,
}
# Tables of their own; `stages` is written [[stage]].
TABLES = {"model", "data", "lora", "stages", "augmentation"}
MUST_BE_GIVEN = {("`[data]`", "train"), ("`[data]`", "validation")}  # read_recipe asks for them


def read_rows(section: str) -> dict[str, str]:
    """Defaults as they stand in the table of a section, by field."""
    text = PAGE.read_text(encoding="utf-8").split(f"### {section}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) ?\|$", text, re.MULTILINE)
    return {name: default for name, default, _ in rows}


@pytest.mark.parametrize(("section", "kind"), SECTIONS.items())
def test_every_field_is_documented_with_its_default(section: str, kind: Any) -> None:
    rows = read_rows(section)
    fields = {field.name: field for field in dataclasses.fields(kind) if field.name not in TABLES}
    assert set(rows) - TABLES == set(fields)
    for name, field in fields.items():
        told = rows[name].strip("`")
        if field.default is dataclasses.MISSING or (section, name) in MUST_BE_GIVEN:
            assert told == "—", name
        elif field.default is None:
            assert told == "none", name
        else:
            default = list(field.default) if isinstance(field.default, tuple) else field.default
            assert tomllib.loads(f"value = {told}")["value"] == default, name
