"""Reads and writes the pipes in which a clipboard's content travels. Neither waits for ever."""

from __future__ import annotations

import os
import select
import time

WITHIN_S = 3.0
CHUNK = 65_536
MAX_BYTES = 256 * 1024**2


def read_all(fd: int) -> bytes:
    """All there is to read; closes the pipe. Raises OSError when it takes too long or too much."""
    give_up_at_s = time.monotonic() + WITHIN_S
    parts: list[bytes] = []
    try:
        os.set_blocking(fd, False)
        while True:
            if not select.select([fd], [], [], max(0.0, give_up_at_s - time.monotonic()))[0]:
                raise TimeoutError("the clipboard's owner gives nothing")
            part = os.read(fd, CHUNK)
            if not part:
                return b"".join(parts)
            parts.append(part)
            if len(parts) * CHUNK > MAX_BYTES:
                raise OSError("too much on the clipboard")
    finally:
        os.close(fd)


def write_all(fd: int, content: bytes) -> None:
    """Write all of it; closes the pipe. Raises OSError when nobody reads it."""
    give_up_at_s = time.monotonic() + WITHIN_S
    rest = memoryview(content)
    try:
        os.set_blocking(fd, False)
        while rest:
            if not select.select([], [fd], [], max(0.0, give_up_at_s - time.monotonic()))[1]:
                raise TimeoutError("nobody reads the clipboard")
            rest = rest[os.write(fd, rest[:CHUNK]) :]
    finally:
        os.close(fd)
