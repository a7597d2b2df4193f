"""Loads a model into CTranslate2, also from folders whose names trouble it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ctranslate2


def load_whisper(folder: Path, n_threads: int, n_workers: int = 1) -> Any:
    """The CTranslate2 model in `folder`. Raises RuntimeError as CTranslate2 does.

    `n_workers` batches may be in work at the same time, `n_threads` for each.
    """
    options: dict[str, Any] = {
        "device": "cpu",
        # Published models have 16-bit weights, which no CPU computes with: left to itself,
        # CTranslate2 makes 32-bit numbers of them, with more memory and half the speed.
        "compute_type": "int8",
        "intra_threads": n_threads,
        "inter_threads": n_workers,
    }
    try:
        return ctranslate2.models.Whisper(str(folder), **options)
    except RuntimeError:
        # WORKAROUND: on Windows, folders such as Åsa's or Björn's have failed (repaired in
        # OpenNMT/CTranslate2#1227, still reported): there, hand the files over in memory.
        if str(folder).isascii():
            raise
        return load_whisper_from_memory(folder, options)


def load_whisper_from_memory(folder: Path, options: dict[str, Any]) -> Any:
    """The same model, with no path given to CTranslate2."""
    names = ("model.bin", "config.json", "vocabulary.json")
    files = {name: (folder / name).read_bytes() for name in names}
    return ctranslate2.models.Whisper("model", files=files, **options)
