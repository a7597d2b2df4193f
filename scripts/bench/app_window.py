"""Starts the app's real window on a screen of the benchmark's, with a home folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.bench.processes import find_engine

STOP_WITHIN_S = 20.0


class AppWindow:
    """`python -m desktop`, running. `started_s`: time.monotonic just before it was started."""

    def __init__(self, display: str, home: Path, files: Sequence[Path] = ()) -> None:
        environment = {**os.environ, "DISPLAY": display, "TALSKRIFT_HOME": str(home)}
        environment |= {"QT_QPA_PLATFORM": "xcb"}
        environment.pop("WAYLAND_DISPLAY", None)
        self.home = home
        self.started_s = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "desktop", *map(str, files)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for_engine(self, give_up_s: float = 60.0) -> int:
        """The process of its engine."""
        give_up_at_s = time.monotonic() + give_up_s
        while time.monotonic() < give_up_at_s and self._process.poll() is None:
            engine = find_engine(self.pid)
            if engine is not None:
                return engine
            time.sleep(0.02)
        raise TimeoutError("the window started no engine")

    def close(self) -> None:
        """Ends the window; its engine ends with it."""
        self._process.terminate()
        try:
            self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> AppWindow:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
