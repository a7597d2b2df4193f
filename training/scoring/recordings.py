"""The recordings of a test set, from a speech dataset or a feature store, read one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import soundfile

from training.corpus.audio import open_audio
from training.corpus.audiofolder import METADATA_NAME, read_audiofolder
from training.corpus.utterance import Utterance
from training.features.cleaning import SAMPLE_RATE
from training.features.decode import decode_audio
from training.features.store import MANIFEST_NAME, SHARDS_FOLDER, FeatureStore
from training.scoring.errors import ScoringError

MAX_DURATION_S = 30.0


@dataclass(frozen=True)
class Recording:
    """A recording with what is said in it; `load` gives float32 [n_samples], 16 kHz mono."""

    id: str
    text: str
    n_samples: int
    load: Callable[[], np.ndarray]


def read_recordings(dataset: Path, limit: int | None = None) -> list[Recording]:
    """The first `limit` recordings of a folder with metadata.jsonl or of a feature store.

    Looks at every file's header first, so that a fault shows before anything is decoded. Raises
    ScoringError when there is none, or when one cannot be read or is longer than 30 s: leaving it
    out would change what is measured. StoreError and the corpus's own errors pass through.
    """
    if (dataset / MANIFEST_NAME).is_file() and (dataset / SHARDS_FOLDER).is_dir():
        recordings = _read_store(FeatureStore(dataset), limit)
    elif (dataset / METADATA_NAME).is_file():
        utterances = islice(read_audiofolder(dataset), limit)
        recordings = [_look_at(utterance) for utterance in utterances]
    else:
        raise ScoringError(_explain_no_test_set(dataset))
    if not recordings:
        raise ScoringError(f"{dataset} holds no recording to score.")
    return recordings


def _read_store(store: FeatureStore, limit: int | None) -> list[Recording]:
    rows = islice(zip(store.ids(), store.texts(), store.n_samples), limit)
    return [
        Recording(id, text, int(n_samples), partial(_load_stored, store, index))
        for index, (id, text, n_samples) in enumerate(rows)
    ]


def _load_stored(store: FeatureStore, index: int) -> np.ndarray:
    return store[index].audio


def _look_at(utterance: Utterance) -> Recording:
    try:
        with open_audio(utterance.audio) as file, soundfile.SoundFile(file) as audio_file:
            duration_s = audio_file.frames / audio_file.samplerate
    except (OSError, soundfile.SoundFileError) as error:
        raise ScoringError(
            f"{utterance.audio} cannot be read: {error}. Mend it or take it out of {METADATA_NAME}."
        ) from error
    if duration_s > MAX_DURATION_S:
        raise ScoringError(
            f"{utterance.audio} is {duration_s:.1f} s long; a Whisper window is "
            f"{MAX_DURATION_S:.0f} s. Cut it, or score the feature store of this dataset, which "
            "leaves such recordings out and says how many."
        )
    n_samples = round(duration_s * SAMPLE_RATE)
    load = partial(decode_audio, utterance.audio, MAX_DURATION_S)
    return Recording(utterance.id, utterance.text, n_samples, load)


def _explain_no_test_set(dataset: Path) -> str:
    inside = [*dataset.glob(f"*/{METADATA_NAME}"), *dataset.glob(f"*/{SHARDS_FOLDER}")]
    if inside:
        names = ", ".join(sorted({path.parent.name for path in inside}))
        return f"{dataset} holds several test sets; name one of them: {names}."
    return (
        f"{dataset} is no test set: expected a folder with {METADATA_NAME}, or a feature store "
        f"with {MANIFEST_NAME} and {SHARDS_FOLDER}."
    )
