"""Listens to a microphone for a moment and tells how loud it was. Nothing of it is kept."""

from __future__ import annotations

import numpy as np

from desktop.audio import portaudio
from desktop.audio.devices import find_input_device
from desktop.errors import MicrophoneError

LISTEN_S = 3.0
QUIETEST_DBFS = -90.0


def measure_level(device_id: str | None, listen_s: float = LISTEN_S) -> float:
    """The loudest sample in dBFS (0: full scale). Blocks for as long as it listens.

    Raises MicrophoneError.
    """
    device = find_input_device(device_id)
    try:
        stream = portaudio.open_stream(
            lambda sounddevice: sounddevice.InputStream(
                samplerate=device.rate_hz, channels=1, dtype="float32", device=device.index
            )
        )
        try:
            stream.start()
            sound, _ = stream.read(round(listen_s * device.rate_hz))
        finally:
            portaudio.close_stream(stream)
    except MicrophoneError:
        raise
    except Exception as error:  # whatever sounddevice makes of what the driver says
        raise portaudio.to_microphone_error(error, device.name) from error
    loudest = float(np.abs(sound).max(initial=0.0))
    return max(QUIETEST_DBFS, 20 * float(np.log10(loudest))) if loudest > 0 else QUIETEST_DBFS
