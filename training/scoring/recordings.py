"""The recordings of a test set, from a speech dataset or a feature store, read one at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import soundfile

from training.corpus.audio import open_audio
from training.corpus.audiofolder import METADATA_NAME, find_metadata, read_audiofolder
from training.corpus.utterance import Utterance
from training.features.cleaning import SAMPLE_RATE
from training.features.decode import decode_audio
from training.features.store import MANIFEST_NAME, SHARDS_FOLDER, FeatureStore
from training.scoring.errors import ScoringError

MAX_DURATION_S = 30.0  # of one window; what is longer is cut (training/scoring/listen.py)


@dataclass(frozen=True)
class Recording:
    """A recording with what is said in it; `load` gives float32 [n_samples], 16 kHz mono."""

    id: str
    text: str
    n_samples: int
    load: Callable[[], np.ndarray]
    speaker: str | None = None


def read_recordings(dataset: Path, limit: int | None = None) -> list[Recording]:
    """The first `limit` recordings of a folder with metadata.jsonl or of a feature store.

    Looks at every file's header first, so that a fault shows before anything is decoded. Raises
    ScoringError when there is none, or when one cannot be read: leaving it out would change what is
    measured. StoreError and the corpus's own errors pass through.
    """
    if (dataset / MANIFEST_NAME).is_file() and (dataset / SHARDS_FOLDER).is_dir():
        recordings = _read_store(FeatureStore(dataset), limit)
    elif find_metadata(dataset):
        utterances = islice(read_audiofolder(dataset), limit)
        recordings = [_look_at(utterance) for utterance in utterances]
    else:
        raise ScoringError(_explain_no_test_set(dataset))
    if not recordings:
        raise ScoringError(f"{dataset} holds no recording to score.")
    return recordings


def read_field(dataset: Path, field: str, ids: Sequence[str]) -> list[Any]:
    """What the dataset's metadata says in `field` about each recording; None where it says nothing.

    Raises ScoringError where no recording has such a field; a feature store has none but `speaker`.
    """
    path = find_metadata(dataset)
    if path is None:
        raise ScoringError(
            f"{dataset} is a feature store and keeps no {field!r}. Score the speech dataset that "
            "it was made of."
        )
    entries = list(_read_entries(path))
    values = {_get_id(entry): entry.get(field) for entry in entries}
    if path.suffix == ".csv":
        values = {id: _parse_cell(value) for id, value in values.items()}
    if all(value is None for value in values.values()):
        names = ", ".join(sorted({name for entry in entries for name in entry}))
        raise ScoringError(f"{path} has no field {field!r}. It has: {names}.")
    return [values.get(id) for id in ids]


def _read_entries(path: Path) -> Iterator[dict[str, Any]]:
    """The entries of metadata that has been read, and checked, before."""
    if path.suffix == ".jsonl":
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        yield from (json.loads(line) for line in lines if line.strip())
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield {name: value or None for name, value in row.items()}
    else:
        yield from pq.read_table(path).to_pylist()


def _get_id(entry: dict[str, Any]) -> str:
    return entry["file_name"] if entry.get("id") is None else str(entry["id"])


def _parse_cell(text: str | None) -> str | float | None:
    """A cell of a CSV file, as the other kinds of metadata would have it."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return text


def _read_store(store: FeatureStore, limit: int | None) -> list[Recording]:
    rows = islice(zip(store.ids(), store.texts(), store.n_samples, store.speakers()), limit)
    return [
        Recording(id, text, int(n_samples), partial(_load_stored, store, index), speaker or None)
        for index, (id, text, n_samples, speaker) in enumerate(rows)
    ]


def _load_stored(store: FeatureStore, index: int) -> np.ndarray:
    return store[index].audio


def _look_at(utterance: Utterance) -> Recording:
    try:
        with open_audio(utterance.audio) as file, soundfile.SoundFile(file) as audio_file:
            duration_s = audio_file.frames / audio_file.samplerate
    except (OSError, soundfile.SoundFileError) as error:
        raise ScoringError(
            f"{utterance.audio} cannot be read: {error}. Mend it or take it out of the metadata."
        ) from error
    n_samples = round(duration_s * SAMPLE_RATE)
    # A second more than the header promises: nothing is cut off by rounding.
    load = partial(decode_audio, utterance.audio, duration_s + 1, utterance.channel)
    return Recording(utterance.id, utterance.text, n_samples, load, utterance.speaker)


def _explain_no_test_set(dataset: Path) -> str:
    inside = [*dataset.glob(f"*/{METADATA_NAME}"), *dataset.glob(f"*/{SHARDS_FOLDER}")]
    if inside:
        names = ", ".join(sorted({path.parent.name for path in inside}))
        return f"{dataset} holds several test sets; name one of them: {names}."
    return (
        f"{dataset} is no test set: expected a folder with {METADATA_NAME}, or a feature store "
        f"with {MANIFEST_NAME} and {SHARDS_FOLDER}."
    )
