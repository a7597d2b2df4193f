"""One recording being made from samples: preroll, pause, tail, gaps, room on the disk.

Knows no device, no thread and no clock: time is counted in samples.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.audio.events import (
    Failed,
    Listening,
    LowDisk,
    Overrun,
    Paused,
    RecorderEvent,
    Resumed,
    Stopped,
)
from desktop.audio.recording import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ, Gap
from desktop.errors import RecordingError, TalskriftError

CHECK_DISK_EVERY_SAMPLES = SAMPLE_RATE_HZ
BYTES_PER_S = SAMPLE_RATE_HZ * BYTES_PER_SAMPLE


@dataclass(frozen=True)
class SessionLimits:
    """`preroll_s`: sound from before the start that is kept; `tail_s`: from after stop or pause,
    500 ms of it spoken after the press, since what comes is some 50 to 100 ms old.

    Below `low_disk_bytes` of free room the user is warned, and again when no more than `last_s`
    can be recorded; below `full_disk_bytes` the recording is ended while it can still be closed
    in order.
    """

    preroll_s: float = 0.5
    tail_s: float = 0.6
    low_disk_bytes: int = 200 * 1024**2
    last_s: float = 600.0
    full_disk_bytes: int = 50 * 1024**2


class SampleWriter(Protocol):
    """What a session needs of recording.RecordingWriter. All may raise RecordingError."""

    path: Path
    n_samples: int

    @property
    def source(self) -> str: ...

    def append(self, samples: NDArray[np.int16]) -> None: ...
    def note_source(self, name: str) -> None: ...
    def note_overrun(self, n_overruns: int = 1) -> None: ...
    def note_gap(self, missing_s: float, reason: str) -> None: ...
    def finish(self) -> None: ...
    def discard(self) -> None: ...


class Preroll:
    """The newest samples that went into no recording, at most `n_samples` of them."""

    def __init__(self, n_samples: int) -> None:
        self._capacity = n_samples
        self._blocks: deque[NDArray[np.int16]] = deque()
        self._size = 0

    def add(self, samples: NDArray[np.int16]) -> None:
        self._blocks.append(samples)
        self._size += len(samples)
        while self._blocks and self._size - len(self._blocks[0]) >= self._capacity:
            self._size -= len(self._blocks.popleft())

    def take(self) -> NDArray[np.int16]:
        """The samples, oldest first, shape (n,), n <= capacity; it is empty afterwards."""
        samples = np.concatenate([np.zeros(0, np.int16), *self._blocks])
        self.clear()
        return samples[-self._capacity :] if self._capacity else samples[:0]

    def clear(self) -> None:
        self._blocks.clear()
        self._size = 0


class Phase(Enum):
    RECORDING = auto()
    PAUSING = auto()  # writing the tail, then PAUSED
    PAUSED = auto()
    STOPPING = auto()  # writing the tail, then ENDED
    ENDED = auto()


class RecordingSession:
    """Writes one recording, from its preroll to its closing, and tells what happens.

    Samples that it does not take (while paused, after its end) go to the preroll. Errors of the
    writer end the session: Failed, then Stopped with what was kept. No method raises.
    """

    def __init__(
        self,
        writer: SampleWriter,
        preroll: Preroll,
        emit: Callable[[RecorderEvent], None],
        limits: SessionLimits,
        measure_free_bytes: Callable[[Path], int],
    ) -> None:
        self._writer = writer
        self._preroll = preroll
        self._emit = emit
        self._limits = limits
        self._measure_free_bytes = measure_free_bytes
        self._tail_left = 0
        self._n_skipped = 0  # samples since the pause
        self._n_overruns = 0
        self._n_overruns_noted = 0
        self._check_disk_at = 0
        last_bytes = limits.full_disk_bytes + round(limits.last_s * BYTES_PER_S)
        self._warn_below = [limits.low_disk_bytes, last_bytes]  # of free bytes; each once
        self.phase = Phase.RECORDING
        self._write(preroll.take())

    @property
    def n_samples(self) -> int:
        """Samples written so far."""
        return self._writer.n_samples

    def add(self, samples: NDArray[np.int16]) -> None:
        """Takes the next samples of the microphone, shape (n,)."""
        if self.phase in (Phase.PAUSING, Phase.STOPPING):
            tail, samples = samples[: self._tail_left], samples[self._tail_left :]
            self._write(tail)
            self._tail_left -= len(tail)
            if self._tail_left == 0:
                self._end_tail()
        if self.phase is Phase.RECORDING:
            self._write(samples)
            return
        if self.phase is Phase.PAUSED:
            self._n_skipped += len(samples)
        if len(samples):
            self._preroll.add(samples)

    def pause(self) -> None:
        """Stops writing when the tail is written. Without effect unless recording."""
        if self.phase is Phase.RECORDING:
            self._begin_tail(Phase.PAUSING)

    def resume(self) -> None:
        """Writes again, the last moment before it included, and marks what was left out."""
        if self.phase is Phase.PAUSING:
            self.phase = Phase.RECORDING
            self._emit(Resumed())
        elif self.phase is Phase.PAUSED:
            head = self._preroll.take()
            self.phase = Phase.RECORDING
            n_missing, self._n_skipped = self._n_skipped - len(head), 0
            if n_missing > 0:
                self.mark_gap(n_missing / SAMPLE_RATE_HZ, "paused")
            self._write(head)
            self._emit(Resumed())

    def stop(self) -> None:
        """Ends the recording when the tail is written; at once if paused."""
        if self.phase is Phase.PAUSED:
            self.end()
        elif self.phase is Phase.PAUSING:
            self.phase = Phase.STOPPING
        elif self.phase is Phase.RECORDING:
            self._begin_tail(Phase.STOPPING)

    def end(self) -> None:
        """Ends and closes the recording now."""
        if self.phase is not Phase.ENDED:
            error = self._close_recording()
            if error is not None:
                self._emit(Failed(error))
            self._tell_stopped()

    def fail(self, error: TalskriftError) -> None:
        """Tells the error and ends the recording, keeping what is written."""
        if self.phase is not Phase.ENDED:
            self._emit(Failed(error))
            self._close_recording()  # a second error would say no more than the first
            self._tell_stopped()

    def name_source(self, name: str) -> None:
        """Tells the recording its microphone, unless it knows one already."""
        if self.phase is not Phase.ENDED and not self._writer.source:
            with contextlib.suppress(RecordingError):  # a name is not worth a recording
                self._writer.note_source(name)

    def mark_gap(self, missing_s: float, reason: str) -> None:
        """Marks that sound is missing here; while paused it only makes the pause longer."""
        if self.phase is Phase.PAUSED:
            self._n_skipped += round(missing_s * SAMPLE_RATE_HZ)
        elif self.phase is not Phase.ENDED:
            try:
                self._writer.note_gap(missing_s, reason)
            except RecordingError as error:
                self.fail(error)
            else:
                self._emit(Gap(self.n_samples, missing_s, reason))

    def count_overrun(self) -> None:
        """Counts a block that the sound system dropped; on disk within a second of sound."""
        if self.phase not in (Phase.PAUSED, Phase.ENDED):
            self._n_overruns += 1
            self._emit(Overrun(self._n_overruns))

    def _close_recording(self) -> RecordingError | None:
        self.phase = Phase.ENDED
        try:
            if self.n_samples == 0:
                self._writer.discard()
            else:
                try:
                    self._note_overruns()
                finally:
                    self._writer.finish()
        except RecordingError as error:
            return error
        return None

    def _tell_stopped(self) -> None:
        path = self._writer.path if self.n_samples > 0 else None
        self._emit(Stopped(path, self.n_samples / SAMPLE_RATE_HZ))

    def _begin_tail(self, phase: Phase) -> None:
        self.phase = phase
        self._tail_left = round(self._limits.tail_s * SAMPLE_RATE_HZ)
        if self._tail_left == 0:
            self._end_tail()

    def _end_tail(self) -> None:
        if self.phase is Phase.PAUSING:
            self.phase = Phase.PAUSED
            self._n_skipped = 0
            self._emit(Paused(self.n_samples / SAMPLE_RATE_HZ))
        elif self.phase is Phase.STOPPING:
            self.end()

    def _write(self, samples: NDArray[np.int16]) -> None:
        if len(samples) == 0 or self.phase is Phase.ENDED:
            return
        is_first = self.n_samples == 0
        try:
            if self.n_samples >= self._check_disk_at:
                self._check_disk()
            self._writer.append(samples)
        except (RecordingError, OSError) as error:  # the latter from measuring the disk
            self.fail(to_recording_error(error, self._writer.path))
            return
        if is_first:
            self._emit(Listening())

    def _check_disk(self) -> None:
        self._check_disk_at = self.n_samples + CHECK_DISK_EVERY_SAMPLES
        self._note_overruns()
        free_bytes = self._measure_free_bytes(self._writer.path.parent)
        usable_bytes = free_bytes - self._limits.full_disk_bytes
        if usable_bytes < 0:
            raise RecordingError("disk_full", path=str(self._writer.path))
        still_to_warn = [limit for limit in self._warn_below if free_bytes >= limit]
        if still_to_warn != self._warn_below:
            self._warn_below = still_to_warn
            self._emit(LowDisk(free_bytes, usable_bytes / BYTES_PER_S))

    def _note_overruns(self) -> None:
        if self._n_overruns > self._n_overruns_noted:
            self._writer.note_overrun(self._n_overruns - self._n_overruns_noted)
            self._n_overruns_noted = self._n_overruns


def to_recording_error(error: RecordingError | OSError, path: Path) -> RecordingError:
    """The typed error for what writing raised."""
    if isinstance(error, RecordingError):
        return error
    return RecordingError("folder_not_writable", path=str(path), reason=str(error))


def measure_free_bytes(folder: Path) -> int:
    """Bytes that may still be written to the disk of `folder`. Raises OSError."""
    return shutil.disk_usage(folder).free
