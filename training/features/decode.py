"""Decodes audio of any format to what the pipeline works on: float32, 16 kHz, mono."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

import av
import numpy as np
import soundfile
import soxr

from training.corpus.audio import open_audio
from training.corpus.utterance import Audio
from training.features.cleaning import SAMPLE_RATE

# Formats that libsndfile reads and that are small already.
_COMPACT_FORMATS = ("MP3", "OGG")


def decode_audio(audio: Audio, max_duration_s: float, channel: int | None = None) -> np.ndarray:
    """The audio as float32 [n_samples], 16 kHz mono: one channel, or the mean of all.

    Read by libsndfile, or by FFmpeg what that does not know (m4a, webm, wma). A channel that is not
    there is the last one that is. Reads at most `max_duration_s`, so that an hour-long file in a
    dataset costs no memory. Raises OSError, ValueError or soundfile.SoundFileError when the file is
    missing or no audio, CorpusError when what it is packed in cannot be read.
    """
    return decode_and_keep(audio, max_duration_s, channel)[0]


def decode_and_keep(
    audio: Audio, max_duration_s: float, channel: int | None = None
) -> tuple[np.ndarray, bytes | None]:
    """As `decode_audio`, and the file itself where nothing smaller can be made of it without loss:
    MP3 or Ogg, mono, and at most a byte for each sample at 16 kHz, which is about what FLAC takes.
    """
    with open_audio(audio) as file:
        try:
            samples, rate, form = _decode_by_sndfile(file, max_duration_s)
        except soundfile.SoundFileError as error:
            file.seek(0)
            form = ""
            try:
                samples, rate = _decode_by_ffmpeg(file, max_duration_s)
            except (av.FFmpegError, IndexError):
                raise error from None
        mono = _take_channel(samples, channel)
        if rate != SAMPLE_RATE:
            mono = soxr.resample(mono, rate, SAMPLE_RATE)
        is_compact = form in _COMPACT_FORMATS and samples.shape[1] == 1
        if not is_compact or file.seek(0, io.SEEK_END) > mono.size:
            return mono, None
        file.seek(0)
        return mono, file.read()


def _take_channel(samples: np.ndarray, channel: int | None) -> np.ndarray:
    if channel is None:
        return samples.mean(axis=1, dtype=np.float32)
    return np.ascontiguousarray(samples[:, min(channel, samples.shape[1] - 1)])


def _decode_by_sndfile(file: BinaryIO, max_duration_s: float) -> tuple[np.ndarray, int, str]:
    with soundfile.SoundFile(file) as audio_file:
        rate = audio_file.samplerate
        n_wanted = int(max_duration_s * rate)
        return audio_file.read(n_wanted, dtype="float32", always_2d=True), rate, audio_file.format


def _decode_by_ffmpeg(file: BinaryIO, max_duration_s: float) -> tuple[np.ndarray, int]:
    with av.open(file, "r", metadata_errors="ignore") as container:
        stream = container.streams.audio[0]
        rate = stream.rate
        n_missing = int(max_duration_s * rate)
        blocks = []
        for block in _resample(container, stream):
            blocks.append(block[:n_missing])
            n_missing -= len(blocks[-1])
            if n_missing <= 0:
                break
    if not blocks:
        return np.zeros((0, 1), np.float32), rate
    return np.concatenate(blocks), rate


def _resample(
    container: av.container.InputContainer, stream: av.AudioStream
) -> Iterator[np.ndarray]:
    """Blocks of float32 [n_samples, n_channels]: only the sample format changes."""
    resampler = av.AudioResampler(format="fltp")
    for frame in container.decode(stream):
        for converted in resampler.resample(frame):
            yield converted.to_ndarray().T
