"""Two speakers, each in a channel of their own: told apart, found, and heard one by one.

The recording that a file is decoded into is the mix of both channels, as everywhere else. Half of
their difference lies in a second recording beside it, from which the channels come back: mix plus
difference is the left one, mix minus difference the right one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingReader
from desktop.engine.detector import (
    FRAME_SAMPLES,
    OpenUtterance,
    ProbabilityEstimator,
    Utterance,
    UtteranceFinder,
)

WINDOW_SAMPLES = SAMPLE_RATE_HZ // 10
LEVELS = 100  # of 1 dB, down from full scale
LOUDER = 2.5  # 8 dB: who speaks into a channel's own microphone is that much louder in it
SPEECH_BELOW_PEAK_DB = 25  # what is weaker than the loud parts by more is a pause
LEAST_WINDOWS = 100  # 10 s of speech
LEAST_SHARE_EACH = 0.15  # of the speech, in which one of the channels is the louder
LEAST_SHARE_BOTH = 0.7

# One microphone hears what is said into the other: weaker, later, and with the room's echo. Waves
# are then no longer alike, but how loud each band is over time is. In made-up rooms of 0.2 to 0.8 s
# reverberation, espeak-ng's voices overheard so came to a likeness of 0.64 to 0.96, and speech at
# the same time as other speech to 0.06, or 0.36 with that overheard under it (medians).
ECHO_WEAKER = 1.5  # 3.5 dB
ECHO_LIKENESS = 0.6
PATTERN_SAMPLES, PATTERN_HOP = 512, 256  # 32 ms
PATTERN_BANDS = np.unique(np.geomspace(3, 256, 17).astype(int))[:-1]  # first bins; 94 Hz to 8 kHz
LOUDNESS_POWER = 0.3  # of a band's energy: roughly how loud it seems
ECHO_LAGS = range(4)  # in hops: up to 48 ms


def mix(channels: NDArray[np.int16]) -> NDArray[np.int16]:
    """The mean of one or two channels; shape (channels, n) to (n,)."""
    if len(channels) == 1:
        return channels[0]
    return ((channels[0].astype(np.int32) + channels[1]) >> 1).astype(np.int16)


def subtract(channels: NDArray[np.int16]) -> NDArray[np.int16]:
    """Half of what the first channel has more than the second; shape (2, n) to (n,)."""
    return ((channels[0].astype(np.int32) - channels[1]) >> 1).astype(np.int16)


def difference_path(recording: Path) -> Path:
    """Where the difference of the channels lies beside their mix."""
    return recording.with_suffix(".channels.wav")


class SpeakerEvidence:
    """Hears two channels, block by block, and tells whether each has a speaker of its own.

    So it is where now the one, now the other is much louder. Ordinary stereo, where everybody is
    in both channels, is not so.
    """

    def __init__(self) -> None:
        self._rest = np.zeros((2, 0), np.int16)
        # How many windows of each level there were: all, louder on the left, on the right.
        self._counts = np.zeros((3, LEVELS), np.int64)

    def add(self, channels: NDArray[np.int16]) -> None:
        """Shape (2, n), any n; a single channel tells nothing."""
        if len(channels) != 2:
            return
        joined = np.concatenate([self._rest, channels], axis=1)
        n_windows = joined.shape[1] // WINDOW_SAMPLES
        if n_windows:
            whole = joined[:, : n_windows * WINDOW_SAMPLES].astype(np.float32)
            rms = np.sqrt(np.mean(whole.reshape(2, n_windows, WINDOW_SAMPLES) ** 2, axis=2))
            left, right = rms
            below_full_db = -20 * np.log10(np.maximum(rms.max(axis=0), 1e-3) / 32768)
            level = np.clip(below_full_db, 0, LEVELS - 1).astype(int)
            for counts, is_meant in zip(
                self._counts,
                (left >= 0, left > LOUDER * right, right > LOUDER * left),
                strict=True,
            ):
                np.add.at(counts, level[is_meant], 1)
        self._rest = joined[:, n_windows * WINDOW_SAMPLES :]

    def judge(self) -> bool:
        """Whether there seem to be two speakers, each in a channel."""
        n_all = self._counts[0].cumsum()
        loud = int(np.searchsorted(n_all, 0.05 * n_all[-1]))  # the loudest twentieth begins here
        n_speech, n_left, n_right = self._counts[:, : loud + SPEECH_BELOW_PEAK_DB].sum(axis=1)
        return bool(
            n_speech >= LEAST_WINDOWS
            and min(n_left, n_right) >= LEAST_SHARE_EACH * n_speech
            and n_left + n_right >= LEAST_SHARE_BOTH * n_speech
        )


class ChannelReader:
    """Reads one channel of a recording that has the difference of both beside it."""

    def __init__(self, mixed: RecordingReader, difference: RecordingReader, sign: int) -> None:
        self.path = mixed.path
        self._mixed, self._difference, self._sign = mixed, difference, sign

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Samples `start` to `stop` as float32 in [-1, 1]; fewer where the recording ends."""
        mixed, difference = self._mixed.read(start, stop), self._difference.read(start, stop)
        n_samples = min(len(mixed), len(difference))
        return np.clip(mixed[:n_samples] + self._sign * difference[:n_samples], -1.0, 1.0)


