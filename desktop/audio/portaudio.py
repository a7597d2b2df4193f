"""The one door to PortAudio: loads it late, keeps its device list fresh, types its errors.

Nothing here runs at import: loading PortAudio takes time that the window does not have, and the
library may be missing. All functions may block and belong outside the window's thread.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

from desktop.errors import MicrophoneError

# PaErrorCode, portaudio.h
UNANTICIPATED_HOST_ERROR = -9999
INVALID_DEVICE = -9996
DEVICE_UNAVAILABLE = -9985

# HRESULTs that WASAPI reports as PortAudio's host error (audioclient.h, winerror.h)
E_ACCESSDENIED = 0x80070005
AUDCLNT_E_DEVICE_INVALIDATED = 0x88890004
AUDCLNT_E_DEVICE_IN_USE = 0x8889000A

# Held while looking up a device and opening it, so that the list is not renewed in between.
lock = threading.RLock()
_n_open_streams = 0
_is_fresh = False


def load() -> ModuleType:
    """The sounddevice module, PortAudio running.

    Raises MicrophoneError: audio_system_missing (the library is not there), microphone_failed
    (it does not start, for instance because of a faulty ALSA configuration).
    """
    global _is_fresh
    with lock:
        try:
            is_first = "sounddevice" not in sys.modules
            module = importlib.import_module("sounddevice")
        except (OSError, ImportError) as error:
            raise MicrophoneError("audio_system_missing", reason=str(error)) from error
        except Exception as error:  # sounddevice.PortAudioError, which only its import defines
            raise MicrophoneError("microphone_failed", device="", reason=str(error)) from error
        _is_fresh = _is_fresh or is_first
        return module


def renew_device_list() -> ModuleType:
    """Makes PortAudio look for devices again, unless a stream is open. Returns sounddevice.

    WORKAROUND: PortAudio's list is frozen when it starts, and starting it again kills its streams
    (https://github.com/PortAudio/portaudio/issues/447); sounddevice has no public call for it.
    Raises MicrophoneError as `load` does.
    """
    global _is_fresh
    with lock:
        sounddevice = load()
        if _n_open_streams == 0 and not _is_fresh:
            try:
                if sounddevice._initialized:  # not after a restart that failed
                    sounddevice._terminate()
                sounddevice._initialize()
            except sounddevice.PortAudioError as error:
                raise to_microphone_error(error, "") from error
        _is_fresh = False
        return sounddevice


def open_stream(make: Callable[[ModuleType], Any]) -> Any:
    """What `make(sounddevice)` returns, counted as an open stream until `close_stream`."""
    global _n_open_streams
    with lock:
        stream = make(load())
        _n_open_streams += 1
        return stream


def close_stream(stream: Any) -> None:
    """Closes a stream of `open_stream`. Hangs as long as a hanging sound server does."""
    global _n_open_streams
    stream.abort()  # not under the lock: this is where a dead sound server is waited for
    with lock:
        stream.close()
        _n_open_streams -= 1


def to_microphone_error(error: Exception, device: str) -> MicrophoneError:
    """The typed error for a PortAudioError (or ValueError) met while opening `device`."""
    code = error.args[1] if len(error.args) > 1 else None
    host_code = error.args[2][1] & 0xFFFFFFFF if len(error.args) > 2 else None
    known = {
        E_ACCESSDENIED: "microphone_permission_denied",
        AUDCLNT_E_DEVICE_INVALIDATED: "microphone_unplugged",
        AUDCLNT_E_DEVICE_IN_USE: "microphone_busy",
    }
    if code == UNANTICIPATED_HOST_ERROR and host_code in known:
        return MicrophoneError(known[host_code], device=device)
    if code == DEVICE_UNAVAILABLE:
        return MicrophoneError("microphone_busy", device=device)
    if code == INVALID_DEVICE:
        return MicrophoneError("microphone_unplugged", device=device)
    return MicrophoneError("microphone_failed", device=device, reason=str(error))
