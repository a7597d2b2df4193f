"""The feature store: cleaned speech of one split in Parquet shards, read at random while training.

A store is a folder with `shards/*.parquet` and `manifest.json`, written last. A shard is named by
what went into it, so that a second run makes only what is missing; its row groups are small, so
that one utterance is read without its neighbours; its footer carries what was dropped on the way.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import soundfile

from training.errors import TrainingError
from training.features.cleaning import SAMPLE_RATE, DropReason

FORMAT_VERSION = 1
MANIFEST_NAME = "manifest.json"
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
_MAX_OPEN_SHARDS = 128


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


@dataclass(frozen=True)
class Manifest:
    """What a store holds. `settings` are those that made it, as JSON values; `metadata_faults` are
    lines of the dataset's metadata of which no shard knows."""

    settings: dict[str, Any]
    shards: tuple[Shard, ...]
    metadata_faults: tuple[Fault, ...] = ()

    @property
    def n_utterances(self) -> int:
        return sum(shard.n_utterances for shard in self.shards)

    @property
    def hours(self) -> float:
        return sum(shard.n_samples for shard in self.shards) / SAMPLE_RATE / 3600

    @property
    def dropped(self) -> dict[str, int]:
        """Utterances left out, by reason, the commonest first."""
        counts: Counter[str] = Counter()
        if self.metadata_faults:
            counts[DropReason.FAULTY_LINE] = len(self.metadata_faults)
        for shard in self.shards:
            counts.update(shard.dropped)
        return dict(counts.most_common())

    @property
    def faults(self) -> tuple[Fault, ...]:
        of_shards = (fault for shard in self.shards for fault in shard.faults)
        return (*self.metadata_faults, *of_shards)


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

    def add(self, utterance: StoredUtterance) -> None:
        self._rows.append(
            {
                "id": utterance.id,
                "text": utterance.text,
                "speaker": utterance.speaker,
                "n_samples": utterance.audio.size,
                "audio": encode_flac(utterance.audio),
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
        _move_into_place(self._temporary, self._path)

    def abandon(self) -> None:
        self._writer.close()
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
        digest = _hash_file(path)
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


def write_manifest(store: Path, manifest: Manifest) -> None:
    """Make the store valid, then remove shards of earlier settings and what killed runs left."""
    told = {
        "format_version": FORMAT_VERSION,
        "settings": manifest.settings,
        "n_utterances": manifest.n_utterances,
        "hours": round(manifest.hours, 4),
        "dropped": manifest.dropped,
        "metadata_faults": [asdict(fault) for fault in manifest.metadata_faults],
        "shards": [asdict(shard) for shard in manifest.shards],
    }
    temporary = store / f".{MANIFEST_NAME}.{os.getpid()}.tmp"
    temporary.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _move_into_place(temporary, store / MANIFEST_NAME)
    listed = {f"{shard.name}.parquet" for shard in manifest.shards}
    for path in [*(store / SHARDS_FOLDER).iterdir(), *store.glob(f".{MANIFEST_NAME}.*.tmp")]:
        if path.name not in listed and path.suffix in {".parquet", ".tmp"}:
            path.unlink()


def read_manifest(store: Path) -> Manifest:
    """Raises StoreError when there is none, or one that this version cannot read."""
    path = store / MANIFEST_NAME
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["format_version"] != FORMAT_VERSION:
            raise StoreError(
                f"{path} has format version {told['format_version']}, this program reads "
                f"{FORMAT_VERSION}. Make the store again with `python -m training features`."
            )
        shards = tuple(
            Shard(**{**shard, "faults": tuple(Fault(**fault) for fault in shard["faults"])})
            for shard in told["shards"]
        )
        metadata_faults = tuple(Fault(**fault) for fault in told["metadata_faults"])
        return Manifest(told["settings"], shards, metadata_faults)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreError(_explain_missing_manifest(store)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is damaged ({error}). Make the store again.") from error


class FeatureStore:
    """Random access to a store; one object may be used after a fork and pickled to workers.

    Opening checks that every shard is there with its listed size and rows; `verify` reads
    everything. `n_samples` holds the length of every utterance, int64 [n_utterances].
    Raises StoreError when the store is missing, incomplete or altered.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.manifest = read_manifest(self.folder)
        columns = ["id", "text", "speaker", "n_samples"]
        tables = [self._read_columns(shard, columns) for shard in self.manifest.shards]
        table = pa.concat_tables([SCHEMA.empty_table().select(columns), *tables])
        self._ids: list[str] = table.column("id").to_pylist()
        self._texts: list[str] = table.column("text").to_pylist()
        self._speakers: list[str] = table.column("speaker").to_pylist()
        self.n_samples = table.column("n_samples").to_numpy().astype(np.int64)
        sizes = [shard.n_utterances for shard in self.manifest.shards]
        self._shard_ends = np.cumsum([0, *sizes])[1:]
        self._open: dict[int, pq.ParquetFile] = {}
        self._open_in_process = os.getpid()

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, index: int) -> StoredUtterance:
        if not 0 <= index < len(self):
            raise IndexError(index)
        shard = int(np.searchsorted(self._shard_ends, index, side="right"))
        row = index - int(self._shard_ends[shard]) + self.manifest.shards[shard].n_utterances
        try:
            group = self._open_shard(shard).read_row_group(
                row // ROW_GROUP_SIZE, columns=["audio"], use_threads=False
            )
            audio = decode_flac(group.column(0)[row % ROW_GROUP_SIZE].as_py())
        except (OSError, pa.ArrowException, soundfile.LibsndfileError) as error:
            name = self.manifest.shards[shard].name
            raise StoreError(self._explain_altered(name, str(error))) from error
        return StoredUtterance(self._ids[index], self._texts[index], self._speakers[index], audio)

    def __iter__(self) -> Iterator[StoredUtterance]:
        return (self[index] for index in range(len(self)))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_open": {}}

    def ids(self) -> list[str]:
        return list(self._ids)

    def texts(self) -> list[str]:
        return list(self._texts)

    def speakers(self) -> list[str]:
        return list(self._speakers)

    def verify(self, on_shard: Callable[[Shard], None] | None = None) -> None:
        """Read every shard and compare it with its sha256; StoreError names the altered one."""
        for shard in self.manifest.shards:
            if _hash_file(shard_path(self.folder, shard.name)) != shard.sha256:
                raise StoreError(self._explain_altered(shard.name, "its sha256 differs"))
            if on_shard:
                on_shard(shard)

    def _read_columns(self, shard: Shard, columns: list[str]) -> pa.Table:
        path = shard_path(self.folder, shard.name)
        try:
            size = path.stat().st_size
            if size != shard.size:
                raise StoreError(
                    self._explain_altered(shard.name, f"{size} bytes, not {shard.size}")
                )
            table = pq.ParquetFile(path).read(columns=columns)
        except FileNotFoundError as error:
            raise StoreError(
                f"{self.folder} lacks the shard {path.name}. "
                "Run `python -m training features` again: it makes only what is missing."
            ) from error
        except (OSError, pa.ArrowException) as error:
            raise StoreError(self._explain_altered(shard.name, str(error))) from error
        if len(table) != shard.n_utterances:
            raise StoreError(self._explain_altered(shard.name, f"{len(table)} rows"))
        return table

    def _open_shard(self, index: int) -> pq.ParquetFile:
        if self._open_in_process != os.getpid():
            self._open, self._open_in_process = {}, os.getpid()
        if index not in self._open:
            if len(self._open) >= _MAX_OPEN_SHARDS:
                self._open.pop(next(iter(self._open))).close()
            path = shard_path(self.folder, self.manifest.shards[index].name)
            self._open[index] = pq.ParquetFile(path, memory_map=True)
        return self._open[index]

    def _explain_altered(self, name: str, detail: str) -> str:
        return (
            f"The shard {name} of {self.folder} was altered ({detail}). "
            "Run `python -m training features` again: it makes that shard anew."
        )


def encode_flac(audio: np.ndarray) -> bytes:
    """float32 [n_samples] at 16 kHz as a FLAC file, s16; what lies outside [-1, 1] is clipped."""
    samples = np.clip(np.rint(audio * 32768.0), -32768, 32767).astype(np.int16)
    file = io.BytesIO()
    soundfile.write(file, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def decode_flac(file: bytes) -> np.ndarray:
    """The samples of a FLAC file of the store: float32 [n_samples] in [-1, 1]."""
    return soundfile.read(io.BytesIO(file), dtype="float32")[0]


def _move_into_place(temporary: Path, path: Path) -> None:
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _explain_missing_manifest(store: Path) -> str:
    splits = sorted(path.parent.name for path in store.glob(f"*/{MANIFEST_NAME}"))
    if splits:
        return f"{store} holds several feature stores; name one of them: {', '.join(splits)}."
    return (
        f"{store} is no feature store, or one not finished: it has no {MANIFEST_NAME}. "
        "Make it with `python -m training features DATASET STORE`."
    )
