"""Measures how quick a model is on this machine, in the engine's own process, and remembers it.

The bundled sample is transcribed as any file is. A model is known again by its model.bin, wherever
its folder lies.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.engine_process import EngineProcess
from desktop.models.assemble import write_synced
from desktop.models.model_folder import ModelInfo

SPEEDS = "speeds.json"  # beside the model folders
# The quickest counts: the first loads the speech detector, and others use the machine too.
N_RUNS = 5
ENOUGH_S = 10.0


@dataclass(frozen=True)
class Measured:
    """`speed`: seconds of speech a second. `memory_bytes`: the engine's most; None: not known."""

    speed: float
    memory_bytes: int | None = None


def measure(info: ModelInfo, sample: Path, command: Sequence[str] | None = None) -> Measured:
    """Transcribe the sample with a model. Raises ModelError, EngineError, AudioFileError."""
    speeds, spent_s = [], 0.0
    with EngineProcess(list(command) if command else None) as engine:
        engine.send("hello")
        pid = engine.wait_for("ready")["pid"]
        engine.send("load_model", folder=str(info.folder))
        engine.wait_for("model_loaded")
        for number in range(N_RUNS):
            started_s, job = time.perf_counter(), f"measure-{number}"
            engine.send("transcribe", job=job, file=str(sample), language=info.languages[0])
            *_, end = engine.read_job_events(job)
            taken_s = time.perf_counter() - started_s
            speeds.append(end["duration_s"] / taken_s)
            spent_s += taken_s
            if spent_s > ENOUGH_S:
                break
        memory_bytes = read_most_memory(pid)
    return Measured(round(max(speeds), 2), memory_bytes)


def read_most_memory(pid: int) -> int | None:
    """The most memory that a running process has taken so far; None where nothing tells."""
    if sys.platform == "linux":
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if "VmHWM" in line), None)
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process(pid).memory_info().peak_wset)
    return None


def load_speeds(models_dir: Path) -> dict[str, Measured]:
    """What has been measured, by the sha256 of model.bin; nothing where that cannot be read."""
    try:
        data = json.loads((models_dir / SPEEDS).read_text("utf-8"))
        return {
            str(sha256): Measured(float(entry["speed"]), entry.get("memory_bytes"))
            for sha256, entry in data.items()
            if float(entry["speed"]) > 0
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def remember_speed(models_dir: Path, info: ModelInfo, measured: Measured) -> None:
    """Add what was measured. Raises OSError."""
    speeds: Mapping[str, Measured] = load_speeds(models_dir)
    entries = {sha256: asdict(one) for sha256, one in speeds.items()}
    entries[info.files["model.bin"].sha256] = asdict(measured)
    models_dir.mkdir(parents=True, exist_ok=True)
    write_synced(models_dir / SPEEDS, json.dumps(entries, indent=2).encode())
