"""The checkpoint, docs/checkpoint.md: what training writes, convert and transformers read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from transformers import AutoTokenizer, WhisperFeatureExtractor, WhisperForConditionalGeneration

from convert.checkpoint import read_checkpoint
from training.finetune.checkpoint import save_checkpoint
from training.finetune.model import (
    TrainableWhisper,
    build_config,
    build_generation_config,
    load_model,
)
from training.finetune.tokenizer import build_tokenizer


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    model = TrainableWhisper(build_config(d_model=64, encoder_layers=1, decoder_layers=1))
    model.generation_config = build_generation_config()
    folder = tmp_path_factory.mktemp("contract") / "checkpoint"
    save_checkpoint(model, build_tokenizer(), folder)
    return folder


def test_every_file_is_there(checkpoint: Path) -> None:
    assert {
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
        "preprocessor_config.json",
    } <= {path.name for path in checkpoint.iterdir()}


def test_configs_say_what_the_format_asks(checkpoint: Path) -> None:
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    assert config["model_type"] == "whisper"
    assert config["dynamic_context"] is True
    generation = json.loads((checkpoint / "generation_config.json").read_text(encoding="utf-8"))
    assert generation["language"] == "sv"
    assert generation["task"] == "transcribe"
    assert generation["lang_to_id"]["<|sv|>"] == 50273
    assert len(generation["lang_to_id"]) == 99
    assert not generation.get("forced_decoder_ids")
    preprocessor = json.loads((checkpoint / "preprocessor_config.json").read_text("utf-8"))
    assert preprocessor["feature_size"] == config["num_mel_bins"]
    assert preprocessor["sampling_rate"] == 16_000


def test_convert_reads_what_training_writes(checkpoint: Path) -> None:
    found = read_checkpoint(checkpoint)
    assert (found.n_mels, found.dynamic_context, found.language) == (80, True, "sv")


def test_plain_transformers_reads_what_training_writes(checkpoint: Path) -> None:
    _, report = WhisperForConditionalGeneration.from_pretrained(
        checkpoint, output_loading_info=True
    )
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    assert WhisperFeatureExtractor.from_pretrained(checkpoint).feature_size == 80
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    tokens = tokenizer("Åsa äter ägg på ön.").input_ids
    assert tokens[:4] == [50258, 50273, 50359, 50363]
    assert tokens[-1] == 50257
    assert tokenizer.decode(tokens, skip_special_tokens=True) == "Åsa äter ägg på ön."


def test_training_goes_on_from_what_it_wrote(checkpoint: Path) -> None:
    assert load_model(checkpoint).config.dynamic_context is True
