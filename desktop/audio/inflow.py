"""Carries blocks of sound from the sound system's thread to the writer's, never waiting.

How much may be on its way is bounded: docs/decisions/0003.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """Interleaved int16 samples, when they came, and what was lost just before them."""

    data: bytes
    came_s: float
    overflowed: bool
    dropped_bytes: int


class Inflow:
    """One stream's blocks on their way from the sound system's thread to the owner's.

    Each counter has one thread that writes it, so there is no lock.
    """

    def __init__(
        self, deliver: Callable[[Block], None], clock: Callable[[], float], limit_bytes: int
    ) -> None:
        self._deliver = deliver
        self._clock = clock
        self._limit_bytes = limit_bytes
        self._put_bytes = 0
        self._taken_bytes = 0
        self._dropped_bytes = 0  # since the last block that was put

    def put(self, data: bytes, overflowed: bool) -> None:
        """From the sound system's thread: passes the block on, or drops it. Never waits."""
        if self._put_bytes - self._taken_bytes + len(data) > self._limit_bytes:
            self._dropped_bytes += len(data)
            return
        self._put_bytes += len(data)
        self._deliver(Block(data, self._clock(), overflowed, self._dropped_bytes))
        self._dropped_bytes = 0

    def take(self, block: Block) -> None:
        """In the owner's thread: makes room for more."""
        self._taken_bytes += len(block.data)
