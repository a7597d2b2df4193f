"""Decodes an utterance while it is being spoken, as often as the machine can.

Looks at it after every so many frames of the detector, not of the clock, so that a recording
heard again after a crash gets the same looks, the same committed words and the same text.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from statistics import median

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingReader
from desktop.engine.detector import FRAME_SAMPLES, OpenUtterance, Utterance
from desktop.engine.guards import Hypothesis, Words, join
from desktop.engine.live_policy import DEFAULT_OPTIONS, LiveOptions, LiveState, close, step

MAX_LOAD = 0.5  # share of the time that looking may take; the rest is for the final decoding
N_COSTS = 5  # the median of so many: a process that stood still once is not a slow machine

RecognizeFrom = Callable[[NDArray[np.float32], Words], Hypothesis]


class LiveDecoder:
    """Follows one open utterance after another. `show(start_s, committed, tentative)`.

    `recognize` takes samples and the words that its hypothesis is to begin with.
    """

    def __init__(
        self,
        reader: RecordingReader,
        recognize: RecognizeFrom,
        show: Callable[[float, str, str], None],
        options: LiveOptions = DEFAULT_OPTIONS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._recognize = recognize
        self._show = show
        self._options = options
        self._clock = clock
        self._costs_s: deque[float] = deque(maxlen=N_COSTS)
        self._state = LiveState()
        self._shown = ("", "")
        self._last: tuple[tuple[int, int], Hypothesis] | None = None  # span and hypothesis

    def look(self, utterance: OpenUtterance) -> None:
        """Decode what there is of the utterance, if it is time to. Call after every frame."""
        span = (utterance.start_sample, utterance.end_sample)
        stride = self._choose_stride()
        if utterance.is_paused:
            if stride > 1 or (self._last is not None and self._last[0] == span):
                return
        elif utterance.n_frames == 0 or utterance.n_frames % (self._options.step_frames * stride):
            return
        started = self._clock()
        hypothesis = self._decode(*span, self._state.committed)
        self._costs_s.append(self._clock() - started)
        audio_s = (span[1] - span[0]) / SAMPLE_RATE_HZ
        self._state = step(
            self._state, hypothesis, audio_s, utterance.speech_probability, self._options
        )
        self._last = (span, hypothesis)
        shown = (self._state.committed_text, self._state.tentative)
        if shown != self._shown:
            self._shown = shown
            self._show(span[0] / SAMPLE_RATE_HZ, *shown)

    def finish(self, utterance: Utterance) -> tuple[Hypothesis, str]:
        """The final hypothesis of an utterance that has ended, and its committed text."""
        span = (utterance.start_sample, utterance.end_sample)
        ours, next_ones = close(self._state, (span[1] - span[0]) / SAMPLE_RATE_HZ)
        if not next_ones and self._last is not None and self._last[0] == span:
            hypothesis = self._last[1]
        else:
            hypothesis = self._decode(*span, ours)
        self._state, self._shown, self._last = LiveState(next_ones), ("", ""), None
        return hypothesis, join(ours)

    def _decode(self, start: int, end: int, settled: Words) -> Hypothesis:
        return self._recognize(self._reader.read(start, end), settled)

    def _choose_stride(self) -> int:
        """Every how many-eth step there is time for a look."""
        if not self._costs_s:
            return 1
        step_s = self._options.step_frames * FRAME_SAMPLES / SAMPLE_RATE_HZ
        stride = 1
        while median(self._costs_s) > MAX_LOAD * step_s * stride:
            stride *= 2
        return stride
