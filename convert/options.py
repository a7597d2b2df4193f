"""What the caller of an export decides; imports nothing heavy, so that --help is quick."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

UNKNOWN_LICENCE = "unknown"
# CTranslate2's names; on a processor that lacks a type the model is widened when it is loaded.
QUANTIZATIONS = (
    "int8",
    "int8_float32",
    "int8_float16",
    "int8_bfloat16",
    "int16",
    "float16",
    "bfloat16",
    "float32",
)
# int8 rounds the weights, so a word may change here and there; fewer equal words than this mean
# that the conversion went wrong.
MIN_WORD_AGREEMENT = 0.90


@dataclass(frozen=True)
class ExportOptions:
    """What the caller decides; the rest comes from the checkpoint.

    languages: empty takes the language of the checkpoint's generation_config.json.
    samples: audio files to verify on; empty takes the bundled recordings.
    words: a speech dataset with word times, to choose the attention heads by that tell them.
    """

    quantization: str = "int8"
    name: str | None = None
    base: str | None = None
    licence: str = UNKNOWN_LICENCE
    languages: tuple[str, ...] = ()
    description: dict[str, str] = field(default_factory=lambda: {"sv": "", "en": ""})
    score_files: tuple[Path, ...] = ()
    samples: tuple[Path, ...] = ()
    words: Path | None = None
    min_agreement: float = MIN_WORD_AGREEMENT
    force: bool = False
