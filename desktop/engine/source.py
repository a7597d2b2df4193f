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
from desktop.engine.channels import difference_path
from desktop.engine.media import Damage, MediaFile, import_media
from desktop.errors import RecordingError, TalskriftError
from desktop.tracks import WHOLE_SOUND, Contents, SoundChoice


class RecordingSource:
    """A recording that is there already. `follow`: until it is finished, else as it is now.

    `split_channels`: it is a file's, whose channels are told apart; `difference` has the rest.
    """

    expected_s: float | None = None

    def __init__(self, path: Path, follow: bool, split_channels: bool = False) -> None:
        self.reader = open_recording(path)
        self.difference = RecordingReader(difference_path(path)) if split_channels else None
        self._n_samples = None if follow else self.reader.measure()[0]

    def measure(self) -> tuple[int, bool]:
        """Samples there are, and whether no more will come."""
        return self.reader.measure() if self._n_samples is None else (self._n_samples, True)

    def wait(self) -> tuple[int, bool]:
        """What `measure` says when nothing more happens by itself: at once."""
        return self.measure()

    def close(self) -> None:
        self.reader.close()
        if self.difference is not None:
            self.difference.close()


class ImportSource:
    """A media file that is being decoded into the new recording at `recording`.

    An import of the same sound that was broken off is begun anew. `describe` is told what is in
    the file: at once, and again when all of it has been decoded. Raises what MediaFile and
    RecordingWriter raise; `measure` raises what stopped the decoding.
    """

    def __init__(
        self,
        file: Path,
        recording: Path,
        warn: Callable[[Damage], None],
        cancelled: Event,
        sound: SoundChoice = WHOLE_SOUND,
        describe: Callable[[Contents], None] = lambda _: None,
    ) -> None:
        self._media = MediaFile(file, sound)
        self._describe = describe
        self.expected_s = self._media.duration_s
        self._warn = warn
        self._cancelled = cancelled
        self._failure: BaseException | None = None
        self._completed = False
        self._writers: list[RecordingWriter] = []
        self.difference: RecordingReader | None = None
        source = sound.name_source(file)
        try:
            _remove_broken_import(source, recording, sound)
            self._writers.append(RecordingWriter(recording, source=source))
            if sound.split_channels:
                beside = difference_path(recording)
                self._writers.append(RecordingWriter(beside, source=source))
                self.difference = RecordingReader(beside)
            self.reader = RecordingReader(recording)
        except TalskriftError:
            self._media.close()
            for writer in self._writers:
                writer.discard()
            raise
        describe(self._media.describe())
        self._thread = Thread(target=self._decode, name="import", daemon=True)
        self._thread.start()

    def measure(self) -> tuple[int, bool]:
        """Samples there are, and whether no more will come."""
        if self._failure is not None:
            raise self._failure
        # A decoding that was cancelled is not finished: nothing ends where it broke off.
        finished = self._completed  # first: the length is then final
        return self._writers[0].n_samples, finished

    def wait(self) -> tuple[int, bool]:
        """What `measure` says when the decoding has ended."""
        self._thread.join()
        return self.measure()

    def close(self) -> None:
        """Stops the decoding where it still runs; the unfinished recording is then removed."""
        self._cancelled.set()
        self._thread.join()
        for reader in filter(None, (self.reader, self.difference)):
            reader.close()  # first: Windows removes no open file
        if not self._completed:
            for writer in self._writers:
                writer.discard()

    def _decode(self) -> None:
        try:
            cancelled = self._cancelled.is_set
            completed = import_media(self._media, self._writers[0], cancelled, *self._writers[1:])
            if completed:
                self._describe(self._media.describe())
            if self._media.damage is not None:
                self._warn(self._media.damage)
            self._completed = completed  # last: the job may end now
        except BaseException as error:
            self._failure = error


def is_imported(file: Path, recording: Path, sound: SoundChoice = WHOLE_SOUND) -> bool:
    """Whether this sound of `file` has been decoded into `recording` already, to its end."""
    source = sound.name_source(file)
    parts = [recording, difference_path(recording)] if sound.split_channels else [recording]
    return all(_is_whole(part, source) for part in parts)


def _is_whole(recording: Path, source: str) -> bool:
    info = read_info(recording)
    is_there = recording.exists() and info_path(recording).exists()
    return is_there and info.state == FINISHED and info.source == source


def _remove_broken_import(source: str, recording: Path, sound: SoundChoice) -> None:
    if recording.exists():
        info = read_info(recording)
        is_whole = info.state == FINISHED and not sound.split_channels  # else half of it is gone
        if is_whole or info.source != source:
            raise RecordingError("recording_exists", path=str(recording))
    difference = difference_path(recording)
    try:
        for path in (recording, difference):
            path.unlink(missing_ok=True)
            info_path(path).unlink(missing_ok=True)
    except OSError as error:
        raise RecordingError("recording_exists", path=str(recording)) from error
