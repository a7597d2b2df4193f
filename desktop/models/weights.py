"""Reads what a CTranslate2 model file is: whose, of what type, whether whole. Loads no weights.

The layout is that of ctranslate2.specs.model_spec.ModelSpec._serialize, binary version 6.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

TYPES = ("float32", "int8", "int16", "int32", "float16", "bfloat16")
BINARY_VERSION = 6
SPEC = "WhisperSpec"
FIRST_LAYER = "encoder/conv1/weight"  # width × mel bands × 3
LONGEST_NAME = 1000
MOST_VARIABLES = 100_000
MOST_DIMENSIONS = 8


@dataclass(frozen=True)
class Weights:
    """`quantization`: the type of most of the bytes, by CTranslate2's name."""

    n_mels: int
    quantization: str


def read_weights(path: Path) -> Weights:
    """Describes a model.bin from its headers.

    Raises ValueError for a file that is no whole Whisper of CTranslate2's, OSError.
    """
    n_bytes = path.stat().st_size
    sizes = dict.fromkeys(TYPES, 0)
    n_mels = 0
    with path.open("rb") as file:
        if _read(file, "I") != BINARY_VERSION or _read_name(file) != SPEC:
            raise ValueError(f"no {SPEC} of binary version {BINARY_VERSION}")
        _read(file, "I")  # the spec's revision
        n_variables = _read(file, "I")
        if n_variables > MOST_VARIABLES:
            raise ValueError("too many variables")
        for _ in range(n_variables):
            name = _read_name(file)
            n_dimensions = _read(file, "B")
            if n_dimensions > MOST_DIMENSIONS:
                raise ValueError(name)
            shape = [_read(file, "I") for _ in range(n_dimensions)]
            type_ = _read(file, "B")
            size = _read(file, "I")
            if type_ >= len(TYPES) or file.tell() + size > n_bytes:
                raise ValueError(name)
            sizes[TYPES[type_]] += size
            if name == FIRST_LAYER and len(shape) == 3:
                n_mels = shape[1]
            file.seek(size, 1)
        for _ in range(2 * _read(file, "I")):  # variables that share another's values
            _read_name(file)
    if not n_mels:
        raise ValueError(FIRST_LAYER)
    return Weights(n_mels, max(sizes, key=sizes.__getitem__))


def _read(file: BinaryIO, kind: str) -> int:
    raw = file.read(struct.calcsize(f"<{kind}"))
    try:
        return int(struct.unpack(f"<{kind}", raw)[0])
    except struct.error as error:
        raise ValueError("cut off") from error


def _read_name(file: BinaryIO) -> str:
    length = _read(file, "H")
    raw = file.read(min(length, LONGEST_NAME))
    if not raw or len(raw) != length:
        raise ValueError("no name")
    return raw[:-1].decode("utf-8", "replace")
