from pathlib import Path
from typing import Any

import pytest

from desktop.audio import portaudio
from desktop.audio.devices import InputDevice, choose_devices, may_not_read_sound_devices
from desktop.audio.portaudio import to_microphone_error
from desktop.audio.source import list_settings


def device(name: str, hostapi: int, channels: int = 2, rate: float = 44100.0) -> dict[str, Any]:
    return {
        "name": name,
        "hostapi": hostapi,
        "max_input_channels": channels,
        "default_samplerate": rate,
    }


def host_api(name: str, default: int) -> dict[str, Any]:
    return {"name": name, "default_input_device": default}


def test_on_linux_the_sound_server_is_the_default_and_converters_are_no_microphones() -> None:
    names = [
        "HDA Intel PCH: ALC257 Analog (hw:0,0)",
        "sysdefault",
        "lavrate",
        "upmix",
        "pulse",
        "pipewire",
        "USB Mic: Audio (hw:1,0)",
        "default",
    ]
    devices = [device(name, 0) for name in names] + [device("HDMI 0 (hw:0,3)", 0, channels=0)]
    found = choose_devices(devices, [host_api("ALSA", 0), host_api("OSS", -1)])
    assert [d.name for d in found] == [names[0], "pulse", "pipewire", names[6], "default"]
    assert [d.name for d in found if d.is_default] == ["pipewire"]
    assert [d.index for d in found] == [0, 4, 5, 6, 7]


def test_on_windows_each_microphone_is_listed_once_with_wasapis_default() -> None:
    apis = [host_api("MME", 0), host_api("Windows WASAPI", 3)]
    devices = [
        device("Microsoft Sound Mapper - Input", 0),
        device("Mikrofon (USB", 0),
        device("Mikrofon (USB Audio)", 1, channels=1, rate=48000.0),
        device("Mikrofonuppsättning (Realtek)", 1, rate=48000.0),
    ]
    found = choose_devices(devices, apis)
    assert [(d.name, d.is_default) for d in found] == [
        ("Mikrofon (USB Audio)", False),
        ("Mikrofonuppsättning (Realtek)", True),
    ]


def test_two_microphones_of_one_name_have_different_stable_ids() -> None:
    apis = [host_api("Core Audio", 0)]
    found = choose_devices([device("USB Mic", 0), device("USB Mic", 0)], apis)
    assert [d.id for d in found] == ["Core Audio:USB Mic", "Core Audio:USB Mic#2"]


def test_an_unknown_driver_is_better_than_no_microphone() -> None:
    found = choose_devices([device("capture_1", 0)], [host_api("JACK Audio Connection Kit", 0)])
    assert [(d.name, d.is_default) for d in found] == [("capture_1", True)]


def test_no_devices_is_an_empty_list() -> None:
    assert choose_devices([device("HDMI", 0, channels=0)], [host_api("ALSA", -1)]) == []


def test_unreadable_capture_devices_are_a_question_of_permission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert not may_not_read_sound_devices(tmp_path)
    (tmp_path / "pcmC0D0c").symlink_to(tmp_path / "gone")  # cannot be read by root either
    (tmp_path / "pcmC0D0p").touch()
    assert may_not_read_sound_devices(tmp_path)
    (tmp_path / "pcmC1D0c").touch()
    assert not may_not_read_sound_devices(tmp_path)


def to_input_device(channels: int, rate_hz: float, api: str) -> InputDevice:
    return InputDevice("id", "name", 0, channels, rate_hz, api)


def test_one_channel_at_the_devices_own_rate_is_tried_first() -> None:
    assert list_settings(to_input_device(8, 44100.0, "Core Audio")) == [
        (44100.0, 1),
        (44100.0, 2),
        (44100.0, 8),
    ]
    assert list_settings(to_input_device(1, 44100.0, "ALSA")) == [(48000.0, 1), (44100.0, 1)]


class PortAudioError(Exception):
    """The arguments of sounddevice.PortAudioError: text, code, (host api, host code, text)."""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("Device unavailable", -9985), "microphone_busy"),
        (("Invalid device", -9996), "microphone_unplugged"),
        (("Unanticipated host error", -9999, (3, -2147024891, "")), "microphone_permission_denied"),
        (("Unanticipated host error", -9999, (3, -2004287478, "")), "microphone_busy"),
        (("Unanticipated host error", -9999, (3, -2004287484, "")), "microphone_unplugged"),
        (("Unanticipated host error", -9999, (0, 1, "Undefined external error.")), None),
        (("Illegal combination of I/O devices", -9993), None),
        (("no code at all",), None),
    ],
)
def test_portaudios_errors_have_codes(arguments: tuple[Any, ...], code: str | None) -> None:
    error = to_microphone_error(PortAudioError(*arguments), "Mikrofon")
    assert error.code == (code or "microphone_failed")
    assert error.details["device"] == "Mikrofon"
    assert code or arguments[0] in error.details["reason"]


def test_portaudios_constants_are_those_of_the_library() -> None:
    """The codes above are written down so that they can be used without the library."""
    from _sounddevice import ffi

    lib = ffi.dlopen(None)
    for ours, theirs in {
        portaudio.UNANTICIPATED_HOST_ERROR: "paUnanticipatedHostError",
        portaudio.INVALID_DEVICE: "paInvalidDevice",
        portaudio.DEVICE_UNAVAILABLE: "paDeviceUnavailable",
    }.items():
        assert getattr(lib, theirs) == ours
