"""The reference decoding equals transformers' own, and never meets CTranslate2's trap."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from transformers import (
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperTokenizerFast,
)

from convert.audio import choose_n_frames, compute_features, read_sample
from convert.checkpoint import read_checkpoint
from convert.errors import CheckpointError, SampleError
from convert.greedy import encode_short_context, transcribe_with_checkpoint

pytestmark = pytest.mark.slow


def test_short_context_encoder_equals_transformers_at_full_length(checkpoint: Path) -> None:
    model = WhisperForConditionalGeneration.from_pretrained(checkpoint)
    features = torch.randn(1, 80, 3000, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        ours = encode_short_context(model.model.encoder, features)
        theirs = model.model.encoder(features).last_hidden_state
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-5)


def test_padded_words_equal_those_of_generate(
    checkpoint_copy: Path, samples: tuple[Path, ...]
) -> None:
    config = json.loads((checkpoint_copy / "config.json").read_text())
    (checkpoint_copy / "config.json").write_text(json.dumps(config | {"dynamic_context": False}))
    model = WhisperForConditionalGeneration.from_pretrained(checkpoint_copy)
    tokenizer = WhisperTokenizerFast.from_pretrained(checkpoint_copy)
    extractor = WhisperFeatureExtractor.from_pretrained(checkpoint_copy)
    heard = [read_sample(path) for path in samples]
    theirs = []
    for sample in heard:
        features = torch.from_numpy(
            compute_features(extractor, sample.audio, dynamic_context=False)
        )
        tokens = model.generate(
            features, language="sv", task="transcribe", max_new_tokens=224, num_beams=1
        )
        theirs.append(tokenizer.decode(tokens[0], skip_special_tokens=True).strip())
    ours = transcribe_with_checkpoint(read_checkpoint(checkpoint_copy), heard, "sv", lambda _: None)
    assert ours == theirs
    assert any(ours)


@given(n_samples=st.integers(0, 600_000), n_mels=st.sampled_from([80, 128]))
def test_no_frame_count_meets_the_trap(n_samples: int, n_mels: int) -> None:
    n_frames = choose_n_frames(n_samples, n_mels)
    # Encoder output has half as many steps, rounded up; n_mels steps would be encoded twice.
    assert -(-n_frames // 2) != n_mels
    assert n_frames % 2 == 0
    assert 100 <= n_frames <= 3000
    assert n_frames * 160 >= min(n_samples, 480_000)


def test_missing_weights_are_refused_and_not_made_up(
    checkpoint_copy: Path, samples: tuple[Path, ...]
) -> None:
    weights = load_file(checkpoint_copy / "model.safetensors")
    del weights["model.decoder.layers.1.fc1.weight"]
    save_file(weights, checkpoint_copy / "model.safetensors", {"format": "pt"})
    with pytest.raises(CheckpointError, match=r"1 weights are missing.*layers\.1\.fc1\.weight"):
        transcribe_with_checkpoint(
            read_checkpoint(checkpoint_copy), [read_sample(samples[0])], "sv", lambda _: None
        )


def test_diverged_weights_are_refused(checkpoint_copy: Path, samples: tuple[Path, ...]) -> None:
    weights = load_file(checkpoint_copy / "model.safetensors")
    weights["model.encoder.layer_norm.weight"][3] = torch.nan
    save_file(weights, checkpoint_copy / "model.safetensors", {"format": "pt"})
    with pytest.raises(CheckpointError, match="the training diverged"):
        transcribe_with_checkpoint(
            read_checkpoint(checkpoint_copy), [read_sample(samples[0])], "sv", lambda _: None
        )


def test_samples_that_hold_no_sound_are_named(tmp_path: Path) -> None:
    text = tmp_path / "brev.mp3"
    text.write_text("Det här är ingen ljudfil.")
    for path in (text, tmp_path / "saknas.wav"):
        with pytest.raises(SampleError, match=path.name):
            read_sample(path)
