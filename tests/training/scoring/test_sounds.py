import numpy as np
import pytest

from training.scoring.recordings import Recording
from training.scoring.sounds import (
    NOISE_KINDS,
    SOUND_KINDS,
    Noise,
    add_noise_to,
    make_sound,
    measure_speech_power,
    mix,
)


def make_speech(level: float = 0.1) -> np.ndarray:
    """A second of tone between two seconds of silence each."""
    tone = level * np.sin(2 * np.pi * 200 * np.arange(16_000) / 16_000)
    return np.concatenate([np.zeros(32_000), tone, np.zeros(32_000)]).astype(np.float32)


@pytest.mark.parametrize("kind", SOUND_KINDS)
def test_sounds_are_repeatable_and_as_loud_as_can_be(kind: str) -> None:
    first, again, other = (make_sound(kind, 32_000, np.random.default_rng(s)) for s in (1, 1, 2))
    assert first.dtype == np.float32 and first.size == 32_000
    np.testing.assert_array_equal(first, again)
    assert np.abs(first).max() == pytest.approx(0 if kind == "silence" else 1)
    assert kind == "silence" or not np.array_equal(first, other)


def test_colours_differ_in_their_spectrum() -> None:
    def share_above_2_khz(kind: str) -> float:
        power = np.abs(np.fft.rfft(make_sound(kind, 160_000, np.random.default_rng(0)))) ** 2
        return float(power[power.size // 4 :].sum() / power.sum())

    white, pink, brown = map(share_above_2_khz, ("white", "pink", "brown"))
    assert white == pytest.approx(0.75, abs=0.03) and 0.15 < pink < 0.35 and brown < 0.02


@pytest.mark.parametrize("kind", NOISE_KINDS)
@pytest.mark.parametrize("snr_db", [20, 0, -5])
def test_level_is_counted_from_the_speech_and_not_its_pauses(kind: str, snr_db: float) -> None:
    speech = make_speech()
    noise = make_sound(kind, speech.size, np.random.default_rng(0))
    added = mix(speech, noise, snr_db) - speech
    actual_db = 10 * np.log10(0.1**2 / 2 / np.mean(added**2))
    assert actual_db == pytest.approx(snr_db, abs=0.1)


def test_loud_speech_does_not_clip_and_keeps_its_ratio() -> None:
    noise = make_sound("white", make_speech().size, np.random.default_rng(0))
    quiet, loud = (mix(make_speech(level), noise, 0) for level in (0.01, 0.95))
    assert np.abs(loud).max() == pytest.approx(0.99)
    np.testing.assert_allclose(loud / loud.std(), quiet / quiet.std(), atol=1e-4)


def test_silence_stays_silent() -> None:
    silence = np.zeros(1000, np.float32)
    assert measure_speech_power(silence) == 0
    assert not mix(silence, np.ones(1000, np.float32), 10).any()
    assert mix(silence[:0], silence[:0], 10).size == 0


def test_noise_depends_on_seed_and_id_alone() -> None:
    a, b = (Recording(name, "", 80_000, make_speech) for name in "ab")
    alone = add_noise_to([b], Noise("pink", 10))[0].load()
    together = add_noise_to([a, b], Noise("pink", 10))
    np.testing.assert_array_equal(together[1].load(), alone)
    assert not np.array_equal(together[0].load(), alone)
    assert not np.array_equal(add_noise_to([b], Noise("pink", 10, seed=1))[0].load(), alone)
    assert together[1].text == b.text and together[1].n_samples == b.n_samples
