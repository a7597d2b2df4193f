"""Finds the utterances in a recording: Silero's speech probabilities, and a decision over them.

The decision is a pure state machine over frames of 32 ms. After every utterance the detector
starts afresh at the utterance's end, so that a job begun there (after a crash) finds exactly the
same utterances as one that was never disturbed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.errors import AudioFileError

FRAME_SAMPLES = 512  # Silero's only window at 16 kHz; 32 ms
CONTEXT_SAMPLES = 64  # that Silero wants from before each frame
FRAMES_A_READ = 24  # about 0.8 s: what is read past an utterance's end is read again


@dataclass(frozen=True)
class DetectorOptions:
    """When speech begins and ends; all lengths in frames of 32 ms.

    The probabilities are Silero's own defaults (0.5, and 0.15 less to go on). `padding` on both
    sides keeps weak first and last sounds; `hangover` is the pause that ends an utterance.
    """

    onset_probability: float = 0.5
    offset_probability: float = 0.35
    onset_frames: int = 2
    hangover_frames: int = 15  # 480 ms
    padding_frames: int = 8  # 256 ms
    min_speech_frames: int = 4  # 128 ms
    max_frames: int = 875  # 28 s: Whisper's window is 30 s
    cut_search_frames: int = 312  # the last 10 s, when an utterance must be cut
    cut_smoothing_frames: int = 5
    silence_frames: int = 938  # 30 s without speech are done with


@dataclass(frozen=True)
class SpeechSpan:
    """An utterance, in frames since the detector started afresh. `start` and `end` are padded."""

    start: int
    end: int
    speech_start: int
    speech_end: int
    speech_probability: float  # mean over speech_start to speech_end


@dataclass(frozen=True)
class SilenceSpan:
    """Nothing was said before frame `end`."""

    end: int


@dataclass(frozen=True)
class DetectorState:
    """What the decision remembers. `onset` is None while no utterance is open."""

    n_frames: int = 0
    n_onset: int = 0  # frames above the onset probability in a row
    onset: int | None = None
    speech_end: int = 0
    n_speech: int = 0
    recent: tuple[float, ...] = ()  # the probabilities of the last max_frames frames at most


DEFAULT_OPTIONS = DetectorOptions()


def step(
    state: DetectorState, probability: float, options: DetectorOptions = DEFAULT_OPTIONS
) -> tuple[DetectorState, SpeechSpan | SilenceSpan | None]:
    """Takes one frame. After a span the caller starts again, fresh, at the span's end."""
    frame = state.n_frames
    above = probability >= options.onset_probability
    state = replace(
        state,
        n_frames=frame + 1,
        n_onset=state.n_onset + 1 if above else 0,
        n_speech=state.n_speech + above,
        recent=(*state.recent[-options.max_frames + 1 :], probability),
    )
    if state.onset is None:
        if state.n_onset >= options.onset_frames:
            onset = frame - options.onset_frames + 1
            return replace(
                state, onset=onset, speech_end=frame + 1, n_speech=options.onset_frames
            ), None
        if state.n_frames >= options.silence_frames and not above:
            return state, SilenceSpan(state.n_frames - options.padding_frames)
        return state, None
    if probability >= options.offset_probability:
        state = replace(state, speech_end=frame + 1)
    if state.n_frames - state.speech_end >= options.hangover_frames:
        return state, close(state, options)
    if state.n_frames - _padded_start(state, options) >= options.max_frames:
        return state, _cut(state, options)
    return state, None


def close(
    state: DetectorState, options: DetectorOptions = DEFAULT_OPTIONS
) -> SpeechSpan | SilenceSpan:
    """Ends what is open: at a pause, or because the recording ends."""
    if state.onset is None:
        return SilenceSpan(state.n_frames)
    if state.n_speech < options.min_speech_frames:
        return SilenceSpan(state.speech_end)
    end = min(state.n_frames, state.speech_end + options.padding_frames)
    return _span(state, end, state.speech_end, options)


def _cut(state: DetectorState, options: DetectorOptions) -> SpeechSpan:
    """Ends an utterance that has grown too long, in the deepest pause of its last seconds."""
    smoothing = np.ones(options.cut_smoothing_frames) / options.cut_smoothing_frames
    searched = np.array(state.recent[-options.cut_search_frames :])
    smoothed = np.convolve(searched, smoothing, mode="valid")
    latest_lowest = len(smoothed) - 1 - int(np.argmin(smoothed[::-1]))
    cut = state.n_frames - len(searched) + latest_lowest + options.cut_smoothing_frames // 2
    return _span(state, cut, cut, options)


def _span(state: DetectorState, end: int, speech_end: int, options: DetectorOptions) -> SpeechSpan:
    assert state.onset is not None
    first_recent = state.n_frames - len(state.recent)
    spoken = state.recent[max(0, state.onset - first_recent) : speech_end - first_recent]
    mean = sum(spoken) / max(1, len(spoken))
    return SpeechSpan(_padded_start(state, options), end, state.onset, speech_end, mean)


def _padded_start(state: DetectorState, options: DetectorOptions) -> int:
    assert state.onset is not None
    return max(0, state.onset - options.padding_frames)


@dataclass(frozen=True)
class Utterance:
    """A stretch of the recording to be decoded, in samples from the recording's start.

    `speaker`: of which of two channels it is (desktop.engine.channels), "" where they are not told
    apart. `is_echo`: it was said into the other one's microphone.
    """

    start_sample: int
    end_sample: int
    speech_start_sample: int
    speech_end_sample: int
    speech_probability: float
    speaker: str = ""
    is_echo: bool = False


@dataclass(frozen=True)
class OpenUtterance:
    """An utterance that has begun and not ended; `end_sample` is as far as it is known to go."""

    start_sample: int
    end_sample: int
    n_frames: int  # since it was first known to be one
    is_paused: bool  # should the pause last, it ends at `end_sample`
    speech_probability: float


class ProbabilityEstimator(Protocol):
    """Tells how likely each frame is speech; remembers what it has heard until it is reset."""

    def reset(self) -> None: ...

    def __call__(self, samples: NDArray[np.float32]) -> list[float]: ...


class SpeechEstimator:
    """Silero VAD v6: the probability of speech in each frame, with the state carried along."""

    def __init__(self, intra_threads: int = 1) -> None:
        # WORKAROUND: since 1.29 it tells Microsoft of each session unless this is set when it is
        # loaded, on Windows also by the system's own way (onnxruntime's docs/Privacy.md).
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        from faster_whisper.utils import get_assets_path

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = intra_threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        # Passed as bytes: a path with characters outside the code page fails on Windows.
        model = (Path(get_assets_path()) / "silero_vad_v6.onnx").read_bytes()
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self.reset()

    def reset(self) -> None:
        """Forgets everything heard."""
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT_SAMPLES, np.float32)

    def __call__(self, samples: NDArray[np.float32]) -> list[float]:
        """One probability for each 512 of the samples, whose number must divide by 512."""
        joined = np.concatenate([self._context, samples])
        frames = np.lib.stride_tricks.sliding_window_view(joined, FRAME_SAMPLES + CONTEXT_SAMPLES)
        inputs = {"input": np.ascontiguousarray(frames[::FRAME_SAMPLES])}
        output, self._h, self._c = self._session.run(None, {**inputs, "h": self._h, "c": self._c})
        self._context = joined[-CONTEXT_SAMPLES:]
        return [float(probability) for probability in output.ravel()]


class SoundReader(Protocol):
    """What utterances are found in: a recording, or a channel of one."""

    path: Path

    def read(self, start: int, stop: int) -> NDArray[np.float32]: ...


