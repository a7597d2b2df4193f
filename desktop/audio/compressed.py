"""A recording compressed to FLAC: the same samples in about half the room, and a reader for it.

The WAV becomes `recording.flac` beside it, and goes when every sample has been read back. The JSON
beside the recording stays as it is.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingReader, read_error
from desktop.errors import AudioFileError

SUFFIX = ".flac"
PART = ".part"
BLOCK_SAMPLES = 60 * SAMPLE_RATE_HZ


class CompressedReader(RecordingReader):
    """Reads any part of a compressed recording, as RecordingReader does of a WAV.

    Raises AudioFileError: audio_not_found, audio_unreadable, recording_damaged.
    """

    def __init__(self, path: Path) -> None:
        import soundfile

        self.path = path
        try:
            path.open("rb").close()
        except OSError as error:
            raise read_error(error, path) from error
        try:
            self._sound: Any = soundfile.SoundFile(path)
        except soundfile.LibsndfileError as error:
            raise AudioFileError("recording_damaged", path=str(path)) from error
        if (self._sound.samplerate, self._sound.channels) != (SAMPLE_RATE_HZ, 1):
            self._sound.close()
            raise AudioFileError("recording_damaged", path=str(path))

    def measure(self) -> tuple[int, bool]:
        """The number of samples; no more will come."""
        return int(self._sound.frames), True

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Samples `start` to `stop` as float32 in [-1, 1]; fewer where the recording ends."""
        return self._read(start, stop, "float32")

    def read_int16(self, start: int, stop: int) -> NDArray[np.int16]:
        """The samples as they were recorded."""
        return self._read(start, stop, "int16")

    def close(self) -> None:
        self._sound.close()

    def _read(self, start: int, stop: int, kind: str) -> NDArray[Any]:
        import soundfile

        n_samples = int(self._sound.frames)
        start, stop = min(start, n_samples), min(stop, n_samples)
        if stop <= start:
            return np.zeros(0, kind)
        try:
            self._sound.seek(start)
            return np.asarray(self._sound.read(stop - start, dtype=kind))
        except (soundfile.LibsndfileError, RuntimeError) as error:
            raise AudioFileError("recording_damaged", path=str(self.path)) from error


def open_recording(path: Path) -> RecordingReader:
    """A reader for a recording, compressed or not. Raises AudioFileError as the readers do."""
    return CompressedReader(path) if path.suffix == SUFFIX else RecordingReader(path)


def compress(wav: Path, cancelled: Callable[[], bool] = lambda: False) -> Path | None:
    """Write the FLAC beside a finished WAV and read it back. The WAV is the caller's to remove.

    Returns the FLAC's path; None when it was cancelled or nothing is in it. Raises OSError, and
    AudioFileError: the WAV cannot be read, or the FLAC is not the same (recording_damaged).
    """
    import soundfile

    flac = wav.with_suffix(SUFFIX)
    part = flac.with_name(flac.name + PART)
    try:
        with RecordingReader(wav) as reader:
            n_samples, _ = reader.measure()
            if n_samples == 0:
                return None
            with soundfile.SoundFile(
                part, "w", SAMPLE_RATE_HZ, 1, subtype="PCM_16", format="FLAC"
            ) as out:
                for start in range(0, n_samples, BLOCK_SAMPLES):
                    if cancelled():
                        return None
                    out.write(read_block(reader, start))
            if not is_same(reader, part, n_samples, cancelled):
                if cancelled():
                    return None
                raise AudioFileError("recording_damaged", path=str(part))
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(flac)
    except soundfile.LibsndfileError as error:  # a full disk, for instance
        raise OSError(f"{part}: {error}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return flac


def is_same(
    reader: RecordingReader, flac: Path, n_samples: int, cancelled: Callable[[], bool]
) -> bool:
    """Whether a FLAC has the very samples of a WAV."""
    with contextlib.closing(CompressedReader(flac)) as compressed:
        if compressed.measure()[0] != n_samples:
            return False
        return (
            all(
                np.array_equal(
                    read_block(reader, start), compressed.read_int16(start, start + BLOCK_SAMPLES)
                )
                for start in range(0, n_samples, BLOCK_SAMPLES)
                if not cancelled()
            )
            and not cancelled()
        )


def read_block(reader: RecordingReader, start: int) -> NDArray[np.int16]:
    """A minute of a WAV, as it was recorded."""
    return np.rint(reader.read(start, start + BLOCK_SAMPLES) * 32768.0).astype(np.int16)
