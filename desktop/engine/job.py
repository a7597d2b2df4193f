"""One transcription: walks through a recording, finished or growing, and says what it hears.

What has been said is decoded many utterances at a time; what is being said, while it is said. The
recording, the finder of utterances, the decoders and the emitter come in as arguments.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event

from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingReader
from desktop.engine.channels import ChannelFinder
from desktop.engine.decoding import Decoding, Found, RecognizeMany
from desktop.engine.detector import FRAME_SAMPLES, Utterance, UtteranceFinder
from desktop.engine.guards import Hypothesis, HypothesisWord, Verdict, judge
from desktop.engine.live import LiveDecoder
from desktop.errors import AudioFileError
from desktop.transcript import Segment, Word

WAIT_FOR_SOUND_S = 0.03  # between looks at a growing recording: one frame of the detector
WAIT_FOR_SPEECH_S = 0.1  # the same while nobody speaks, to leave the processor in peace
PROGRESS_EVERY_S = 0.2
LIVE_PROGRESS_EVERY_S = 1.0  # one sees it grow, and text tells the rest

# A file is decoded many utterances at a time, as many as take a few seconds.
MAX_PENDING_S = 300.0
PENDING_WORK_S = 3.0
WAIT_FOR_TEXT_S = 0.1  # between looks whether the job was cancelled

Emit = Callable[..., None]  # emit(event_type, **fields)


@dataclass(frozen=True)
class Outcome:
    """How a job ended. `committed_sample`: where to go on if it was cancelled."""

    completed: bool
    committed_sample: int


Measure = Callable[[], tuple[int, bool]]  # samples there are, and whether no more will come


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
        finder: UtteranceFinder | ChannelFinder,
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
        self._pending: list[Found] = []
        self._decoding: Decoding | None = None
        self._committed_sample = finder.committed_sample
        self._pending_limit_s = 0.0  # the first utterance goes at once: somebody waits for it

    def run(self) -> Outcome:
        """Emits live, segment, removed and progress. Raises TalskriftError."""
        try:
            return self._run()
        finally:
            if self._decoding is not None:
                self._decoding.close()

    def _run(self) -> Outcome:
        finder = self._finder
        while not self._cancelled.is_set():
            n_samples, finished = self._measure()
            self._refuse_shrunk(n_samples, finished)
            if finished and finder.committed_sample >= n_samples:
                self._decode_pending()
                self._deliver_decoded(wait=True)
                if self._cancelled.is_set():
                    break
                self._committed_sample = n_samples
                self._emit_progress(n_samples, finished)
                return Outcome(True, n_samples)
            committed_before, heard_before = finder.committed_sample, finder.heard_sample
            utterance = finder.find_next(n_samples, finished)
            has_heard = finder.heard_sample != heard_before
            if utterance is not None:
                self._take(Found(utterance, committed_before, finder.committed_sample))
            elif self._live is not None and has_heard and finder.open_utterance is not None:
                self._live.look(finder.open_utterance)
            elif not finished and not has_heard:
                self._decode_pending()
                speaks = finder.open_utterance is not None
                self._cancelled.wait(WAIT_FOR_SOUND_S if speaks else WAIT_FOR_SPEECH_S)
            self._deliver_decoded()
            if not self._is_behind:
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

    @property
    def _is_behind(self) -> bool:
        """Whether utterances have been found that are not yet told."""
        return bool(self._pending) or not (self._decoding is None or self._decoding.is_told)

    def _take(self, found: Found) -> None:
        if self._live is not None:
            self._deliver(found, *self._live.finish(found.utterance))
            return
        self._pending.append(found)
        n_samples = sum(
            one.utterance.end_sample - one.utterance.start_sample for one in self._pending
        )
        if n_samples / SAMPLE_RATE_HZ >= self._pending_limit_s:
            self._decode_pending()

    def _decode_pending(self) -> None:
        """Has what is pending decoded while the job goes on, after what is being decoded now."""
        if not self._pending:
            return
        self._deliver_decoded(wait=True)
        if self._cancelled.is_set():
            return
        batch, self._pending = self._pending, []
        samples = [self._finder.read(found.utterance) for found in batch]
        self._decoding = Decoding(batch, samples, self._recognize_many, self._clock)

    def _deliver_decoded(self, wait: bool = False) -> None:
        """Tells what has been decoded; with `wait`, all that is being decoded, unless cancelled."""
        decoding = self._decoding
        if decoding is None:
            return
        while not self._cancelled.is_set():
            for found, hypothesis in decoding.take(WAIT_FOR_TEXT_S if wait else 0.0):
                self._deliver(found, hypothesis)
                if self._cancelled.is_set():
                    return
            if decoding.is_told:
                decoding.close()
                self._pending_limit_s = min(MAX_PENDING_S, PENDING_WORK_S * decoding.speed)
                self._decoding = None
                return
            if not wait:
                return

    def _deliver(self, found: Found, hypothesis: Hypothesis, committed_text: str = "") -> None:
        utterance = found.utterance
        verdict = judge(hypothesis, utterance.speech_probability)
        if utterance.is_echo:
            verdict = Verdict("", " ".join([verdict.kept, verdict.removed]).strip(), "echo")
        if not verdict.kept.startswith(committed_text):  # which was shown for good
            verdict = Verdict(committed_text, verdict.removed, verdict.reason)
        if verdict.removed:
            # Where text follows, the utterance is not all told yet: the removal commits nothing.
            self._emit(
                "removed",
                segment=make_segment(utterance, hypothesis, verdict.removed).as_dict(),
                reason=verdict.reason,
                committed_sample=found.before if verdict.kept else found.after,
            )
        if verdict.kept:
            segment = make_segment(utterance, hypothesis, verdict.kept)
            self._emit("segment", segment=segment.as_dict(), committed_sample=found.after)
        self._committed_sample = found.after

    def _emit_progress(self, n_samples: int, finished: bool) -> None:
        self._progress_at = self._clock()
        known_s = n_samples / SAMPLE_RATE_HZ if finished else self._expected_s
        told = self._committed_sample if self._is_behind else self._finder.heard_sample
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
        speaker=utterance.speaker,
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
