"""The feature store: cleaned speech of one split in Parquet shards, read at random while training.

A store is a folder with `shards/*.parquet` and `manifest.json`, written last. Shards are named by
what went into them, so that a second run makes only what is missing.
"""

from __future__ import annotations

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

from training.features.cleaning import SAMPLE_RATE, DropReason
from training.features.shard import (
    FORMAT_VERSION,
    ROW_GROUP_SIZE,
    SCHEMA,
    SHARDS_FOLDER,
    Fault,
    Shard,
    ShardWriter,
    StoredUtterance,
    StoreError,
    decode_flac,
    describe_shard,
    hash_file,
    move_into_place,
    shard_path,
)

# What a maker or reader of stores needs, that of shards included.
__all__ = [
    "MANIFEST_NAME",
    "SHARDS_FOLDER",
    "Fault",
    "FeatureStore",
    "Manifest",
    "Shard",
    "ShardWriter",
    "StoreError",
    "StoredUtterance",
    "describe_shard",
    "read_manifest",
    "write_manifest",
]

MANIFEST_NAME = "manifest.json"
_MAX_OPEN_SHARDS = 128


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
    move_into_place(temporary, store / MANIFEST_NAME)
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
            if hash_file(shard_path(self.folder, shard.name)) != shard.sha256:
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


def _explain_missing_manifest(store: Path) -> str:
    splits = sorted(path.parent.name for path in store.glob(f"*/{MANIFEST_NAME}"))
    if splits:
        return f"{store} holds several feature stores; name one of them: {', '.join(splits)}."
    return (
        f"{store} is no feature store, or one not finished: it has no {MANIFEST_NAME}. "
        "Make it with `python -m training features DATASET STORE`."
    )
