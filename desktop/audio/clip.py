"""Cuts a piece out of a sound: a FLAC file of 16 kHz, one channel, written whole."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import numpy as np
import soxr

from desktop.audio.player import Sound
from desktop.audio.recording import SAMPLE_RATE_HZ


def cut_clip(sound: Sound, start_s: float, end_s: float, path: Path) -> float:
    """Write the sound from one time to another to `path`. Returns its length in seconds.

    0.0 where the sound ends before that: nothing is written. Raises OSError and AudioFileError.
    """
    import soundfile

    start, stop = (round(at_s * sound.rate_hz) for at_s in (start_s, end_s))
    samples = sound.read(max(0, start), stop)
    if sound.rate_hz != SAMPLE_RATE_HZ:
        samples = soxr.resample(samples, sound.rate_hz, SAMPLE_RATE_HZ)
    if not len(samples):
        return 0.0
    part = path.with_name(f"{path.name}.part")
    whole = np.rint(np.clip(samples, -1.0, 1.0 - 1 / 32768) * 32768).astype(np.int16)
    try:
        soundfile.write(part, whole, SAMPLE_RATE_HZ, format="FLAC", subtype="PCM_16")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except soundfile.LibsndfileError as error:  # a full disk, for instance
        raise OSError(f"{part}: {error}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return len(whole) / SAMPLE_RATE_HZ
