"""Paths through made-up attention, held against CTranslate2's and the plain way to find them."""

import numpy as np
import pytest

from convert.time_warping import find_token_starts, normalise_attention


def warp_plainly(likeness: np.ndarray) -> np.ndarray:
    """openai/whisper's dtw, cell by cell."""
    n_tokens, n_steps = likeness.shape
    best = np.full((n_tokens + 1, n_steps + 1), -np.inf)
    best[0, 0] = 0
    for i in range(n_tokens):
        for j in range(n_steps):
            best[i + 1, j + 1] = likeness[i, j] + max(best[i, j], best[i, j + 1], best[i + 1, j])
    starts = np.zeros(n_tokens)
    i, j = n_tokens - 1, n_steps - 1
    while True:
        starts[i] = j
        if i == j == 0:
            return starts * 0.02
        before = {(1, 1): best[i, j], (1, 0): best[i, j + 1], (0, 1): best[i + 1, j]}
        di, dj = max(before, key=lambda move: before[move])
        i, j = i - di, j - dj


def test_a_token_begins_where_its_attention_does() -> None:
    likeness = np.full((1, 3, 50), -1.0)
    likeness[0, 0, :10] = likeness[0, 1, 10:35] = likeness[0, 2, 35:] = 1
    np.testing.assert_allclose(find_token_starts(likeness), [[0, 0.2, 0.7]])


@pytest.mark.parametrize(("n_tokens", "n_steps"), [(1, 1), (1, 9), (7, 40), (12, 5), (30, 31)])
def test_many_at_once_are_found_as_one_by_one(n_tokens: int, n_steps: int) -> None:
    likeness = np.random.default_rng(n_tokens).normal(size=(5, n_tokens, n_steps))
    expected = np.stack([warp_plainly(one) for one in likeness])
    np.testing.assert_allclose(find_token_starts(likeness), expected)


def test_attention_that_is_the_same_for_every_token_counts_for_nothing() -> None:
    attention = np.random.default_rng(1).uniform(0.1, 1, (2, 1, 20)).repeat(4, axis=1)
    assert np.abs(normalise_attention(attention)).max() < 1e-6
    attention[0, 2, 7:10] = 5
    normalised = normalise_attention(attention)
    assert normalised[0, 2, 8] > 1.5
    assert np.abs(normalised[1]).max() < 1e-6
    np.testing.assert_allclose(normalise_attention(attention * 0.3), normalised)
