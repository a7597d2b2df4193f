"""What a checkpoint lacks is named, all of it, with what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from convert.checkpoint import read_checkpoint
from convert.errors import CheckpointError


def edit_json(path: Path, **changes: Any) -> None:
    content = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps(content), encoding="utf-8")


def cut(path: Path, n_bytes: int = 1000) -> None:
    path.write_bytes(path.read_bytes()[:-n_bytes])


def forget_languages(folder: Path) -> None:
    generation = json.loads((folder / "generation_config.json").read_text())
    del generation["lang_to_id"]
    (folder / "generation_config.json").write_text(json.dumps(generation))


def make_vocabulary_gap(folder: Path) -> None:
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["added_tokens"] = tokenizer["added_tokens"][:-3] + tokenizer["added_tokens"][-2:]
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")


def save_other_weights(folder: Path) -> None:
    save_file({"classifier.weight": torch.zeros(2, 2)}, folder / "model.safetensors")


def leave_pickle_only(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def leave_processor_config(folder: Path) -> None:
    (folder / "preprocessor_config.json").unlink()
    (folder / "processor_config.json").write_text("{}")


def test_whole_checkpoint_is_read(checkpoint: Path) -> None:
    found = read_checkpoint(checkpoint)
    assert (found.n_mels, found.dynamic_context, found.language) == (80, True, "sv")
    assert len(found.known_languages) == 99


@pytest.mark.parametrize("written", ["sv", "<|sv|>", "swedish", "Swedish"])
def test_language_is_read_however_it_is_written(checkpoint_copy: Path, written: str) -> None:
    edit_json(checkpoint_copy / "generation_config.json", language=written)
    assert read_checkpoint(checkpoint_copy).language == "sv"


def test_dynamic_context_is_false_unless_stated(checkpoint_copy: Path) -> None:
    config = json.loads((checkpoint_copy / "config.json").read_text())
    del config["dynamic_context"]
    (checkpoint_copy / "config.json").write_text(json.dumps(config))
    assert read_checkpoint(checkpoint_copy).dynamic_context is False


FAULTS: list[tuple[Callable[[Path], Any], str, str]] = [
    (lambda f: (f / "config.json").unlink(), "config.json is missing", "save_pretrained"),
    (lambda f: edit_json(f / "config.json", model_type="bert"), "is bert, not whisper", "Whisper"),
    (lambda f: (f / "config.json").write_text("{"), "config.json is damaged", "save_pretrained"),
    (lambda f: (f / "config.json").write_text("[]"), "no JSON object", "save_pretrained"),
    (lambda f: cut(f / "model.safetensors"), "truncated or damaged", "copy it again"),
    (lambda f: (f / "model.safetensors").write_bytes(b""), "truncated or damaged", "again"),
    (lambda f: (f / "model.safetensors").unlink(), "model.safetensors is missing", "training"),
    (save_other_weights, "holds no Whisper encoder", "give a Whisper checkpoint"),
    (leave_pickle_only, "pytorch_model.bin", "save_pretrained"),
    (lambda f: edit_json(f / "config.json", num_mel_bins=128), "takes 80 mels", "different models"),
    (lambda f: (f / "generation_config.json").unlink(), "generation_config.json", "copy it from"),
    (forget_languages, "no lang_to_id", "copy it from"),
    (lambda f: (f / "tokenizer.json").unlink(), "tokenizer.json is missing", "copy it from"),
    (lambda f: cut(f / "tokenizer.json"), "tokenizer.json is damaged", "copy it from"),
    (make_vocabulary_gap, "do not fit the model's 51865", "copy it from"),
    (lambda f: (f / "tokenizer_config.json").unlink(), "tokenizer_config.json", "copy it from"),
    (lambda f: edit_json(f / "config.json", vocab_size=51864), "English only", "multilingual"),
    (lambda f: (f / "preprocessor_config.json").unlink(), "preprocessor_config", "copy it from"),
    (leave_processor_config, "preprocessor_config.json", "feature_extractor.save_pretrained"),
    (
        lambda f: edit_json(f / "preprocessor_config.json", feature_size=128),
        "says 128 mels but the model takes 80",
        "copy it from",
    ),
]


@pytest.mark.parametrize(("spoil", "said", "remedy"), FAULTS, ids=[said for _, said, _ in FAULTS])
def test_fault_is_named_with_its_remedy(
    checkpoint_copy: Path, spoil: Callable[[Path], Any], said: str, remedy: str
) -> None:
    spoil(checkpoint_copy)
    with pytest.raises(CheckpointError) as caught:
        read_checkpoint(checkpoint_copy)
    assert any(said in fault and remedy in fault for fault in caught.value.faults), caught.value


def test_every_fault_is_named_at_once(checkpoint_copy: Path) -> None:
    gone = ["generation_config.json", "tokenizer.json", "preprocessor_config.json"]
    for name in gone:
        (checkpoint_copy / name).unlink()
    cut(checkpoint_copy / "model.safetensors")
    with pytest.raises(CheckpointError) as caught:
        read_checkpoint(checkpoint_copy)
    for name in [*gone, "model.safetensors"]:
        assert any(fault.startswith(name) for fault in caught.value.faults), name


def test_missing_and_empty_folders_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no such folder"):
        read_checkpoint(tmp_path / "saknas")
    (tmp_path / "tom").mkdir()
    with pytest.raises(CheckpointError, match="the folder is empty"):
        read_checkpoint(tmp_path / "tom")


def test_sharded_weights_are_read_and_a_lost_shard_is_named(checkpoint_copy: Path) -> None:
    weights = load_file(checkpoint_copy / "model.safetensors")
    (checkpoint_copy / "model.safetensors").unlink()
    names = sorted(weights)
    weight_map = {}
    for shard, part in (("a.safetensors", names[::2]), ("b.safetensors", names[1::2])):
        save_file({name: weights[name] for name in part}, checkpoint_copy / shard)
        weight_map |= dict.fromkeys(part, shard)
    index = checkpoint_copy / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": weight_map}))
    assert read_checkpoint(checkpoint_copy).n_mels == 80
    (checkpoint_copy / "b.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"b\.safetensors is missing"):
        read_checkpoint(checkpoint_copy)
