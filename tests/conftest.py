"""What tests of more than one room share."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

# Started in the background by a shell, the suite ignores Ctrl-C, and so would what it tests.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def speak() -> Callable[[str, Path], Path]:
    """Has espeak-ng's default Swedish voice read a text into a WAV file."""
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed")

    def speak(text: str, path: Path) -> Path:
        subprocess.run(["espeak-ng", "-v", "sv", "-w", path, text], check=True)
        return path

    return speak
