"""One transcription: walks through a recording, finished or growing, and says what it hears.

Files and live recordings take this same path. The recording, the finder of utterances, the
recognizer and the emitter come in as arguments.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingReader
from desktop.engine.detector import FRAME_SAMPLES, Utterance, UtteranceFinder
from desktop.engine.guards import Hypothesis, judge
from desktop.errors import AudioFileError
from desktop.transcript import Segment

WAIT_FOR_SOUND_S = 0.03  # between looks at a growing recording: one frame of the detector
PROGRESS_EVERY_S = 0.2

Emit = Callable[..., None]  # emit(event_type, **fields)
Recognize = Callable[[NDArray[np.float32]], Hypothesis]


@dataclass(frozen=True)
class Outcome:
    """How a job ended. `committed_sample`: where to go on if it was cancelled."""

    completed: bool
    committed_sample: int


Measure = Callable[[], tuple[int, bool]]  # samples there are, and whether no more will come


class TranscriptionJob:
    """Runs to the end of the recording, or until `cancelled` is set.

    `measure` may raise what has stopped the recording from growing. `expected_s` is the length
    that a recording still growing will probably have, for the progress.
    """

    def __init__(
        self,
        reader: RecordingReader,
        measure: Measure,
        finder: UtteranceFinder,
        recognize: Recognize,
        emit: Emit,
        cancelled: Event,
        expected_s: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._measure = measure
        self._finder = finder
        self._recognize = recognize
        self._emit = emit
        self._cancelled = cancelled
        self._expected_s = expected_s
        self._clock = clock
        self._progress_at = clock()
        self._n_samples = 0  # there were at the last look

    def run(self) -> Outcome:
        """Emits segment, removed and progress. Raises TalskriftError."""
        finder = self._finder
        while not self._cancelled.is_set():
            n_samples, finished = self._measure()
            self._refuse_shrunk(n_samples, finished)
            if finished and finder.committed_sample >= n_samples:
                self._emit_progress(n_samples, finished)
                return Outcome(True, n_samples)
            committed_before, heard_before = finder.committed_sample, finder.heard_sample
            utterance = finder.find_next(n_samples, finished)
            if utterance is not None:
                self._transcribe(utterance, committed_before)
            elif not finished and finder.heard_sample == heard_before:
                self._cancelled.wait(WAIT_FOR_SOUND_S)
            if self._clock() - self._progress_at >= PROGRESS_EVERY_S:
                self._emit_progress(n_samples, finished)
        return Outcome(False, finder.committed_sample)

    def _refuse_shrunk(self, n_samples: int, finished: bool) -> None:
        """A file that is decoded anew may have to grow for a while to where this job begins."""
        has_lost = n_samples < self._n_samples or finished
        if has_lost and n_samples <= self._finder.heard_sample - FRAME_SAMPLES:
            raise AudioFileError("recording_damaged", path=str(self._reader.path))
        self._n_samples = n_samples

    def _transcribe(self, utterance: Utterance, committed_before: int) -> None:
        samples = self._reader.read(utterance.start_sample, utterance.end_sample)
        hypothesis = self._recognize(samples)
        verdict = judge(hypothesis, utterance.speech_probability)
        committed = self._finder.committed_sample
        if verdict.removed:
            # Where text follows, the utterance is not all told yet: the removal commits nothing.
            self._emit(
                "removed",
                segment=make_segment(utterance, hypothesis, verdict.removed).as_dict(),
                reason=verdict.reason,
                committed_sample=committed_before if verdict.kept else committed,
            )
        if verdict.kept:
            segment = make_segment(utterance, hypothesis, verdict.kept)
            self._emit("segment", segment=segment.as_dict(), committed_sample=committed)

    def _emit_progress(self, n_samples: int, finished: bool) -> None:
        self._progress_at = self._clock()
        known_s = n_samples / SAMPLE_RATE_HZ if finished else self._expected_s
        heard_s = min(self._finder.heard_sample, n_samples) / SAMPLE_RATE_HZ
        self._emit(
            "progress",
            position_s=round(heard_s, 2),
            duration_s=known_s,
            committed_sample=self._finder.committed_sample,
        )


def make_segment(utterance: Utterance, hypothesis: Hypothesis, text: str) -> Segment:
    """The utterance's text with the times of its speech, the padding left out."""
    return Segment(
        start_s=round(utterance.speech_start_sample / SAMPLE_RATE_HZ, 3),
        end_s=round(utterance.speech_end_sample / SAMPLE_RATE_HZ, 3),
        text=text,
        confidence=round(min(1.0, math.exp(hypothesis.avg_logprob)), 4),
    )
