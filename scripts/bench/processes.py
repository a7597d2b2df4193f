"""Looks at processes through /proc: their children, CPU time and greatest memory. Linux only."""

from __future__ import annotations

import os
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def read_cpu_s(pid: int) -> float:
    """CPU time, user and system, that the process and its ended children have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS_PER_S


def read_peak_mb(pid: int) -> float:
    """The most memory that the process has held at once (VmHWM), in MB of 10^6 bytes."""
    return _read_status_kb(pid, "VmHWM") * 1024 / 1e6


def read_memory_mb(pid: int) -> float:
    """The memory that the process holds now (VmRSS), in MB of 10^6 bytes."""
    return _read_status_kb(pid, "VmRSS") * 1024 / 1e6


def list_children(pid: int) -> list[int]:
    """The processes that this one has started and that still run."""
    found: set[int] = set()
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        found.update(map(int, path.read_text().split()))
    return sorted(found)


def find_engine(window: int) -> int | None:
    """The engine process of a window."""
    for child in list_children(window):
        command = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        if b"desktop.engine" in command:
            return child
    return None


def _read_status_kb(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise ProcessLookupError(pid)
