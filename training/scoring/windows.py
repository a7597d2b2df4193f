"""Cuts a long recording into windows that a model can take, at its pauses."""

from __future__ import annotations

import numpy as np

from training.features.cleaning import SAMPLE_RATE

# The app's detector cuts at 28 s at the latest; a shorter tail than a third of that is seldom left.
MAX_PIECE = 28 * SAMPLE_RATE
_MIN_PIECE = MAX_PIECE // 3
_FRAME = SAMPLE_RATE // 100
_PAUSE_FRAMES = 30  # 0.3 s, more than the closure of any stop


def cut_at_pauses(samples: np.ndarray) -> list[slice]:
    """Slices that cover the recording without a gap, each at most 28 s, cut where it is quietest.

    Each cut lies in the middle of the quietest 0.3 s between a third of 28 s and 28 s after the
    last one. Simpler than the app's detector, which knows speech from noise: in speech with no
    pause a cut may go through a word.
    """
    pieces = []
    start = 0
    while samples.size - start > MAX_PIECE:
        end = start + _find_quietest(samples[start : start + MAX_PIECE])
        pieces.append(slice(start, end))
        start = end
    return [*pieces, slice(start, samples.size)]


def _find_quietest(samples: np.ndarray) -> int:
    """Where to cut, in samples, at least _MIN_PIECE."""
    n_frames = samples.size // _FRAME
    frames = samples[: n_frames * _FRAME].reshape(n_frames, _FRAME)
    power = np.square(frames, dtype=np.float64).mean(axis=1)
    power_of_pause = np.convolve(power, np.ones(_PAUSE_FRAMES), mode="valid")
    first = _MIN_PIECE // _FRAME
    # The last one of equals: with no sound at all the piece is as long as can be.
    candidates = power_of_pause[first:][::-1]
    frame = first + candidates.size - 1 - int(np.argmin(candidates))
    return (frame + _PAUSE_FRAMES // 2) * _FRAME
