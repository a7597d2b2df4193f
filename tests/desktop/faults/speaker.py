"""A microphone made of Python that somebody speaks into, in real time or faster."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
BLOCK_SAMPLES = 400  # 25 ms, as from PulseAudio


class SpokenStream:
    """An open microphone."""

    name = "talare"
    rate_hz = float(RATE_HZ)
    channels = 1

    def __init__(self, speaker: Speaker, on_block: Callable[[bytes, bool], None]) -> None:
        self._speaker = speaker
        self.on_block = on_block

    def start(self) -> None:
        self._speaker.stream = self

    def close(self) -> None:
        if self._speaker.stream is self:
            self._speaker.stream = None


class Speaker:
    """Says what it is given, and is silent between; opens as a recorder's source.

    `speed`: how many times faster than real time. `heard` gets all that was handed to a microphone,
    block by block; `on_heard` is called with the number of samples after each.
    """

    def __init__(self, speed: float = 1.0, on_heard: Callable[[int], None] | None = None) -> None:
        self.stream: SpokenStream | None = None
        self.heard: list[NDArray[np.int16]] = []
        self._speed = speed
        self._on_heard = on_heard
        self._lock = threading.Lock()
        self._unsaid = self._repeated = np.zeros(0, np.int16)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._speak, name="speaker", daemon=True)
        self._thread.start()

    def open(
        self,
        device_id: str | None,
        on_block: Callable[[bytes, bool], None],
        on_end: Callable[[], None],
    ) -> SpokenStream:
        """A microphone; see desktop.audio.source.AudioSource."""
        return SpokenStream(self, on_block)

    def say(self, samples: NDArray[np.int16], *, again: bool = False) -> None:
        """Says these samples when what was given before is said; `again`: over and over."""
        with self._lock:
            self._unsaid = np.concatenate([self._unsaid, samples])
            self._repeated = samples if again else samples[:0]

    def fall_silent(self) -> None:
        """Says no more, not even the end of the word."""
        with self._lock:
            self._unsaid = self._repeated = self._unsaid[:0]

    @property
    def is_silent(self) -> bool:
        """Whether all has been said."""
        return len(self._unsaid) == 0

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def _speak(self) -> None:
        block_s = BLOCK_SAMPLES / RATE_HZ / self._speed
        due_s = time.monotonic()
        n_heard = 0
        while not self._ended.wait(max(0.0, due_s - time.monotonic())):
            due_s += block_s
            stream = self.stream
            if stream is None:
                due_s = time.monotonic() + block_s
                continue
            block = self._take_block()
            stream.on_block(block.tobytes(), False)
            self.heard.append(block)
            n_heard += len(block)
            if self._on_heard is not None:
                self._on_heard(n_heard)

    def _take_block(self) -> NDArray[np.int16]:
        with self._lock:
            if not len(self._unsaid):
                self._unsaid = self._repeated
            block, self._unsaid = self._unsaid[:BLOCK_SAMPLES], self._unsaid[BLOCK_SAMPLES:]
        return np.pad(block, (0, BLOCK_SAMPLES - len(block)))
