"""Records a microphone into a recording on disk, and never makes anybody wait.

Three threads meet here. The sound system's thread copies each block into a queue and returns. The
caller's thread puts its wishes into the same queue and returns. The writer thread does all the
rest, in the order of the queue: it is the one owner of all state, so there are no locks.

    with Recorder(SoundDeviceSource(), on_event) as recorder:
        recorder.warm()                  # listens, keeps the last 500 ms
        recorder.start(path)             # Listening comes with the first sample on disk
        recorder.stop()                  # Stopped comes 600 ms later

Opened by `warm`, the microphone stays open until `cool`; opened by `start`, until Stopped.
"""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.audio.conversion import RateConverter, mix_to_mono
from desktop.audio.default_microphone import read_default_microphone
from desktop.audio.events import (
    DeviceChanged,
    DeviceLost,
    Failed,
    MuteChanged,
    RecorderEvent,
    Stopped,
)
from desktop.audio.levels import MuteState, follow_mute, measure_level
from desktop.audio.microphone import Microphone, MicrophoneLimits, State
from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingWriter
from desktop.audio.session import (
    Phase,
    Preroll,
    RecordingSession,
    SampleWriter,
    SessionLimits,
    measure_free_bytes,
    to_recording_error,
)
from desktop.audio.source import AudioSource, AudioStream
from desktop.errors import MicrophoneError, RecordingError

log = logging.getLogger(__name__)

LEVEL_EVERY_S = 0.05
# How long `close` waits. Only a disk that hangs takes long, and then sound is still to be written.
CLOSE_WITHIN_S = 60.0


@dataclass(frozen=True)
class RecorderLimits:
    """The recorder's times and sizes; the defaults are those of the app."""

    session: SessionLimits = field(default_factory=SessionLimits)
    microphone: MicrophoneLimits = field(default_factory=MicrophoneLimits)


