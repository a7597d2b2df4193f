from pathlib import Path

import pytest

from training.errors import TrainingError
from training.finetune.recipe import Augmentation, read_recipe

GOOD = """
name = "x"
[model]
[data]
train = ["a", "b"]
validation = "c"
[[stage]]
name = "one"
steps = 10
batch_s = 100
augmentation = { noise_chance = 0.5, noise_snr_db = [0, 20] }
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_every_field_with_its_type(tmp_path: Path) -> None:
    recipe = read_recipe(write(tmp_path, GOOD))
    assert recipe.data.train == ("a", "b")
    assert recipe.stages[0].batch_s == 100.0
    assert recipe.stages[0].augmentation == Augmentation(noise_chance=0.5, noise_snr_db=(0.0, 20.0))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("steps = 10", "stepps = 10"), "stepps"),
        (("steps = 10", 'steps = "ten"'), "steps must be int"),
        (("steps = 10", ""), "steps"),
        (("[[stage]]", "[[stages_]]"), "stages_"),
        (('validation = "c"', ""), "validation"),
        (("steps = 10", "steps = 10\nfreeze_encoder = true\nctc_weight = 0.1"), "frozen"),
        (("steps = 10", "steps = 10\nfreeze_encoder = true"), "no augmentation"),
        (("steps = 10", 'steps = 10\noptimizer = "sgd"'), "adamw or muon"),
        (("steps = 10", "steps = 10\nshares = [1]"), "each of the 2 stores"),
        (("steps = 10", "steps = 10\nshares = [1, 0.0]"), "a number above 0"),
        (("[data]", "[lora]\nrank = 8.5\n[data]"), "rank must be int"),
        (("steps = 10", 'steps = 10\nprecision = "fp8"'), "bf16 or fp16 or fp32"),
        (("steps = 10", "steps = 10\nattention_weight = 0"), "nothing would be trained"),
        (("steps = 10", "steps = 10\nteacher_weight = 1"), "dynamic_context = true"),
        (("steps = 10", "steps = 0"), "1 or more"),
        (("steps = 10", "steps = 10\naverage_checkpoints = 0"), "average_checkpoints"),
        (("noise_chance = 0.5", "joined_min_s = 20, joined_max_s = 10"), "joined_min_s"),
        (("[data]", "[data"), "not valid TOML"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    with pytest.raises(TrainingError, match=told.replace("(", r"\(")):
        read_recipe(write(tmp_path, GOOD.replace(*change)))


def test_a_missing_recipe_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no recipe"):
        read_recipe(tmp_path / "none.toml")


def test_recipes_of_the_repository_are_valid() -> None:
    recipes = sorted(Path("training/runs").glob("*.toml"))
    assert recipes
    for path in recipes:
        read_recipe(path)
