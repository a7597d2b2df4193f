"""Words that a model invents where nobody speaks, counted by the kind of sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from training.features.cleaning import SAMPLE_RATE
from training.scoring.normalise import normalise
from training.scoring.recordings import Recording
from training.scoring.sounds import SOUND_KINDS, make_sound

_DURATION_S = (1.0, 28.0)
_LEVEL_DB = (-60.0, -12.0)  # peaks, of full scale
_N_TEXTS = 3


@dataclass(frozen=True)
class SilenceScore:
    """One kind of sound: how many of its recordings got words, how many words, the commonest texts
    with their number."""

    kind: str
    audio_s: float
    n_recordings: int
    n_with_words: int
    n_words: int
    texts: tuple[tuple[str, int], ...]

    @property
    def words_per_minute(self) -> float:
        return 60 * self.n_words / self.audio_s if self.audio_s else 0.0


def make_silent_recordings(minutes: float, seed: int = 0) -> list[Recording]:
    """`minutes` of sounds without speech, as many of each kind, in recordings of 1 to 28 s.

    Their peaks are at -60 to -12 dB, their text is empty, and `speaker` holds the kind. The same
    seed makes the same sounds."""
    rng = np.random.default_rng(seed)
    recordings: list[Recording] = []
    for kind in SOUND_KINDS:
        n_left = round(minutes * 60 * SAMPLE_RATE / len(SOUND_KINDS))
        while n_left > 0:
            n_samples = min(round(rng.uniform(*_DURATION_S) * SAMPLE_RATE), n_left)
            n_left -= n_samples
            level = 10 ** (rng.uniform(*_LEVEL_DB) / 20)
            load = partial(_make, kind, n_samples, level, int(rng.integers(2**63)))
            name = f"{kind}-{len(recordings):04}"
            recordings.append(Recording(name, "", n_samples, load, speaker=kind))
    return recordings


def count_invented(recordings: Sequence[Recording], texts: Sequence[str]) -> list[SilenceScore]:
    """Scores by kind, in the order of SOUND_KINDS; `texts` is what was heard in the recordings."""
    scores = []
    for kind in SOUND_KINDS:
        heard = [(r, normalise(t)) for r, t in zip(recordings, texts) if r.speaker == kind]
        invented = Counter(text for _, text in heard if text)
        scores.append(
            SilenceScore(
                kind=kind,
                audio_s=sum(recording.n_samples for recording, _ in heard) / SAMPLE_RATE,
                n_recordings=len(heard),
                n_with_words=invented.total(),
                n_words=sum(len(text.split()) * n for text, n in invented.items()),
                texts=tuple(invented.most_common(_N_TEXTS)),
            )
        )
    return scores


def _make(kind: str, n_samples: int, level: float, seed: int) -> np.ndarray:
    return make_sound(kind, n_samples, np.random.default_rng(seed)) * np.float32(level)
