"""Which microphones there are, and which one the system prefers.

On Linux, PortAudio sees ALSA names; `pipewire`, `pulse` and `default` lead to the sound server,
which follows the user's choice of microphone, also while recording. On Windows and macOS the
system's default is looked up each time a microphone is opened; desktop.audio.default_microphone
tells when that has to be done again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.audio import portaudio
from desktop.errors import MicrophoneError

# One driver a system: on Windows PortAudio lists every microphone once for each of four.
PREFERRED_HOST_APIS = ("Windows WASAPI", "Core Audio", "ALSA")
SOUND_SERVER_NAMES = ("pipewire", "pulse", "default")
ALSA_HOST_API = "ALSA"


@dataclass(frozen=True)
class InputDevice:
    """A microphone. `id` is stable over restarts (driver and name); `index` is PortAudio's own
    and holds only until its list is renewed. `rate_hz` is what the driver calls its default."""

    id: str
    name: str
    index: int
    channels: int
    rate_hz: float
    host_api: str
    is_default: bool = False


def list_input_devices() -> list[InputDevice]:
    """The microphones present now (as of the last start of a stream, while one is open).

    The default is marked. May block: not for the window's thread. Raises MicrophoneError
    audio_system_missing; an empty list is no error.
    """
    with portaudio.lock:  # another thread may renew the list too, which frees this one
        sounddevice = portaudio.renew_device_list()
        return choose_devices(sounddevice.query_devices(), sounddevice.query_hostapis())


def find_input_device(device_id: str | None) -> InputDevice:
    """The microphone with this id, or the default for None.

    Raises MicrophoneError: microphone_unplugged (that one is not there), no_microphone,
    microphone_permission_denied, audio_system_missing.
    """
    devices = list_input_devices()
    if not devices:
        denied = may_not_read_sound_devices()
        raise MicrophoneError("microphone_permission_denied" if denied else "no_microphone")
    if device_id is None:
        return next((device for device in devices if device.is_default), devices[0])
    for device in devices:
        if device.id == device_id:
            return device
    raise MicrophoneError("microphone_unplugged", device=device_id.partition(":")[2])


def choose_devices(
    devices: Sequence[Mapping[str, Any]], host_apis: Sequence[Mapping[str, Any]]
) -> list[InputDevice]:
    """The microphones worth showing among PortAudio's devices, with stable ids."""
    named: list[InputDevice] = []
    n_same: dict[str, int] = {}
    for index, device in enumerate(devices):
        host_api = host_apis[device["hostapi"]]["name"]
        if device["max_input_channels"] < 1 or is_alsa_plugin(host_api, device["name"]):
            continue
        device_id = f"{host_api}:{device['name']}"
        n_same[device_id] = n_same.get(device_id, 0) + 1
        if n_same[device_id] > 1:
            device_id += f"#{n_same[device_id]}"
        named.append(
            InputDevice(
                id=device_id,
                name=device["name"],
                index=index,
                channels=device["max_input_channels"],
                rate_hz=float(device["default_samplerate"]),
                host_api=host_api,
            )
        )
    present = {device.host_api for device in named}
    preferred = next((api for api in PREFERRED_HOST_APIS if api in present), None)
    kept = [device for device in named if preferred in (None, device.host_api)]
    default_index = find_default_index(kept, host_apis)
    return [replace(device, is_default=device.index == default_index) for device in kept]


def find_default_index(
    devices: Sequence[InputDevice], host_apis: Sequence[Mapping[str, Any]]
) -> int | None:
    """PortAudio's index of the default among `devices`; the sound server first."""
    for name in SOUND_SERVER_NAMES:
        for device in devices:
            if device.host_api == ALSA_HOST_API and device.name == name:
                return device.index
    indexes = [device.index for device in devices]
    for host_api in host_apis:
        if host_api["default_input_device"] in indexes:
            return int(host_api["default_input_device"])
    return indexes[0] if indexes else None


def is_alsa_plugin(host_api: str, name: str) -> bool:
    """Whether this is one of ALSA's converters (lavrate, upmix, dmix …) and no microphone."""
    return host_api == ALSA_HOST_API and name not in SOUND_SERVER_NAMES and "(hw:" not in name


def may_not_read_sound_devices(folder: Path = Path("/dev/snd")) -> bool:
    """Whether Linux has capture devices (pcmC*D*c) and this user may open none of them."""
    if not sys.platform.startswith("linux"):
        return False
    captures = list(folder.glob("pcmC*D*c"))
    return bool(captures) and not any(os.access(device, os.R_OK) for device in captures)
