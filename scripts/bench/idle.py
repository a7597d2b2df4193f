"""What the app costs while nothing is said: CPU of window and engine, in per cent of a core."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

from desktop.audio.recording import SAMPLE_RATE_HZ
from scripts.bench.app_window import AppWindow
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from scripts.bench.processes import read_cpu_s
from scripts.bench.screen import Screen
from tests.virtual_microphone import VirtualMicrophone

SPAN_S = 60.0
SETTLE_S = 8.0
NAMES = {
    "idle": "CPU, idle, microphone closed",
    "warm": "CPU, idle, listening (warm microphone, silence)",
    "dictating": "CPU, dictating silence",
}


def measure(bench: Bench) -> Result:
    """A row for each state: window and engine together, and in the note each alone."""
    span_s = 15.0 if bench.quick else SPAN_S
    with (
        tempfile.TemporaryDirectory(prefix="vmic-") as sound,
        VirtualMicrophone(Path(sound)),
        tempfile.TemporaryDirectory(prefix="bench-home-") as home,
        Screen() as screen,
    ):
        make_earlier_recording(Path(home))
        with AppWindow(screen.display, Path(home)) as window:
            screen.wait_for_window()
            engine = window.wait_for_engine()
            pids = (window.pid, engine)
            focus(screen, "0x0")
            time.sleep(SETTLE_S)
            found = {}
            for state in NAMES:
                if state != "idle":
                    focus(screen, find_window(screen))
                    use(screen)
                if state == "dictating":
                    xdotool(screen, "key", "ctrl+r")
                time.sleep(SETTLE_S)
                expect_listening(state != "idle")
                expect_growing(Path(home), state == "dictating")
                found[state] = measure_cpu(pids, span_s)
    rows = [
        Measurement(
            NAMES[state],
            "%",
            (window_share + engine_share,),
            Limit(5),
            digits=1,
            note=f"window {window_share:.1f} %, engine {engine_share:.1f} %, over {span_s:.0f} s",
        )
        for state, (window_share, engine_share) in found.items()
    ]
    return Result(tuple(rows))


def measure_cpu(pids: tuple[int, int], span_s: float) -> tuple[float, float]:
    """Per cent of a core that each process used over the span."""
    before = [read_cpu_s(pid) for pid in pids]
    started_s = time.monotonic()
    time.sleep(span_s)
    lasted_s = time.monotonic() - started_s
    used = [100 * (read_cpu_s(pid) - at) / lasted_s for pid, at in zip(pids, before, strict=True)]
    return used[0], used[1]


def make_earlier_recording(home: Path) -> None:
    """The app keeps the microphone warm for those who have recorded before."""
    folder = home / "recordings" / "2026-01-01 12.00.00"
    folder.mkdir(parents=True)
    soundfile.write(folder / "recording.wav", np.zeros(SAMPLE_RATE_HZ, np.int16), SAMPLE_RATE_HZ)


def find_window(screen: Screen) -> str:
    """The X id of the app's window."""
    return xdotool(screen, "search", "--onlyvisible", "--name", "Talskrift").split()[0]


def focus(screen: Screen, window: str) -> None:
    """Makes the window the active one; "0x0": no window."""
    if window != "0x0":
        xdotool(screen, "windowfocus", "--sync", window)


def use(screen: Screen) -> None:
    """Moves the mouse in the window, as somebody does who is there."""
    for x in (300, 310, 320):
        xdotool(screen, "mousemove", str(x), "300")


def xdotool(screen: Screen, *arguments: str) -> str:
    done = subprocess.run(
        ["xdotool", *arguments],
        env={"DISPLAY": screen.display, "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        text=True,
        timeout=20,
    )
    return done.stdout.strip()


def expect_listening(listening: bool) -> None:
    """Raises RuntimeError when the microphone is not as the state wants it."""
    listed = subprocess.run(
        ["pactl", "list", "short", "source-outputs"], check=True, capture_output=True, text=True
    ).stdout
    if bool(listed.strip()) != listening:
        raise RuntimeError(f"the microphone is {'not ' * listening}open")


def expect_growing(home: Path, growing: bool) -> None:
    """Raises RuntimeError when a recording grows that should not, or the other way round."""

    def measure_bytes() -> int:
        return sum(path.stat().st_size for path in home.rglob("*.wav"))

    before = measure_bytes()
    time.sleep(1.0)
    if (measure_bytes() > before) != growing:
        raise RuntimeError(f"the recording does {'not ' * growing}grow")
