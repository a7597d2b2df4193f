"""Makes a model folder of downloaded or imported files: adds what is missing, model.json last."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from desktop.models.model_folder import FORMAT_VERSION, MANIFEST, NEEDED_FILES, hash_file
from desktop.models.weights import read_weights

# What a repository or folder must hold; the vocabulary may be a text file instead, and the
# preprocessor's options, the same for all models with as many mel bands, may be missing.
OPTIONAL_FILES = ("vocabulary.txt", "preprocessor_config.json")
REQUIRED_FILES = ("config.json", "tokenizer.json", "model.bin")
MODEL_FILES = frozenset((*NEEDED_FILES, *OPTIONAL_FILES))


@dataclass(frozen=True)
class About:
    """What `model.json` tells of a model beside its files."""

    name: str
    languages: tuple[str, ...] = ("sv",)
    base: str | None = None
    licence: str = "unknown"
    description: Mapping[str, str] | None = None


def find_missing_file(names: set[str]) -> str | None:
    """The first file without which these are no model, None when all are there."""
    for name in REQUIRED_FILES:
        if name not in names:
            return name
    return None if names & {"vocabulary.json", "vocabulary.txt"} else "vocabulary.json"


def assemble(folder: Path, about: About, known: Mapping[str, str]) -> None:
    """Complete the files in `folder` and write its `model.json`, synced to the disk.

    `known`: the sha256 of files that have just been read. Raises ValueError whose argument is the
    name of the file that is not what it is called, OSError.
    """
    weights = _check("model.bin", lambda: read_weights(folder / "model.bin"))
    for name in ("config.json", "tokenizer.json"):
        _check(name, partial(_read_json, folder / name, dict))
    if not (folder / "vocabulary.json").exists():
        tokens = _check("vocabulary.txt", lambda: _read_tokens(folder / "vocabulary.txt"))
        write_synced(folder / "vocabulary.json", json.dumps(tokens).encode())
    _check("vocabulary.json", lambda: _read_json(folder / "vocabulary.json", list))
    options = folder / "preprocessor_config.json"
    if not options.exists():
        write_synced(options, json.dumps(make_preprocessor_options(weights.n_mels)).encode())
    _check(options.name, lambda: _read_json(options, dict))
    files = {
        name: {
            "sha256": known.get(name) or hash_file(folder / name),
            "size": (folder / name).stat().st_size,
        }
        for name in NEEDED_FILES
    }
    manifest = {
        "format_version": FORMAT_VERSION,
        "name": about.name,
        "languages": list(about.languages),
        "base": about.base,
        "licence": about.licence,
        "quantization": weights.quantization,
        "n_mels": weights.n_mels,
        "dynamic_context": False,  # nobody else trains for it
        "description": dict(about.description or {}),
        "scores": [],
        "files": files,
    }
    for name in NEEDED_FILES:
        _sync(folder / name)
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    write_synced(folder / MANIFEST, f"{text}\n".encode())


def make_preprocessor_options(n_mels: int) -> dict[str, Any]:
    """Whisper's feature extractor; its values differ between models in the mel bands alone."""
    return {
        "feature_extractor_type": "WhisperFeatureExtractor",
        "feature_size": n_mels,
        "sampling_rate": 16_000,
        "hop_length": 160,
        "n_fft": 400,
        "chunk_length": 30,
        "n_samples": 480_000,
        "nb_max_frames": 3000,
        "padding_side": "right",
        "padding_value": 0.0,
        "return_attention_mask": False,
    }


def write_synced(path: Path, data: bytes) -> None:
    """Write a file whole: to a name beside, synced, then renamed. Raises OSError."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def move_into_place(folder: Path, target: Path) -> None:
    """Give a finished folder its name, and have the disk keep that. Raises OSError."""
    folder.rename(target)
    if os.name == "posix":
        _sync(target.parent)


def find_existing_parent(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _sync(path: Path) -> None:
    with contextlib.suppress(PermissionError):  # a copied file may be read-only
        flags = os.O_RDONLY if path.is_dir() or os.name == "posix" else os.O_RDWR
        handle = os.open(path, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _check(name: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (ValueError, RecursionError) as error:
        raise ValueError(name) from error


def _read_json(path: Path, kind: type) -> Any:
    data = json.loads(path.read_text("utf-8"))
    if not isinstance(data, kind):
        raise ValueError(path.name)
    return data


def _read_tokens(path: Path) -> list[str]:
    """The lines of a vocabulary.txt: its tokens hold any character but the line feed."""
    tokens = path.read_text("utf-8").removesuffix("\n").split("\n")
    if len(tokens) < 2:
        raise ValueError(path.name)
    return tokens
