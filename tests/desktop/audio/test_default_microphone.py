"""What is asked of CoreAudio and winmm, by libraries that a test wrote: none of them is here."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import pytest

from desktop.audio.default_microphone import (
    read_coreaudio_default,
    read_default_microphone,
    read_windows_default,
)

ENDPOINT = "{0.0.1.00000000}.{8f2e6f4a-2b1c-4d52-9a3e-1d5f0c7b9e11}"


def number_at(pointer: Any) -> Any:
    return ctypes.cast(pointer, ctypes.POINTER(ctypes.c_uint32)).contents


class CoreAudio:
    """Answers as AudioHardware.h says."""

    def __init__(self, status: int = 0) -> None:
        self.status = status

    def AudioObjectGetPropertyData(
        self, thing: Any, address: Any, n_qualifiers: Any, qualifier: Any, n_bytes: Any, data: Any
    ) -> int:
        numbers = ctypes.cast(address, ctypes.POINTER(ctypes.c_uint32 * 3)).contents
        assert thing.value == 1
        assert b"".join(n.to_bytes(4, "big") for n in numbers[:2]) == b"dIn glob"
        assert numbers[2] == n_qualifiers.value == 0
        assert qualifier is None
        assert number_at(n_bytes).value == 4
        number_at(data).value = 73
        return self.status


class Winmm:
    """Answers as mmddk.h says."""

    def __init__(self, number: int = 3, status: int = 0) -> None:
        self.number = number
        self.status = status

    def waveInMessage(self, device: Any, message: int, first: Any, second: Any) -> int:
        if message == 0x2015:
            assert device.value == 0xFFFFFFFF
            number_at(first).value = self.number
            number_at(second).value = 0
        else:
            assert (device.value, message) == (self.number, 0x811)
            assert second.value >= 2 * (len(ENDPOINT) + 1)
            first.value = ENDPOINT
        return self.status


def test_macos_names_the_device_by_a_number() -> None:
    assert read_coreaudio_default(CoreAudio()) == 73
    assert read_coreaudio_default(CoreAudio(status=560947818)) is None


def test_windows_names_the_endpoint() -> None:
    assert read_windows_default(Winmm()) == ENDPOINT
    assert read_windows_default(Winmm(number=0xFFFFFFFF)) is None  # no microphone at all
    assert read_windows_default(Winmm(status=8)) is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have an answer")
def test_on_linux_nothing_is_told() -> None:
    assert read_default_microphone() is None


def test_a_system_without_the_library_knows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr("desktop.audio.default_microphone.COREAUDIO", "/no/such/library")
    assert read_default_microphone() is None
