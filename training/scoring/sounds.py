"""Sounds in which nobody speaks, by name, and noise at a wanted level under speech.

Seeded: the same name and seed give the same samples. They are not the sounds that a model is
trained on (training/corpus/speech.py draws those): learning those by heart does not help.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from training.features.cleaning import SAMPLE_RATE
from training.scoring.recordings import Recording

NOISE_KINDS = ("white", "pink", "brown", "hum")
SOUND_KINDS = ("silence", *NOISE_KINDS, "tones", "clicks")
# Amplitude falls with frequency to this power: 0, 3 and 6 dB an octave.
_SLOPES = {"white": 0.0, "pink": 0.5, "brown": 1.0}
_LOWEST_HZ = 20.0
_FRAME = SAMPLE_RATE // 50
_SPEECH_RANGE = 10 ** (-40 / 10)  # frames 40 dB under the loudest are no speech
_MAX_PEAK = 0.99


@dataclass(frozen=True)
class Noise:
    """Noise to put under speech: its kind, and how far the speech is above it."""

    kind: str
    snr_db: float
    seed: int = 0

    def __str__(self) -> str:
        return f"{self.kind} noise at {self.snr_db:g} dB"


def make_sound(kind: str, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """float32 [n_samples] of a sound in SOUND_KINDS, 16 kHz, with a peak of 1 (silence: 0)."""
    if kind in _SLOPES:
        sound = _make_coloured(_SLOPES[kind], n_samples, rng)
    elif kind == "hum":
        sound = _make_hum(n_samples, rng)
    elif kind == "tones":
        sound = _make_tones(n_samples, rng)
    elif kind == "clicks":
        sound = _make_clicks(n_samples, rng)
    else:
        sound = np.zeros(n_samples)
    peak = float(np.abs(sound).max(initial=0))
    return (sound / peak if peak else sound).astype(np.float32)


def add_noise_to(recordings: Sequence[Recording], noise: Noise) -> list[Recording]:
    """The same recordings with noise of their own under them, made when they are loaded.

    A recording's noise depends on the seed and its id alone, not on what stands beside it.
    """

    def add(recording: Recording) -> Recording:
        seed = hashlib.sha256(f"{noise.seed} {recording.id}".encode()).digest()[:8]

        def load() -> np.ndarray:
            rng = np.random.default_rng(int.from_bytes(seed))
            samples = recording.load()
            return mix(samples, make_sound(noise.kind, samples.size, rng), noise.snr_db)

        return replace(recording, load=load)

    return [add(recording) for recording in recordings]


def mix(speech: np.ndarray, noise: np.ndarray, snr_db: float) -> np.ndarray:
    """Speech with noise `snr_db` below it, float32; both are made quieter where it would clip.

    Power of speech is the mean over its frames of 20 ms within 40 dB of the loudest, so that pauses
    do not make the noise weaker. Silent speech stays as it is.
    """
    wanted = measure_speech_power(speech) / 10 ** (snr_db / 10)
    actual = float(np.mean(np.square(noise, dtype=np.float64))) if noise.size else 0.0
    if not wanted or not actual:
        return speech
    mixed = speech + noise * np.float32(np.sqrt(wanted / actual))
    peak = float(np.abs(mixed).max())
    scale = _MAX_PEAK / peak if peak > _MAX_PEAK else 1.0
    return (mixed * scale).astype(np.float32)


def measure_speech_power(speech: np.ndarray) -> float:
    """Mean square of the frames that are not pauses; 0 for silence."""
    n_frames = max(1, speech.size // _FRAME)
    frames = np.array_split(np.square(speech, dtype=np.float64), n_frames)
    powers = np.array([frame.mean() if frame.size else 0.0 for frame in frames])
    return float(powers[powers >= powers.max() * _SPEECH_RANGE].mean())


def _make_coloured(slope: float, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    spectrum = np.fft.rfft(rng.standard_normal(n_samples))
    frequency_hz = np.maximum(np.fft.rfftfreq(n_samples, 1 / SAMPLE_RATE), _LOWEST_HZ)
    return np.fft.irfft(spectrum / frequency_hz**slope, n_samples)


def _make_hum(n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """Mains hum: 50 Hz and its harmonics, the even ones stronger, as from a transformer."""
    time_s = np.arange(n_samples) / SAMPLE_RATE
    hum = np.zeros(n_samples)
    for harmonic in range(1, 13):
        level = (1.0 if harmonic % 2 == 0 else 0.4) / harmonic
        hum += level * np.sin(2 * np.pi * (50 * harmonic * time_s + rng.uniform()))
    return hum


def _make_tones(n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """Tones of 0.1 to 1 s with pauses between them, as machines and telephones give."""
    tones = np.zeros(n_samples)
    start = 0
    while start < n_samples:
        n = round(rng.uniform(0.1, 1.0) * SAMPLE_RATE)
        time_s = np.arange(n) / SAMPLE_RATE
        tone = np.sin(2 * np.pi * rng.uniform(200, 3000) * time_s) * np.hanning(n) ** 0.2
        tones[start : start + n] += tone[: n_samples - start]
        start += n + round(rng.uniform(0, 1.0) * SAMPLE_RATE)
    return tones


def _make_clicks(n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """About four clicks a second, as of keys and a mouse."""
    clicks = np.zeros(n_samples)
    for start in rng.integers(0, n_samples, max(1, 4 * n_samples // SAMPLE_RATE)):
        n = min(int(rng.integers(30, 600)), n_samples - int(start))
        decay = np.exp(-np.arange(n) / rng.uniform(10, 120))
        clicks[start : start + n] += rng.standard_normal(n) * decay * rng.uniform(0.3, 1)
    return clicks
