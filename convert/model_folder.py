"""The model folder's manifest: what model.json says, and whether the files agree.

The format is in docs/model-folder.md; the app has its own reader.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from convert.errors import ModelFolderError, OptionError

FORMAT_VERSION = 1
MANIFEST = "model.json"
MODEL_FILES = (
    "model.bin",
    "config.json",
    "vocabulary.json",
    "tokenizer.json",
    "preprocessor_config.json",
)


@dataclass(frozen=True)
class Score:
    """Error rates on one test set as ratios: 0.041 is 4.1 %.

    `wer_before`: that of the checkpoint that the model was taught from, where it is known.
    """

    test_set: str
    wer: float
    cer: float
    n_utterances: int
    wer_before: float | None = None


@dataclass(frozen=True)
class FileRecord:
    """Size in bytes and SHA-256 in hexadecimal of one file."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What model.json says. base is None for a model from scratch, licence may be "unknown"."""

    name: str
    languages: tuple[str, ...]
    base: str | None
    licence: str
    quantization: str
    n_mels: int
    dynamic_context: bool
    description: dict[str, str]
    scores: tuple[Score, ...]
    files: dict[str, FileRecord]
    format_version: int = FORMAT_VERSION


def hash_files(folder: Path) -> dict[str, FileRecord]:
    """Record of each of MODEL_FILES in `folder`."""
    return {name: _hash_file(folder / name) for name in MODEL_FILES}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write model.json into a folder that nobody reads yet."""
    content = asdict(manifest)
    for score in content["scores"]:
        if score["wer_before"] is None:
            del score["wer_before"]
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Manifest of a model folder; raises ModelFolderError naming each fault in it."""
    if not folder.is_dir():
        raise ModelFolderError(folder, ["there is no such folder; check the path"])
    remedy = "export the model again"
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelFolderError(folder, [f"{MANIFEST} is missing: {remedy}"])
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ModelFolderError(folder, [f"{MANIFEST} is damaged ({error}): {remedy}"]) from error
    if isinstance(content, dict) and content.get("format_version") != FORMAT_VERSION:
        raise ModelFolderError(
            folder,
            [
                f"{MANIFEST} has format version {content.get('format_version')}, this program "
                f"knows {FORMAT_VERSION}: use a matching version of the program"
            ],
        )
    try:
        return _parse_manifest(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        fault = f"{MANIFEST} lacks or garbles a field ({error!r}): {remedy}"
        raise ModelFolderError(folder, [fault]) from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise ModelFolderError naming every file that is missing, truncated or altered."""
    faults = []
    remedy = "export or download the model again"
    for name in MODEL_FILES:
        if name not in manifest.files:
            faults.append(f"{MANIFEST} does not list {name}: {remedy}")
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            faults.append(f"{name} is missing: {remedy}")
        elif path.stat().st_size != expected.size:
            found = path.stat().st_size
            faults.append(f"{name} has {found} bytes instead of {expected.size}: {remedy}")
        elif _hash_file(path).sha256 != expected.sha256:
            faults.append(f"{name} was altered (its SHA-256 differs): {remedy}")
    if faults:
        raise ModelFolderError(folder, faults)


def read_scores(path: Path) -> tuple[Score, ...]:
    """Scores from a JSON file: one object or a list of them, each with the fields of Score.

    Other fields are left out. Raises OptionError.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        items = content if isinstance(content, list) else [content]
        return _parse_scores(items)
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise OptionError(
            f"{path} is no file of scores ({error!r}). Each needs test_set, wer and cer (as "
            "ratios) and n_utterances."
        ) from error


def _hash_file(path: Path) -> FileRecord:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileRecord(sha256=digest, size=path.stat().st_size)


def _parse_scores(items: Sequence[Any]) -> tuple[Score, ...]:
    scores = []
    for item in items:
        score = Score(
            test_set=_expect(item, "test_set", str),
            wer=float(_expect(item, "wer", int, float)),
            cer=float(_expect(item, "cer", int, float)),
            n_utterances=_expect(item, "n_utterances", int),
            wer_before=float(_expect(item, "wer_before", int, float))
            if "wer_before" in item
            else None,
        )
        if not (score.wer >= 0 and score.cer >= 0 and score.n_utterances > 0):
            raise ValueError(f"impossible score {item}")
        scores.append(score)
    return tuple(scores)


def _parse_manifest(content: Any) -> Manifest:
    languages = _expect(content, "languages", list)
    if not languages or not all(isinstance(code, str) for code in languages):
        raise ValueError("languages must be language codes")
    description = _expect(content, "description", dict)
    if not all(isinstance(text, str) for text in description.values()):
        raise ValueError("description must be texts")
    files = {}
    for name, record in _expect(content, "files", dict).items():
        if Path(name).name != name:
            raise ValueError(f"{name} is not a plain file name")
        files[name] = FileRecord(_expect(record, "sha256", str), _expect(record, "size", int))
    return Manifest(
        name=_expect(content, "name", str),
        languages=tuple(languages),
        base=_expect(content, "base", str, type(None)),
        licence=_expect(content, "licence", str),
        quantization=_expect(content, "quantization", str),
        n_mels=_expect(content, "n_mels", int),
        dynamic_context=_expect(content, "dynamic_context", bool),
        description=description,
        scores=_parse_scores(_expect(content, "scores", list)),
        files=files,
    )


def _expect(content: Any, key: str, *kinds: type) -> Any:
    value = content[key]
    # bool is an int to Python, not to JSON.
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise TypeError(f"{key} must not be {value!r}")
    return value
