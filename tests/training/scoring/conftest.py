import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from training.finetune.checkpoint import save_checkpoint
from training.finetune.model import TrainableWhisper, build_config, build_generation_config
from training.finetune.tokenizer import build_tokenizer


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Whisper of random weights for dynamic context, 64 wide; what it hears depends on the
    audio, for its decoder attends to it much more than a freshly made one does."""
    torch.manual_seed(1)
    model = TrainableWhisper(build_config(d_model=64, encoder_layers=1, decoder_layers=1))
    with torch.no_grad():
        attention = model.model.decoder.layers[0].encoder_attn
        for projection, gain in (("q", 30), ("k", 30), ("v", 60), ("out", 60)):
            getattr(attention, f"{projection}_proj").weight *= gain
    model.generation_config = build_generation_config()
    folder = tmp_path_factory.mktemp("models") / "checkpoint"
    save_checkpoint(model, build_tokenizer(), folder)
    return folder


@pytest.fixture(scope="session")
def model_folder(checkpoint: Path) -> Path:
    """The same model for CTranslate2, in float32."""
    from ctranslate2.converters import TransformersConverter

    folder = checkpoint.with_name("model")
    TransformersConverter(
        str(checkpoint), copy_files=["tokenizer.json", "preprocessor_config.json"]
    ).convert(str(folder), quantization="float32")
    (folder / "model.json").write_text(json.dumps({"format_version": 1, "dynamic_context": True}))
    return folder


@pytest.fixture
def test_set(tmp_path: Path) -> Path:
    """Twelve recordings of different pitch and length, 0.4 to 4.8 s."""
    folder = tmp_path / "test_default"
    folder.mkdir()
    lines = []
    for i in range(12):
        time_s = np.arange(round(0.4 * (i + 1) * 16_000)) / 16_000
        audio = 0.3 * np.sin(2 * np.pi * (150 + 300 * i) * time_s) * np.sin(3 * time_s)
        soundfile.write(folder / f"{i}.wav", audio.astype(np.float32), 16_000)
        line = {"file_name": f"{i}.wav", "text": f"Ord {i}.", "id": f"u{i}"}
        lines.append(json.dumps(line) + "\n")
    (folder / "metadata.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder
