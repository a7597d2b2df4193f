"""The detector's decision, as lists of probabilities, and its walk through recordings."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.audio.recording import RecordingReader, RecordingWriter
from desktop.engine.detector import (
    FRAME_SAMPLES,
    DetectorOptions,
    DetectorState,
    SilenceSpan,
    SpeechEstimator,
    SpeechSpan,
    Utterance,
    UtteranceFinder,
    close,
    step,
)


def feed(probabilities: list[float], options: DetectorOptions = DetectorOptions()):  # type: ignore[no-untyped-def]  # noqa: B008
    """The first span that a fresh detector finds, and the state after it."""
    state = DetectorState()
    for probability in probabilities:
        state, span = step(state, probability, options)
        if span is not None:
            return span, state
    return None, state


def test_speech_between_pauses_is_one_padded_span() -> None:
    span, state = feed([0.1] * 20 + [0.9] * 30 + [0.05] * 15)
    assert isinstance(span, SpeechSpan)
    assert (span.speech_start, span.speech_end) == (20, 50)
    assert (span.start, span.end) == (12, 58)
    assert span.speech_probability == pytest.approx(0.9)
    assert state.n_frames == 65


def test_the_pause_must_be_long_enough() -> None:
    span, _ = feed([0.9] * 30 + [0.05] * 14 + [0.9] * 30 + [0.05] * 14)
    assert span is None


def test_padding_does_not_reach_back_before_the_beginning() -> None:
    span, _ = feed([0.9] * 30 + [0.0] * 15)
    assert isinstance(span, SpeechSpan)
    assert span.start == 0


def test_a_single_loud_frame_is_no_onset() -> None:
    span, state = feed([0.1, 0.9, 0.1, 0.9, 0.1] * 20)
    assert span is None
    assert state.onset is None


def test_a_blip_is_thrown_away() -> None:
    span, _ = feed([0.1] * 5 + [0.9] * 3 + [0.1] * 15)
    assert span == SilenceSpan(8)


def test_weaker_speech_goes_on_but_does_not_begin() -> None:
    span, _ = feed([0.4] * 50)
    assert span is None
    span, _ = feed([0.9] * 10 + [0.4] * 30 + [0.1] * 15)
    assert isinstance(span, SpeechSpan)
    assert span.speech_end == 40


def test_long_silence_is_done_with() -> None:
    span, state = feed([0.0] * 2000)
    assert span == SilenceSpan(938 - 8)
    assert state.n_frames == 938


def test_endless_speech_is_cut_in_its_deepest_pause() -> None:
    probabilities = [0.95] * 2000
    probabilities[700:706] = [0.4] * 6  # a short breath, within the last ten seconds
    probabilities[820:822] = [0.45] * 2  # a shallower one, later
    span, _ = feed(probabilities)
    assert isinstance(span, SpeechSpan)
    assert 700 <= span.end < 706
    assert span.end - span.start <= 875


def test_endless_speech_without_any_pause_is_cut_late() -> None:
    span, _ = feed([0.95] * 2000)
    assert isinstance(span, SpeechSpan)
    assert 860 <= span.end <= 875


def test_the_end_of_the_recording_ends_the_utterance() -> None:
    _, state = feed([0.1] * 10 + [0.9] * 20)
    assert close(state) == SpeechSpan(2, 30, 10, 30, pytest.approx(0.9))
    _, state = feed([0.1] * 10 + [0.9] * 20 + [0.1] * 3)
    span = close(state)
    assert isinstance(span, SpeechSpan)
    assert (span.speech_end, span.end) == (30, 33)
    _, state = feed([0.1] * 10)
    assert close(state) == SilenceSpan(10)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.3, 0.4, 0.6, 0.99]), min_size=1, max_size=300))
def test_spans_are_in_order_and_within_what_was_heard(probabilities: list[float]) -> None:
    options = DetectorOptions(
        hangover_frames=6, padding_frames=3, max_frames=40, cut_search_frames=15, silence_frames=50
    )
    spans: list[SpeechSpan | SilenceSpan] = []
    base = at = 0
    state = DetectorState()
    while at < len(probabilities):
        state, span = step(state, probabilities[at], options)
        at += 1
        if span is not None:
            spans.append(span)
            assert 0 < span.end <= state.n_frames
            if isinstance(span, SpeechSpan):
                assert 0 <= span.start <= span.speech_start < span.end <= span.start + 40
                assert span.speech_end <= span.end
            base = at = base + span.end
            state = DetectorState()
    loud = sum(probability > 0.5 for probability in probabilities)
    if loud == 0:
        assert not any(isinstance(span, SpeechSpan) for span in spans)


class LoudnessEstimator:
    def __init__(self) -> None:
        self.n_resets = 0

    def reset(self) -> None:
        self.n_resets += 1

    def __call__(self, samples: np.ndarray) -> list[float]:
        frames = samples.reshape(-1, FRAME_SAMPLES)
        return [0.95 if np.abs(frame).max() > 0.05 else 0.02 for frame in frames]


def find_all(finder: UtteranceFinder, n_samples: int) -> list[Utterance]:
    found = []
    while finder.committed_sample < n_samples:
        utterance = finder.find_next(n_samples, finished=True)
        if utterance is not None:
            found.append(utterance)
    return found


def test_the_walk_finds_every_burst(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    samples = make_bursts((0, 1.0), (1.0, 2.0), (0.5, 1.0), (2.0, 0.1))
    with RecordingReader(make_recording(samples)) as reader:
        found = find_all(UtteranceFinder(reader, LoudnessEstimator()), len(samples))
    times = [(u.speech_start_sample / 16_000, u.speech_end_sample / 16_000) for u in found]
    expected = [(1.0, 2.0), (4.0, 4.5), (5.5, 7.5)]
    assert np.abs(np.array(times) - np.array(expected)).max() <= 0.04
    assert all(u.start_sample <= u.speech_start_sample - 4000 for u in found)
    assert found[-1].end_sample == len(samples)


def test_a_walk_begun_at_any_commit_finds_the_same(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    samples = make_bursts((0, 0.7), (1.0, 2.0), (40.0, 0.6), (0.5, 33.0), (2.0, 1.0))
    with RecordingReader(make_recording(samples)) as reader:
        whole = UtteranceFinder(reader, LoudnessEstimator())
        found, commits = [], []
        while whole.committed_sample < len(samples):
            commits.append((whole.committed_sample, len(found)))
            utterance = whole.find_next(len(samples), finished=True)
            found += [utterance] if utterance else []
        assert len(found) == 5  # the 40 s are cut
        for committed_sample, n_before in set(commits):
            again = UtteranceFinder(reader, LoudnessEstimator(), committed_sample)
            assert find_all(again, len(samples)) == found[n_before:]


def test_a_growing_recording_gives_the_same_as_a_finished_one(
    tmp_path: Path, make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    samples = make_bursts((0, 0.7), (1.0, 2.0), (0.5, 1.0), (2.0, 1.0))
    with RecordingReader(make_recording(samples)) as reader:
        expected = find_all(UtteranceFinder(reader, LoudnessEstimator()), len(samples))
    writer = RecordingWriter(tmp_path / "live.wav")
    found = []
    with RecordingReader(writer.path) as reader:
        finder = UtteranceFinder(reader, LoudnessEstimator())
        for at in range(0, len(samples), 777):
            writer.append((samples[at : at + 777] * 32767).astype(np.int16))
            n_samples, finished = reader.measure()
            utterance = finder.find_next(n_samples, finished)
            found += [utterance] if utterance else []
        found += find_all(finder, len(samples))
    writer.finish()
    assert found == expected


def test_silero_hears_speech_and_nothing_else(speech_wav: Path) -> None:
    estimate = SpeechEstimator()
    samples = np.frombuffer(speech_wav.read_bytes()[44:], "<i2").astype(np.float32) / 32768
    samples = samples[-(len(samples) // FRAME_SAMPLES) * FRAME_SAMPLES :]
    speech = np.array(estimate(samples))
    assert speech.max() > 0.9
    assert (speech > 0.5).mean() > 0.3
    noise = np.random.default_rng(1).normal(0, 0.02, FRAME_SAMPLES * 300).astype(np.float32)
    estimate.reset()
    assert max(estimate(noise)) < 0.35
    estimate.reset()
    assert max(estimate(np.zeros(FRAME_SAMPLES * 300, np.float32))) < 0.1


def test_silero_carries_its_state_from_call_to_call(speech_wav: Path) -> None:
    samples = np.frombuffer(speech_wav.read_bytes()[44:], "<i2").astype(np.float32) / 32768
    samples = samples[-100 * FRAME_SAMPLES :]
    estimate = SpeechEstimator()
    at_once = estimate(samples)
    estimate.reset()
    in_parts = [p for at in range(0, len(samples), FRAME_SAMPLES)
                for p in estimate(samples[at : at + FRAME_SAMPLES])]  # fmt: skip
    assert in_parts == at_once


def test_real_speech_gives_its_two_sentences(speech_wav: Path) -> None:
    with _as_recording(speech_wav) as reader:
        n_samples, _ = reader.measure()
        found = find_all(UtteranceFinder(reader, SpeechEstimator()), n_samples)
    assert len(found) == 2
    assert 0.9 < found[0].speech_start_sample / 16_000 < 1.2
    assert found[1].end_sample < n_samples
    assert all(u.speech_probability > 0.8 for u in found)


def _as_recording(wav: Path) -> RecordingReader:
    path = wav.with_name("recording.wav")
    if not path.exists():
        writer = RecordingWriter(path)
        data = wav.read_bytes()
        start = data.index(b"data") + 8
        writer.append(np.frombuffer(data[start : start + (len(data) - start) // 2 * 2], "<i2"))
        writer.finish()
    return RecordingReader(path)
