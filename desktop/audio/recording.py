"""A recording on disk: one WAV file that may still be growing, and a small JSON file beside it.

The WAV is 16 kHz mono PCM s16 with a 44-byte header whose sizes are kept right while it grows, so
any player opens it at any moment. After a crash the file's length is the truth, not its header.
desktop.audio.recording_info has the JSON. docs/engine-protocol.md describes both.
"""

from __future__ import annotations

import contextlib
import errno
import os
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording_info import (
    FINISHED,
    RECORDING,
    Gap,
    RecordingInfo,
    info_path,
    read_info,
    write_info,
)
from desktop.errors import AudioFileError, RecordingError

SAMPLE_RATE_HZ = 16_000
BYTES_PER_SAMPLE = 2
HEADER_BYTES = 44
# RIFF sizes are 32 bits wide: 37.28 hours. A longer recording has this in place of them: our
# reader goes by the file's length, ffmpeg reads to the end, other players the first 37.28 hours.
UNKNOWN_SIZE = 2**32 - 1
FLUSH_EVERY_S = 0.1
SYNC_EVERY_S = 1.0
FULL_DISK_ERRNOS = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def build_header(n_samples: int) -> bytes:
    """The 44-byte WAV header of a recording with `n_samples` samples."""
    n_bytes = n_samples * BYTES_PER_SAMPLE
    riff_bytes = n_bytes + 36
    if riff_bytes > UNKNOWN_SIZE:
        n_bytes = riff_bytes = UNKNOWN_SIZE
    byte_rate = SAMPLE_RATE_HZ * BYTES_PER_SAMPLE
    form = struct.pack("<4sI4s", b"RIFF", riff_bytes, b"WAVE")
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, SAMPLE_RATE_HZ, byte_rate, 2, 16)
    return form + fmt + struct.pack("<4sI", b"data", n_bytes)


def to_int16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """Float samples in [-1, 1] as int16, clipped and rounded."""
    return np.rint(np.clip(samples, -1.0, 1.0) * 32767.0).astype(np.int16)


