"""Speaks sentences with espeak-ng and tells when each of their words ends. 16 kHz mono float32.

The sentences are those of the test set that `training corpus synthesise` makes: the starter model
has been trained on none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ
from training.corpus.plan import make_plan
from training.corpus.speech import speak_whole
from training.corpus.voices import default_delivery
from training.corpus.word_times import find_word_times
from training.scoring.normalise import normalise

SEED = 0
QUIET = 10 ** (-50 / 20)  # of full scale; below it lies the end of the last sound
PEAK = 10 ** (-6 / 20)


@dataclass(frozen=True)
class SpokenWord:
    """One word of a sentence as it counts when scoring, and where its sound ends."""

    text: str
    end_s: float


@dataclass(frozen=True)
class Spoken:
    """A sentence and its sound, which ends with the last word's."""

    text: str
    samples: NDArray[np.float32]
    words: tuple[SpokenWord, ...]

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ


def speak_sentences(min_s: float, max_s: float, first_index: int = 0) -> Iterator[Spoken]:
    """Test sentences without digits that take this long to say, in a fixed order."""
    plan = make_plan(SEED)
    index = first_index
    while True:
        planned = plan.plan("test_default", index)
        index += 1
        if planned.text != planned.spoken or any(c.isdigit() for c in planned.text):
            continue
        samples = speak_samples(planned.text)
        if min_s <= len(samples) / SAMPLE_RATE_HZ <= max_s:
            words = time_words(planned.text, len(samples) / SAMPLE_RATE_HZ)
            if words:
                yield Spoken(planned.text, samples, words)


def speak_samples(text: str) -> NDArray[np.float32]:
    """The text in espeak-ng's default Swedish voice, up to the end of its last sound."""
    samples = speak_whole(text, default_delivery())
    samples = samples[: np.flatnonzero(np.abs(samples) > QUIET)[-1] + 1]
    return np.asarray(samples * (PEAK / np.abs(samples).max()), np.float32)


def time_words(text: str, duration_s: float) -> tuple[SpokenWord, ...]:
    """The words of `speak_samples(text)`; none where espeak-ng does not tell them apart."""
    found = find_word_times(text, default_delivery())
    if found is None:
        return ()
    texts = [normalise(word.text) for word in found.words]
    if not all(text and " " not in text for text in texts):
        return ()
    # A last word fades away: it ends with its last sound above the quiet.
    ends_s = [*(min(word.end_s, duration_s) for word in found.words[:-1]), duration_s]
    return tuple(SpokenWord(*pair) for pair in zip(texts, ends_s, strict=True))
