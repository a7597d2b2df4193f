"""Turn a speech dataset into a feature store: decode, clean, 16 kHz mono, shard by shard.

Every shard is made by one worker from start to end and appears whole or not at all, so a run that
was killed goes on where it was, and its store is the same to the byte as that of a run left alone.
Audio streams through: a worker holds one clip and at most one row group of FLAC at a time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing.connection import wait
from pathlib import Path

import numpy as np
import soundfile
import soxr
from tqdm import tqdm

from training.corpus.audiofolder import METADATA_NAME, read_audiofolder
from training.corpus.utterance import Utterance
from training.errors import CorpusError, TrainingError
from training.features.cleaning import (
    SAMPLE_RATE,
    Dropped,
    DropReason,
    Kept,
    check_audio,
)
from training.features.plan import PipelineSettings, PlannedUtterance, ShardTask, plan_shards
from training.features.shard import (
    Fault,
    Shard,
    ShardWriter,
    StoredUtterance,
    StoreError,
    describe_shard,
)
from training.features.store import Manifest, read_manifest, write_manifest


def find_splits(dataset: Path) -> dict[str, Path]:
    """The splits of a dataset, by name; {"": dataset} for one without splits.

    Raises TrainingError when there is no metadata.jsonl, neither here nor one level down.
    """
    if (dataset / METADATA_NAME).is_file():
        return {"": dataset}
    splits = {path.parent.name: path.parent for path in sorted(dataset.glob(f"*/{METADATA_NAME}"))}
    if not splits:
        raise TrainingError(
            f"{dataset} is no speech dataset: neither it nor a folder in it has a "
            f"{METADATA_NAME}. Give the folder that `python -m training corpus` wrote."
        )
    return splits


def build_store(
    dataset: Path,
    store: Path,
    settings: PipelineSettings | None = None,
    n_workers: int = 2,
    show_progress: bool = True,
) -> Manifest:
    """Make, continue or bring up to date the store of one split; returns its manifest.

    A shard is made again when its settings, or the ids, paths, sizes or texts of its files, change.
    A line of the metadata or a file that cannot be used is left out and listed in the manifest.
    Raises CorpusError when the dataset is empty, TrainingError when nothing of it can be used,
    StoreError when the store cannot be written.
    """
    settings = settings or PipelineSettings()
    utterances, metadata_faults = _read_dataset(dataset)
    tasks = plan_shards(dataset, store, utterances, settings)
    bar = tqdm(total=len(utterances), unit="clip", desc=store.name, disable=not show_progress)
    with bar, _explaining_write_errors(store):
        shards = _find_finished(store, tasks)
        bar.update(sum(len(task.utterances) for task in tasks if task.name in shards))
        missing = [task for task in tasks if task.name not in shards]
        for task, shard in _make_shards(missing, n_workers):
            shards[shard.name] = shard
            bar.update(len(task.utterances))
    shards_in_order = tuple(shards[task.name] for task in tasks)
    manifest = Manifest(asdict(settings), shards_in_order, metadata_faults)
    if manifest.n_utterances == 0:
        raise TrainingError(_explain_nothing_usable(dataset, manifest))
    with _explaining_write_errors(store):
        write_manifest(store, manifest)
    return manifest


def _read_dataset(dataset: Path) -> tuple[list[Utterance], tuple[Fault, ...]]:
    faults: list[Fault] = []

    def note(error: CorpusError) -> None:
        # Without the folder: a store does not depend on where its dataset was.
        detail = error.message.removeprefix(f"{dataset / METADATA_NAME}, ")
        faults.append(Fault(METADATA_NAME, detail))

    return list(read_audiofolder(dataset, on_fault=note)), tuple(faults)


def _find_finished(store: Path, tasks: list[ShardTask]) -> dict[str, Shard]:
    """The shards that are there already and whole; an altered one is not among them."""
    try:
        listed = {shard.name: shard for shard in read_manifest(store).shards}
    except StoreError:
        listed = {}
    finished = {}
    for task in tasks:
        try:
            shard = describe_shard(store, task.name)
        except StoreError:
            continue
        if listed.get(task.name, shard).sha256 == shard.sha256:
            finished[task.name] = shard
    return finished


def _make_shards(tasks: list[ShardTask], n_workers: int) -> Iterator[tuple[ShardTask, Shard]]:
    n_workers = min(n_workers, len(tasks))
    if n_workers <= 1:
        for task in tasks:
            yield task, make_shard(task)
        return
    # spawn, not fork: a forked worker inherits the locks of whatever threads run here.
    pool = ProcessPoolExecutor(
        n_workers, multiprocessing.get_context("spawn"), initializer=_prepare_worker
    )
    try:
        running = {pool.submit(make_shard, task): task for task in tasks}
        for future in as_completed(running):
            yield running[future], future.result()
    except BrokenProcessPool as error:
        raise TrainingError(
            "A worker was ended from outside, most often because memory ran out. Run the command "
            "again with --workers 1: the shards that are finished are kept."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def make_shard(task: ShardTask) -> Shard:
    """Decode and clean one shard's utterances and write it; raises OSError when it cannot."""
    writer = ShardWriter(task.store, task.name)
    try:
        for utterance in task.utterances:
            _add_utterance(writer, utterance, task)
        writer.finish()
    except BaseException:
        writer.abandon()
        raise
    return describe_shard(task.store, task.name)


