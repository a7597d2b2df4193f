"""The real engine process, each of its events with the moment at which it was read."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.engine_process import EngineProcess
from desktop.errors import EngineError

WAIT_S = 600.0


@dataclass(frozen=True)
class TimedEvent:
    """An event of the protocol. `read_s`: time.monotonic when its line had been read."""

    read_s: float
    event: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.event["type"])


class TimedEngine:
    """An engine with a model. A thread reads its events as they come."""

    def __init__(self, model: Path) -> None:
        self.process = EngineProcess()
        self._queue: queue.SimpleQueue[TimedEvent | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._read, name="events", daemon=True)
        self._thread.start()
        self.process.send("hello")
        self.pid = int(self.wait_for("ready").event["pid"])
        self.process.send("load_model", folder=str(model))
        self.loaded = self.wait_for("model_loaded").event

    def send(self, kind: str, **fields: Any) -> None:
        self.process.send(kind, **fields)

    def take(self, wait_s: float) -> TimedEvent | None:
        """The next event; None when none comes in that time. Raises RuntimeError for an error."""
        try:
            found = self._queue.get(timeout=max(0.0, wait_s))
        except queue.Empty:
            return None
        if found is None:
            raise RuntimeError("the engine has ended")
        if found.kind == "error":
            raise RuntimeError(f"the engine says: {found.event}")
        return found

    def take_until(self, moment_s: float) -> list[TimedEvent]:
        """All events that are read before time.monotonic() is `moment_s`."""
        found = []
        while (event := self.take(moment_s - time.monotonic())) is not None:
            found.append(event)
        return found

    def wait_for(self, *kinds: str) -> TimedEvent:
        """The next event of one of these kinds; others are dropped."""
        return self.take_through(*kinds)[-1]

    def take_through(self, *kinds: str) -> list[TimedEvent]:
        """All events up to and with the next one of one of these kinds."""
        found: list[TimedEvent] = []
        while not found or found[-1].kind not in kinds:
            event = self.take(WAIT_S)
            if event is None:
                raise TimeoutError(f"no {kinds} after {WAIT_S} s")
            found.append(event)
        return found

    def close(self) -> None:
        self.process.stop()

    def __enter__(self) -> TimedEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> None:
        try:
            for event in self.process.read_events():
                self._queue.put(TimedEvent(time.monotonic(), event))
        except (EngineError, ValueError):  # ended, or its pipe was closed
            self._queue.put(None)
