"""One dictation as the app makes it: the real recorder, followed by the real engine process."""

from __future__ import annotations

import queue
import time
from bisect import bisect_left
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.audio.events import Failed, Listening, RecorderEvent, Stopped
from desktop.audio.recorder import Recorder
from desktop.audio.recording import RecordingWriter
from scripts.bench.timed_engine import TimedEngine
from scripts.bench.voice import Voice

WAIT_S = 30.0


class TimedWriter(RecordingWriter):
    """A recording's writer that remembers when each sample had been written."""

    def __init__(self, path: Path, source: str = "") -> None:
        super().__init__(path, source)
        self._lengths: list[int] = []
        self._written_s: list[float] = []

    def append(self, samples: NDArray[np.int16]) -> None:
        super().append(samples)
        self._written_s.append(time.monotonic())  # first: the other thread goes by the lengths
        self._lengths.append(self.n_samples)

    def find_written_s(self, n_samples: int) -> float:
        """When the recording first had that many samples (time.monotonic); NaN: it never had."""
        index = bisect_left(self._lengths, n_samples)
        return self._written_s[index] if index < len(self._lengths) else float("nan")


class Dictation:
    """A recorder in front of a voice, and its recordings followed by an engine."""

    def __init__(self, voice: Voice, engine: TimedEngine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._events: queue.SimpleQueue[RecorderEvent] = queue.SimpleQueue()
        self._n_begun = 0
        self.writer: TimedWriter | None = None
        self.recorder = Recorder(voice.source, self._events.put, make_writer=self._make_writer)

    def press(self) -> None:
        """As the user's press does: begins a recording. Returns at once."""
        self._n_begun += 1
        self.recorder.start(self._folder / f"{self._n_begun}.wav")

    def follow(self) -> str:
        """Once the recorder listens, has the engine follow the recording; the job's name."""
        self._wait_for(Listening)
        assert self.writer is not None
        job = f"dictation-{self._n_begun}"
        self._engine.send("transcribe", job=job, recording=str(self.writer.path), follow=True)
        return job

    def release(self) -> None:
        """As the user's second press does: ends the recording. Returns at once."""
        self.recorder.stop()

    def wait_until_closed(self) -> None:
        self._wait_for(Stopped)

    def close(self) -> None:
        self.recorder.close()

    def __enter__(self) -> Dictation:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _make_writer(self, path: Path, source: str) -> TimedWriter:
        self.writer = TimedWriter(path, source)
        return self.writer

    def _wait_for(self, kind: type[RecorderEvent]) -> RecorderEvent:
        while True:
            event = self._events.get(timeout=WAIT_S)
            if isinstance(event, Failed):
                raise RuntimeError(f"the recorder says: {event.error}")
            if isinstance(event, kind):
                return event
