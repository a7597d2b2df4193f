"""Decodes a batch of utterances in a thread of its own, while the job looks for the next ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ
from desktop.engine.detector import Utterance
from desktop.engine.guards import Hypothesis

# Yields (index, hypothesis) in any order, a few at a time.
RecognizeMany = Callable[[Sequence[NDArray[np.float32]]], Iterable[tuple[int, Hypothesis]]]


@dataclass(frozen=True)
class Found:
    """An utterance; all was said up to `before` when it was found, and up to `after` with it."""

    utterance: Utterance
    before: int
    after: int


class Decoding:
    """A batch on its way. Must be closed."""

    def __init__(
        self,
        batch: Sequence[Found],
        samples: Sequence[NDArray[np.float32]],
        recognize_many: RecognizeMany,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._batch = batch
        self._samples = samples
        self._recognize_many = recognize_many
        self._clock = clock
        self._results: SimpleQueue[tuple[int, Hypothesis] | BaseException] = SimpleQueue()
        self._decoded: dict[int, Hypothesis] = {}
        self._n_told = 0
        self._stopped = Event()
        self.speed = 0.0  # seconds of sound a second, once all of it is decoded
        self._thread = Thread(target=self._decode, name="decoding", daemon=True)
        self._thread.start()

    @property
    def is_told(self) -> bool:
        """Whether all of the batch has been taken."""
        return self._n_told == len(self._batch)

    def take(self, wait_s: float) -> Iterator[tuple[Found, Hypothesis]]:
        """What is decoded and not yet taken, in order of time, waiting as long for the next.

        Raises what stopped the decoding.
        """
        while not self.is_told:
            if self._n_told in self._decoded:
                self._n_told += 1
                yield self._batch[self._n_told - 1], self._decoded.pop(self._n_told - 1)
                continue
            try:
                result = self._results.get(timeout=wait_s) if wait_s else self._results.get_nowait()
            except Empty:
                return
            if isinstance(result, BaseException):
                raise result
            self._decoded[result[0]] = result[1]

    def close(self) -> None:
        """Stops after the utterances in hand."""
        self._stopped.set()
        self._thread.join()

    def _decode(self) -> None:
        started = self._clock()
        try:
            for result in self._recognize_many(self._samples):
                self._results.put(result)
                if self._stopped.is_set():
                    return
        except BaseException as error:
            self._results.put(error)
        n_samples = sum(len(samples) for samples in self._samples)
        self.speed = n_samples / SAMPLE_RATE_HZ / max(self._clock() - started, 1e-3)
