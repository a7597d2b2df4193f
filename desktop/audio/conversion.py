"""Turns a microphone's blocks into the recording's samples: mono, 16 kHz, int16, as a stream."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ

INT16_MIN, INT16_MAX = -32768, 32767


def mix_to_mono(data: bytes, channels: int) -> NDArray[np.float32]:
    """Interleaved int16 samples as one channel, shape (n,), float32 on the 16-bit scale.

    Two channels are averaged; of more (an audio interface) the first is taken, since averaging
    it with unused ones would make it faint.
    """
    frames = np.frombuffer(data, dtype=np.int16).reshape(-1, channels)
    if channels == 2:
        return frames.mean(axis=1, dtype=np.float32)
    return frames[:, 0].astype(np.float32)


class RateConverter:
    """Resamples mono float32 on the 16-bit scale to 16 kHz int16, block by block.

    Sound at 16 kHz passes unchanged, bit by bit. Otherwise libsoxr (HQ) holds back up to about
    40 ms, which `flush` gives out.
    """

    def __init__(self, rate_hz: float) -> None:
        self._stream: soxr.ResampleStream | None = None
        if rate_hz != SAMPLE_RATE_HZ:
            self._stream = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")

    def convert(self, samples: NDArray[np.float32], last: bool = False) -> NDArray[np.int16]:
        """The samples that are ready, shape (m,), m any number from 0."""
        if self._stream is not None:
            samples = self._stream.resample_chunk(samples, last=last)
        return np.clip(np.rint(samples), INT16_MIN, INT16_MAX).astype(np.int16)

    def flush(self) -> NDArray[np.int16]:
        """What is still held back. The converter must not be used afterwards."""
        return self.convert(np.zeros(0, np.float32), last=True)
