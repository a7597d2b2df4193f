"""How long until the window is on the screen and the engine has its model, cold and warm.

Cold: the system's page cache is dropped first (as root; else there is no cold figure).
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from desktop.engine_process import EngineProcess
from scripts.bench.app_window import AppWindow
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from scripts.bench.screen import Screen

DROP_CACHES = Path("/proc/sys/vm/drop_caches")
N_WARM, N_COLD = 20, 7
REST_S = 1.0  # so that what one start still does is not counted to the next


def measure(bench: Bench) -> Result:
    """Rows: window cold, window warm, engine cold, engine warm."""
    n_warm, n_cold = (5, 2) if bench.quick else (N_WARM, N_COLD)
    can_drop = os.access(DROP_CACHES, os.W_OK)
    with Screen() as screen:
        start_window(screen)
        warm_s = [start_window(screen) for _ in range(n_warm)]
        cold_s = [start_window(screen, cold=True) for _ in range(n_cold * can_drop)]
    start_engine(bench.model)
    engine_s = [start_engine(bench.model) for _ in range(n_warm)]
    cold_engine_s = [start_engine(bench.model, cold=True) for _ in range(n_cold * can_drop)]
    rows = (
        ("window on the screen after start, cold", cold_s, 1.0),
        ("window on the screen after start, warm", warm_s, 0.5),
        ("engine ready after start, cold", cold_engine_s, 2.0),
        ("engine ready after start, warm", engine_s, 2.0),
    )
    return Result(
        tuple(
            Measurement(figure, "s", tuple(values_s), Limit(limit_s), digits=2)
            for figure, values_s, limit_s in rows
        )
    )


def start_window(screen: Screen, cold: bool = False) -> float:
    """Seconds from exec to a painted window."""
    if cold:
        drop_caches()
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        screen.wait_until_empty()
        with AppWindow(screen.display, Path(home)) as window:
            shown_s = screen.wait_for_window() - window.started_s
            window.wait_for_engine()
            time.sleep(REST_S)
    time.sleep(REST_S)
    return shown_s


def start_engine(model: Path, cold: bool = False) -> float:
    """Seconds from exec to `model_loaded`."""
    if cold:
        drop_caches()
    started_s = time.monotonic()
    with EngineProcess() as engine:
        engine.send("load_model", folder=str(model))
        engine.wait_for("model_loaded")
        return time.monotonic() - started_s


def drop_caches() -> None:
    """Makes the system forget every file it has read."""
    subprocess.run(["sync"], check=True)
    DROP_CACHES.write_text("3")
    time.sleep(REST_S)
