"""Plays speech slower or faster without changing its pitch: WSOLA (Verhelst and Roelands, 1993,
https://doi.org/10.1109/ICASSP.1993.319366). Pure: knows neither files nor devices.

Overlapping frames are taken from the sound at the speed that is wanted, each shifted a little so
that it goes on from the one before as the sound itself does. At speed 1 it gives back the sound.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

FRAME_S = 0.04
SHIFT_S = 0.012  # a frame may be taken so much earlier or later: a whole period of a deep voice
SILENCE = 1e-9

Samples = NDArray[np.float32]


class Stretcher:
    """Gives the sound a block at a time, from `start` on, as quick as it is asked for then."""

    def __init__(self, read: Callable[[int, int], Samples], rate_hz: float, start: int) -> None:
        self._read = read
        self._half = round(FRAME_S * rate_hz / 2)
        self._shift = round(SHIFT_S * rate_hz)
        self._fade_in = np.float32(0.5) - np.float32(0.5) * np.cos(
            np.pi * np.arange(self._half, dtype=np.float32) / self._half
        )
        self._wanted = float(start)  # where the next frame is to be taken from
        self._next = start  # where it would go on as the sound does
        self._tail = self._take(start, self._half) * (1 - self._fade_in)

    @property
    def position(self) -> int:
        """The sample of the sound that the next block begins with."""
        return self._next

    def give_block(self, speed: float) -> Samples:
        """The next block, float32, shape (n,), always of the same length; zeros after the end."""
        half, shift = self._half, self._shift
        wanted = round(self._wanted)
        around = self._take(wanted - shift, 2 * shift + 2 * half)
        natural = self._take(self._next, half)
        begin = find_best(around[: 2 * shift + half], natural)
        frame = around[begin : begin + 2 * half]
        block = self._tail + frame[:half] * self._fade_in
        self._tail = frame[half:] * (1 - self._fade_in)
        self._next = wanted - shift + begin + half
        self._wanted += half * speed
        return block

    def _take(self, start: int, n_samples: int) -> Samples:
        """Samples from `start` on; zeros before the beginning and after the end."""
        taken = np.zeros(n_samples, np.float32)
        n_before = min(max(0, -start), n_samples)
        found = self._read(start + n_before, start + n_samples)
        taken[n_before : n_before + len(found)] = found
        return taken


def find_best(around: Samples, natural: Samples) -> int:
    """Where in `around` the sound is most like `natural`; in the middle where nothing is heard."""
    likeness = np.correlate(around, natural, "valid")
    squares = np.concatenate(([0.0], np.cumsum(around.astype(np.float64) ** 2)))
    energy = squares[len(natural) :] - squares[: -len(natural)]
    if float(np.max(np.abs(likeness))) < SILENCE:
        return len(likeness) // 2
    return int(np.argmax(likeness / np.sqrt(energy + SILENCE)))
