"""Where a recorder's sound comes from: a small protocol, and PortAudio behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

from desktop.audio import portaudio
from desktop.audio.devices import ALSA_HOST_API, InputDevice, find_input_device
from desktop.errors import MicrophoneError

# Interleaved int16 samples of one block, and whether blocks before it were dropped.
BlockCallback = Callable[[bytes, bool], None]
EndCallback = Callable[[], None]

# How much sound may wait for us in the system; ALSA's blocks are a quarter of it. With PortAudio's
# "low", or a fixed block length, the first block from a PulseAudio device came up to 2 s late; with
# 200 ms after 0.07 s. Blocks of 50 ms take half the processor time of blocks of 25 ms.
LATENCY_S = 0.2
# ALSA has no rate of its own to tell: PortAudio names the one nearest to 44.1 kHz. Microphones
# run at 48 kHz, which is also a whole multiple of the recording's rate.
ALSA_RATE_HZ = 48_000.0


class AudioStream(Protocol):
    """An open microphone. `start` and `close` may block for long; `close` may be called twice."""

    name: str
    rate_hz: float
    channels: int

    def start(self) -> None:
        """Lets the blocks come. Raises MicrophoneError."""

    def close(self) -> None:
        """Ends the blocks and gives the device back. Raises nothing."""


class AudioSource(Protocol):
    """What can open a microphone."""

    def open(
        self, device_id: str | None, on_block: BlockCallback, on_end: EndCallback
    ) -> AudioStream:
        """Opens the microphone with this id (devices.InputDevice.id), or the default for None.

        `on_block` is called from the sound system's thread for each block, `on_end` when the
        device ended by itself. Raises MicrophoneError.
        """


class SoundDeviceSource:
    """Microphones through PortAudio."""

    def open(
        self, device_id: str | None, on_block: BlockCallback, on_end: EndCallback
    ) -> AudioStream:
        """See AudioSource.open. Tries the rates and channels that the device may accept."""
        first_error: MicrophoneError | None = None
        with portaudio.lock:
            device = find_input_device(device_id)
            for rate_hz, channels in list_settings(device):
                try:
                    return SoundDeviceStream(device, rate_hz, channels, on_block, on_end)
                except MicrophoneError as error:
                    first_error = first_error or error
                    if error.code != "microphone_failed":
                        break
        assert first_error is not None  # list_settings is never empty
        raise first_error


def list_settings(device: InputDevice) -> list[tuple[float, int]]:
    """The (rate in Hz, channels) to try, best first: one channel, the device's own rate."""
    rates_hz = [device.rate_hz]
    if device.host_api == ALSA_HOST_API and device.rate_hz != ALSA_RATE_HZ:
        rates_hz.insert(0, ALSA_RATE_HZ)
    channel_counts = sorted({1, min(2, device.channels), min(32, device.channels)})
    return [(rate_hz, channels) for rate_hz in rates_hz for channels in channel_counts]


class SoundDeviceStream:
    """One PortAudio input stream of int16 samples."""

    def __init__(
        self,
        device: InputDevice,
        rate_hz: float,
        channels: int,
        on_block: BlockCallback,
        on_end: EndCallback,
    ) -> None:
        self.name = device.name
        self.rate_hz = rate_hz
        self.channels = channels

        def copy_block(data: Any, _frames: int, _time: Any, status: Any) -> None:
            on_block(bytes(data), bool(status) and status.input_overflow)

        def make(sounddevice: Any) -> Any:
            return sounddevice.RawInputStream(
                device=device.index,
                samplerate=rate_hz,
                channels=channels,
                dtype="int16",
                latency=LATENCY_S,
                callback=copy_block,
                finished_callback=on_end,
            )

        sounddevice = portaudio.load()
        try:
            self._stream = portaudio.open_stream(make)
        except (sounddevice.PortAudioError, ValueError) as error:
            raise portaudio.to_microphone_error(error, self.name) from error
        self._is_closed = False
        self._lock = threading.Lock()  # PortAudio must not start a stream that is being closed

    def start(self) -> None:
        sounddevice = portaudio.load()
        with self._lock:
            if self._is_closed:
                return
            try:
                self._stream.start()
            except sounddevice.PortAudioError as error:
                raise portaudio.to_microphone_error(error, self.name) from error

    def close(self) -> None:
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                portaudio.close_stream(self._stream)
