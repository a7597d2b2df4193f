"""Speech made harder: other speeds, rooms, noise, telephone lines, silence, and masked log-mel.

Each takes its chances from a generator handed in, so that a draw sounds the same after a resume.
"""

from __future__ import annotations

import numpy as np
import soxr
import torch

from training.finetune.batches import SAMPLE_RATE, WINDOW_S
from training.finetune.recipe import Augmentation

TELEPHONE_RATE = 8_000
TELEPHONE_HZ = (300.0, 3400.0)
MU = 255.0  # of the µ-law of ITU-T G.711
REVERBERATION_S = (0.15, 0.8)  # time in which the sound of a room falls by 60 dB: booths to halls
DIRECT_TO_REVERBERANT_DB = (0.0, 15.0)
QUIET = 10 ** (-50 / 20)
QUIET_DB = (-70.0, -25.0)  # noise where nobody speaks, against full scale


def change_speed(audio: np.ndarray, options: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Played quicker or slower, pitch and all (Ko et al. 2015, "Audio Augmentation"); never longer
    than the window."""
    if not options.speed_chance or rng.random() >= options.speed_chance:
        return audio
    slowness = 1 / (1 + rng.uniform(-1, 1) * options.speed_change)
    if len(audio) * slowness > WINDOW_S * SAMPLE_RATE:
        return audio
    changed = soxr.resample(audio, SAMPLE_RATE, SAMPLE_RATE * slowness, quality="LQ")
    return changed.astype(np.float32, copy=False)


def add_reverberation(
    audio: np.ndarray, options: Augmentation, rng: np.random.Generator
) -> np.ndarray:
    """As in a room: convolved with decaying noise, as loud as before and no longer.

    Decaying noise as a room's response: Moorer 1979, "About This Reverberation Business". What it
    is worth: Ko et al. 2017, "A Study on Data Augmentation of Reverberant Speech".
    """
    if not options.reverb_chance or not audio.any() or rng.random() >= options.reverb_chance:
        return audio
    decay_s = rng.uniform(*REVERBERATION_S)
    times_s = np.arange(int(decay_s * SAMPLE_RATE)) / SAMPLE_RATE
    tail = rng.standard_normal(len(times_s)) * 10 ** (-3 * times_s / decay_s)
    tail /= np.sqrt(np.sum(tail**2)) * 10 ** (rng.uniform(*DIRECT_TO_REVERBERANT_DB) / 20)
    response = np.concatenate([[1.0], tail])
    n = len(audio) + len(response)
    wet = np.fft.irfft(np.fft.rfft(audio, n) * np.fft.rfft(response, n), n)[: len(audio)]
    return (wet * np.sqrt(np.mean(audio**2) / (np.mean(wet**2) + 1e-12))).astype(np.float32)


def add_noise(audio: np.ndarray, options: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """White to brown noise at a random signal to noise ratio, over the whole utterance."""
    if not audio.any() or rng.random() >= options.noise_chance:
        return audio
    noise = coloured_noise(len(audio), rng.uniform(0, 2), rng)
    snr_db = rng.uniform(*options.noise_snr_db)
    power = float(np.mean(audio**2)) / 10 ** (snr_db / 10)
    return (audio + noise * np.sqrt(power)).astype(np.float32)


def send_by_telephone(
    audio: np.ndarray, options: Augmentation, rng: np.random.Generator
) -> np.ndarray:
    """Through a telephone: 8 kHz, 300 to 3400 Hz, eight bits of µ-law (ITU-T G.711)."""
    if not options.telephone_chance or rng.random() >= options.telephone_chance:
        return audio
    narrow = soxr.resample(audio, SAMPLE_RATE, TELEPHONE_RATE)
    spectrum = np.fft.rfft(narrow)
    hertz = np.fft.rfftfreq(len(narrow), 1 / TELEPHONE_RATE)
    spectrum[(hertz < TELEPHONE_HZ[0]) | (hertz > TELEPHONE_HZ[1])] = 0
    line = np.clip(np.fft.irfft(spectrum, len(narrow)), -1, 1)
    code = np.rint(np.sign(line) * np.log1p(MU * np.abs(line)) / np.log1p(MU) * 127) / 127
    heard = np.sign(code) * np.expm1(np.abs(code) * np.log1p(MU)) / MU
    wide = soxr.resample(heard.astype(np.float32), TELEPHONE_RATE, SAMPLE_RATE)[: len(audio)]
    return np.pad(wide, (0, len(audio) - len(wide)))


def replace_by_silence(audio: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """As long as `audio`: digital silence for one in four, else noise that nobody speaks in."""
    if rng.random() < 0.25:
        return np.zeros_like(audio)
    noise = coloured_noise(len(audio), rng.uniform(0, 2), rng)
    return (noise * 10 ** (rng.uniform(*QUIET_DB) / 20)).astype(np.float32)


def end_abruptly(padded: np.ndarray) -> None:
    """Moves the quiet at the end of a padded utterance to its beginning, all but 20 ms.

    Quiet is what is below -50 dBFS. Nothing is done where there is more than two seconds of it.
    """
    loud = np.flatnonzero(np.abs(padded) > QUIET)
    n_quiet = len(padded) - 1 - loud[-1] - SAMPLE_RATE // 50 if loud.size else 0
    if 0 < n_quiet < 2 * SAMPLE_RATE:
        padded[:] = np.roll(padded, n_quiet)


def mask_features(features: torch.Tensor, options: Augmentation, rng: np.random.Generator) -> None:
    """SpecAugment (Park et al. 2019) of one log-mel, [n_mels, n_frames], in place: stretches of
    time and bands of frequency become silence."""
    n_mels, n_frames = features.shape
    silence = features.min()
    for _ in range(options.time_masks):
        width = int(rng.integers(0, options.time_mask_frames + 1))
        start = int(rng.integers(0, max(1, n_frames - width)))
        features[:, start : start + width] = silence
    for _ in range(options.frequency_masks):
        width = int(rng.integers(0, options.frequency_mask_bins + 1))
        start = int(rng.integers(0, max(1, n_mels - width)))
        features[start : start + width] = silence


def coloured_noise(n_samples: int, exponent: float, rng: np.random.Generator) -> np.ndarray:
    """Noise of unit power whose spectrum falls as 1/f**exponent: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(rng.standard_normal(n_samples))
    frequency = np.maximum(np.fft.rfftfreq(n_samples, 1 / SAMPLE_RATE), 20.0)
    noise = np.fft.irfft(spectrum * frequency ** (-exponent / 2), n_samples)
    return noise / (np.sqrt(np.mean(noise**2)) + 1e-12)
