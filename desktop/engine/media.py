"""Decodes any audio or video file into a recording, as a stream: memory does not grow with length.

PyAV (FFmpeg) reads the container, libswresample makes 16 kHz mono of it. The first audio track is
used. What a damaged file still holds is kept.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingWriter, read_error
from desktop.engine.declared_size import read_declared_size
from desktop.errors import AudioFileError

BLOCK_SAMPLES = SAMPLE_RATE_HZ  # written at a time
# Formats whose length FFmpeg takes from a header. (Others it reckons from what is there.)
EXACT_LENGTH_FORMATS = {"flac", "mov", "matroska", "w64"}
SHORTER_BY_S = 1.0  # than the header says, before the file is called truncated
SHORTER_BY_BYTES = 2048  # some writers count a frame or a padding byte too many
# FFmpeg takes text for pictures: ANSI art and karaoke graphics.
PICTURES_OF_TEXT = {"tty", "cdg"}
START_BYTES = 2048
BYTES_OF_TEXT = {*range(0x20, 0x100), *b"\t\n\f\r"}  # in UTF-8 and in the older code pages


@dataclass(frozen=True)
class Damage:
    """What was wrong with a file of which something could be decoded."""

    code: str  # "audio_truncated" or "audio_damaged"
    at_s: float


class MediaFile:
    """An opened media file. `duration_s` is what its header says, None when it does not say.

    Raises AudioFileError: audio_not_found, audio_unreadable, audio_empty, audio_incomplete,
    not_audio, no_audio_track.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damage: Damage | None = None
        self._resampler = _make_resampler()
        self._n_samples = 0  # decoded so far
        self._damaged_at: int | None = None  # the sample before which something is missing
        start = _read_start(path)
        if BYTES_OF_TEXT.issuperset(start):  # no container is free of control characters
            raise AudioFileError("not_audio", path=str(path))
        try:
            self._container: Any = av.open(str(path), mode="r", metadata_errors="replace")
        except PermissionError as error:
            raise read_error(error, path) from error
        except (av.error.FFmpegError, ValueError) as error:
            # An MP4 whose index, written last, is missing
            cut_off = start[4:8] == b"ftyp"
            code = "audio_incomplete" if cut_off else "not_audio"
            raise AudioFileError(code, path=str(path)) from error
        try:
            self._stream = self._choose_track()
        except AudioFileError:
            self._container.close()
            raise
        self.duration_s = self._read_duration()

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """The sound as int16 blocks of any length, 16 kHz mono. `damage` is known at the end.

        Raises AudioFileError: audio_empty, not_audio when nothing can be decoded.
        """
        for frame in self._frames():
            for block in self._resample(frame):
                self._n_samples += len(block)
                yield block
        if self._n_samples == 0:
            code = "audio_empty" if self._damaged_at is None else "not_audio"
            raise AudioFileError(code, path=str(self.path))
        self.damage = self._judge()

    def close(self) -> None:
        self._container.close()

    def _choose_track(self) -> Any:
        streams = self._container.streams
        if streams.audio:
            return streams.audio[0]
        is_film = streams.video and self._container.format.name not in PICTURES_OF_TEXT
        raise AudioFileError("no_audio_track" if is_film else "not_audio", path=str(self.path))

    def _read_duration(self) -> float | None:
        if self._stream.duration is not None and self._stream.time_base is not None:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration is not None:
            return float(self._container.duration / av.time_base)
        return None

    def _frames(self) -> Iterator[Any]:
        """The decoded frames, and at the end None, which empties the resampler."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                break
            except (av.error.FFmpegError, OSError):  # the container cannot be read further
                self._note_damage()
                break
            try:
                yield from packet.decode()
            except av.error.FFmpegError:  # this packet is lost, the next may be whole
                self._note_damage()
        yield None

    def _resample(self, frame: Any) -> Iterator[NDArray[np.int16]]:
        if frame is not None:
            frame.pts = None  # holes in the time line are not sound; we count samples
        try:
            try:
                resampled = self._resampler.resample(frame)
            except ValueError:  # the rate or layout has changed in mid-file
                self._resampler = _make_resampler()
                resampled = self._resampler.resample(frame)
            for part in resampled:
                yield part.to_ndarray().reshape(-1)
        except (av.error.FFmpegError, ValueError):
            self._note_damage()

    def _note_damage(self) -> None:
        if self._damaged_at is None:
            self._damaged_at = self._n_samples

    def _lacks_bytes(self) -> bool:
        try:
            declared = read_declared_size(self.path)
            return declared is not None and self.path.stat().st_size < declared - SHORTER_BY_BYTES
        except OSError:
            return False  # it has gone in the meantime; it was whole as far as we could read

    def _judge(self) -> Damage | None:
        decoded_s = self._n_samples / SAMPLE_RATE_HZ
        formats = set(self._container.format.name.split(","))
        expected_s = self.duration_s if formats & EXACT_LENGTH_FORMATS else None
        too_short = expected_s is not None and decoded_s < expected_s - SHORTER_BY_S
        if too_short or self._lacks_bytes():
            return Damage("audio_truncated", decoded_s)
        if self._damaged_at is None:
            return None
        first_s = self._damaged_at / SAMPLE_RATE_HZ
        at_the_end = decoded_s - first_s < SHORTER_BY_S
        return Damage("audio_truncated" if at_the_end else "audio_damaged", first_s)


def import_media(
    media: MediaFile, writer: RecordingWriter, is_cancelled: Callable[[], bool]
) -> bool:
    """Decodes `media` into `writer` and finishes it. False when cancelled on the way.

    Raises what MediaFile.blocks and RecordingWriter raise. Unless it returns True, what was
    written is for the caller to discard.
    """
    try:
        pending: list[NDArray[np.int16]] = []
        n_pending = 0
        for block in media.blocks():
            if is_cancelled():
                return False
            pending.append(block)
            n_pending += len(block)
            if n_pending >= BLOCK_SAMPLES:
                writer.append(np.concatenate(pending))
                pending, n_pending = [], 0
        if pending:
            writer.append(np.concatenate(pending))
        writer.finish()
    finally:
        media.close()
    return True


def _make_resampler() -> Any:
    return av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE_HZ)


def _read_start(path: Path) -> bytes:
    """The first bytes, once the file proves to be there, readable and not empty."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe or a device might never end
            raise AudioFileError("not_audio", path=str(path))
        with path.open("rb") as file:
            start = file.read(START_BYTES)
    except OSError as error:
        raise read_error(error, path) from error
    if not start:
        raise AudioFileError("audio_empty", path=str(path))
    return start