def _add_utterance(writer: ShardWriter, utterance: PlannedUtterance, task: ShardTask) -> None:
    if utterance.dropped:
        writer.drop(utterance.dropped)
        return
    verdict: Kept | Dropped
    try:
        audio = decode_audio(task.dataset / utterance.path, task.cleaning.max_duration_s + 1)
    except (OSError, soundfile.SoundFileError, ValueError) as error:
        verdict = Dropped(DropReason.UNREADABLE, _describe_fault(error))
    else:
        verdict = check_audio(audio, utterance.text, task.cleaning)
    if isinstance(verdict, Dropped):
        unreadable = verdict.reason is DropReason.UNREADABLE
        writer.drop(verdict.reason, Fault(utterance.path, verdict.detail) if unreadable else None)
        return
    writer.add(StoredUtterance(utterance.id, verdict.text, utterance.speaker, audio))


def decode_audio(path: Path, max_duration_s: float) -> np.ndarray:
    """Any file that soundfile reads, as float32 [n_samples], 16 kHz mono (mean of the channels).

    Reads at most `max_duration_s`, so that an hour-long file in a dataset costs no memory.
    Raises OSError or soundfile.SoundFileError when the file is missing or no audio.
    """
    with path.open("rb") as file, soundfile.SoundFile(file) as audio_file:
        rate = audio_file.samplerate
        samples = audio_file.read(int(max_duration_s * rate), dtype="float32", always_2d=True)
    mono = samples.mean(axis=1, dtype=np.float32)
    return mono if rate == SAMPLE_RATE else soxr.resample(mono, rate, SAMPLE_RATE)


def _describe_fault(error: Exception) -> str:
    """What was wrong, without the absolute path: a store does not depend on where it was made."""
    if isinstance(error, soundfile.LibsndfileError):
        return error.error_string
    return getattr(error, "strerror", None) or str(error)


def _prepare_worker() -> None:
    """Let a worker end when the process that started it is killed, instead of waiting for ever,
    and at Ctrl-C, without a traceback: what it leaves is removed when the store is finished."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(1))


@contextmanager
def _explaining_write_errors(store: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The store {store} cannot be written: {error}. Free some space or give another "
            "folder, then run the command again: the shards that are finished are kept."
        ) from error


def _explain_nothing_usable(dataset: Path, manifest: Manifest) -> str:
    reasons = "; ".join(f"{n} × {reason}" for reason, n in manifest.dropped.items())
    faults = [f" First fault: {fault.path}: {fault.detail}" for fault in manifest.faults[:1]]
    return (
        f"Not one utterance of {dataset} can be used: {reasons}.{''.join(faults)} "
        f"Check the files that {METADATA_NAME} names."
    )
