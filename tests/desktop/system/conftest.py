"""An X server of its own, and other programs' windows on it."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
WITHIN_S = 30.0
PROGRAMS = ("Xvfb", "xdotool", "setxkbmap")


class Screen:
    """An X server without a window manager: the keyboard goes where a test says."""

    def __init__(self) -> None:
        read_end, write_end = os.pipe()
        command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1280x800x24"]
        self.processes: list[subprocess.Popen[Any]] = [
            subprocess.Popen(
                [*command, "-nolisten", "tcp"], pass_fds=[write_end], stderr=subprocess.DEVNULL
            )
        ]
        os.close(write_end)
        with os.fdopen(read_end) as told:
            self.display = f":{told.readline().strip()}"
        self.environment = {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def start(self, *command: object, **options: Any) -> subprocess.Popen[Any]:
        process = subprocess.Popen([*map(str, command)], env=self.environment, **options)
        self.processes.append(process)
        return process

    def read(self, *command: object) -> str:
        """What a program prints."""
        done = subprocess.run(
            [*map(str, command)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
        )
        return done.stdout

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        give_up_at_s = time.monotonic() + WITHIN_S
        while not is_so():
            assert time.monotonic() < give_up_at_s
            time.sleep(0.02)

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()


class TextWindow:
    """Another program, with a text field."""

    def __init__(self, screen: Screen, name: str) -> None:
        self.name = name
        self.screen = screen
        self.process = screen.start(
            sys.executable,
            HERE / "text_window.py",
            name,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self._lines.get(timeout=WITHIN_S)  # "open"

    def focus(self) -> None:
        """Bring the window to the front, as its user does, and wait until it has the keyboard."""
        search = ("xdotool", "search", "--sync", "--onlyvisible", "--name", f"^{self.name}$")
        self.screen.read(*search, "windowraise", "windowfocus")
        self.screen.wait_for(self.has_focus)

    def has_focus(self) -> bool:
        return self.screen.read("xdotool", "getwindowfocus", "getwindowname").strip() == self.name

    def clear(self) -> None:
        assert self.text("clear") == ""

    def text(self, question: str = "text") -> str:
        """What stands in the field at this moment."""
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        return json.loads(self._lines.get(timeout=WITHIN_S))

    def wait_for_text(self, text: str) -> None:
        give_up_at_s = time.monotonic() + WITHIN_S
        while (found := self.text()) != text and time.monotonic() < give_up_at_s:
            time.sleep(0.02)
        assert found == text

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line.strip())


@pytest.fixture(scope="session")
def session_screen() -> Iterator[Screen]:
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    screen = Screen()
    yield screen
    screen.close()


@pytest.fixture
def own_screen() -> Iterator[Screen]:
    """A screen for one test alone."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    screen = Screen()
    yield screen
    screen.close()


@pytest.fixture
def make_window() -> type[TextWindow]:
    return TextWindow


@pytest.fixture
def screen(session_screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Screen:
    """The screen, to which this process is led too."""
    monkeypatch.setenv("DISPLAY", session_screen.display)
    session_screen.read("setxkbmap", "us")
    return session_screen


@pytest.fixture(scope="session")
def session_windows(session_screen: Screen) -> dict[str, TextWindow]:
    return {}


@pytest.fixture
def open_window(
    screen: Screen, session_windows: dict[str, TextWindow]
) -> Callable[[str], TextWindow]:
    """The window of this name, empty and with the keyboard. Those of earlier tests go on living."""

    def open_(name: str) -> TextWindow:
        if name not in session_windows:
            session_windows[name] = TextWindow(screen, name)
        session_windows[name].focus()
        session_windows[name].clear()
        return session_windows[name]

    return open_
