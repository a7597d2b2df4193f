"""Any Whisper is trained as it is: its window, its mels, its tokens, its generation settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, WhisperForConditionalGeneration

from convert.checkpoint import read_checkpoint
from training.features.store import FeatureStore
from training.finetune.progress import read_log
from training.finetune.recipe import (
    Augmentation,
    DataSpec,
    ModelSpec,
    Recipe,
    Stage,
)
from training.finetune.trainer import train

from .base_layouts import LAYOUTS, make_base

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_base_of_others_is_trained_and_stays_what_it_is(
    layout: str, tmp_path: Path, store: FeatureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = make_base(tmp_path / "base", layout)
    monkeypatch.chdir(tmp_path)
    packed = Augmentation(
        joined_share=1.0,
        joined_min_s=29,
        joined_max_s=29,
        joined_any_voice=True,
        timestamps_share=0.5,
        prompt_share=0.5,
    )
    recipe = Recipe(
        name="tuned",
        model=ModelSpec(base=str(base)),
        data=DataSpec((str(store.folder),), str(store.folder), n_validation=1),
        stages=(
            Stage(
                "packed",
                steps=2,
                learning_rate=1e-3,
                warmup_steps=0,
                batch_s=30,
                evaluate_every=2,
                precision="fp32",
                gradient_checkpointing=True,
                augmentation=packed,
            ),
        ),
    )
    final = train(recipe, workers=0)

    v3 = layout == "openai-large-v3"
    found = read_checkpoint(final)  # convert refuses what is incomplete
    assert (found.n_mels, found.dynamic_context, found.language) == (128 if v3 else 80, False, "sv")
    before = json.loads((base / "generation_config.json").read_text())
    after = json.loads((final / "generation_config.json").read_text())
    for kept in ("alignment_heads", "suppress_tokens", "begin_suppress_tokens", "lang_to_id"):
        assert after[kept] == before[kept], kept
    assert (after["language"], after["task"]) == ("sv", "transcribe")
    config = json.loads((final / "config.json").read_text())
    assert "forced_decoder_ids" not in {*after, *config}
    assert config["vocab_size"] == (51866 if v3 else 51865)

    model, report = WhisperForConditionalGeneration.from_pretrained(final, output_loading_info=True)
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    assert model.dtype == torch.float32
    started = WhisperForConditionalGeneration.from_pretrained(base, dtype=torch.float32)
    weights = dict(started.named_parameters())
    moved = [n for n, p in model.named_parameters() if not torch.equal(p, weights[n])]
    assert any("encoder.layers" in name for name in moved)
    assert any("decoder.layers" in name for name in moved)
    tokenizers = [AutoTokenizer.from_pretrained(folder) for folder in (base, final)]
    texts = ["Åsa äter ägg på ön.", " Och så vidare, 1 234 kr!"]
    ids = [tokenizer(texts, add_special_tokens=False).input_ids for tokenizer in tokenizers]
    assert ids[0] == ids[1]
    losses = [row["loss"] for row in read_log(Path("runs/tuned/log.jsonl"))["packed"].values()]
    assert all(0 < loss < 20 for loss in losses)
