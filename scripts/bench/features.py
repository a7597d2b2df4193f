"""What a feature store should hold: the same MP3 clips stored in four ways, side by side.

Ours (small mono MP3 as it is), FLAC at 16 kHz, unpadded float16 log-mel, and what the usual recipe
for Whisper does: every clip padded to 30 s, float32 log-mel, by datasets.map, of fewer clips, as
it takes a megabyte for each. All write with two processes and are read at random by one, from the
page cache. Reading ends with the log-mel in float32, which ours and FLAC still have to compute.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch

from scripts.bench.clips import make_clips
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from training.features.decode import decode_audio
from training.features.logmel import LogMel
from training.features.manifest import Manifest, write_manifest
from training.features.pipeline import build_store
from training.features.shard import (
    ROW_GROUP_SIZE,
    ShardWriter,
    StoredUtterance,
    describe_shard,
)
from training.features.store import FeatureStore

N_CLIPS = 10_000
N_PADDED = 600
N_READ = 1000
N_WORKERS = 2
SHARD_SIZE = 1000
N_MELS = 80
# docs/benchmarks.md, "Making it": what the quickest stage of training takes of a store's clips.
TRAINER_CLIPS_PER_S = 190

Read = Callable[[int], Any]


@dataclass(frozen=True)
class Stored:
    """What one way made of `n_clips`; `read` gives the log-mel of one of them."""

    way: str
    n_clips: int
    n_bytes: int
    write_s: float
    read: Read


def measure(bench: Bench) -> Result:
    """Rows: bytes, writing and reading of each way, and how they compare."""
    torch.set_num_threads(1)
    n_clips, n_padded, n_read = (400, 60, 100) if bench.quick else (N_CLIPS, N_PADDED, N_READ)
    folder = bench.cache(f"features-{n_clips}")
    clips = make_clips(folder / "mp3", n_clips, N_WORKERS)
    paths = sorted(clips.glob("*.mp3"))
    ways = [
        store_ours(clips, folder / "ours"),
        store_flac(paths, folder / "flac"),
        store_log_mel(paths, folder / "log-mel"),
        store_padded(paths[:: len(paths) // n_padded][:n_padded], folder / "padded"),
    ]
    reads_per_s = time_reading(ways, n_read)
    rows = [row for way, speeds in zip(ways, reads_per_s) for row in describe(way, speeds)]
    ours, *_, padded = (way.n_bytes / way.n_clips for way in ways)
    rows.append(
        Measurement(
            "padded log-mel takes more room than ours",
            "×",
            (padded / ours,),
            Limit(30, at_least=True),
            digits=1,
        )
    )
    note = {
        "mean_clip_s": float(FeatureStore(folder / "ours").n_samples.mean()) / 16_000,
        "mp3_bytes": sum(p.stat().st_size for p in paths),
    }
    for stored in ("ours", "flac", "log-mel", "padded"):
        shutil.rmtree(folder / stored)
    return Result(tuple(rows), {**note, "n_clips": n_clips, "n_padded": n_padded})


def describe(stored: Stored, reads_per_s: tuple[float, ...]) -> Iterator[Measurement]:
    """The rows of one way."""
    is_ours = stored.way.startswith("ours")
    clips = f"{stored.n_clips} clips"
    kb = stored.n_bytes / stored.n_clips / 1e3
    gb = kb * N_CLIPS / 1e6
    note = f"{gb:.2f} GB for {N_CLIPS} clips"
    yield Measurement(f"{stored.way}: room for a clip", "kB", (kb,), digits=1, note=note)
    yield Measurement(
        f"{stored.way}: writing from MP3, two processes",
        "clips/s",
        (stored.n_clips / stored.write_s,),
        Limit(100, at_least=True) if is_ours else None,
        note=clips,
    )
    yield Measurement(
        f"{stored.way}: reading at random, one process",
        "clips/s",
        reads_per_s,
        Limit(TRAINER_CLIPS_PER_S, at_least=True) if is_ours else None,
    )


def time_reading(ways: list[Stored], n_read: int) -> list[tuple[float, ...]]:
    """Clips a second by each way, in five rounds in which they take turns."""
    speeds: list[list[float]] = [[] for _ in ways]
    rng = np.random.default_rng(0)
    for _ in range(5):
        for way, its_speeds in zip(ways, speeds):
            indexes = rng.integers(0, way.n_clips, n_read // 5).tolist()
            started_s = time.perf_counter()
            for index in indexes:
                way.read(index)
            its_speeds.append(len(indexes) / (time.perf_counter() - started_s))
    return [tuple(its_speeds) for its_speeds in speeds]


def store_ours(clips: Path, folder: Path) -> Stored:
    """By the feature pipeline, as `python -m training features` runs it."""
    shutil.rmtree(folder, ignore_errors=True)
    started_s = time.perf_counter()
    manifest = build_store(clips, folder, n_workers=N_WORKERS, show_progress=False)
    write_s = time.perf_counter() - started_s
    return Stored("ours, MP3 kept", manifest.n_utterances, *weigh(folder, write_s), read_by(folder))


def store_flac(paths: list[Path], folder: Path) -> Stored:
    """The same store, with FLAC made of every clip."""
    write_s = write_in_two_processes(write_flac_shard, paths, folder)
    names = sorted(path.stem for path in (folder / "shards").glob("*.parquet"))
    write_manifest(folder, Manifest({}, tuple(describe_shard(folder, name) for name in names)))
    return Stored("FLAC, 16 kHz", len(paths), *weigh(folder, write_s), read_by(folder))


def store_log_mel(paths: list[Path], folder: Path) -> Stored:
    """Parquet of the same shape, with float16 log-mel as long as the clip."""
    write_s = write_in_two_processes(write_log_mel_shard, paths, folder)
    files = [pq.ParquetFile(path, memory_map=True) for path in sorted(folder.glob("*.parquet"))]

    def read(index: int) -> torch.Tensor:
        shard, row = divmod(index, SHARD_SIZE)
        group = files[shard].read_row_group(row // ROW_GROUP_SIZE, use_threads=False)
        cell = group.column("log_mel")[row % ROW_GROUP_SIZE].as_buffer()
        return torch.from_numpy(np.frombuffer(cell, np.float16).reshape(N_MELS, -1).astype("f4"))

    return Stored("log-mel, unpadded float16", len(paths), *weigh(folder, write_s), read)


def store_padded(paths: list[Path], folder: Path) -> Stored:
    """As the usual recipe does, but for the decoder, which is the same for all here."""
    try:
        import datasets
    except ImportError as error:
        raise SystemExit("To compare with datasets.map: pip install datasets") from error
    from transformers import WhisperFeatureExtractor

    shutil.rmtree(folder, ignore_errors=True)
    datasets.disable_progress_bars()
    extractor = WhisperFeatureExtractor(feature_size=N_MELS)
    started_s = time.perf_counter()
    source = datasets.Dataset.from_dict({"path": [str(path) for path in paths]})
    work = partial(prepare_as_usual, extractor)
    source.map(work, num_proc=N_WORKERS, remove_columns=["path"]).save_to_disk(str(folder))
    write_s = time.perf_counter() - started_s
    made = datasets.load_from_disk(str(folder)).with_format("torch")
    return Stored(
        "log-mel padded to 30 s, datasets.map",
        len(paths),
        *weigh(folder, write_s),
        lambda index: made[index]["input_features"],
    )


def prepare_as_usual(extractor: Any, row: dict[str, Any]) -> dict[str, Any]:
    """What the recipe's prepare_dataset does with one row."""
    torch.set_num_threads(1)
    audio = decode_audio(Path(row["path"]), max_duration_s=31)
    return {"input_features": extractor(audio, sampling_rate=16_000).input_features[0]}


