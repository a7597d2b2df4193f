"""Brings a job's sound within reach: opens its recording, or has its media file decoded into one.

A media file is decoded by a thread of its own while the job already follows the recording that
grows out of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from desktop.audio.compressed import open_recording
from desktop.audio.recording import (
    FINISHED,
    RecordingReader,
    RecordingWriter,
    info_path,
    read_info,
)
from desktop.engine.media import Damage, MediaFile, import_media
from desktop.errors import RecordingError, TalskriftError


class RecordingSource:
    """A recording that is there already. `follow`: until it is finished, else as it is now."""

    expected_s: float | None = None

    def __init__(self, path: Path, follow: bool) -> None:
        self.reader = open_recording(path)
        self._n_samples = None if follow else self.reader.measure()[0]

    def measure(self) -> tuple[int, bool]:
        """Samples there are, and whether no more will come."""
        return self.reader.measure() if self._n_samples is None else (self._n_samples, True)

    def wait(self) -> tuple[int, bool]:
        """What `measure` says when nothing more happens by itself: at once."""
        return self.measure()

    def close(self) -> None:
        self.reader.close()


class ImportSource:
    """A media file that is being decoded into the new recording at `recording`.

    An import of the same file that was broken off is begun anew. Raises what MediaFile and
    RecordingWriter raise; `measure` raises what stopped the decoding.
    """

    def __init__(
        self, file: Path, recording: Path, warn: Callable[[Damage], None], cancelled: Event
    ) -> None:
        self._media = MediaFile(file)
        self.expected_s = self._media.duration_s
        self._warn = warn
        self._cancelled = cancelled
        self._failure: BaseException | None = None
        self._completed = False
        try:
            _remove_broken_import(file, recording)
            self._writer = RecordingWriter(recording, source=str(file))
            self.reader = RecordingReader(recording)
        except TalskriftError:
            self._media.close()
            raise
        self._thread = Thread(target=self._decode, name="import", daemon=True)
        self._thread.start()

    def measure(self) -> tuple[int, bool]:
        """Samples there are, and whether no more will come."""
        if self._failure is not None:
            raise self._failure
        # A decoding that was cancelled is not finished: nothing ends where it broke off.
        finished = self._completed  # first: the length is then final
        return self._writer.n_samples, finished

    def wait(self) -> tuple[int, bool]:
        """What `measure` says when the decoding has ended."""
        self._thread.join()
        return self.measure()

    def close(self) -> None:
        """Stops the decoding where it still runs; the unfinished recording is then removed."""
        self._cancelled.set()
        self._thread.join()
        self.reader.close()  # first: Windows removes no open file
        if not self._completed:
            self._writer.discard()

    def _decode(self) -> None:
        try:
            completed = import_media(self._media, self._writer, self._cancelled.is_set)
            if self._media.damage is not None:
                self._warn(self._media.damage)
            self._completed = completed  # last: the job may end now
        except BaseException as error:
            self._failure = error


def is_imported(file: Path, recording: Path) -> bool:
    """Whether `file` has been decoded into `recording` already, to its end."""
    info = read_info(recording)
    return info_path(recording).exists() and info.state == FINISHED and info.source == str(file)


def _remove_broken_import(file: Path, recording: Path) -> None:
    if not recording.exists():
        return
    info = read_info(recording)
    if info.state == FINISHED or info.source != str(file):
        raise RecordingError("recording_exists", path=str(recording))
    try:
        recording.unlink()
        info_path(recording).unlink(missing_ok=True)
    except OSError as error:
        raise RecordingError("recording_exists", path=str(recording)) from error
