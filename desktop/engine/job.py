"""One transcription: walks through a recording, finished or growing, and says what it hears.

What has been said is decoded many utterances at a time; what is being said, while it is said. The
recording, the finder of utterances, the decoders and the emitter come in as arguments.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingReader
from desktop.engine.detector import FRAME_SAMPLES, Utterance, UtteranceFinder
from desktop.engine.guards import Hypothesis, HypothesisWord, Verdict, judge
from desktop.engine.live import LiveDecoder
from desktop.errors import AudioFileError
from desktop.transcript import Segment, Word

WAIT_FOR_SOUND_S = 0.03  # between looks at a growing recording: one frame of the detector
WAIT_FOR_SPEECH_S = 0.1  # the same while nobody speaks, to leave the processor in peace
PROGRESS_EVERY_S = 0.2
LIVE_PROGRESS_EVERY_S = 1.0  # one sees it grow, and text tells the rest

# A file is decoded many utterances at a time, as many as take about a second or two.
MAX_PENDING_S = 120.0
PENDING_WORK_S = 2.0

Emit = Callable[..., None]  # emit(event_type, **fields)
# Yields (index, hypothesis) in any order, a few at a time.
RecognizeMany = Callable[[Sequence[NDArray[np.float32]]], Iterable[tuple[int, Hypothesis]]]


@dataclass(frozen=True)
class Outcome:
    """How a job ended. `committed_sample`: where to go on if it was cancelled."""

    completed: bool
    committed_sample: int


Measure = Callable[[], tuple[int, bool]]  # samples there are, and whether no more will come


@dataclass(frozen=True)
class Place:
    """Before `before` all had been said when the utterance was found; before `after`, with it."""

    before: int
    after: int


class TranscriptionJob:
    """Runs to the end of the recording, or until `cancelled` is set.

    `measure` may raise what has stopped the recording from growing. `expected_s` is the length
    that a recording still growing will probably have, for the progress. With `live` each
    utterance is decoded from its beginning on, else when it has ended.
    """

    def __init__(
        self,
        reader: RecordingReader,
        measure: Measure,
        finder: UtteranceFinder,
        recognize_many: RecognizeMany,
        emit: Emit,
        cancelled: Event,
        live: LiveDecoder | None = None,
        expected_s: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._measure = measure
        self._finder = finder
        self._recognize_many = recognize_many
        self._emit = emit
        self._cancelled = cancelled
        self._live = live
        self._expected_s = expected_s
        self._clock = clock
        self._progress_at = clock()
        self._progress_every_s = PROGRESS_EVERY_S if live is None else LIVE_PROGRESS_EVERY_S
        self._n_samples = 0  # there were at the last look
        self._pending: list[tuple[Utterance, Place]] = []
        self._committed_sample = finder.committed_sample
        self._pending_limit_s = 0.0  # the first utterance goes at once: somebody waits for it

    def run(self) -> Outcome:
        """Emits live, segment, removed and progress. Raises TalskriftError."""
        finder = self._finder
        while not self._cancelled.is_set():
            n_samples, finished = self._measure()
            self._refuse_shrunk(n_samples, finished)
            if finished and finder.committed_sample >= n_samples:
                self._deliver_pending()
                if self._cancelled.is_set():
                    break
                self._committed_sample = n_samples
                self._emit_progress(n_samples, finished)
                return Outcome(True, n_samples)
            committed_before, heard_before = finder.committed_sample, finder.heard_sample
            utterance = finder.find_next(n_samples, finished)
            has_heard = finder.heard_sample != heard_before
            if utterance is not None:
                self._take(utterance, Place(committed_before, finder.committed_sample))
            elif self._live is not None and has_heard and finder.open_utterance is not None:
                self._live.look(finder.open_utterance)
            elif not finished and not has_heard:
                self._deliver_pending()
                speaks = finder.open_utterance is not None
                self._cancelled.wait(WAIT_FOR_SOUND_S if speaks else WAIT_FOR_SPEECH_S)
            if not self._pending:
                self._committed_sample = finder.committed_sample
            if self._clock() - self._progress_at >= self._progress_every_s:
                self._emit_progress(n_samples, finished)
        return Outcome(False, self._committed_sample)

    def _refuse_shrunk(self, n_samples: int, finished: bool) -> None:
        """A file that is decoded anew may have to grow for a while to where this job begins."""
        has_lost = n_samples < self._n_samples or finished
        if has_lost and n_samples <= self._finder.heard_sample - FRAME_SAMPLES:
            raise AudioFileError("recording_damaged", path=str(self._reader.path))
        self._n_samples = n_samples

    def _take(self, utterance: Utterance, place: Place) -> None:
        if self._live is not None:
            hypothesis, committed_text = self._live.finish(utterance)
            self._deliver(utterance, place, hypothesis, committed_text)
            return
        self._pending.append((utterance, place))
        if self._measure_pending_s() >= self._pending_limit_s:
            self._deliver_pending()

    def _measure_pending_s(self) -> float:
        n_samples = sum(found.end_sample - found.start_sample for found, _ in self._pending)
        return n_samples / SAMPLE_RATE_HZ

    def _deliver_pending(self) -> None:
        """Decodes what is pending, and tells it in order of time."""
        started, pending_s = self._clock(), self._measure_pending_s()
        samples = [
            self._reader.read(found.start_sample, found.end_sample) for found, _ in self._pending
        ]
        decoded: dict[int, Hypothesis] = {}
        n_told = 0
        for index, hypothesis in self._recognize_many(samples) if samples else ():
            decoded[index] = hypothesis
            while n_told in decoded:
                self._deliver(*self._pending[n_told], decoded.pop(n_told))
                n_told += 1
            if self._cancelled.is_set():
                return
        if self._pending:
            speed = pending_s / max(self._clock() - started, 1e-3)
            self._pending_limit_s = min(MAX_PENDING_S, PENDING_WORK_S * speed)
        self._pending = []

    def _deliver(
        self, utterance: Utterance, place: Place, hypothesis: Hypothesis, committed_text: str = ""
    ) -> None:
        verdict = judge(hypothesis, utterance.speech_probability)
        if not verdict.kept.startswith(committed_text):  # which was shown for good
            verdict = Verdict(committed_text, verdict.removed, verdict.reason)
        if verdict.removed:
            # Where text follows, the utterance is not all told yet: the removal commits nothing.
            self._emit(
                "removed",
                segment=make_segment(utterance, hypothesis, verdict.removed).as_dict(),
                reason=verdict.reason,
                committed_sample=place.before if verdict.kept else place.after,
            )
        if verdict.kept:
            segment = make_segment(utterance, hypothesis, verdict.kept)
            self._emit("segment", segment=segment.as_dict(), committed_sample=place.after)
        self._committed_sample = place.after

    def _emit_progress(self, n_samples: int, finished: bool) -> None:
        self._progress_at = self._clock()
        known_s = n_samples / SAMPLE_RATE_HZ if finished else self._expected_s
        told = self._committed_sample if self._pending else self._finder.heard_sample
        self._emit(
            "progress",
            position_s=round(min(told, n_samples) / SAMPLE_RATE_HZ, 2),
            duration_s=known_s,
            committed_sample=self._committed_sample,
        )


def make_segment(utterance: Utterance, hypothesis: Hypothesis, text: str) -> Segment:
    """The utterance's text with the times of its speech, the padding left out."""
    return Segment(
        start_s=round(utterance.speech_start_sample / SAMPLE_RATE_HZ, 3),
        end_s=round(utterance.speech_end_sample / SAMPLE_RATE_HZ, 3),
        text=text,
        words=tuple(place_words(hypothesis.words, text, utterance.start_sample / SAMPLE_RATE_HZ)),
        confidence=round(min(1.0, math.exp(hypothesis.avg_logprob)), 4),
    )


def place_words(words: Sequence[HypothesisWord], text: str, offset_s: float) -> Iterator[Word]:
    """Those of the words that stand in `text`, with times from the start of the recording."""
    wanted = iter(text.split())
    next_one = next(wanted, None)
    for word in words:
        if word.text == next_one:
            start_s, end_s = (round(offset_s + time_s, 3) for time_s in (word.start_s, word.end_s))
            yield Word(word.text, start_s, end_s, round(word.confidence, 3))
            next_one = next(wanted, None)
