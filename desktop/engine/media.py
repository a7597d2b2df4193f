"""Decodes any audio or video file into a recording, as a stream: memory does not grow with length.

PyAV (FFmpeg) reads the container, libswresample makes 16 kHz of it. One audio track is used; where
it has two channels, they are mixed here, and their difference can be kept beside. What a damaged
file still holds is kept.
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
from desktop.engine.channels import SpeakerEvidence, mix, subtract
from desktop.engine.declared_size import read_declared_size
from desktop.errors import AudioFileError
from desktop.tracks import WHOLE_SOUND, Contents, SoundChoice, Track, pick_track

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
    not_audio, no_audio_track, no_such_track, no_two_channels.
    """

    def __init__(self, path: Path, sound: SoundChoice = WHOLE_SOUND) -> None:
        self.path = path
        self.damage: Damage | None = None
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
            self.tracks = self._list_tracks()
            self.track = self._choose_track(sound)
        except AudioFileError:
            self._container.close()
            raise
        self._stream = self._container.streams.audio[self.track.number - 1]
        self._n_channels = 2 if self.track.n_channels == 2 else 1  # that are told apart
        self._resampler = self._make_resampler()
        self._evidence = SpeakerEvidence()
        self.duration_s = self._read_duration()

    def describe(self) -> Contents:
        """What is in it; whether there are two speakers, once it has been decoded."""
        two_speakers = self._evidence.judge() if self._n_samples else None
        return Contents(self.tracks, self.track.number, self.duration_s, two_speakers)

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """The sound as int16 blocks of any length, 16 kHz mono, shape (n,).

        `damage` is known at the end. Raises what `channel_blocks` does.
        """
        return map(mix, self.channel_blocks())

    def channel_blocks(self) -> Iterator[NDArray[np.int16]]:
        """The same as shape (channels, n): two channels where the track has two, else one.

        Raises AudioFileError: audio_empty, not_audio when nothing can be decoded.
        """
        for frame in self._frames():
            for block in self._resample(frame):
                self._n_samples += block.shape[1]
                self._evidence.add(block)
                yield block
        if self._n_samples == 0:
            code = "audio_empty" if self._damaged_at is None else "not_audio"
            raise AudioFileError(code, path=str(self.path))
        self.damage = self._judge()

    def close(self) -> None:
        self._container.close()

    def _list_tracks(self) -> tuple[Track, ...]:
        streams = self._container.streams
        if not streams.audio:
            is_film = streams.video and self._container.format.name not in PICTURES_OF_TEXT
            raise AudioFileError("no_audio_track" if is_film else "not_audio", path=str(self.path))
        return tuple(
            Track(
                number,
                language="" if stream.language in (None, "und") else stream.language,
                title=stream.metadata.get("title", ""),
                n_channels=stream.codec_context.channels,
                is_default=bool(stream.disposition & av.stream.Disposition.default),
            )
            for number, stream in enumerate(streams.audio, 1)
        )

    def _choose_track(self, sound: SoundChoice) -> Track:
        path, n_tracks = str(self.path), len(self.tracks)
        if sound.track is None:
            track = pick_track(self.tracks)
        elif 1 <= sound.track <= n_tracks:
            track = self.tracks[sound.track - 1]
        else:
            raise AudioFileError("no_such_track", path=path, track=sound.track, n_tracks=n_tracks)
        if sound.split_channels and track.n_channels != 2:
            raise AudioFileError("no_two_channels", path=path, n_channels=track.n_channels)
        return track

    def _make_resampler(self) -> Any:
        layout = "stereo" if self._n_channels == 2 else "mono"
        return av.AudioResampler(format="s16", layout=layout, rate=SAMPLE_RATE_HZ)

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
                self._resampler = self._make_resampler()
                resampled = self._resampler.resample(frame)
            for part in resampled:
                yield part.to_ndarray().reshape(-1, self._n_channels).T
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
    media: MediaFile,
    writer: RecordingWriter,
    is_cancelled: Callable[[], bool],
    difference: RecordingWriter | None = None,
) -> bool:
    """Decodes `media` into `writer` and finishes it. False when cancelled on the way.

    `difference`: where half the difference of the two channels goes, sample for sample.
    Raises what MediaFile.blocks and RecordingWriter raise. Unless it returns True, what was
    written is for the caller to discard.
    """

    def write(blocks: list[NDArray[np.int16]]) -> None:
        joined = np.concatenate(blocks, axis=1)
        if difference is not None:  # first: it is there wherever the mix is
            difference.append(subtract(joined))
        writer.append(mix(joined))

    try:
        pending: list[NDArray[np.int16]] = []
        n_pending = 0
        for block in media.channel_blocks():
            if is_cancelled():
                return False
            pending.append(block)
            n_pending += block.shape[1]
            if n_pending >= BLOCK_SAMPLES:
                write(pending)
                pending, n_pending = [], 0
        if pending:
            write(pending)
        if difference is not None:
            difference.finish()
        writer.finish()
    finally:
        media.close()
    return True


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
