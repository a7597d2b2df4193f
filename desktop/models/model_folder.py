"""Reads a model folder and finds what is wrong with it. Knows no inference library.

docs/model-folder.md describes the format. A folder is usable when `model.json` is right and every
file that it lists is there with its size and, where that is asked for, its sha256.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.errors import ModelError

FORMAT_VERSION = 1
MANIFEST = "model.json"
NEEDED_FILES = (
    "model.bin",
    "config.json",
    "vocabulary.json",
    "tokenizer.json",
    "preprocessor_config.json",
)
# Up to this size a folder is checked to the last byte at every load: about 0.1 s.
QUICK_CHECK_BYTES = 64_000_000
HASH_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class FileEntry:
    """What `model.json` says of one file."""

    sha256: str
    size: int


@dataclass(frozen=True)
class ModelInfo:
    """`model.json`, and the folder that it describes."""

    folder: Path
    name: str
    languages: tuple[str, ...]
    licence: str
    quantization: str
    n_mels: int
    dynamic_context: bool
    files: Mapping[str, FileEntry]
    base: str | None = None
    description: Mapping[str, str] = field(default_factory=dict)
    scores: tuple[Mapping[str, Any], ...] = ()

    @property
    def n_bytes(self) -> int:
        return sum(entry.size for entry in self.files.values())


def open_model_folder(folder: Path, verify: bool | None = None) -> ModelInfo:
    """The model's description, after a check of its files.

    `verify` True reads every file and compares its sha256, False compares sizes only, None does
    the first where the model is small. Raises ModelError for the first fault; the others are in
    its details as `also`, a list of {"code", "details"}.
    """
    info = read_model_info(folder)
    thorough = info.n_bytes <= QUICK_CHECK_BYTES if verify is None else verify
    faults = find_faults(info, thorough)
    if faults:
        also = [{"code": fault.code, "details": fault.details} for fault in faults[1:]]
        first = faults[0]
        raise ModelError(first.code, **first.details, **({"also": also} if also else {}))
    return info


def read_model_info(folder: Path) -> ModelInfo:
    """Reads `model.json` alone.

    Raises ModelError: model_not_found, model_unreadable, not_a_model, model_wrong_format.
    """
    try:
        if not folder.is_dir():
            raise ModelError("model_not_found", path=str(folder))
        text = (folder / MANIFEST).read_text("utf-8")
        data = json.loads(text)
    except FileNotFoundError as error:
        convertible = (folder / "model.bin").exists() or (folder / "model.safetensors").exists()
        raise ModelError("not_a_model", path=str(folder), convertible=convertible) from error
    except OSError as error:
        raise ModelError("model_unreadable", path=str(folder), file=MANIFEST) from error
    except (ValueError, RecursionError) as error:
        reason = "no JSON"
        raise ModelError("model_wrong_format", path=str(folder), reason=reason) from error
    return _parse(folder, data)


def find_faults(info: ModelInfo, thorough: bool) -> tuple[ModelError, ...]:
    """Every fault of the files that `model.json` lists; `thorough` compares sha256 as well."""
    faults = (_find_fault(info.folder, name, info.files[name], thorough) for name in info.files)
    return tuple(fault for fault in faults if fault is not None)


def _find_fault(folder: Path, name: str, entry: FileEntry, thorough: bool) -> ModelError | None:
    about: dict[str, Any] = {"path": str(folder), "file": name}
    try:
        size = (folder / name).stat().st_size
        if size < entry.size:
            return ModelError("model_truncated", **about, size=size, expected=entry.size)
        if size > entry.size or (thorough and hash_file(folder / name) != entry.sha256):
            return ModelError("model_altered", **about)
    except FileNotFoundError:
        return ModelError("model_missing_file", **about)
    except OSError:
        return ModelError("model_unreadable", **about)
    return None


def hash_file(path: Path) -> str:
    """The sha256 of a file, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(HASH_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _parse(folder: Path, data: Any) -> ModelInfo:
    def refuse(reason: str) -> ModelError:
        return ModelError("model_wrong_format", path=str(folder), reason=reason)

    if not isinstance(data, dict):
        raise refuse("no JSON object")
    if data.get("format_version") != FORMAT_VERSION:
        raise refuse(f"format_version: {data.get('format_version')!r}")
    kinds = {
        "name": str,
        "languages": list,
        "licence": str,
        "quantization": str,
        "n_mels": int,
        "dynamic_context": bool,
        "files": dict,
    }
    for name, kind in kinds.items():
        if not isinstance(data.get(name), kind):
            raise refuse(name)
    try:
        files = {
            name: FileEntry(str(entry["sha256"]), int(entry["size"]))
            for name, entry in data["files"].items()
        }
    except (TypeError, KeyError, ValueError, OverflowError) as error:
        raise refuse("files") from error
    description, scores = data.get("description") or {}, data.get("scores") or []
    if not isinstance(description, dict):
        raise refuse("description")
    if not isinstance(scores, list):
        raise refuse("scores")
    for name in NEEDED_FILES:
        if name not in files:
            raise refuse(f"files: {name}")
    if any(Path(name).name != name for name in files):
        raise refuse("files")  # nothing outside the folder
    return ModelInfo(
        folder=folder,
        name=data["name"],
        languages=tuple(str(language) for language in data["languages"]),
        licence=data["licence"],
        quantization=data["quantization"],
        n_mels=data["n_mels"],
        dynamic_context=data["dynamic_context"],
        files=files,
        base=data.get("base"),
        description=description,
        scores=tuple(scores),
    )