class Recorder:
    """One microphone, and any number of recordings, one after another.

    Each `start` is answered by exactly one Stopped. No method blocks (but `close`) or raises:
    what goes wrong is told as Failed, with a MicrophoneError or a RecordingError. `on_event` is
    called in the writer thread.
    """

    def __init__(
        self,
        source: AudioSource,
        on_event: Callable[[RecorderEvent], None],
        device_id: str | None = None,
        limits: RecorderLimits | None = None,
        make_writer: Callable[[Path, str], SampleWriter] = RecordingWriter,
        measure_free_bytes: Callable[[Path], int] = measure_free_bytes,
        clock: Callable[[], float] = time.monotonic,
        read_default: Callable[[], object] = read_default_microphone,
    ) -> None:
        """`device_id`: devices.InputDevice.id, or None for the system's default."""
        limits = limits or RecorderLimits()
        self._on_event = on_event
        self._device_id = device_id
        self._limits = limits
        self._make_writer = make_writer
        self._measure_free_bytes = measure_free_bytes
        self._clock = clock
        self._queue: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._microphone = Microphone(
            source, self, self._queue.put, limits.microphone, clock, read_default
        )
        self._preroll = Preroll(round(limits.session.preroll_s * SAMPLE_RATE_HZ))
        self._session: RecordingSession | None = None
        self._keeps_warm = False
        self._had_device = False
        self._loss_is_told = False
        self._closes_when_ended = False
        self._is_closing = False
        self._stream: AudioStream | None = None
        self._converter = RateConverter(SAMPLE_RATE_HZ)
        self._unmeasured: list[NDArray[np.float32]] = []
        self._mute = MuteState()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    # What the caller asks for; each returns at once.

    def warm(self) -> None:
        """Opens the microphone and keeps its last moment, so that `start` loses no first word."""
        self._queue.put(self._warm)

    def cool(self) -> None:
        """Closes the microphone as soon as no recording needs it."""
        self._queue.put(self._cool)

    def start(self, path: Path) -> None:
        """Begins a new recording at `path` (talk.wav in a folder that exists).

        One that is still going on is ended first; nothing is lost between the two.
        """
        self._queue.put(partial(self._start, path))

    def pause(self) -> None:
        """Stops writing, 600 ms from now: Paused."""
        self._queue.put(partial(self._with_session, RecordingSession.pause))

    def resume(self) -> None:
        """Goes on writing: Resumed. The pause is marked in the recording as a gap."""
        self._queue.put(partial(self._with_session, RecordingSession.resume))

    def stop(self) -> None:
        """Ends the recording, 600 ms from now (at once if paused or without sound): Stopped."""
        self._queue.put(partial(self._with_session, RecordingSession.stop))

    def select(self, device_id: str | None) -> None:
        """Changes to another microphone (None: the system's default), also while recording."""
        self._queue.put(partial(self._select, device_id))

    def close(self) -> None:
        """Ends the recording as `stop` does, then the microphone and the thread; waits for it."""
        self._queue.put(self._close_after_tail)
        self._thread.join(CLOSE_WITHIN_S)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # The writer thread.

    def _run(self) -> None:
        while not self._is_closing:
            wait_s = self._microphone.deadline_s - self._clock()
            try:
                act = self._queue.get(timeout=None if wait_s == math.inf else max(0.0, wait_s))
            except queue.Empty:
                act = self._microphone.on_deadline
            self._do(act)
        while not self._queue.empty():  # a microphone that was opened meanwhile must be closed
            self._do(self._queue.get())

    def _do(self, act: Callable[[], None]) -> None:
        """Runs one message. An unforeseen error ends the recording in order, not the thread."""
        try:
            act()
        except Exception as error:
            log.exception("the recorder failed")
            reason = MicrophoneError("microphone_failed", reason=repr(error))
            if self._session is not None:
                self._session.fail(reason)
            else:
                self._emit(Failed(reason))
        self._forget_ended_session()

    def _emit(self, event: RecorderEvent) -> None:
        try:
            self._on_event(event)
        except Exception:
            log.exception("a listener of the recorder failed")

    def _warm(self) -> None:
        self._keeps_warm = True
        self._microphone.open(self._device_id)

    def _cool(self) -> None:
        self._keeps_warm = False
        if self._session is None:
            self._close_microphone()

    def _start(self, path: Path) -> None:
        if self._session is not None:
            self._end_session()
        name = self._stream.name if self._stream else ""
        try:
            free_bytes = self._measure_free_bytes(path.parent)
            if free_bytes < self._limits.session.full_disk_bytes:
                raise RecordingError("disk_full", path=str(path))
            writer = self._make_writer(path, name)
        except (RecordingError, OSError) as error:
            self._emit(Failed(to_recording_error(error, path)))
            self._emit(Stopped(None, 0.0))
            if not self._keeps_warm:
                self._close_microphone()
            return
        self._session = RecordingSession(
            writer, self._preroll, self._emit, self._limits.session, self._measure_free_bytes
        )
        self._microphone.open(self._device_id)

    def _with_session(self, act: Callable[[RecordingSession], None]) -> None:
        if self._session is None:
            return
        act(self._session)
        if self._microphone.state is not State.OPEN and self._session.phase is Phase.STOPPING:
            self._flush()
            self._session.end()  # no more sound will come

    def _select(self, device_id: str | None) -> None:
        self._device_id = device_id
        if self._microphone.state is not State.CLOSED:
            self._had_device = False
            self._microphone.open(device_id)

    def _close_after_tail(self) -> None:
        self._closes_when_ended = True
        self._with_session(RecordingSession.stop)
        if self._session is None:
            self._close()

    def _close(self) -> None:
        self._close_microphone()
        self._microphone.wait_until_closed()
        self._is_closing = True

    def _end_session(self) -> None:
        assert self._session is not None
        self._flush()
        self._session.end()
        self._session = None

    def _forget_ended_session(self) -> None:
        if self._session is not None and self._session.phase is Phase.ENDED:
            self._session = None
            if self._closes_when_ended:
                self._close()
            elif not self._keeps_warm:
                self._close_microphone()

    def _close_microphone(self) -> None:
        self._microphone.close()
        self._preroll.clear()
        self._stream = None
        self._had_device = False

    # What the microphone tells (microphone.MicrophoneOwner).

    def on_opened(self, stream: AudioStream, is_fallback: bool) -> None:
        self._flush()  # what the microphone before it said
        self._stream = stream
        self._had_device = True
        self._converter = RateConverter(stream.rate_hz)
        self._unmeasured.clear()
        self._mute = MuteState()
        if self._session is not None:
            self._session.name_source(stream.name)
        self._emit(DeviceChanged(stream.name, is_fallback))

    def on_block(self, data: bytes, overflowed: bool) -> None:
        assert self._stream is not None
        self._loss_is_told = False
        if overflowed and self._session is not None:
            self._session.count_overrun()
        samples = mix_to_mono(data, self._stream.channels)
        self._measure(samples, self._stream.rate_hz)
        self._deliver(self._converter.convert(samples))

    def on_lost(self, error: MicrophoneError) -> None:
        self._flush()
        self._tell_loss(error)
        if self._session is not None and self._session.phase is Phase.STOPPING:
            self._session.end()

    def on_gap(self, missing_s: float, reason: str) -> None:
        self._flush()
        if self._session is not None and self._session.n_samples > 0:
            self._session.mark_gap(missing_s, reason)
        self._preroll.clear()  # it is from before the gap

    def on_open_failed(self, error: MicrophoneError) -> bool:
        if self._session is not None:
            if self._session.n_samples > 0:
                self._tell_loss(error)  # where it was changed, and not lost, this is the first word
                return True
            self._session.fail(error)
            return self._keeps_warm and self._had_device
        if self._had_device:
            return True
        self._emit(Failed(error))
        return False

    def _tell_loss(self, error: MicrophoneError) -> None:
        if not self._loss_is_told:
            self._loss_is_told = True
            self._emit(DeviceLost(error))

    def _deliver(self, samples: NDArray[np.int16]) -> None:
        if self._session is not None:
            self._session.add(samples)
        elif len(samples):
            self._preroll.add(samples)

    def _flush(self) -> None:
        """Brings what the converter holds back to where it belongs, before a cut."""
        if self._stream is not None:
            self._deliver(self._converter.flush())
            self._converter = RateConverter(self._stream.rate_hz)

    def _measure(self, samples: NDArray[np.float32], rate_hz: float) -> None:
        self._unmeasured.append(samples)
        n_samples = sum(map(len, self._unmeasured))
        if n_samples < LEVEL_EVERY_S * rate_hz:
            return
        level = measure_level(np.concatenate(self._unmeasured))
        self._unmeasured.clear()
        self._emit(level)
        was_muted = self._mute.muted
        self._mute = follow_mute(self._mute, level, n_samples / rate_hz)
        if self._mute.muted != was_muted:
            self._emit(MuteChanged(self._mute.muted))
