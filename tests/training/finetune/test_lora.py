"""LoRA: freezes, trains beside, and merges to the very same model."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path

import pytest
import soundfile
import torch

from convert.export import export_model
from convert.options import ExportOptions
from training.errors import TrainingError
from training.features.store import FeatureStore
from training.finetune.checkpoint import save_checkpoint
from training.finetune.lora import add_lora, merge_lora
from training.finetune.model import TrainableWhisper, load_model
from training.finetune.recipe import LoraSpec, read_recipe
from training.finetune.tokenizer import build_tokenizer
from training.finetune.trainer import train

from .base_layouts import make_base

EVERY_LAYER = LoraSpec(
    rank=4,
    target_modules=("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2", "conv1", "conv2"),
)


def compute_logits(model: TrainableWhisper) -> torch.Tensor:
    rng = torch.Generator().manual_seed(1)
    features = torch.randn(2, 80, 3000, generator=rng)
    tokens = torch.randint(0, 50000, (2, 7), generator=rng)
    with torch.no_grad():
        return model.eval()(input_features=features, decoder_input_ids=tokens).logits


def train_a_little(model: TrainableWhisper) -> None:
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.5)
    features, tokens = torch.randn(2, 80, 200), torch.randint(0, 50000, (2, 7))
    for _ in range(3):
        optimizer.zero_grad()
        losses = model.compute_losses(features, labels=tokens, decoder_input_ids=tokens)
        assert losses.attention is not None
        losses.attention.backward()
        optimizer.step()


def test_merged_logits_equal_those_with_the_matrices_beside(
    small_model: TrainableWhisper, tmp_path: Path
) -> None:
    before = compute_logits(small_model)
    names_before = set(small_model.state_dict())
    frozen_before = {n for n, p in small_model.named_parameters() if not p.requires_grad}

    add_lora(small_model, EVERY_LAYER)
    assert torch.equal(compute_logits(small_model), before), "changed before any training"
    train_a_little(small_model)
    trained = compute_logits(small_model)
    assert (trained - before).abs().max() > 0.01, "the training changed nothing"

    merge_lora(small_model)
    assert torch.allclose(compute_logits(small_model), trained, atol=1e-4)
    assert set(small_model.state_dict()) == names_before
    assert {n for n, p in small_model.named_parameters() if not p.requires_grad} == frozen_before

    save_checkpoint(small_model, build_tokenizer(), tmp_path / "merged")
    assert torch.allclose(compute_logits(load_model(tmp_path / "merged")), trained, atol=1e-4)


def test_only_the_matrices_and_the_ctc_head_are_trained(small_model: TrainableWhisper) -> None:
    untouched = copy.deepcopy(small_model.state_dict())
    add_lora(small_model, LoraSpec(rank=2))
    trainable = {name for name, p in small_model.named_parameters() if p.requires_grad}
    assert {n for n in trainable if "lora_" not in n} == {"ctc_head.weight", "ctc_head.bias"}
    n_trained = sum(p.numel() for n, p in small_model.named_parameters() if "lora_" in n)
    assert 0 < n_trained < 0.01 * small_model.num_parameters()

    train_a_little(small_model)
    after = {n.replace(".base_layer", ""): p for n, p in small_model.state_dict().items()}
    assert all(torch.equal(after[name], weights) for name, weights in untouched.items())


def test_alpha_over_rank_is_what_the_matrices_count(small_model: TrainableWhisper) -> None:
    add_lora(small_model, LoraSpec(rank=2, alpha=8, target_modules=("fc1",)))
    layer = small_model.get_submodule("model.encoder.layers.0.fc1")
    with torch.no_grad():
        layer.lora_B["default"].weight.fill_(1.0)
    base = layer.base_layer.weight.clone()
    added = 8.0 / 2 * layer.lora_B["default"].weight @ layer.lora_A["default"].weight
    merge_lora(small_model)
    merged = small_model.get_submodule("model.encoder.layers.0.fc1").weight
    assert torch.allclose(merged, base + added, atol=1e-6)


@pytest.mark.parametrize("target_modules", [("q_proj", "attention"), ()])
def test_layers_that_are_not_there_are_named(
    small_model: TrainableWhisper, target_modules: tuple[str, ...]
) -> None:
    with pytest.raises(TrainingError, match=r"attention|none named"):
        add_lora(small_model, dataclasses.replace(EVERY_LAYER, target_modules=target_modules))


def test_weights_that_grew_without_bounds_are_refused(small_model: TrainableWhisper) -> None:
    add_lora(small_model, LoraSpec(rank=2, target_modules=("fc1",)))
    layer = small_model.get_submodule("model.encoder.layers.0.fc1")
    with torch.no_grad():
        layer.lora_B["default"].weight.fill_(float("nan"))
    with pytest.raises(TrainingError, match="fc1 grew beyond all bounds"):
        merge_lora(small_model)


@pytest.mark.slow
def test_openai_s_whisper_is_trained_by_a_recipe_merged_and_converted(
    tmp_path: Path, store: FeatureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = make_base(tmp_path / "base", "openai")
    recipe = f"""
name = "tuned"
[model]
base = "{base.as_posix()}"
[lora]
rank = 4
target_modules = ["q_proj", "v_proj"]
[data]
train = ["{store.folder.as_posix()}"]
validation = "{store.folder.as_posix()}"
n_validation = 1
[[stage]]
name = "lora"
steps = 2
learning_rate = 1e-2
warmup_steps = 0
batch_s = 60
evaluate_every = 2
precision = "fp32"
"""
    (tmp_path / "tuned.toml").write_text(recipe, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    final = train(read_recipe(tmp_path / "tuned.toml"), workers=0)

    started, merged = load_model(base).state_dict(), load_model(final).state_dict()
    assert started.keys() == merged.keys()
    moved = {name for name in started if not torch.equal(started[name], merged[name])}
    assert moved
    assert all(".q_proj." in name or ".v_proj." in name for name in moved), moved
    assert any("encoder" in name for name in moved)
    assert any("decoder" in name for name in moved)

    soundfile.write(tmp_path / "sample.wav", store[0].audio, 16_000)
    options = ExportOptions(samples=(tmp_path / "sample.wav",))
    exported = export_model(final, tmp_path / "model", options, lambda *_: None)
    assert exported.agreement.ratio == 1
    assert not exported.manifest.dynamic_context
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    assert config["alignment_heads"] == [[0, 0]]
