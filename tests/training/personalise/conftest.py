"""A voice of beeps, voices of others, and a small checkpoint that understands none of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from training.features.pipeline import build_store
from training.finetune.checkpoint import save_checkpoint
from training.finetune.model import TrainableWhisper, build_config, build_generation_config
from training.finetune.tokenizer import build_tokenizer

LAST_WORDS = [
    *("ja", "nej", "tack", "du", "vi", "alla", "här", "nu", "igen", "snart", "hemma", "borta"),
    *("ute", "inne", "åter", "sedan", "ofta", "aldrig", "gärna", "länge", "båda", "ibland"),
]


@pytest.fixture(scope="session")
def own_speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A speech dataset of 22 sentences, 66 s."""
    return write_dataset(tmp_path_factory.mktemp("min röst") / "tal", pitch_hz=300, length_s=3.0)


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Feature stores train and validation of another voice."""
    folder = tmp_path_factory.mktemp("andra")
    for number, split in enumerate(("train", "validation")):
        speech = write_dataset(folder / f"speech-{split}", pitch_hz=150 + 10 * number, length_s=2.0)
        build_store(speech, folder / "stores" / split, n_workers=1, show_progress=False)
    return folder / "stores"


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained checkpoint of a few thousand weights beside its embedding."""
    torch.manual_seed(0)
    model = TrainableWhisper(
        build_config(d_model=64, encoder_layers=1, decoder_layers=1, ctc_head=False)
    )
    model.generation_config = build_generation_config()
    folder = tmp_path_factory.mktemp("checkpoint") / "liten"
    save_checkpoint(model, build_tokenizer(), folder)
    return folder


def write_dataset(folder: Path, pitch_hz: float, length_s: float) -> Path:
    """Sentences that begin alike, so that little training betters what is heard."""
    (folder / "audio").mkdir(parents=True)
    lines = []
    time_s = np.arange(round(16_000 * length_s)) / 16_000
    for number, word in enumerate(LAST_WORDS):
        beeps = np.sin(2 * np.pi * pitch_hz * time_s) * np.sin(2 * np.pi * (1 + number) * time_s)
        soundfile.write(folder / f"audio/{number}.flac", 0.3 * beeps, 16_000)
        text = f"Alla barn vill gärna bada {word}."
        lines.append(json.dumps({"file_name": f"audio/{number}.flac", "text": text}))
    (folder / "metadata.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
