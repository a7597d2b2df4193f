"""A shard of a feature store: one Parquet file of utterances with their audio.

Audio is FLAC at 16 kHz, mono, or the file that it came in where that is small and mono itself.

A shard is named by what went into it; its row groups are small, so that one utterance is read
without its neighbours; its footer carries what was dropped on the way.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import soundfile
import soxr

from training.errors import TrainingError
from training.features.cleaning import SAMPLE_RATE

FORMAT_VERSION = 1
SHARDS_FOLDER = "shards"
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("text", pa.string()),
        ("speaker", pa.string()),
        ("n_samples", pa.int32()),
        ("audio", pa.binary()),
    ]
)
# 8 clips a row group: 0.05 ms to read one at random, against 0.23 ms at 64 (4 s clips, warm disk).
ROW_GROUP_SIZE = 8
_REPORT_KEY = b"talskrift"


class StoreError(TrainingError):
    """A feature store is missing, incomplete or altered, or cannot be written."""


@dataclass(frozen=True)
class StoredUtterance:
    """One utterance: `audio` is float32 [n_samples], 16 kHz mono, in [-1, 1]."""

    id: str
    text: str
    speaker: str
    audio: np.ndarray


@dataclass(frozen=True)
class Fault:
    """A file that could not be used, by its path within the dataset, and what was wrong."""

    path: str
    detail: str


@dataclass(frozen=True)
class Shard:
    """A shard as the manifest lists it; `dropped` counts utterances left out, by reason."""

    name: str
    n_utterances: int
    n_samples: int
    size: int
    sha256: str
    dropped: dict[str, int]
    faults: tuple[Fault, ...]


def name_shard(settings: dict[str, Any], inputs: list[Any]) -> str:
    """The name of the shard that these settings make of these inputs (both JSON values)."""
    told = json.dumps([FORMAT_VERSION, settings, inputs], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def shard_path(store: Path, name: str) -> Path:
    return store / SHARDS_FOLDER / f"{name}.parquet"


class ShardWriter:
    """Writes one shard, a row group at a time, under a temporary name until `finish`."""

    def __init__(self, store: Path, name: str) -> None:
        self._path = shard_path(store, name)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._temporary = self._path.with_name(f".{name}.{os.getpid()}.tmp")
        self._writer = pq.ParquetWriter(
            self._temporary,
            SCHEMA,
            compression={"audio": "none", **dict.fromkeys(SCHEMA.names[:-1], "zstd")},
            use_dictionary=False,
            write_statistics=False,
        )
        self._rows: list[dict[str, Any]] = []
        self._dropped: Counter[str] = Counter()
        self._faults: list[Fault] = []

    def add(self, utterance: StoredUtterance, file: bytes | None = None) -> None:
        """`file` is stored as the utterance's audio where it is given, else FLAC is made of it."""
        self._rows.append(
            {
                "id": utterance.id,
                "text": utterance.text,
                "speaker": utterance.speaker,
                "n_samples": utterance.audio.size,
                "audio": encode_flac(utterance.audio) if file is None else file,
            }
        )
        if len(self._rows) == ROW_GROUP_SIZE:
            self._flush()

    def drop(self, reason: str, fault: Fault | None = None) -> None:
        self._dropped[reason] += 1
        if fault:
            self._faults.append(fault)

    def finish(self) -> None:
        self._flush()
        report = {
            "dropped": dict(sorted(self._dropped.items())),
            "faults": [asdict(fault) for fault in self._faults],
        }
        self._writer.add_key_value_metadata({_REPORT_KEY: json.dumps(report, ensure_ascii=False)})
        self._writer.close()
        move_into_place(self._temporary, self._path)

    def abandon(self) -> None:
        try:
            self._writer.close()
        finally:  # closing fails where the disk is full, which is when the space is wanted
            self._temporary.unlink(missing_ok=True)

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=SCHEMA))
            self._rows = []


def describe_shard(store: Path, name: str) -> Shard:
    """What a finished shard holds, read from the file itself; StoreError if it is no whole one."""
    path = shard_path(store, name)
    try:
        with pq.ParquetFile(path) as file:
            if not file.schema_arrow.equals(SCHEMA):
                raise StoreError(f"{path} is no shard of a feature store: its columns differ.")
            report = json.loads(file.metadata.metadata[_REPORT_KEY])
            n_samples = file.read(columns=["n_samples"]).column(0).to_numpy()
        digest = hash_file(path)
        size = path.stat().st_size
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {error}") from error
    return Shard(
        name=name,
        n_utterances=len(n_samples),
        n_samples=int(n_samples.sum()),
        size=size,
        sha256=digest,
        dropped=report["dropped"],
        faults=tuple(Fault(**fault) for fault in report["faults"]),
    )


def encode_flac(audio: np.ndarray) -> bytes:
    """float32 [n_samples] at 16 kHz as a FLAC file, s16; what lies outside [-1, 1] is clipped."""
    samples = np.clip(np.rint(audio * 32768.0), -32768, 32767).astype(np.int16)
    file = io.BytesIO()
    soundfile.write(file, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def decode_stored(file: bytes) -> np.ndarray:
    """The samples of an audio file of the store: float32 [n_samples], 16 kHz, in [-1, 1]."""
    audio, rate = soundfile.read(io.BytesIO(file), dtype="float32")
    if rate != SAMPLE_RATE:
        audio = soxr.resample(audio, rate, SAMPLE_RATE)
    return np.clip(audio, -1.0, 1.0, out=audio)


def move_into_place(temporary: Path, path: Path) -> None:
    """Give a finished file its name, its content safe on the disk before."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)


def hash_file(path: Path) -> str:
    """sha256 of a file, as hex digits; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