class RecordingWriter:
    """Appends samples to a new recording. One thread at a time.

    Raises RecordingError: recording_exists (nothing is ever overwritten), folder_not_writable,
    disk_full. After a failed append everything before it is kept and valid.
    """

    def __init__(
        self, path: Path, source: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.path = path
        self.n_samples = 0
        self._clock = clock
        self._info = RecordingInfo(source=source, created=datetime.now(UTC).isoformat())
        with _typed_errors(path):
            self._file = path.open("xb", buffering=0)
            self._flushed_at = self._synced_at = clock()
            try:
                self._write_all(build_header(0))
                write_info(path, self._info)
            except OSError:
                self.discard()
                raise

    @property
    def source(self) -> str:
        """The device or file that the sound comes from, empty while it is not known."""
        return self._info.source

    def append(self, samples: NDArray[np.int16]) -> None:
        """Adds int16 samples, shape (n,), at the end."""
        with _typed_errors(self.path):
            try:
                self._write_all(np.ascontiguousarray(samples, dtype="<i2").tobytes())
            except OSError:
                self._cut_back()
                raise
            self.n_samples += len(samples)
            now = self._clock()
            if now - self._flushed_at >= FLUSH_EVERY_S:
                self._flush(sync=now - self._synced_at >= SYNC_EVERY_S)

    def note_source(self, name: str) -> None:
        """Names the device or file, where that was not known when the recording began."""
        self._change_info(replace(self._info, source=name))

    def note_overrun(self, n_overruns: int = 1) -> None:
        """Counts blocks that the sound system dropped, in the recording's JSON."""
        self._change_info(replace(self._info, overruns=self._info.overruns + n_overruns))

    def note_gap(self, missing_s: float, reason: str) -> None:
        """Marks that sound is missing at the present end of the recording."""
        gap = Gap(self.n_samples, missing_s, reason)
        self._change_info(replace(self._info, gaps=(*self._info.gaps, gap)))

    def finish(self) -> None:
        """Ends the recording: its readers now know that no more comes. May be called twice."""
        if self._file.closed:
            return
        with _typed_errors(self.path):
            try:
                self._flush(sync=True)
            finally:  # readers must not wait, even where the header could not be put right
                self._file.close()
                self._change_info(replace(self._info, state=FINISHED))

    def discard(self) -> None:
        """Removes the recording and its JSON."""
        self._file.close()
        target = info_path(self.path)
        with _typed_errors(self.path):
            for path in (self.path, target, target.with_name(target.name + ".part")):
                path.unlink(missing_ok=True)

    def _change_info(self, info: RecordingInfo) -> None:
        with _typed_errors(self.path):
            write_info(self.path, info)
        self._info = info  # so it is always what the disk has, and the last state fits there

    def _flush(self, sync: bool = False) -> None:
        """Makes the header tell the length; with `sync`, brings all to the disk itself."""
        self._file.seek(0)
        try:
            self._file.write(build_header(self.n_samples))
        finally:
            self._file.seek(0, os.SEEK_END)
        self._flushed_at = self._clock()
        if sync:
            os.fsync(self._file.fileno())
            self._synced_at = self._flushed_at
            if os.fstat(self._file.fileno()).st_nlink == 0:
                raise FileNotFoundError(errno.ENOENT, "the recording was deleted")

    def _write_all(self, data: bytes) -> None:
        view = memoryview(data)
        while view:  # a raw write may stop short, as it does when the disk fills
            view = view[self._file.write(view) :]

    def _cut_back(self) -> None:
        """Takes away what a failed append left behind, so that the length is right again."""
        with contextlib.suppress(OSError):  # what made the append fail is what is to be told
            self._file.truncate(HEADER_BYTES + self.n_samples * BYTES_PER_SAMPLE)
            self._flush()


class RecordingReader:
    """Reads any part of a recording, finished or growing. Keeps the file open.

    Raises AudioFileError: audio_not_found, audio_unreadable, recording_damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._looked_at: tuple[int, int, int] | None = None  # which writing of the JSON
        self._is_finished = False
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise read_error(error, path) from error
        header = self._file.read(HEADER_BYTES)
        if header[:4] != b"RIFF"[: len(header[:4])] or (
            len(header) == HEADER_BYTES and header[8:40] != build_header(0)[8:40]
        ):
            self._file.close()
            raise AudioFileError("recording_damaged", path=str(path))

    def measure(self) -> tuple[int, bool]:
        """The number of samples at this moment, and whether that is all there will be."""
        finished = self._look_if_finished()  # first: the length is then final
        n_bytes = os.fstat(self._file.fileno()).st_size - HEADER_BYTES
        return max(0, n_bytes // BYTES_PER_SAMPLE), finished

    def _look_if_finished(self) -> bool:
        """Reads the JSON when it has been written anew: this is asked 30 times a second."""
        try:
            status = info_path(self.path).stat()
            writing = (status.st_mtime_ns, status.st_ino, status.st_size)
        except OSError:
            writing = None
        if writing is None or writing != self._looked_at:
            self._is_finished = read_info(self.path).state != RECORDING
            self._looked_at = writing
        return self._is_finished

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Samples `start` to `stop` as float32 in [-1, 1]; fewer where the recording ends."""
        try:
            self._file.seek(HEADER_BYTES + start * BYTES_PER_SAMPLE)
            data = self._file.read(max(0, stop - start) * BYTES_PER_SAMPLE)
        except OSError as error:  # the disk it is on has gone, for instance
            raise read_error(error, self.path) from error
        whole = len(data) - len(data) % BYTES_PER_SAMPLE
        return np.frombuffer(data[:whole], dtype="<i2").astype(np.float32) / 32768.0

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> RecordingReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def finish_abandoned(path: Path) -> int:
    """Closes a recording whose writer died: header and JSON put right. Returns its samples."""
    with RecordingReader(path) as reader:
        n_samples, _ = reader.measure()
    with _typed_errors(path):
        with path.open("r+b") as file:
            file.truncate(HEADER_BYTES + n_samples * BYTES_PER_SAMPLE)
            file.write(build_header(n_samples))
        write_info(path, replace(read_info(path), state=FINISHED))
    return n_samples


def read_error(error: OSError, path: Path) -> AudioFileError:
    """The typed error for a file that cannot be opened for reading."""
    # A path that is too long for the system names nothing.
    missing = error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
    return AudioFileError("audio_not_found" if missing else "audio_unreadable", path=str(path))


@contextlib.contextmanager
def _typed_errors(path: Path) -> Iterator[None]:
    """Turns OSError into RecordingError."""
    try:
        yield
    except OSError as error:
        raise _write_error(error, path) from error


def _write_error(error: OSError, path: Path) -> RecordingError:
    if error.errno in FULL_DISK_ERRNOS:
        return RecordingError("disk_full", path=str(path))
    if isinstance(error, FileExistsError):
        return RecordingError("recording_exists", path=str(path))
    return RecordingError("folder_not_writable", path=str(path), reason=error.strerror)
