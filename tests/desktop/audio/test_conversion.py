import numpy as np
import pytest

from desktop.audio.conversion import RateConverter, mix_to_mono


def test_sound_at_16_khz_passes_bit_by_bit() -> None:
    samples = np.random.default_rng(0).integers(-32768, 32768, 4000).astype(np.int16)
    converter = RateConverter(16000.0)
    out = [converter.convert(mix_to_mono(part.tobytes(), 1)) for part in np.split(samples, 10)]
    np.testing.assert_array_equal(np.concatenate([*out, converter.flush()]), samples)


@pytest.mark.parametrize("rate_hz", [8000, 44100, 48000, 96000])
def test_a_tone_keeps_its_length_height_and_pitch(rate_hz: int) -> None:
    seconds = 2.0
    times_s = np.arange(round(rate_hz * seconds)) / rate_hz
    tone = np.rint(10000 * np.sin(2 * np.pi * 440 * times_s)).astype(np.int16)
    converter = RateConverter(rate_hz)
    blocks = np.array_split(tone, 83)  # of unequal lengths
    out = [converter.convert(mix_to_mono(block.tobytes(), 1)) for block in blocks]
    result = np.concatenate([*out, converter.flush()])
    assert result.dtype == np.int16
    assert abs(len(result) - 16000 * seconds) <= 1
    expected = 10000 * np.sin(2 * np.pi * 440 * np.arange(len(result)) / 16000)
    np.testing.assert_allclose(result[200:-200], expected[200:-200], atol=12)


def test_overshoot_is_clipped_not_wrapped() -> None:
    square = np.where(np.arange(9600) // 100 % 2, 32767, -32768).astype(np.int16)
    result = RateConverter(48000.0).convert(square.astype(np.float32)).astype(np.int32)
    assert result.max() == 32767 and result.min() == -32768
    steps = np.abs(np.diff(result))
    assert np.count_nonzero(steps > 50000) <= len(square) / 100 + 1  # the edges, no wraps


def test_two_channels_are_averaged_and_of_more_the_first_is_taken() -> None:
    stereo = np.array([[100, 300], [-200, 0], [32767, 32767]], np.int16)
    np.testing.assert_array_equal(mix_to_mono(stereo.tobytes(), 2), [200, -100, 32767])
    many = np.zeros((4, 8), np.int16)
    many[:, 0] = [1, -2, 3, -32768]
    np.testing.assert_array_equal(mix_to_mono(many.tobytes(), 8), [1, -2, 3, -32768])
