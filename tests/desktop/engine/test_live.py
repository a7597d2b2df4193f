"""Looking at an utterance while it is spoken, with a made-up recognizer and detector."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from desktop.audio.recording import RecordingReader
from desktop.engine.detector import FRAME_SAMPLES, UtteranceFinder
from desktop.engine.guards import Hypothesis, HypothesisWord, Words, collect_ids
from desktop.engine.live import LiveDecoder
from desktop.engine.live_policy import LiveOptions

SAMPLE_RATE_HZ = 16_000
WORD_S = 0.25
OPTIONS = LiveOptions(step_frames=10, agreements=2, margin_s=0.3)


class LoudnessEstimator:
    def reset(self) -> None:
        pass

    def __call__(self, samples: np.ndarray) -> list[float]:
        frames = samples.reshape(-1, FRAME_SAMPLES)
        return [0.95 if np.abs(frame).max() > 0.05 else 0.02 for frame in frames]


class Counter:
    """Hears a word in every quarter of a second: a number, counted on from the settled ones."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, tuple[int, ...]]] = []

    def __call__(self, samples: np.ndarray, settled: Words) -> Hypothesis:
        prefix = collect_ids(settled)
        self.asked.append((len(samples), prefix))
        n_words = max(len(prefix), int(len(samples) / SAMPLE_RATE_HZ / WORD_S))
        first = prefix[0] if prefix else 0
        words = tuple(
            HypothesisWord(f"ord{first + i}", i * WORD_S, (i + 1) * WORD_S, 0.9, (first + i,))
            for i in range(n_words)
        )
        return Hypothesis(" ".join(word.text for word in words), -0.1, 0.0, words)


class Clock:
    """Goes on by `cost_s` whenever it is read."""

    def __init__(self, cost_s: float = 0.0) -> None:
        self.cost_s = cost_s
        self._now_s = 0.0

    def __call__(self) -> float:
        self._now_s += self.cost_s
        return self._now_s


def follow(
    path: Path, clock: Clock | None = None, from_sample: int = 0
) -> tuple[list[tuple[float, str, str]], list[tuple[str, str, int]], Counter]:
    """Looks after every frame, as the job does: what was shown, what was final, what was asked.

    A final is its text, the committed part of it, and the sample where the next one may begin.
    """
    shown: list[tuple[float, str, str]] = []
    finals: list[tuple[str, str, int]] = []
    recognize = Counter()
    with RecordingReader(path) as reader:
        n_samples, _ = reader.measure()
        finder = UtteranceFinder(reader, LoudnessEstimator(), from_sample, frames_a_read=1)
        decoder = LiveDecoder(
            reader, recognize, lambda *args: shown.append(args), OPTIONS, clock or Clock()
        )
        while finder.committed_sample < n_samples:
            utterance = finder.find_next(n_samples, finished=True)
            if utterance is not None:
                hypothesis, committed = decoder.finish(utterance)
                finals.append((hypothesis.text, committed, finder.committed_sample))
            elif finder.open_utterance is not None:
                decoder.look(finder.open_utterance)
    return shown, finals, recognize


def test_text_is_shown_while_it_is_spoken_and_what_is_committed_stays(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    path = make_recording(make_bursts((0, 1.0), (3.0, 1.0)))
    shown, finals, _ = follow(path)
    assert len(shown) >= 8
    assert all(start_s == shown[0][0] for start_s, *_ in shown)
    for (_, earlier, _), (_, later, _) in pairwise(shown):
        assert later.startswith(earlier)
    ((final, committed, _),) = finals
    assert committed == shown[-1][1] != ""
    assert final.startswith(committed)


def test_committed_words_are_forced_into_later_looks(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    _, _, recognize = follow(make_recording(make_bursts((0, 1.0), (3.0, 1.0))))
    prefixes = [prefix for _, prefix in recognize.asked]
    assert prefixes[0] == ()
    assert prefixes[-1][:4] == (0, 1, 2, 3)
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(prefixes))


def test_the_look_in_the_pause_is_the_final_one(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    _, _, recognize = follow(make_recording(make_bursts((0, 1.0), (2.0, 1.5))))
    lengths = [length for length, _ in recognize.asked]
    assert lengths == sorted(set(lengths)), "nothing is decoded twice, and nothing in the pause"


def test_looks_depend_on_the_recording_alone(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    path = make_recording(make_bursts((0, 1.0), (3.0, 1.0), (2.0, 1.0)))
    shown, finals, _ = follow(path)
    assert follow(path)[:2] == (shown, finals)
    assert follow(path, from_sample=finals[0][2])[1] == finals[1:]


def test_a_slow_machine_looks_less_often_and_hears_as_much(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    path = make_recording(make_bursts((0, 1.0), (8.0, 1.0)))
    _, quick_finals, quick = follow(path)
    _, slow_finals, slow = follow(path, Clock(cost_s=1.0))
    assert len(slow.asked) < len(quick.asked) / 3
    assert [final for final, *_ in slow_finals] == [final for final, *_ in quick_finals]


def test_one_look_that_took_long_does_not_slow_the_next(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    """The process may have been stopped, or the computer asleep."""

    class Stopped(Clock):
        n_reads = 0

        def __call__(self) -> float:
            self.n_reads += 1
            self.cost_s = 10.0 if self.n_reads == 12 else 0.01
            return super().__call__()

    path = make_recording(make_bursts((0, 1.0), (6.0, 1.0)))
    assert follow(path, Stopped())[2].asked == follow(path)[2].asked


def test_an_utterance_cut_for_its_length_hands_its_last_words_to_the_next(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    path = make_recording(make_bursts((0, 1.0), (22.0, 0.2), (12.0, 1.0)))
    shown, finals, _ = follow(path)
    (first, first_committed, _), (second, _, _) = finals
    assert first.startswith(first_committed)
    starts = sorted({start_s for start_s, *_ in shown})
    assert len(starts) == 2
    last_shown = [committed for start_s, committed, _ in shown if start_s == starts[0]][-1]
    handed_over = last_shown.removeprefix(first_committed).strip()
    assert handed_over.startswith("ord")
    assert all(
        committed.startswith(handed_over) for start_s, committed, _ in shown if start_s == starts[1]
    )
    assert second.startswith(handed_over)
