"""Counts the cores that are worth computing on: real ones, and of a hybrid processor the fast."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

LINUX_CPUS = Path("/sys/devices/system/cpu")
INTEL_FAST_CPUS = Path("/sys/devices/cpu_core/cpus")  # only hybrid Intel processors have it
FAST_SHARE = 0.8  # of the strongest core's strength; favoured cores are a little above the others


def count_fast_cores() -> int:
    """At least 1. Two threads of one core count as one; what this process may not use does not."""
    if sys.platform == "linux":
        return count_linux_cores(os.sched_getaffinity(0), LINUX_CPUS, INTEL_FAST_CPUS)
    if sys.platform == "darwin":
        return _count_mac_cores()
    n_logical = os.cpu_count() or 1
    return max(1, n_logical // 2) if n_logical > 2 else n_logical  # most have two threads a core


def count_linux_cores(allowed: Iterable[int], cpus: Path, intel_fast: Path) -> int:
    """The fast cores among the `allowed` logical ones, as the folders of sysfs describe them."""
    usable = set(allowed)
    fast = parse_cpu_list(_read(intel_fast))
    if not fast:
        strengths = {cpu: _read_strength(cpus / f"cpu{cpu}") for cpu in usable}
        strongest = max(strengths.values(), default=0)
        fast = {cpu for cpu in usable if strengths[cpu] >= FAST_SHARE * strongest}
    cores = {_read_core(cpus / f"cpu{cpu}", cpu) for cpu in (usable & fast) or usable}
    return max(1, len(cores))


def parse_cpu_list(text: str) -> set[int]:
    """The numbers in a list such as `0-3,8,10-11`."""
    cpus: set[int] = set()
    for part in filter(None, text.strip().split(",")):
        first, _, last = part.partition("-")
        cpus.update(range(int(first), int(last or first) + 1))
    return cpus


def _read_strength(cpu: Path) -> int:
    """What a logical CPU can do beside others of this machine; 0 where nothing tells."""
    text = _read(cpu / "cpu_capacity") or _read(cpu / "cpufreq" / "cpuinfo_max_freq")
    return int(text or 0)


def _read_core(cpu: Path, number: int) -> str:
    """A name for the core that a logical CPU is part of."""
    return _read(cpu / "topology" / "thread_siblings_list") or str(number)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _count_mac_cores() -> int:
    for name in ("hw.perflevel0.physicalcpu", "hw.physicalcpu"):  # the first on Apple's own only
        asked = subprocess.run(["sysctl", "-n", name], capture_output=True, text=True, check=False)
        if asked.returncode == 0 and asked.stdout.strip().isdigit():
            return max(1, int(asked.stdout))
    return os.cpu_count() or 1
