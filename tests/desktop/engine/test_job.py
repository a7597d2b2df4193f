"""One transcription, with a made-up recognizer: what is emitted, in which order, from where."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest

from desktop.audio.recording import RecordingReader, RecordingWriter
from desktop.engine.detector import FRAME_SAMPLES, UtteranceFinder
from desktop.engine.guards import Hypothesis
from desktop.engine.job import Outcome, TranscriptionJob
from desktop.errors import AudioFileError


class LoudnessEstimator:
    def reset(self) -> None:
        pass

    def __call__(self, samples: np.ndarray) -> list[float]:
        frames = samples.reshape(-1, FRAME_SAMPLES)
        return [0.95 if np.abs(frame).max() > 0.05 else 0.02 for frame in frames]


class Listener:
    """Writes down the events; `on` is called with each."""

    def __init__(self, on: Callable[[str], None] = lambda kind: None) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self._on = on

    def __call__(self, kind: str, **fields: Any) -> None:
        self.events.append((kind, fields))
        self._on(kind)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [fields for got, fields in self.events if got == kind]


def tell_length(samples: np.ndarray) -> Hypothesis:
    return Hypothesis(f"{len(samples) / 16_000:.2f} s", -0.1, 0.0)


def recognize_backwards(
    heard: Sequence[np.ndarray], recognize: Callable[[np.ndarray], Hypothesis]
) -> Iterator[tuple[int, Hypothesis]]:
    """In another order than that of time, as a recogniser may."""
    return ((i, recognize(heard[i])) for i in reversed(range(len(heard))))


def run_job(
    reader: RecordingReader,
    listener: Listener,
    recognize: Callable[[np.ndarray], Hypothesis] = tell_length,
    from_sample: int = 0,
    cancelled: Event | None = None,
    measure: Callable[[], tuple[int, bool]] | None = None,
    expected_s: float | None = None,
) -> Outcome:
    return TranscriptionJob(
        reader=reader,
        measure=measure or reader.measure,
        finder=UtteranceFinder(reader, LoudnessEstimator(), from_sample),
        # Any order will do: those heard last are told of first.
        recognize_many=lambda heard: [
            (i, recognize(heard[i])) for i in reversed(range(len(heard)))
        ],
        emit=listener,
        cancelled=cancelled or Event(),
        expected_s=expected_s,
    ).run()


@pytest.fixture
def three_bursts(make_bursts: Callable[..., np.ndarray]) -> np.ndarray:
    return make_bursts((0, 1.0), (1.0, 2.0), (0.5, 1.0), (2.0, 1.0))


def test_segments_come_in_order_with_their_times(
    make_recording: Callable[..., Path], three_bursts: np.ndarray
) -> None:
    listener = Listener()
    with RecordingReader(make_recording(three_bursts)) as reader:
        outcome = run_job(reader, listener)
    assert outcome == Outcome(True, len(three_bursts))
    segments = [fields["segment"] for fields in listener.of("segment")]
    assert [segment["start_s"] for segment in segments] == pytest.approx([1, 4, 5.5], abs=0.04)
    assert [segment["end_s"] for segment in segments] == pytest.approx([2, 4.5, 7.5], abs=0.04)
    assert segments[0]["confidence"] == pytest.approx(0.9048)
    commits = [fields["committed_sample"] for _, fields in listener.events]
    assert commits == sorted(commits)


def test_a_job_begun_at_a_commit_says_the_rest(
    make_recording: Callable[..., Path], three_bursts: np.ndarray
) -> None:
    listener = Listener()
    with RecordingReader(make_recording(three_bursts)) as reader:
        run_job(reader, listener)
        segments = listener.of("segment")
        for n_kept, kept in enumerate(segments, start=1):
            again = Listener()
            run_job(reader, again, from_sample=kept["committed_sample"])
            assert again.of("segment") == segments[n_kept:]


def test_a_growing_recording_is_followed_to_its_end(
    tmp_path: Path, make_recording: Callable[..., Path], three_bursts: np.ndarray
) -> None:
    whole = Listener()
    with RecordingReader(make_recording(three_bursts)) as reader:
        run_job(reader, whole)
    writer = RecordingWriter(tmp_path / "live.wav")
    pcm = (three_bursts * 32767).astype(np.int16)
    heard_first = Event()
    listener = Listener(on=lambda kind: heard_first.set() if kind == "segment" else None)

    def speak() -> None:
        for at in range(0, len(pcm), 1000):
            if at > 4 * 16_000:  # the rest is spoken only when the first was understood
                assert heard_first.wait(30)
            writer.append(pcm[at : at + 1000])
        writer.finish()

    speaker = Thread(target=speak)
    speaker.start()
    with RecordingReader(writer.path) as reader:
        outcome = run_job(reader, listener)
    speaker.join()
    assert outcome.completed
    assert listener.of("segment") == whole.of("segment")


def test_cancelling_stops_after_the_utterance_in_work(
    make_recording: Callable[..., Path], three_bursts: np.ndarray
) -> None:
    cancelled = Event()
    listener = Listener(on=lambda kind: cancelled.set() if kind == "segment" else None)
    with RecordingReader(make_recording(three_bursts)) as reader:
        outcome = run_job(reader, listener, cancelled=cancelled)
    assert len(listener.of("segment")) == 1
    assert outcome == Outcome(False, listener.of("segment")[0]["committed_sample"])


def test_silence_ends_without_a_word(make_recording: Callable[..., Path]) -> None:
    listener = Listener()
    samples = np.zeros(16_000 * 65, np.float32)
    with RecordingReader(make_recording(samples)) as reader:
        outcome = run_job(reader, listener)
    assert outcome == Outcome(True, len(samples))
    assert {kind for kind, _ in listener.events} == {"progress"}
    assert listener.events[-1][1]["position_s"] == 65.0
    assert listener.events[-1][1]["duration_s"] == 65.0


def test_an_empty_recording_is_done_at_once(make_recording: Callable[..., Path]) -> None:
    with RecordingReader(make_recording(np.zeros(0, np.float32))) as reader:
        assert run_job(reader, Listener()) == Outcome(True, 0)


def test_what_a_guard_removes_is_told_before_what_is_kept(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    samples = make_bursts((0, 1.0), (1.0, 2.0))
    looped = "Hej då. " + "och så vidare " * 30

    listener = Listener()
    with RecordingReader(make_recording(samples)) as reader:
        run_job(reader, listener, recognize=lambda _: Hypothesis(looped, -0.1, 0.0))
    kinds = [kind for kind, _ in listener.events if kind != "progress"]
    assert kinds == ["removed", "segment"]
    removed, segment = listener.of("removed")[0], listener.of("segment")[0]
    assert removed["reason"] == "repetition"
    assert removed["segment"]["text"] == looped
    assert segment["segment"]["text"] == "Hej då. och så vidare och så vidare"
    assert removed["committed_sample"] == 0, "a crash between the two must not lose the segment"
    assert segment["committed_sample"] > 0


def test_a_wholly_removed_utterance_is_committed(
    make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]
) -> None:
    listener = Listener()
    with RecordingReader(make_recording(make_bursts((0, 1.0), (1.0, 2.0)))) as reader:
        run_job(reader, listener, recognize=lambda _: Hypothesis("Hej.", -2.0, 0.9))
    assert listener.of("segment") == []
    assert listener.of("removed")[0]["reason"] == "no_speech"
    assert listener.of("removed")[0]["committed_sample"] > 0


def test_what_stops_the_recording_stops_the_job(
    make_recording: Callable[..., Path], three_bursts: np.ndarray
) -> None:
    def measure() -> tuple[int, bool]:
        raise AudioFileError("not_audio", path="x")

    with RecordingReader(make_recording(three_bursts)) as reader, pytest.raises(AudioFileError):
        run_job(reader, Listener(), measure=measure)


def test_a_job_waits_until_a_file_decoded_anew_has_grown_to_its_place(
    make_recording: Callable[..., Path], three_bursts: np.ndarray
) -> None:
    whole, rest = Listener(), Listener()
    with RecordingReader(make_recording(three_bursts)) as reader:
        run_job(reader, whole)
        first = whole.of("segment")[0]
        looks = iter([(0, False), (0, False), (16_000, False)])
        run_job(
            reader,
            rest,
            from_sample=first["committed_sample"],
            measure=lambda: next(looks, reader.measure()),
        )
    assert rest.of("segment") == whole.of("segment")[1:]


def test_a_recording_cut_short_while_it_is_read_is_told(
    make_recording: Callable[..., Path], three_bursts: np.ndarray
) -> None:
    n_samples = len(three_bursts)
    with RecordingReader(make_recording(three_bursts)) as reader:
        for n_lost in (300, 20_000):
            with pytest.raises(AudioFileError) as caught:
                run_job(reader, Listener(), measure=lambda n=n_lost: (n_samples + n, True))
            assert caught.value.code == "recording_damaged"


def test_a_job_that_begins_behind_the_end_is_told(
    make_recording: Callable[..., Path], three_bursts: np.ndarray
) -> None:
    with RecordingReader(make_recording(three_bursts)) as reader:
        with pytest.raises(AudioFileError) as caught:
            run_job(reader, Listener(), from_sample=len(three_bursts) + 5000)
        assert caught.value.code == "recording_damaged"


def test_a_recording_that_shrinks_is_told(
    make_recording: Callable[..., Path], three_bursts: np.ndarray
) -> None:
    lengths = iter([len(three_bursts)])
    path = make_recording(three_bursts)
    with RecordingReader(path) as reader, pytest.raises(AudioFileError) as caught:
        run_job(reader, Listener(), measure=lambda: (next(lengths, 100), False))
    assert caught.value.code == "recording_damaged"
