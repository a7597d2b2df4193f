"""Measures what a Whisper of each size costs the engine: `python -m scripts.model_shapes [SIZE…]`.

The weights are random, of the published shapes and of 16 bits like the published files, so nothing
is downloaded; what they cost does not depend on their values. `desktop/models/catalogue.py` quotes
the results, docs/models.md explains them. On one thread, so that machines can be compared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec

from desktop.engine.whisper_model import load_whisper
from desktop.models.measure import read_most_memory
from desktop.paths import bundled_asset

N_FRAMES = 3000
# The bundled sample: two utterances, each encoded in a window of 30 s, about 40 tokens in all.
N_UTTERANCES = 2
N_TOKENS = 40
FEW_TOKENS, MANY_TOKENS = 4, 44
BEAM_SIZE = 5
PROMPT = ("<|startoftranscript|>", "<|sv|>", "<|transcribe|>", "<|notimestamps|>")
N_RUNS = 2  # the quicker counts


@dataclass(frozen=True)
class Size:
    """The shape of a published Whisper."""

    width: int
    n_encoder_layers: int
    n_decoder_layers: int
    n_heads: int
    n_mels: int = 80


SIZES = {
    "tiny": Size(384, 4, 4, 6),
    "base": Size(512, 6, 6, 8),
    "small": Size(768, 12, 12, 12),
    "medium": Size(1024, 24, 24, 16),
    "large": Size(1280, 32, 32, 20, 128),
    "turbo": Size(1280, 32, 4, 20, 128),
}


def write_model(size: Size, folder: Path) -> None:
    """A model of this shape with random weights."""
    vocabulary = json.loads(
        bundled_asset("models", "starter", "vocabulary.json").read_text("utf-8")
    )
    random, width = np.random.default_rng(0), size.width

    def draw(*shape: int) -> np.ndarray:
        return np.float32(0.02) * random.standard_normal(shape, dtype=np.float32)

    def fill(module: object, *shape: int) -> None:
        module.weight, module.bias = draw(*shape), np.zeros(shape[0], np.float32)  # type: ignore[attr-defined]

    def fill_norm(module: object) -> None:
        module.gamma, module.beta = np.ones(width, np.float32), np.zeros(width, np.float32)  # type: ignore[attr-defined]

    def fill_attention(module: object, *rows: int) -> None:
        fill_norm(module.layer_norm)  # type: ignore[attr-defined]
        for linear, n_rows in zip(module.linear, rows, strict=True):  # type: ignore[attr-defined]
            fill(linear, n_rows, width)

    spec = WhisperSpec(size.n_encoder_layers, size.n_heads, size.n_decoder_layers, size.n_heads)
    encoder, decoder = spec.encoder, spec.decoder
    fill(encoder.conv1, width, size.n_mels, 3)
    fill(encoder.conv2, width, width, 3)
    encoder.position_encodings.encodings = draw(1500, width)
    decoder.position_encodings.encodings = draw(448, width)
    decoder.embeddings.weight = decoder.projection.weight = draw(len(vocabulary), width)
    for layer in (*encoder.layer, *decoder.layer):
        fill_attention(layer.self_attention, 3 * width, width)
        fill_norm(layer.ffn.layer_norm)
        fill(layer.ffn.linear_0, 4 * width, width)
        fill(layer.ffn.linear_1, width, 4 * width)
    for layer in decoder.layer:
        fill_attention(layer.attention, width, 2 * width, width)
    fill_norm(encoder.layer_norm)
    fill_norm(decoder.layer_norm)
    spec.register_vocabulary(vocabulary)
    spec.config.lang_ids = [vocabulary.index("<|sv|>")]
    spec.config.alignment_heads = [(0, 0)]
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.validate()
    spec.optimize(quantization="float16")
    spec.save(str(folder))


def time_sample(model: ctranslate2.models.Whisper, n_mels: int) -> float:
    """Seconds for what the bundled sample takes: its windows, its prompts and its tokens."""
    features = np.zeros((1, n_mels, N_FRAMES), np.float32)

    def encode() -> tuple[float, ctranslate2.StorageView]:
        started_s = time.perf_counter()
        encoded = model.encode(ctranslate2.StorageView.from_array(features))
        return time.perf_counter() - started_s, encoded

    def decode(encoded: ctranslate2.StorageView, n_tokens: int) -> tuple[float, int]:
        started_s = time.perf_counter()
        length = len(PROMPT) + n_tokens
        heard = model.generate(encoded, [list(PROMPT)], beam_size=BEAM_SIZE, max_length=length)
        return time.perf_counter() - started_s, len(heard[0].sequences_ids[0])

    encode()
    encode_s, encoded = min((encode() for _ in range(N_RUNS)), key=lambda run: run[0])
    decode(encoded, FEW_TOKENS)
    few_s, n_few = min(decode(encoded, FEW_TOKENS) for _ in range(N_RUNS))
    many_s, n_many = min(decode(encoded, MANY_TOKENS) for _ in range(N_RUNS))
    token_s = (many_s - few_s) / max(1, n_many - n_few)
    return N_UTTERANCES * (encode_s + few_s - n_few * token_s) + N_TOKENS * token_s


def main(argv: list[str]) -> int:
    """Measure the sizes named, or all; one process a size measures the memory rightly."""
    if len(argv) == 1 and argv[0] in SIZES:
        size = SIZES[argv[0]]
        with tempfile.TemporaryDirectory() as folder:
            write = [sys.executable, "-m", "scripts.model_shapes", "write", argv[0], folder]
            subprocess.run(write, check=True)
            model = load_whisper(Path(folder), n_threads=1)
        sample_s = time_sample(model, size.n_mels)
        memory = (read_most_memory(os.getpid()) or 0) / 1e6
        print(f"{argv[0]}: {sample_s:.1f} s for the sample, {memory:.0f} MB", flush=True)
    elif argv[:1] == ["write"]:
        write_model(SIZES[argv[1]], Path(argv[2]))
    else:
        for name in argv or SIZES:
            subprocess.run([sys.executable, "-m", "scripts.model_shapes", name], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
