"""Turn a corpus into a feature store: decode, clean, 16 kHz mono, shard by shard.

Every shard is made by one worker from start to end and appears whole or not at all, so a run that
was killed goes on where it was, and its store is the same to the byte as that of a run left alone.
Everything streams through: the corpus is read as workers get free, and a worker holds one clip and
at most one row group of audio at a time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain, islice
from multiprocessing.connection import wait as wait_for_handles
from pathlib import Path
from typing import TypeVar

import numpy as np
import soundfile
from tqdm import tqdm

from training.corpus.corpus import Corpus, CorpusFault
from training.corpus.source import open_source
from training.corpus.utterance import Audio
from training.errors import CorpusError, TrainingError
from training.features.cleaning import CleaningSettings, Dropped, DropReason, Kept, check_audio
from training.features.decode import decode_and_keep
from training.features.plan import PipelineSettings, ShardTask, plan_shards
from training.features.shard import (
    Fault,
    Shard,
    ShardWriter,
    StoredUtterance,
    StoreError,
    describe_shard,
)
from training.features.store import Manifest, read_manifest, write_manifest

MakeShards = Callable[[Iterator[ShardTask]], Iterator[tuple[ShardTask, Shard]]]

_Result = TypeVar("_Result")
_TASKS_WAITING = 2  # a worker: so many are planned ahead, and no more


def build_store(
    corpus: Corpus | Path,
    store: Path,
    settings: PipelineSettings | None = None,
    n_workers: int = 2,
    show_progress: bool = True,
    make_shards: MakeShards | None = None,
) -> Manifest:
    """Make, continue or bring up to date the store of one split; returns its manifest.

    The corpus may be given as the folder of a source without splits. A shard is made again when its
    settings, or the ids, paths, sizes or texts of its files, change. An entry of the corpus or a
    file that cannot be used is left out and listed in the manifest. `make_shards` makes shards
    elsewhere than in `n_workers` processes of this machine. Raises CorpusError when the corpus is
    empty or cannot be read, TrainingError when nothing of it can be used, StoreError when the
    store cannot be written.
    """
    settings = settings or PipelineSettings()
    if isinstance(corpus, Path):
        corpus = _open_single(corpus)
    faults: list[Fault] = []
    shards: dict[str, Shard | None] = {}
    bar = tqdm(total=corpus.count(), unit="clip", desc=store.name, disable=not show_progress)
    with bar:
        tasks = plan_shards(corpus.root, store, corpus.read(note_faults(faults)), settings)
        missing = _pass_over_finished(store, tasks, shards, bar)
        made = make_shards(missing) if make_shards else run_tasks(missing, make_shard, n_workers)
        for task, shard in made:
            shards[task.name] = shard
            bar.update(len(task.utterances))
    in_order = tuple(shard for shard in shards.values() if shard)
    manifest = Manifest(asdict(settings), in_order, tuple(faults))
    if manifest.n_utterances == 0:
        raise TrainingError(_explain_nothing_usable(corpus, manifest))
    with explaining_write_errors(store):
        write_manifest(store, manifest)
    return manifest


def _open_single(dataset: Path) -> Corpus:
    corpora = open_source(str(dataset))
    if list(corpora) != [""]:
        raise CorpusError(f"{dataset} holds several splits; give one of them.")
    return corpora[""]


def note_faults(faults: list[Fault]) -> Callable[[CorpusError], None]:
    def note(error: CorpusError) -> None:
        if not isinstance(error, CorpusFault):
            raise error
        # Without the folder: a store does not depend on where its corpus was.
        faults.append(Fault(error.file, error.detail))

    return note


def _pass_over_finished(
    store: Path, tasks: Iterator[ShardTask], shards: dict[str, Shard | None], bar: tqdm
) -> Iterator[ShardTask]:
    """The tasks whose shards are still to be made. Enters all in `shards`, in their order, with the
    shard where it is there and whole; an altered one is made again."""
    try:
        listed = {shard.name: shard.sha256 for shard in read_manifest(store).shards}
    except StoreError:
        listed = {}
    for task in tasks:
        shards[task.name] = None
        try:
            shard = describe_shard(store, task.name)
        except StoreError:
            yield task
            continue
        if listed.get(task.name, shard.sha256) == shard.sha256:
            shards[task.name] = shard
            bar.update(len(task.utterances))
        else:
            yield task


def run_tasks(
    tasks: Iterator[ShardTask], work: Callable[[ShardTask], _Result], n_workers: int
) -> Iterator[tuple[ShardTask, _Result]]:
    """Do `work` on every task in as many processes, with few tasks read ahead; in any order.

    Raises what `work` raises, and TrainingError when a process is ended from outside.
    """
    first = list(islice(tasks, 2))
    if n_workers <= 1 or len(first) < 2:
        for task in chain(first, tasks):
            yield task, work(task)
        return
    # spawn, not fork: a forked worker inherits the locks of whatever threads run here.
    pool = ProcessPoolExecutor(
        n_workers, multiprocessing.get_context("spawn"), initializer=_prepare_worker
    )
    try:
        running: dict[Future[_Result], ShardTask] = {}
        for task in chain(first, tasks):
            with _holding_interrupts():
                running[pool.submit(work, task)] = task
            if len(running) >= n_workers * (1 + _TASKS_WAITING):
                yield from _take_finished(running)
        while running:
            yield from _take_finished(running)
    except BrokenProcessPool as error:
        raise TrainingError(
            "A worker was ended from outside, most often because memory ran out. Run the command "
            "again with --workers 1: the shards that are finished are kept."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _take_finished(
    running: dict[Future[_Result], ShardTask],
) -> Iterator[tuple[ShardTask, _Result]]:
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        yield running.pop(future), future.result()


def make_shard(task: ShardTask) -> Shard:
    """Decode and clean one shard's utterances and write it. Raises StoreError when it cannot be
    written, CorpusError when what the audio is packed in cannot be read."""
    with explaining_write_errors(task.store):
        writer = ShardWriter(task.store, task.name)
        try:
            for utterance, (source, channel) in zip(task.utterances, task.audio, strict=True):
                if utterance.dropped:
                    writer.drop(utterance.dropped)
                    continue
                audio, file, verdict = _clean(source, channel, utterance.text, task.cleaning)
                if isinstance(verdict, Kept):
                    kept = StoredUtterance(utterance.id, verdict.text, utterance.speaker, audio)
                    writer.add(kept, file)
                elif verdict.reason is DropReason.UNREADABLE:
                    writer.drop(verdict.reason, Fault(utterance.path, verdict.detail))
                else:
                    writer.drop(verdict.reason)
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
        return describe_shard(task.store, task.name)


def clean_audio(
    source: Audio, channel: int | None, text: str, cleaning: CleaningSettings
) -> tuple[np.ndarray, Kept | Dropped]:
    """The decoded audio (float32 [n_samples], 16 kHz mono; empty where it cannot be read) and what
    cleaning says of it. Raises CorpusError when what it is packed in cannot be read."""
    audio, _, verdict = _clean(source, channel, text, cleaning)
    return audio, verdict


def _clean(
    source: Audio, channel: int | None, text: str, cleaning: CleaningSettings
) -> tuple[np.ndarray, bytes | None, Kept | Dropped]:
    try:
        audio, file = decode_and_keep(source, cleaning.max_duration_s + 1, channel)
    except (OSError, soundfile.SoundFileError, ValueError) as error:
        nothing = np.zeros(0, np.float32)
        return nothing, None, Dropped(DropReason.UNREADABLE, _describe_fault(error))
    return audio, file, check_audio(audio, text, cleaning)


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
        wait_for_handles([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(1))
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def _holding_interrupts() -> Iterator[None]:
    """Ctrl-C waits; workers started meanwhile inherit that, until they are prepared for it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def explaining_write_errors(store: Path) -> Iterator[None]:
    """Turns an OSError into a StoreError about the store."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The store {store} cannot be written: {error}. Free some space or give another "
            "folder, then run the command again: the shards that are finished are kept."
        ) from error


def _explain_nothing_usable(corpus: Corpus, manifest: Manifest) -> str:
    reasons = "; ".join(f"{n} × {reason}" for reason, n in manifest.dropped.items())
    faults = [f" First fault: {fault.path}: {fault.detail}" for fault in manifest.faults[:1]]
    return (
        f"Not one utterance of {corpus.name} can be used: {reasons}.{''.join(faults)} "
        "Check the audio files."
    )
