from itertools import pairwise

import numpy as np
import pytest

from training.scoring.windows import MAX_PIECE, cut_at_pauses


def make_speech(duration_s: float, *pauses_s: float) -> np.ndarray:
    """Noise with silences of 0.5 s around the times given."""
    rng = np.random.default_rng(0)
    samples = 0.1 * rng.standard_normal(round(duration_s * 16_000)).astype(np.float32)
    for pause_s in pauses_s:
        samples[round((pause_s - 0.25) * 16_000) : round((pause_s + 0.25) * 16_000)] = 0
    return samples


@pytest.mark.parametrize("duration_s", [0, 1, 28, 28.01, 31, 300.123])
def test_pieces_cover_everything_and_fit_a_window(duration_s: float) -> None:
    samples = make_speech(duration_s)
    pieces = cut_at_pauses(samples)
    assert pieces[0].start == 0 and pieces[-1].stop == samples.size
    assert all(a.stop == b.start for a, b in pairwise(pieces))
    assert all(0 < p.stop - p.start <= MAX_PIECE for p in pieces) or samples.size == 0


def test_cuts_lie_in_the_pauses() -> None:
    cuts = [piece.stop / 16_000 for piece in cut_at_pauses(make_speech(60, 5, 20, 41))[:-1]]
    assert cuts == [pytest.approx(20, abs=0.15), pytest.approx(41, abs=0.15)]


def test_silence_is_cut_as_seldom_as_can_be() -> None:
    assert len(cut_at_pauses(np.zeros(5 * 27 * 16_000, np.float32))) == 5
