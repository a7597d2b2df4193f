"""Downloads that are not finished: where they lie, how much of them is there. Knows no network."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from desktop.models.assemble import MODEL_FILES

PLAN = "download.json"  # says what is to come; without it nothing has been begun


def find_part(models_dir: Path, model_id: str) -> Path:
    """The folder of a download that is not finished."""
    return models_dir / f".{model_id}.download"


def count_downloaded(models_dir: Path, model_id: str) -> int | None:
    """The bytes that an unfinished download has; None where there is none."""
    part = find_part(models_dir, model_id)
    if not (part / PLAN).exists():
        return None
    try:
        return sum(path.stat().st_size for path in part.iterdir() if path.name in MODEL_FILES)
    except FileNotFoundError:
        return None  # it has just been finished or discarded


def discard_download(models_dir: Path, model_id: str) -> None:
    """Leave nothing of an unfinished download. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(find_part(models_dir, model_id))
