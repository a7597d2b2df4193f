"""A Whisper that CTranslate2 loads like any other, and that says what it was made to say.

Its layers do nothing; its decoder's positions alone decide the words. It hears nothing, but
everything else about it is real: the files, the tokenizer, the loading, the search. A few hundred
kilobytes, made without torch.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tokenizers
from ctranslate2.specs.whisper_spec import WhisperSpec

WIDTH = 64  # of the model; also the most tokens that its vocabulary may have
N_MELS = 80
N_POSITIONS = 448
PROMPT = ("<|startoftranscript|>", "<|sv|>", "<|transcribe|>", "<|notimestamps|>")
SPECIAL = ("<|endoftext|>", *PROMPT[:3], "<|startofprev|>", "<|nospeech|>", PROMPT[3])
SURENESS = 20.0


def make_tiny_whisper(folder: Path, words: Sequence[str], name: str = "Liten") -> Path:
    """A model folder whose model says these words of every utterance."""
    vocabulary = [*dict.fromkeys(words), *SPECIAL]
    assert len(vocabulary) <= WIDTH
    folder.mkdir(parents=True)
    build_spec(vocabulary, words).save(str(folder))
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.WordLevel({token: i for i, token in enumerate(vocabulary)}, SPECIAL[0])
    )
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.save(str(folder / "tokenizer.json"))
    options = {"feature_size": N_MELS, "sampling_rate": 16_000, "hop_length": 160, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(options))
    write_manifest(folder, name)
    return folder


def build_spec(vocabulary: Sequence[str], words: Sequence[str]) -> WhisperSpec:
    spec = WhisperSpec(1, 1, 1, 1)
    encoder, decoder = spec.encoder, spec.decoder
    fill(encoder.conv1, (WIDTH, N_MELS, 3))
    fill(encoder.conv2, (WIDTH, WIDTH, 3))
    encoder.position_encodings.encodings = zeros(1500, WIDTH)
    for layer in (*encoder.layer, *decoder.layer):
        fill_attention(layer.self_attention, (3 * WIDTH, WIDTH), (WIDTH, WIDTH))
        fill_norm(layer.ffn.layer_norm)
        fill(layer.ffn.linear_0, (WIDTH, WIDTH))
        fill(layer.ffn.linear_1, (WIDTH, WIDTH))
    across = decoder.layer[0].attention
    fill_attention(across, (WIDTH, WIDTH), (2 * WIDTH, WIDTH), (WIDTH, WIDTH))
    fill_norm(encoder.layer_norm)
    fill_norm(decoder.layer_norm)
    tokens = np.eye(len(vocabulary), WIDTH, dtype=np.float32)
    decoder.embeddings.weight = tokens
    decoder.projection.weight = 3 * tokens
    # After the prompt's last token comes the first word, and after the last one the end.
    said = [*words, *[SPECIAL[0]] * N_POSITIONS]
    targets = [SPECIAL[0]] * (len(PROMPT) - 1) + said
    positions = [vocabulary.index(token) for token in targets[:N_POSITIONS]]
    decoder.position_encodings.encodings = SURENESS * tokens[positions]
    spec.register_vocabulary(list(vocabulary))
    spec.config.lang_ids = [vocabulary.index("<|sv|>")]
    spec.config.alignment_heads = [(0, 0)]
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.validate()
    spec.optimize()
    return spec


def zeros(*shape: int) -> np.ndarray:
    return np.zeros(shape, np.float32)


def fill(module: object, shape: tuple[int, ...]) -> None:
    module.weight = zeros(*shape)  # type: ignore[attr-defined]
    module.bias = zeros(shape[0])  # type: ignore[attr-defined]


def fill_norm(module: object) -> None:
    module.gamma = np.ones(WIDTH, np.float32)  # type: ignore[attr-defined]
    module.beta = zeros(WIDTH)  # type: ignore[attr-defined]


def fill_attention(module: object, *shapes: tuple[int, int]) -> None:
    fill_norm(module.layer_norm)  # type: ignore[attr-defined]
    for linear, shape in zip(module.linear, shapes, strict=True):  # type: ignore[attr-defined]
        fill(linear, shape)


def write_manifest(folder: Path, name: str) -> None:
    files = {
        path.name: {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": path.stat().st_size,
        }
        for path in folder.iterdir()
    }
    manifest = {
        "format_version": 1,
        "name": name,
        "languages": ["sv"],
        "base": None,
        "licence": "Apache-2.0",
        "quantization": "float32",
        "n_mels": N_MELS,
        "dynamic_context": True,
        "description": {"sv": "Säger alltid detsamma", "en": "Always says the same"},
        "scores": [],
        "files": files,
    }
    (folder / "model.json").write_text(json.dumps(manifest), "utf-8")
