"""When a microphone counts as lost, by a clock that the test turns; and how long it was gone."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

import pytest

from desktop.audio.microphone import Microphone, MicrophoneLimits, State
from desktop.audio.source import AudioStream
from desktop.errors import MicrophoneError

WAIT_S = 30.0


class Owner:
    """Takes what the microphone tells, in the test's own thread."""

    def __init__(self, source: Any) -> None:
        self.now_s = 1000.0
        self.default: object = "built-in"
        self.told: list[Any] = []
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.microphone = Microphone(
            source, self, self.posted.put, MicrophoneLimits(), lambda: self.now_s, self.read_default
        )

    def read_default(self) -> object:
        return self.default

    def do_next(self) -> None:
        self.posted.get(timeout=WAIT_S)()

    def on_opened(self, stream: AudioStream, is_fallback: bool) -> None:
        self.told.append("opened")

    def on_block(self, data: bytes, overflowed: bool) -> None:
        self.told.append(len(data))

    def on_lost(self, error: MicrophoneError) -> None:
        self.told.append(error.code)

    def on_gap(self, missing_s: float, reason: str) -> None:
        self.told.append((round(missing_s, 3), reason))

    def on_open_failed(self, error: MicrophoneError) -> bool:
        self.told.append(error.code)
        return True


@pytest.fixture
def owner(source: Any) -> Owner:
    owner = Owner(source)
    owner.microphone.open(None)
    owner.do_next()
    return owner


BLOCK_S = 0.025  # what the fake stream cuts its sound into, at 16 kHz


def feed(stream: Any, owner: Owner, n_blocks: int = 1) -> None:
    stream.feed(memoryview(bytes(800 * n_blocks)).cast("h"), block=400)
    for _ in range(n_blocks):
        owner.do_next()


def test_missing_blocks_are_noticed_within_two_seconds(source: Any, owner: Owner) -> None:
    feed(source.wait_for_stream(), owner)
    assert 0.5 < owner.microphone.deadline_s - owner.now_s <= 2.0
    owner.now_s = owner.microphone.deadline_s
    owner.microphone.on_deadline()
    assert owner.told == ["opened", 800, "microphone_unplugged"]
    assert owner.microphone.state is State.OPENING


def test_a_gap_is_as_long_as_no_sound_was_heard(source: Any, owner: Owner) -> None:
    stream = source.wait_for_stream()
    feed(stream, owner)
    owner.now_s += 1.5
    owner.microphone.on_deadline()
    owner.now_s += 10.0
    owner.do_next()  # opened again
    again = source.wait_for_stream()
    owner.now_s += 0.5
    feed(again, owner)
    assert owner.told[2:] == ["microphone_unplugged", "opened", (12.0 - BLOCK_S, "unplugged"), 800]


def test_a_gap_is_measured_when_the_blocks_come_not_when_they_are_written(
    source: Any, owner: Owner
) -> None:
    stream = source.wait_for_stream()
    stream.feed(memoryview(bytes(800)).cast("h"), block=400)
    owner.now_s += 30.0  # a disk that hangs, in which the microphone is pulled out
    stream.end_by_itself()
    owner.do_next()
    owner.do_next()
    owner.do_next()  # opened again
    feed(source.wait_for_stream(), owner)
    assert owner.told[2:] == ["microphone_unplugged", "opened", (30.0 - BLOCK_S, "unplugged"), 800]


def test_unplugged_first_and_then_changed_is_unplugged(source: Any, owner: Owner) -> None:
    feed(source.wait_for_stream(), owner)
    owner.now_s += 1.5
    owner.microphone.on_deadline()
    owner.microphone.open("usb")
    owner.do_next()  # the default, which nobody waits for any more
    owner.do_next()
    source.wait_for_stream()
    feed(source.wait_for_stream(), owner)
    assert owner.told[-2:] == [(1.5 - BLOCK_S, "unplugged"), 800]


def test_another_default_waits_until_all_that_was_heard_is_written(
    source: Any, owner: Owner
) -> None:
    stream = source.wait_for_stream()
    owner.default = "headset"
    stream.feed(memoryview(bytes(2400)).cast("h"), block=400)
    owner.now_s += 30.0  # a disk that hangs
    for _ in range(3):
        owner.do_next()
    assert owner.told == ["opened", 800, 800, 800]
    feed(stream, owner)
    assert owner.microphone.state is State.OPENING
