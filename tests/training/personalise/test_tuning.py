"""How a checkpoint is taught follows from what it is."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from training.errors import TrainingError
from training.features.store import FeatureStore
from training.finetune.checkpoint import save_checkpoint
from training.finetune.model import TrainableWhisper, load_model
from training.finetune.tokenizer import build_tokenizer
from training.personalise.base import Base
from training.personalise.judge import soften
from training.personalise.others import Others, find_others
from training.personalise.speech import OwnStores
from training.personalise.tuning import BY_LORA, Tuning, choose_tuning, make_recipe

OWN = OwnStores(Path("own/train"), Path("own/held-out"), 5.0, "")
OTHERS = Others(Path("others/train"), Path("others/validation"))


def make_base(folder: Path, **config: object) -> Base:
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "whisper", **config}))
    return Base(folder, "KBLab/kb-whisper-small", "0")


def test_large_models_are_taught_by_lora_unless_told_otherwise(tmp_path: Path) -> None:
    small = make_base(tmp_path / "small", d_model=512)
    large = make_base(tmp_path / "large", d_model=768)
    assert choose_tuning(small) == choose_tuning(large, lora=False) == Tuning()
    assert choose_tuning(large) == choose_tuning(small, lora=True) == BY_LORA


def test_windows_of_30_s_are_filled(tmp_path: Path) -> None:
    whole = make_base(tmp_path / "whole", d_model=512)
    (stage,) = make_recipe("x", whole, OWN, OTHERS, Tuning(own_share=0.25)).stages
    assert stage.augmentation.joined_share > 0.5
    assert stage.shares == (0.25, 0.75)
    short = make_base(tmp_path / "short", d_model=512, dynamic_context=True)
    (stage,) = make_recipe("x", short, OWN, OTHERS, Tuning()).stages
    assert stage.augmentation.joined_share == 0
    recipe = make_recipe("x", short, OWN, OTHERS, replace(BY_LORA, n_steps=3))
    assert recipe.lora == BY_LORA.lora
    assert recipe.data.validation == "own/held-out"


def test_other_models_than_whisper_are_refused(tmp_path: Path) -> None:
    base = make_base(tmp_path / "other", model_type="wav2vec2")
    with pytest.raises(TrainingError, match="not a Whisper checkpoint"):
        choose_tuning(base)


def test_others_must_be_feature_stores(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="must hold the feature stores train and validation"):
        find_others(tmp_path, tmp_path / "work", n_workers=1)


def test_other_voices_are_synthesised_where_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed")
    monkeypatch.chdir(tmp_path)
    counts = {"validation": 2, "train": 4}
    others = find_others(None, tmp_path / "work", 1, counts)
    assert len(FeatureStore(others.train)) == 4
    assert len(FeatureStore(others.check)) == 2
    shards = {path: path.stat().st_mtime_ns for path in others.train.rglob("*.parquet")}
    assert find_others(None, tmp_path / "work", 1, counts) == others
    assert {path: path.stat().st_mtime_ns for path in others.train.rglob("*.parquet")} == shards


def test_softened_weights_lie_between(checkpoint: Path, tmp_path: Path) -> None:
    trained = load_model(checkpoint)
    with torch.no_grad():
        for weight in trained.parameters():
            weight.add_(1.0)
    save_checkpoint(trained, build_tokenizer(), tmp_path / "trained")
    shares = []
    for softer in soften(checkpoint, tmp_path / "trained", tmp_path):
        shares.append(_measure_way(load_model(checkpoint), load_model(softer)))
    assert shares == pytest.approx([0.75, 0.5, 0.25], abs=1e-5)


def _measure_way(old: TrainableWhisper, new: TrainableWhisper) -> float:
    """How far all weights went, which must be equally far."""
    pairs = zip(old.parameters(), new.parameters(), strict=True)
    ways = torch.cat([(b - a).detach().flatten() for a, b in pairs])
    assert ways.max() - ways.min() < 1e-5
    return float(ways.mean())