class ChannelFinder:
    """Finds the utterances of both channels in order of time; has the face of UtteranceFinder.

    The mix is walked through as ever, which cuts it into stretches at pauses of both; in each
    stretch the speakers' utterances are then found channel by channel. So everything before a
    stretch is told before anything in it, and a job that goes on at its beginning finds the same.
    `committed_sample` counts the utterances handed out of a stretch too: one sample each, after
    its beginning, which is a whole number of frames away from where the job began.
    """

    def __init__(
        self,
        mixed: RecordingReader,
        difference: RecordingReader,
        estimate: ProbabilityEstimator,
        from_sample: int = 0,
    ) -> None:
        self._n_told = from_sample % FRAME_SAMPLES  # of the first stretch, in an earlier run
        self._mixed = mixed
        self._estimate = estimate
        self._main = UtteranceFinder(mixed, estimate, from_sample - self._n_told)
        self._channels = {
            "1": ChannelReader(mixed, difference, 1),
            "2": ChannelReader(mixed, difference, -1),
        }
        self._waiting: deque[Utterance] = deque()
        self.committed_sample = from_sample
        self.open_utterance: OpenUtterance | None = None  # of live recordings only

    @property
    def heard_sample(self) -> int:
        """The place up to which the detector has listened."""
        return self._main.heard_sample

    def find_next(self, n_samples: int, finished: bool) -> Utterance | None:
        """As UtteranceFinder's; `speaker` tells the channel, "" for what is in neither alone."""
        if not self._waiting:
            before = self._main.committed_sample
            stretch = self._main.find_next(n_samples, finished)
            if self._main.committed_sample == before:
                return None
            found = self._find_in(stretch) if stretch is not None else []
            self._waiting.extend(found[self._n_told :])
            self.committed_sample = before + self._n_told
            self._n_told = 0
            if not self._waiting:
                self.committed_sample = self._main.committed_sample
                return None
        utterance = self._waiting.popleft()
        self.committed_sample += 1
        if not self._waiting:
            self.committed_sample = self._main.committed_sample
        return utterance

    def read(self, utterance: Utterance) -> NDArray[np.float32]:
        """The utterance's sound, of its channel."""
        reader = self._channels.get(utterance.speaker, self._mixed)
        return reader.read(utterance.start_sample, utterance.end_sample)

    def _find_in(self, stretch: Utterance) -> list[Utterance]:
        found: list[Utterance] = []
        for speaker, reader in self._channels.items():
            finder = UtteranceFinder(reader, self._estimate, stretch.start_sample)
            while finder.committed_sample < stretch.end_sample:
                utterance = finder.find_next(stretch.end_sample, finished=True)
                if utterance is not None:
                    named = replace(utterance, speaker=speaker)
                    found.append(replace(named, is_echo=self._is_echo(named)))
        self._estimate.reset()  # it has heard the channels since; the mix begins afresh anyway
        return sorted(found, key=lambda one: one.speech_start_sample) or [stretch]

    def _is_echo(self, utterance: Utterance) -> bool:
        span = utterance.speech_start_sample, utterance.speech_end_sample
        other = "2" if utterance.speaker == "1" else "1"
        own, others = (self._channels[one].read(*span) for one in (utterance.speaker, other))
        return is_echo(own, others)


def is_echo(own: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Whether what one microphone heard is what was said into the other, only weaker."""
    own_energy, other_energy = float(own @ own), float(other @ other)
    if own_energy == 0.0 or other_energy < ECHO_WEAKER**2 * own_energy:
        return False
    heard, said = compute_pattern(own), compute_pattern(other)
    return max(_compare(heard[lag:], said) for lag in ECHO_LAGS) >= ECHO_LIKENESS


def compute_pattern(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much louder or softer than usual each band is over time; shape (frames, bands)."""
    whole = np.pad(samples, (0, max(0, PATTERN_SAMPLES - len(samples))))
    frames = np.lib.stride_tricks.sliding_window_view(whole, PATTERN_SAMPLES)[::PATTERN_HOP]
    energy = np.abs(np.fft.rfft(frames * np.hanning(PATTERN_SAMPLES), axis=1)) ** 2
    loudness = np.add.reduceat(energy, PATTERN_BANDS, axis=1) ** LOUDNESS_POWER
    return loudness - loudness.mean(axis=0)


def _compare(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The correlation of two patterns, as far as both go."""
    n_frames = min(len(one), len(other))
    one, other = one[:n_frames], other[:n_frames]
    scale = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / scale if scale > 0 else 0.0
