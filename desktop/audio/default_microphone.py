"""Tells which microphone the system prefers now, without PortAudio, whose list is frozen.

On Linux there is nothing to tell: the sound server leads an open stream to another microphone by
itself when the user chooses one. On macOS and Windows a stream stays where it was opened.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

# CoreAudio/AudioHardware.h: four characters are one number
DEFAULT_INPUT_DEVICE = int.from_bytes(b"dIn ", "big")
SCOPE_GLOBAL = int.from_bytes(b"glob", "big")
ELEMENT_MAIN = 0
SYSTEM_OBJECT = 1

# mmddk.h
WAVE_MAPPER = 0xFFFFFFFF
DRVM_MAPPER_PREFERRED_GET = 0x2015
DRV_QUERYFUNCTIONINSTANCEID = 0x811
NO_ERROR = 0
ENDPOINT_ID_CHARACTERS = 512


def read_default_microphone() -> object:
    """Something that differs when the system's default microphone does; None where unknown."""
    try:
        if sys.platform == "darwin":
            return read_coreaudio_default(ctypes.CDLL(COREAUDIO))
        if sys.platform == "win32":
            return read_windows_default(ctypes.WinDLL("winmm"))
    except (OSError, AttributeError):  # no such library, or not this function in it
        pass
    return None


COREAUDIO = "/System/Library/Frameworks/CoreAudio.framework/CoreAudio"


def read_coreaudio_default(coreaudio: Any) -> int | None:
    """CoreAudio's AudioObjectID of the default input device."""
    address = (ctypes.c_uint32 * 3)(DEFAULT_INPUT_DEVICE, SCOPE_GLOBAL, ELEMENT_MAIN)
    device = ctypes.c_uint32()
    n_bytes = ctypes.c_uint32(ctypes.sizeof(device))
    status = coreaudio.AudioObjectGetPropertyData(
        ctypes.c_uint32(SYSTEM_OBJECT),
        ctypes.byref(address),
        ctypes.c_uint32(0),
        None,
        ctypes.byref(n_bytes),
        ctypes.byref(device),
    )
    return device.value if status == NO_ERROR else None


def read_windows_default(winmm: Any) -> str | None:
    """The id of the default capture endpoint, "{0.0.1.00000000}.{guid}"."""
    number, flags = ctypes.c_uint32(), ctypes.c_uint32()
    mapper = ctypes.c_void_p(WAVE_MAPPER)
    status = winmm.waveInMessage(
        mapper, DRVM_MAPPER_PREFERRED_GET, ctypes.byref(number), ctypes.byref(flags)
    )
    if status != NO_ERROR or number.value == WAVE_MAPPER:  # the latter: there is none
        return None
    endpoint = ctypes.create_unicode_buffer(ENDPOINT_ID_CHARACTERS)
    status = winmm.waveInMessage(
        ctypes.c_void_p(number.value),
        DRV_QUERYFUNCTIONINSTANCEID,
        endpoint,
        ctypes.c_void_p(ctypes.sizeof(endpoint)),
    )
    return endpoint.value if status == NO_ERROR else None