def write_in_two_processes(
    write: Callable[[Path, int, list[Path]], None], paths: list[Path], folder: Path
) -> float:
    """Seconds that it takes to write the clips in shards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    parts = [paths[start : start + SHARD_SIZE] for start in range(0, len(paths), SHARD_SIZE)]
    started_s = time.perf_counter()
    with ProcessPoolExecutor(N_WORKERS, get_context("spawn")) as pool:
        list(pool.map(partial(write, folder), range(len(parts)), parts))
    return time.perf_counter() - started_s


def write_flac_shard(folder: Path, number: int, paths: list[Path]) -> None:
    writer = ShardWriter(folder, f"{number:04d}")
    for path in paths:
        audio = decode_audio(path, max_duration_s=31)
        writer.add(StoredUtterance(path.stem, "", "", audio))
    writer.finish()


def write_log_mel_shard(folder: Path, number: int, paths: list[Path]) -> None:
    torch.set_num_threads(1)
    log_mel = LogMel(N_MELS)
    schema = pa.schema([("log_mel", pa.binary())])
    target = folder / f"{number:04d}.parquet"
    with pq.ParquetWriter(target, schema, compression="none", use_dictionary=False) as writer:
        for start in range(0, len(paths), ROW_GROUP_SIZE):
            rows = []
            for path in paths[start : start + ROW_GROUP_SIZE]:
                audio = torch.from_numpy(decode_audio(path, max_duration_s=31))
                rows.append({"log_mel": log_mel(audio[None])[0].numpy().astype("f2").tobytes()})
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def read_by(folder: Path) -> Read:
    """Audio of a feature store, and its log-mel."""
    store, log_mel = FeatureStore(folder), LogMel(N_MELS)
    return lambda index: log_mel(torch.from_numpy(store[index].audio)[None])[0]


def weigh(folder: Path, write_s: float) -> tuple[int, float]:
    """Bytes below a folder, beside the time that was measured."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()), write_s
