"""What each augmentation does to a sound, measured on the sound."""

from __future__ import annotations

import numpy as np
import torch

from training.finetune.augment import (
    add_noise,
    add_reverberation,
    change_speed,
    coloured_noise,
    mask_features,
    replace_by_silence,
    send_by_telephone,
)
from training.finetune.recipe import Augmentation

RATE = 16_000


def tone(hertz: float, seconds: float = 2.0) -> np.ndarray:
    times_s = np.arange(int(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * hertz * times_s)).astype(np.float32)


def level_db(audio: np.ndarray) -> float:
    return 10 * float(np.log10(np.mean(audio.astype(np.float64) ** 2) + 1e-12))


def test_another_speed_makes_it_longer_or_shorter_and_never_over_the_window() -> None:
    options = Augmentation(speed_chance=1.0, speed_change=0.1)
    ratios = []
    for seed in range(20):
        changed = change_speed(tone(400), options, np.random.default_rng(seed))
        ratios.append(2 * RATE / len(changed))
        peak_hz = np.abs(np.fft.rfft(changed)).argmax() * RATE / len(changed)
        assert abs(peak_hz - 400 * ratios[-1]) < 2
    assert 0.9 <= min(ratios) < 0.95 < 1.05 < max(ratios) <= 1.1
    whole = np.zeros(480_000, dtype=np.float32)
    lengths = [len(change_speed(whole, options, np.random.default_rng(s))) for s in range(9)]
    assert max(lengths) == 480_000


def test_noise_has_the_ratio_asked_for() -> None:
    options = Augmentation(noise_chance=1.0, noise_snr_db=(10.0, 10.0))
    speech = tone(250)
    noise = add_noise(speech, options, np.random.default_rng(0)) - speech
    assert abs(level_db(speech) - level_db(noise) - 10.0) < 0.1
    brown = coloured_noise(16_000, 2.0, np.random.default_rng(0))
    spectrum = np.abs(np.fft.rfft(brown)) ** 2
    assert spectrum[50:200].mean() > 100 * spectrum[5000:].mean()


def test_a_room_sounds_on_when_the_voice_has_stopped() -> None:
    options = Augmentation(reverb_chance=1.0)
    spoken = np.concatenate([tone(300, 1.0), np.zeros(RATE, np.float32)])
    for seed in range(5):
        heard = add_reverberation(spoken, options, np.random.default_rng(seed))
        assert heard.shape == spoken.shape
        assert heard.dtype == np.float32
        assert abs(level_db(heard) - level_db(spoken)) < 0.1
        # Straight after the voice the room is heard, and has died away nearly a second later.
        assert level_db(heard[RATE : RATE + 1600]) > -60
        assert level_db(heard[-800:]) < level_db(heard[RATE : RATE + 800]) - 30
    silent = np.zeros(RATE, np.float32)
    assert add_reverberation(silent, options, np.random.default_rng(0)) is silent


def test_a_telephone_carries_its_band_alone() -> None:
    options = Augmentation(telephone_chance=1.0)

    def heard(hertz: float) -> float:
        sent = send_by_telephone(tone(hertz), options, np.random.default_rng(0))
        assert len(sent) == 2 * RATE
        return level_db(sent[1600:-1600]) - level_db(tone(hertz))

    assert abs(heard(1000)) < 0.5
    assert abs(heard(3000)) < 1.0
    assert heard(150) < -30
    assert heard(3700) < -30
    assert heard(6000) < -30
    # Eight bits of µ-law leave a noise some 38 dB below the voice.
    sent = send_by_telephone(tone(1000), options, np.random.default_rng(0))[1600:-1600]
    noise_db = level_db(sent - tone(1000)[1600:-1600]) - level_db(sent)
    assert -45 < noise_db < -25


def test_silence_is_as_long_as_what_it_replaces_and_never_loud() -> None:
    levels = []
    for seed in range(40):
        silence = replace_by_silence(tone(300), np.random.default_rng(seed))
        assert silence.shape == (2 * RATE,)
        levels.append(level_db(silence))
    assert max(levels) < -24
    assert 3 <= sum(level <= -119 for level in levels) <= 20, "some of it is digital silence"


def test_masks_are_silence_of_the_widths_asked_for() -> None:
    options = Augmentation(time_masks=1, time_mask_frames=30, frequency_masks=1)
    features = torch.rand(80, 300) + 1
    features[0, 0] = -1.0
    widths = []
    for seed in range(20):
        masked = features.clone()
        mask_features(masked, options, np.random.default_rng(seed))
        changed = masked != features
        assert (masked[changed] == -1.0).all()
        n_frames, n_bins = int(changed.all(0).sum()), int(changed.all(1).sum())
        widths.append(n_frames)
        assert n_frames <= 30
        assert n_bins <= 10
    assert max(widths) > 15


def test_nothing_is_drawn_and_nothing_changes_without_a_chance() -> None:
    speech, rng = tone(300), np.random.default_rng(0)
    state = rng.bit_generator.state
    for change in (change_speed, add_reverberation, send_by_telephone):
        assert change(speech, Augmentation(), rng) is speech
    assert rng.bit_generator.state == state
