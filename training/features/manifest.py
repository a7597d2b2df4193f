"""The manifest of a feature store: which shards it has, their checksums, what was left out.

It is written last: a folder with a manifest is a whole store.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.features.cleaning import SAMPLE_RATE, DropReason
from training.features.shard import (
    FORMAT_VERSION,
    SHARDS_FOLDER,
    Fault,
    Shard,
    StoreError,
    move_into_place,
)

MANIFEST_NAME = "manifest.json"
_SHARD_NAME = re.compile(r"[0-9A-Za-z_-]+")


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
    place_manifest(
        store, manifest, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    )


def place_manifest(store: Path, manifest: Manifest, file: bytes) -> None:
    """As `write_manifest`, with the bytes of the file that the manifest was read from."""
    temporary = store / f".{MANIFEST_NAME}.{os.getpid()}.tmp"
    temporary.write_bytes(file)
    move_into_place(temporary, store / MANIFEST_NAME)
    listed = {f"{shard.name}.parquet" for shard in manifest.shards}
    for path in [*(store / SHARDS_FOLDER).iterdir(), *store.glob(f".{MANIFEST_NAME}.*.tmp")]:
        if path.name not in listed and path.suffix in {".parquet", ".tmp"}:
            path.unlink()


def read_manifest(store: Path) -> Manifest:
    """Raises StoreError when there is none, or one that this version cannot read."""
    path = store / MANIFEST_NAME
    try:
        return parse_manifest(path.read_bytes(), str(path))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreError(_explain_missing_manifest(store)) from error
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error}.") from error


def parse_manifest(file: bytes, place: str) -> Manifest:
    """The manifest that the bytes of a file tell; StoreError, which names the place, where none.

    A shard's name is one of ours or the manifest is damaged: it becomes part of a path.
    """
    try:
        told = json.loads(file)
        if told["format_version"] != FORMAT_VERSION:
            raise StoreError(
                f"{place} has format version {told['format_version']}, this program reads "
                f"{FORMAT_VERSION}. Make the store again with `python -m training features`."
            )
        shards = tuple(
            Shard(**{**shard, "faults": tuple(Fault(**fault) for fault in shard["faults"])})
            for shard in told["shards"]
        )
        for shard in shards:
            if not _SHARD_NAME.fullmatch(shard.name):
                raise ValueError(f"{shard.name!r} is no name of a shard")
            if not all(isinstance(n, int) for n in (shard.size, shard.n_utterances)):
                raise TypeError(f"the shard {shard.name} has no size")
        metadata_faults = tuple(Fault(**fault) for fault in told["metadata_faults"])
        return Manifest(told["settings"], shards, metadata_faults)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{place} is damaged ({error}). Make the store again.") from error


def _explain_missing_manifest(store: Path) -> str:
    splits = sorted(path.parent.name for path in store.glob(f"*/{MANIFEST_NAME}"))
    if splits:
        return f"{store} holds several feature stores; name one of them: {', '.join(splits)}."
    return (
        f"{store} is no feature store, or one not finished: it has no {MANIFEST_NAME}. "
        "Make it with `python -m training features DATASET STORE`."
    )
