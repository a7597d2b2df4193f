"""A small feature store of made-up speech, and a model small enough to train in a test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.features.store import (
    FeatureStore,
    Manifest,
    ShardWriter,
    StoredUtterance,
    describe_shard,
    write_manifest,
)
from training.finetune.model import TrainableWhisper, build_config, build_generation_config

TEXTS = ["Hej då.", "Vi ses på måndag.", "Åtta älgar åt.", "", "Ja.", "Nej, tack så mycket."]


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    rng = np.random.default_rng(0)
    folder = tmp_path / "store"
    writer = ShardWriter(folder, "only")
    for i in range(24):
        audio = rng.normal(0, 0.1, 8_000 + 2_000 * (i % 7)).astype(np.float32)
        text = TEXTS[i % len(TEXTS)]
        writer.add(StoredUtterance(str(i), text, "sv", audio if text else audio * 0))
    writer.finish()
    write_manifest(folder, Manifest({}, (describe_shard(folder, "only"),)))
    return FeatureStore(folder)


@pytest.fixture
def small_model() -> TrainableWhisper:
    import torch

    torch.manual_seed(0)
    model = TrainableWhisper(build_config(d_model=64, encoder_layers=1, decoder_layers=1))
    model.generation_config = build_generation_config()
    return model
