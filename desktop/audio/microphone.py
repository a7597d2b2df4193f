"""Keeps a microphone open: opens it, notices that it went silent, opens it again.

Opening and closing can hang for half a minute when a sound server does, so each runs in a thread
of its own; everything else happens in the owner's thread, which `post` leads to.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Protocol

from desktop.audio.inflow import Block, Inflow
from desktop.audio.source import AudioSource, AudioStream
from desktop.errors import MicrophoneError

log = logging.getLogger(__name__)

# How long a new opening waits for the old stream to be closed: a device that only one may use
# would be busy, and PortAudio's list cannot be renewed before.
CLOSING_S = 1.0
BEHIND_S = 0.2  # a block that waited so long has others behind it


@dataclass(frozen=True)
class MicrophoneLimits:
    """`stall_s`: without a block for so long, the device counts as lost.

    `first_block_s`: the same for the first block after opening (Bluetooth takes its time);
    `open_s`: how long opening may take; `retry_s`: how long after a failure it is tried again;
    `check_default_s`: how often it is seen whether the system prefers another microphone now;
    `backlog_bytes`: how much sound waits for a disk that hangs (23 minutes at 48 kHz), before
    what comes is dropped and its gap marked.
    """

    stall_s: float = 1.5
    first_block_s: float = 5.0
    open_s: float = 10.0
    retry_s: float = 1.0
    check_default_s: float = 1.0
    backlog_bytes: int = 128 * 1024**2


class MicrophoneOwner(Protocol):
    """What a microphone tells its owner, in the owner's thread."""

    def on_opened(self, stream: AudioStream, is_fallback: bool) -> None: ...
    def on_block(self, data: bytes, overflowed: bool) -> None: ...
    def on_lost(self, error: MicrophoneError) -> None: ...
    def on_gap(self, missing_s: float, reason: str) -> None:
        """Before the first block that follows missing sound; `reason` as in recording_info.Gap."""

    def on_open_failed(self, error: MicrophoneError) -> bool:
        """Returns whether to go on trying."""


class State(Enum):
    CLOSED = auto()
    OPENING = auto()
    OPEN = auto()
    WAITING = auto()  # for the next try


