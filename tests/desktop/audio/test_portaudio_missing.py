"""A machine without PortAudio, and a window that must not load it at its start."""

from __future__ import annotations

import subprocess
import sys

import pytest

IMPORTS = """
import sys
import desktop.audio.recorder, desktop.audio.source, desktop.audio.devices
assert "sounddevice" not in sys.modules, "PortAudio is loaded at import"
"""

NO_LIBRARY = """
import ctypes.util
ctypes.util.find_library = lambda name: None
from desktop.audio.devices import list_input_devices
from desktop.audio.source import SoundDeviceSource
from desktop.errors import MicrophoneError
for act in (list_input_devices, lambda: SoundDeviceSource().open(None, print, print)):
    try:
        act()
    except MicrophoneError as error:
        print(error.code, "PortAudio" in error.details["reason"])
"""


def run_python(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_recorder_loads_no_portaudio() -> None:
    run_python(IMPORTS)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere PortAudio comes with sounddevice")
def test_a_missing_library_is_a_typed_error() -> None:
    assert run_python(NO_LIBRARY) == "audio_system_missing True\n" * 2
