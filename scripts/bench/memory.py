"""A file of ten hours in the real window: the most memory that window and engine ever hold."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.bench.app_window import AppWindow
from scripts.bench.long_speech import loop_speech, make_long_speech
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from scripts.bench.processes import read_memory_mb, read_peak_mb
from scripts.bench.screen import Screen

HOURS = 10
LOOK_EVERY_S = 2.0
GIVE_UP_S = 3600.0


def measure(bench: Bench) -> Result:
    """Rows: the peaks of both processes, how much they grew, and the speed."""
    hours = 1 if bench.quick else HOURS
    file = loop_speech(bench, make_long_speech(bench, 5 if bench.quick else 60), hours)
    with (
        tempfile.TemporaryDirectory(prefix="bench-home-") as home,
        Screen() as screen,
        AppWindow(screen.display, Path(home), [file]) as window,
    ):
        engine = window.wait_for_engine()
        started_s = time.monotonic()
        looks: list[dict[str, float]] = []
        while (end := find_end(Path(home))) is None:
            if time.monotonic() - started_s > GIVE_UP_S:
                raise TimeoutError(f"{file} is not done")
            time.sleep(LOOK_EVERY_S)
            at_s = time.monotonic() - started_s
            now = {"engine": read_memory_mb(engine), "window": read_memory_mb(window.pid)}
            looks.append({"at_s": at_s, **now})
        wall_s = time.monotonic() - started_s
        if end["type"] != "done":
            raise RuntimeError(f"the job ended with {end}")
        peaks = {"engine": read_peak_mb(engine), "window": read_peak_mb(window.pid)}
    rows = [
        Measurement(
            f"file of {hours} hours: peak memory of the {name}",
            "MB",
            (peaks[name],),
            Limit(limit_mb),
            note=describe_growth([look[name] for look in looks]),
        )
        for name, limit_mb in (("engine", 600), ("window", 200))
    ]
    speed = hours * 3600 / wall_s
    rows.append(Measurement(f"file of {hours} hours: speed", "× real time", (speed,)))
    return Result(tuple(rows), {"looks": looks})


def find_end(home: Path) -> dict[str, Any] | None:
    """The last record of the one job's journal, if that is its end."""
    for path in (home / "jobs").glob("*.jsonl"):
        lines = path.read_bytes().splitlines()
        for line in lines[-1:]:
            record = json.loads(line)
            if record.get("type") in ("done", "error", "cancelled"):
                return dict(record)
    return None


def describe_growth(memory_mb: Sequence[float]) -> str:
    """How much was held a quarter and the whole of the way."""
    if len(memory_mb) < 4:
        return ""
    quarter_mb = memory_mb[len(memory_mb) // 4]
    return f"after a quarter {quarter_mb:.0f} MB, at the end {memory_mb[-1]:.0f} MB"