class UtteranceFinder:
    """Walks through a recording, growing or not, and hands out its utterances in order.

    `committed_sample` is the place before which everything has been handed out.
    """

    def __init__(
        self,
        reader: SoundReader,
        estimate: ProbabilityEstimator,
        from_sample: int = 0,
        options: DetectorOptions = DEFAULT_OPTIONS,
        frames_a_read: int = FRAMES_A_READ,
    ) -> None:
        self._reader = reader
        self._estimate = estimate
        self._options = options
        self._frames_a_read = frames_a_read
        self.committed_sample = from_sample
        self._state = DetectorState()
        estimate.reset()

    @property
    def heard_sample(self) -> int:
        """The place up to which the detector has listened."""
        return self.committed_sample + self._state.n_frames * FRAME_SAMPLES

    @property
    def open_utterance(self) -> OpenUtterance | None:
        """The utterance that is being spoken where the detector has got to."""
        state, options = self._state, self._options
        if state.onset is None or state.n_speech < options.min_speech_frames:
            return None
        padded_end = state.speech_end + options.padding_frames
        end = min(state.n_frames, padded_end)
        span = _span(state, end, state.speech_end, options)
        base = self.committed_sample
        return OpenUtterance(
            start_sample=base + span.start * FRAME_SAMPLES,
            end_sample=base + span.end * FRAME_SAMPLES,
            n_frames=state.n_frames - state.onset - options.onset_frames,
            is_paused=state.n_frames >= padded_end,
            speech_probability=span.speech_probability,
        )

    def find_next(self, n_samples: int, finished: bool) -> Utterance | None:
        """Listens to `frames_a_read` more, of the `n_samples` there are.

        Returns the utterance that ended there, or None.
        With `finished`, the end of the recording ends the utterance too. Raises AudioFileError.
        """
        available = n_samples - self.heard_sample
        n_frames = min(available // FRAME_SAMPLES, self._frames_a_read)
        if n_frames > 0:
            stop = self.heard_sample + n_frames * FRAME_SAMPLES
            return self._listen(self._read(stop))
        if not finished:
            return None
        if available > 0:  # the last frame, filled up with silence
            rest = self._read(n_samples)
            found = self._listen(np.pad(rest, (0, FRAME_SAMPLES - len(rest))))
            return found and self._clip(found, n_samples)
        found = self._take(close(self._state, self._options))
        self.committed_sample = n_samples
        return found and self._clip(found, n_samples)

    def read(self, utterance: Utterance) -> NDArray[np.float32]:
        """The utterance's sound."""
        return self._reader.read(utterance.start_sample, utterance.end_sample)

    def _read(self, stop: int) -> NDArray[np.float32]:
        samples = self._reader.read(self.heard_sample, stop)
        if len(samples) < stop - self.heard_sample:  # it has shrunk since it was measured
            raise AudioFileError("recording_damaged", path=str(self._reader.path))
        return samples

    def _listen(self, samples: NDArray[np.float32]) -> Utterance | None:
        for probability in self._estimate(samples):
            self._state, span = step(self._state, probability, self._options)
            if span is not None:
                return self._take(span)
        return None

    def _take(self, span: SpeechSpan | SilenceSpan) -> Utterance | None:
        base = self.committed_sample
        self._start_afresh(base + span.end * FRAME_SAMPLES)
        if isinstance(span, SilenceSpan):
            return None
        return Utterance(
            base + span.start * FRAME_SAMPLES,
            base + span.end * FRAME_SAMPLES,
            base + span.speech_start * FRAME_SAMPLES,
            base + span.speech_end * FRAME_SAMPLES,
            span.speech_probability,
        )

    def _clip(self, found: Utterance, n_samples: int) -> Utterance:
        self.committed_sample = min(self.committed_sample, n_samples)
        return replace(
            found,
            end_sample=min(found.end_sample, n_samples),
            speech_end_sample=min(found.speech_end_sample, n_samples),
        )

    def _start_afresh(self, sample: int) -> None:
        self.committed_sample = sample
        self._state = DetectorState()
        self._estimate.reset()
