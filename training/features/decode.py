"""Decodes audio of any format to what the pipeline works on: float32, 16 kHz, mono."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import av
import numpy as np
import soundfile
import soxr

from training.corpus.audio import open_audio
from training.corpus.utterance import Audio
from training.features.cleaning import SAMPLE_RATE


def decode_audio(audio: Audio, max_duration_s: float, channel: int | None = None) -> np.ndarray:
    """The audio as float32 [n_samples], 16 kHz mono: one channel, or the mean of all.

    Read by libsndfile, or by FFmpeg what that does not know (m4a, webm, wma). A channel that is not
    there is the last one that is. Reads at most `max_duration_s`, so that an hour-long file in a
    dataset costs no memory. Raises OSError, ValueError or soundfile.SoundFileError when the file is
    missing or no audio, CorpusError when what it is packed in cannot be read.
    """
    with open_audio(audio) as file:
        try:
            samples, rate = _decode_by_sndfile(file, max_duration_s)
        except soundfile.SoundFileError as error:
            file.seek(0)
            try:
                samples, rate = _decode_by_ffmpeg(file, max_duration_s)
            except (av.FFmpegError, IndexError):
                raise error from None
    if channel is None:
        mono = samples.mean(axis=1, dtype=np.float32)
    else:
        mono = np.ascontiguousarray(samples[:, min(channel, samples.shape[1] - 1)])
    return mono if rate == SAMPLE_RATE else soxr.resample(mono, rate, SAMPLE_RATE)


def _decode_by_sndfile(file: BinaryIO, max_duration_s: float) -> tuple[np.ndarray, int]:
    with soundfile.SoundFile(file) as audio_file:
        rate = audio_file.samplerate
        n_wanted = int(max_duration_s * rate)
        return audio_file.read(n_wanted, dtype="float32", always_2d=True), rate


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
