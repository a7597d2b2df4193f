"""The feature store: cleaned speech of one split in Parquet shards, read at random while training.

A store is a folder with `shards/*.parquet` and `manifest.json`, written last. Shards are named by
what went into them, so that a second run makes only what is missing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import soundfile

from training.features.manifest import (
    MANIFEST_NAME,
    Manifest,
    read_manifest,
    write_manifest,
)
from training.features.shard import (
    ROW_GROUP_SIZE,
    SCHEMA,
    SHARDS_FOLDER,
    Fault,
    Shard,
    ShardWriter,
    StoredUtterance,
    StoreError,
    decode_stored,
    describe_shard,
    hash_file,
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

_MAX_OPEN_SHARDS = 128


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
            audio = decode_stored(group.column(0)[row % ROW_GROUP_SIZE].as_py())
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
