"""Reads the user's own model, the one that was taught their voice: where it is, and its scores."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.errors import ModelError
from desktop.models.model_folder import MANIFEST, read_model_info


@dataclass(frozen=True)
class Voice:
    """A model that knows the user's voice. `mark` is another one when it was taught anew.

    Error rates in the user's own words as ratios; None where model.json does not have them.
    """

    folder: Path
    mark: str
    name: str
    wer: float | None = None
    wer_before: float | None = None


def read_voice(folder: Path) -> Voice | None:
    """The model in a folder; None where there is none that can be read."""
    try:
        info = read_model_info(folder)
        mark = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()[:16]
    except (ModelError, OSError):
        return None
    score = info.scores[0] if info.scores else {}
    return Voice(folder, mark, info.name, read_rate(score, "wer"), read_rate(score, "wer_before"))


def read_rate(score: Any, name: str) -> float | None:
    """An error rate of a score; None where it is none."""
    value = score.get(name) if isinstance(score, Mapping) else None
    return float(value) if isinstance(value, int | float) else None


def find_base(model_folder: str | None) -> str:
    """The checkpoint that a model was made of, by which it is taught further; "": unknown."""
    if model_folder is None:
        return ""
    try:
        return read_model_info(Path(model_folder)).base or ""
    except ModelError:
        return ""
