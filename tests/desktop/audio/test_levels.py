import numpy as np
import pytest

from desktop.audio.levels import (
    FLOOR_DBFS,
    Level,
    MuteState,
    follow_mute,
    measure_level,
    move_needle,
)


def test_full_scale_square_wave_is_zero_dbfs() -> None:
    level = measure_level(np.array([-32768, -32768, -32768], np.int16))
    assert level == Level(0.0, 0.0, clipped=True)


def test_full_scale_sine_has_an_rms_3_db_lower() -> None:
    sine = 32000.0 * np.sin(2 * np.pi * np.arange(16000) / 100.0)
    level = measure_level(np.rint(sine).astype(np.int16))
    assert level.rms_dbfs == pytest.approx(level.peak_dbfs - 3.01, abs=0.02)
    assert level.peak_dbfs == pytest.approx(20 * np.log10(32000 / 32768), abs=0.01)
    assert not level.clipped


@pytest.mark.parametrize("samples", [np.zeros(100, np.int16), np.zeros(0, np.int16)])
def test_silence_is_at_the_floor(samples: np.ndarray) -> None:
    assert measure_level(samples) == Level(FLOOR_DBFS, FLOOR_DBFS, clipped=False)


def test_float_samples_are_on_the_same_scale() -> None:
    samples = np.array([1000, -2000, 32767], np.int16)
    assert measure_level(samples) == measure_level(samples.astype(np.float32))
    assert measure_level(samples).clipped


def test_needle_rises_at_once_and_falls_20_db_in_1_7_s() -> None:
    assert move_needle(-60.0, -10.0, 0.02) == -10.0
    shown = -10.0
    for _ in range(170):
        shown = move_needle(shown, FLOOR_DBFS, 0.01)
    assert shown == pytest.approx(-30.0, abs=0.01)
    assert move_needle(shown, FLOOR_DBFS, 1000.0) == FLOOR_DBFS


def hear(samples: np.ndarray, seconds: float, state: MuteState | None = None) -> MuteState:
    """The verdict after `seconds` of this sound, in pieces of 50 ms."""
    state = state or MuteState()
    for _ in range(round(seconds / 0.05)):
        state = follow_mute(state, measure_level(samples), 0.05)
    return state


def test_zeros_are_a_muted_microphone_only_after_two_seconds() -> None:
    zeros = np.zeros(800, np.int16)
    assert not hear(zeros, 1.9).muted
    assert hear(zeros, 2.2).muted


def test_dither_alone_is_a_muted_microphone() -> None:
    dither = np.random.default_rng(1).integers(-2, 3, 800).astype(np.int16)
    assert hear(dither, 3.0).muted


@pytest.mark.parametrize("noise_dbfs", [-75.0, -65.0])
def test_a_quiet_room_is_no_muted_microphone(noise_dbfs: float) -> None:
    noise = np.random.default_rng(2).normal(0, 32768 * 10 ** (noise_dbfs / 20), 800)
    assert not hear(np.rint(noise).astype(np.int16), 60.0).muted


def test_the_first_sound_ends_the_verdict() -> None:
    muted = hear(np.zeros(800, np.int16), 3.0)
    assert hear(np.full(800, 300, np.int16), 0.05, muted) == MuteState()
