"""A tiny Whisper that has learnt to say three sentences to three tones, and its model folder.

It is trained, not random, so that its words are decided by a clear margin: an equal text after
conversion means something, and so does a different one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
import torch.nn.functional as F
from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration
from transformers.modeling_outputs import BaseModelOutput

from convert.audio import SAMPLE_RATE, compute_features
from convert.export import Exported, export_model
from convert.greedy import encode_short_context
from convert.options import ExportOptions
from training.finetune.model import build_generation_config
from training.finetune.tokenizer import build_tokenizer

SENTENCES = {
    220: "Hej på dig, Åsa.",
    700: "Tåget går klockan sju till Örebro.",
    1900: "I morgon blir det säkert regn igen.",
}
END = 50257


def make_tone(frequency_hz: int, duration_s: float = 1.3) -> np.ndarray:
    seconds = np.arange(int(SAMPLE_RATE * duration_s)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * frequency_hz * seconds)).astype(np.float32)


@pytest.fixture(autouse=True)
def _keep_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands set this for their process; here it must end with the test."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("toner åäö")
    for frequency_hz in SENTENCES:
        soundfile.write(folder / f"{frequency_hz} Hz.wav", make_tone(frequency_hz), SAMPLE_RATE)
    return tuple(folder / f"{frequency_hz} Hz.wav" for frequency_hz in SENTENCES)


@pytest.fixture(scope="session")
def sentences() -> tuple[str, ...]:
    """What the checkpoint says to each of the samples."""
    return tuple(SENTENCES.values())


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole checkpoint with dynamic context. Read only: change a copy."""
    torch.manual_seed(0)
    tokenizer = build_tokenizer()
    extractor = WhisperFeatureExtractor(feature_size=80)
    config = WhisperConfig(
        d_model=64,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=1,
        decoder_attention_heads=1,
        encoder_ffn_dim=128,
        decoder_ffn_dim=128,
        vocab_size=len(tokenizer),
        num_mel_bins=80,
        bos_token_id=END,
        eos_token_id=END,
        pad_token_id=END,
        decoder_start_token_id=50258,
        dropout=0.0,
    )
    config.dynamic_context = True
    model = WhisperForConditionalGeneration(config)
    model.generation_config = build_generation_config()
    features = torch.cat(
        [
            torch.from_numpy(compute_features(extractor, make_tone(hz), dynamic_context=True))
            for hz in SENTENCES
        ]
    )
    _teach(model, features, [tokenizer(text).input_ids for text in SENTENCES.values()])
    folder = tmp_path_factory.mktemp("checkpoint")
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    extractor.save_pretrained(folder)
    return folder


def _teach(
    model: WhisperForConditionalGeneration, features: torch.Tensor, targets: list[list[int]]
) -> None:
    longest = max(map(len, targets))
    tokens = torch.tensor([target + [END] * (longest - len(target)) for target in targets])
    counts = torch.tensor([[1.0] * (len(t) - 1) + [0.0] * (longest - len(t)) for t in targets])
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    loss = torch.tensor(torch.inf)
    for _ in range(200):
        encoded = BaseModelOutput(encode_short_context(model.model.encoder, features))
        logits = model(encoder_outputs=encoded, decoder_input_ids=tokens[:, :-1]).logits
        losses = F.cross_entropy(logits.transpose(1, 2), tokens[:, 1:], reduction="none")
        loss = (losses * counts).sum() / counts.sum()
        if loss < 0.05:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 0.05, f"the tiny Whisper did not learn its sentences (loss {loss})"


@pytest.fixture
def checkpoint_copy(checkpoint: Path, tmp_path: Path) -> Path:
    """A checkpoint that the test may spoil."""
    return Path(shutil.copytree(checkpoint, tmp_path / "checkpoint"))


@pytest.fixture(scope="session")
def exported(
    checkpoint: Path, samples: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory
) -> Exported:
    """The checkpoint as an int8 model folder. Read only: change a copy."""
    target = tmp_path_factory.mktemp("modeller") / "liten modell"
    return export_model(checkpoint, target, ExportOptions(samples=samples), lambda *_: None)


@pytest.fixture
def model_copy(exported: Exported, tmp_path: Path) -> Path:
    """A model folder that the test may spoil."""
    return Path(shutil.copytree(exported.folder, tmp_path / "model"))
