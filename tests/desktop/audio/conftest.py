"""A microphone made of Python, and the events of a recorder."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import pytest

from desktop.errors import MicrophoneError

WAIT_S = 30.0  # for what must happen; never how long it may take
Event = TypeVar("Event")


class FakeStream:
    """A microphone that gives what the test feeds it."""

    def __init__(
        self, name: str, rate_hz: float, channels: int, on_block: Callable, on_end: Callable
    ) -> None:
        self.name = name
        self.rate_hz = rate_hz
        self.channels = channels
        self.end_by_itself = on_end
        self._on_block = on_block
        self.has_started = threading.Event()
        self.is_closed = threading.Event()

    def start(self) -> None:
        self.has_started.set()

    def close(self) -> None:
        self.is_closed.set()

    def feed(self, samples: np.ndarray, overflowed: bool = False, block: int = 400) -> None:
        """int16 samples, (n,) or (n, channels), as blocks of at most `block` frames."""
        assert self.has_started.wait(WAIT_S)
        for at in range(0, len(samples), block):
            self._on_block(samples[at : at + block].tobytes(), overflowed)
            overflowed = False


class FakeSource:
    """Opens fake microphones. `faults` holds the error of each device that cannot be opened."""

    def __init__(self) -> None:
        self.rate_hz = 16000.0
        self.channels = 1
        self.faults: dict[str | None, MicrophoneError] = {}
        self.asked: list[str | None] = []
        self.may_open = threading.Event()
        self.may_open.set()
        self._streams: queue.SimpleQueue[FakeStream] = queue.SimpleQueue()

    def open(self, device_id: str | None, on_block: Callable, on_end: Callable) -> FakeStream:
        self.may_open.wait(WAIT_S)
        self.asked.append(device_id)
        if device_id in self.faults:
            raise self.faults[device_id]
        name = device_id or "default"
        stream = FakeStream(name, self.rate_hz, self.channels, on_block, on_end)
        self._streams.put(stream)
        return stream

    def wait_for_stream(self) -> FakeStream:
        """The next stream that is opened, started."""
        stream = self._streams.get(timeout=WAIT_S)
        assert stream.has_started.wait(WAIT_S)
        return stream


class EventLog:
    """What a recorder told, in order."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def __call__(self, event: Any) -> None:
        self._queue.put(event)

    def wait_for(self, kind: type[Event]) -> Event:
        """The next event of this kind; those before it are in `seen`."""
        while True:
            event = self._queue.get(timeout=WAIT_S)
            self.seen.append(event)
            if isinstance(event, kind):
                return event

    def all(self, kind: type[Event]) -> list[Event]:
        """All events of this kind so far."""
        while not self._queue.empty():
            self.seen.append(self._queue.get())
        return [event for event in self.seen if isinstance(event, kind)]


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
def events() -> EventLog:
    return EventLog()
