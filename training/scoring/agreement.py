"""A feature store without the utterances that a model hears otherwise.

What a teacher hears nothing like is most often a wrong or cut text. It works a shard at a time: a
run that was killed goes on, and one with other settings makes other shards.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
from tqdm import tqdm

from training.features.pipeline import explaining_write_errors
from training.features.shard import (
    StoredUtterance,
    decode_stored,
    hash_file,
    name_shard,
    shard_path,
)
from training.features.store import (
    FeatureStore,
    Manifest,
    Shard,
    ShardWriter,
    StoreError,
    describe_shard,
    write_manifest,
)
from training.scoring.errors import ScoringError
from training.scoring.normalise import normalise
from training.scoring.recognise import Recogniser, check_model, load_recogniser, recognise
from training.scoring.recordings import Recording
from training.scoring.wer import count_edits

DISAGREEMENT = "disagreement"  # the reason for which an utterance is left out


def keep_agreed(
    source: Path, model: Path, out: Path, most_cer: float, show_progress: bool = True
) -> Manifest:
    """Makes or continues the store `out`: the utterances of `source` in which the model's text has
    a character error rate of `most_cer` per cent at most, normalised, against the one stored.

    Raises StoreError where the source is no store or `out` cannot be written, ScoringError where
    there is no model or nothing is left.
    """
    check_model(model)
    if source.resolve() == out.resolve():
        raise ScoringError(f"{out} is the store that is read. Give another folder to write.")
    store = FeatureStore(source)
    settings = {"agrees_with": _hash_model(model), "most_cer": most_cer}
    recogniser: Recogniser | None = None
    shards: list[Shard] = []
    bar = tqdm(total=len(store), unit="utt", disable=not show_progress)
    with bar:
        for shard in store.manifest.shards:
            name = name_shard(settings, [shard.sha256])
            try:
                shards.append(describe_shard(out, name))
            except StoreError:
                recogniser = recogniser or load_recogniser(model)
                with explaining_write_errors(out):
                    _filter_shard(store, shard, recogniser, out, name, most_cer)
                shards.append(describe_shard(out, name))
            bar.update(shard.n_utterances)
    manifest = Manifest({**store.manifest.settings, **settings}, tuple(shards))
    if manifest.n_utterances == 0:
        raise ScoringError(f"{model} agrees with no text of {source}: is it a model of Swedish?")
    with explaining_write_errors(out):
        write_manifest(out, manifest)
    return manifest


def _filter_shard(
    store: FeatureStore,
    shard: Shard,
    recogniser: Recogniser,
    out: Path,
    name: str,
    most_cer: float,
) -> None:
    rows = pq.read_table(shard_path(store.folder, shard.name)).to_pylist()
    recordings = [
        Recording(row["id"], row["text"], row["n_samples"], partial(decode_stored, row["audio"]))
        for row in rows
    ]
    heard = recognise(recogniser, recordings, show_progress=False)
    writer = ShardWriter(out, name)
    try:
        for row, recording, text in zip(rows, recordings, heard, strict=True):
            if 100 * count_edits(normalise(row["text"]), normalise(text)).rate > most_cer:
                writer.drop(DISAGREEMENT)
                continue
            audio = recording.load()
            kept = StoredUtterance(row["id"], row["text"], row["speaker"], audio)
            writer.add(kept, row["audio"])
        writer.finish()
    except BaseException:
        writer.abandon()
        raise


def _hash_model(folder: Path) -> str:
    """One digest of all weights of a model."""
    weights = [*folder.glob("*.safetensors"), *folder.glob("*.bin")]
    digests = [f"{path.name} {hash_file(path)}" for path in sorted(weights)]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:16]