class Microphone:
    """One microphone, or the default in its place when it is gone.

    Every message carries the number of the opening that it belongs to, so that a stream that was
    given up cannot speak any more.
    """

    def __init__(
        self,
        source: AudioSource,
        owner: MicrophoneOwner,
        post: Callable[[Callable[[], None]], None],
        limits: MicrophoneLimits,
        clock: Callable[[], float],
        read_default: Callable[[], object],
    ) -> None:
        self._source = source
        self._owner = owner
        self._post = post
        self._limits = limits
        self._clock = clock
        self._read_default = read_default
        self._device_id: str | None = None
        self._stream: AudioStream | None = None
        self._gives_sound = False  # since it was opened
        self._opening = 0
        self._last_block_s: float | None = None
        self._lost_since_s: float | None = None
        self._loss_reason = ""
        self._default: object = None  # what the system preferred when it was opened
        self._follows_default = False
        self._check_default_at_s = math.inf
        self._given_up = threading.Event()  # of the present opening
        self._closer: threading.Thread | None = None
        self.state = State.CLOSED
        self.deadline_s = math.inf  # on the clock; then `on_deadline` is to be called

    def open(self, device_id: str | None) -> None:
        """Opens the microphone with this id (None: the default) unless open or on its way."""
        if device_id != self._device_id and self.state is not State.CLOSED:
            self._mark_loss("changed")  # it takes a moment, of which the sound is missing
            self._give_up_stream()
        self._device_id = device_id
        if self.state in (State.CLOSED, State.WAITING):
            self._try_to_open()

    def close(self) -> None:
        """Gives the device back. What it still sends is ignored."""
        self._give_up_stream()
        self._last_block_s = None
        self._lost_since_s = None

    def wait_until_closed(self) -> None:
        """Waits for the last stream's closing, not longer than CLOSING_S."""
        if self._closer is not None:
            self._closer.join(CLOSING_S)

    def on_deadline(self) -> None:
        """Called when `deadline_s` is past and no message was waiting."""
        if self.state is State.WAITING:
            self._try_to_open()
        elif self.state is State.OPENING:
            error = MicrophoneError("microphone_failed", reason="opening takes too long")
            self._on_open_failed(self._opening, error)
        elif self.state is State.OPEN:
            self._on_lost(self._opening)

    def _try_to_open(self) -> None:
        self._opening += 1
        self._given_up = threading.Event()
        self.state = State.OPENING
        self.deadline_s = self._clock() + self._limits.open_s
        work = partial(
            self._open_in_background, self._opening, self._device_id, self._given_up, self._closer
        )
        threading.Thread(target=work, name="open-microphone", daemon=True).start()

    def _open_in_background(
        self,
        opening: int,
        device_id: str | None,
        given_up: threading.Event,
        closer: threading.Thread | None,
    ) -> None:
        if closer is not None:
            closer.join(CLOSING_S)

        def deliver(block: Block) -> None:
            self._post(partial(self._on_block, opening, inflow, block))

        inflow = Inflow(deliver, self._clock, self._limits.backlog_bytes)

        def pass_end() -> None:
            self._post(partial(self._on_lost, opening))

        stream: AudioStream | None = None
        try:
            default = self._read_default()
            stream, is_fallback = open_or_default(self._source, device_id, inflow.put, pass_end)
            if not given_up.is_set():
                # Posted before the stream starts, so that no block comes before it.
                self._post(partial(self._on_opened, opening, stream, is_fallback, default))
                stream.start()
        except Exception as error:
            failure = error if isinstance(error, MicrophoneError) else to_failure(error)
            self._post(partial(self._on_open_failed, opening, failure))
            given_up.set()
        if given_up.is_set() and stream is not None:
            stream.close()

    def _on_opened(
        self, opening: int, stream: AudioStream, is_fallback: bool, default: object
    ) -> None:
        if opening == self._opening:
            self._stream = stream
            self._gives_sound = False
            self._default = default
            self._follows_default = is_fallback or self._device_id is None
            self._check_default_at_s = self._clock() + self._limits.check_default_s
            self.state = State.OPEN
            self.deadline_s = self._clock() + self._limits.first_block_s
            self._owner.on_opened(stream, is_fallback)
        else:
            self._close_in_background(stream)

    def _on_block(self, opening: int, inflow: Inflow, block: Block) -> None:
        inflow.take(block)
        if opening != self._opening or self._stream is None:
            return
        now_s = self._clock()
        self.deadline_s = now_s + self._limits.stall_s
        bytes_per_s = 2 * self._stream.channels * self._stream.rate_hz
        if self._lost_since_s is not None:
            block_s = len(block.data) / bytes_per_s
            missing_s = max(0.0, block.came_s - block_s - self._lost_since_s)
            self._lost_since_s = None
            self._owner.on_gap(missing_s, self._loss_reason)
        elif block.dropped_bytes:
            self._owner.on_gap(block.dropped_bytes / bytes_per_s, "overrun")
        self._last_block_s = block.came_s
        self._gives_sound = True
        self._owner.on_block(block.data, block.overflowed)
        is_behind = now_s - block.came_s > BEHIND_S  # blocks that still wait would be lost
        if self._follows_default and now_s >= self._check_default_at_s and not is_behind:
            self._check_default(now_s)

    def _check_default(self, now_s: float) -> None:
        """Changes over when the system prefers another microphone than when this was opened."""
        self._check_default_at_s = now_s + self._limits.check_default_s
        default = self._read_default()
        if self._default is None:
            self._default = default
        elif default not in (None, self._default):
            self._mark_loss("changed")
            self._give_up_stream()
            self._try_to_open()

    def _on_lost(self, opening: int) -> None:
        if opening != self._opening or self._stream is None:
            return
        name = self._stream.name
        if not self._gives_sound:
            error = MicrophoneError("microphone_failed", device=name, reason="gives no sound")
            self._on_open_failed(opening, error)
            return
        self._mark_loss("unplugged")
        self._give_up_stream()
        self._try_to_open()
        self._owner.on_lost(MicrophoneError("microphone_unplugged", device=name))

    def _on_open_failed(self, opening: int, error: MicrophoneError) -> None:
        if opening != self._opening:
            return
        self._give_up_stream()
        if self._owner.on_open_failed(error):
            self.state = State.WAITING
            self.deadline_s = self._clock() + self._limits.retry_s
        else:
            self.close()

    def _mark_loss(self, reason: str) -> None:
        if self._lost_since_s is None:
            self._lost_since_s, self._loss_reason = self._last_block_s, reason

    def _give_up_stream(self) -> None:
        self._opening += 1
        self._given_up.set()
        self.state = State.CLOSED
        self.deadline_s = math.inf
        stream, self._stream = self._stream, None
        if stream is not None:
            self._close_in_background(stream)

    def _close_in_background(self, stream: AudioStream) -> None:
        self._closer = threading.Thread(target=stream.close, name="close-microphone", daemon=True)
        self._closer.start()


def open_or_default(
    source: AudioSource,
    device_id: str | None,
    on_block: Callable[[bytes, bool], None],
    on_end: Callable[[], None],
) -> tuple[AudioStream, bool]:
    """The asked-for microphone, or the default when that cannot be opened; and which it is.

    Raises the MicrophoneError of the asked-for one.
    """
    try:
        return source.open(device_id, on_block, on_end), False
    except MicrophoneError as error:
        if device_id is None or error.code == "audio_system_missing":
            raise
        try:
            return source.open(None, on_block, on_end), True
        except MicrophoneError:
            raise error from None


def to_failure(error: Exception) -> MicrophoneError:
    """The typed error for one that no one foresaw; it is logged in full."""
    log.error("opening a microphone failed", exc_info=error)
    return MicrophoneError("microphone_failed", reason=repr(error))
