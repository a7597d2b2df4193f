"""A screen in memory, whose pixels can be looked at: Xvfb with its framebuffer in a file."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

WIDTH, HEIGHT = 1280, 900
BYTES_PER_PIXEL = 4
GRID = 7  # every seventh pixel of every seventh line is looked at
N_COLOURS = 12  # a window that has painted its text and icons shows more, an empty one one or two


class Screen:
    """A black screen of its own, empty at first. Needs Xvfb."""

    def __init__(self) -> None:
        if shutil.which("Xvfb") is None:
            raise SystemExit("install xvfb")
        self._folder = Path(tempfile.mkdtemp(prefix="bench-screen-"))
        read_end, write_end = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        self._server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(write_end), "-screen", "0", size),
                *("-fbdir", str(self._folder), "-br", "-nolisten", "tcp", "-noreset"),
            ],
            pass_fds=[write_end],
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        with os.fdopen(read_end) as told:
            self.display = f":{told.readline().strip()}"
        self._pixels = self._map()

    def _map(self) -> np.ndarray:
        """The framebuffer: an XWD file of header, colours and pixels."""
        with (self._folder / "Xvfb_screen0").open("rb") as file:
            memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack(">25I", memory[:100])
        header_bytes, bytes_per_line, n_colours = header[0], header[12], header[19]
        pixels = np.frombuffer(memory, np.uint32, offset=header_bytes + 12 * n_colours)
        return pixels[: HEIGHT * bytes_per_line // BYTES_PER_PIXEL].reshape(HEIGHT, -1)[:, :WIDTH]

    def count_colours(self) -> int:
        """How many colours are on the screen now."""
        return len(np.unique(self._pixels[::GRID, ::GRID]))

    def wait_for_window(self, give_up_s: float = 60.0) -> float:
        """The moment (time.monotonic) at which a painted window is on the screen."""
        give_up_at_s = time.monotonic() + give_up_s
        while self.count_colours() < N_COLOURS:
            if time.monotonic() > give_up_at_s:
                raise TimeoutError("no window came")
            time.sleep(0.002)
        return time.monotonic()

    def wait_until_empty(self, give_up_s: float = 20.0) -> None:
        """Until the last window has gone."""
        give_up_at_s = time.monotonic() + give_up_s
        while self.count_colours() > 1:
            if time.monotonic() > give_up_at_s:
                raise TimeoutError("the window does not go")
            time.sleep(0.02)

    def close(self) -> None:
        del self._pixels
        self._server.terminate()
        self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
