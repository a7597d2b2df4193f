"""When each token is said, from where the decoder's attention lies: dynamic time warping.

As openai/whisper's timing.py and CTranslate2's Whisper.align, for many sets of attention heads at
once. The app's times come from CTranslate2; this is for choosing the heads.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEP_S = 0.02  # one step of Whisper's encoder
MEDIAN_FILTER_WIDTH = 3  # steps, as the app has it

Floats = NDArray[np.floating]


def normalise_attention(attention: Floats) -> Floats:
    """Attention [n_heads, n_tokens, n_steps] as deviations over the tokens, smoothed over time.

    Each token's attention over these steps counts as the whole of it.
    """
    attention = attention / np.maximum(attention.sum(axis=2, keepdims=True), 1e-30)
    mean = attention.mean(axis=1, keepdims=True)
    deviation = attention.std(axis=1, keepdims=True)
    normalised = (attention - mean) / np.maximum(deviation, 1e-9)
    half = MEDIAN_FILTER_WIDTH // 2
    padded = np.pad(normalised, ((0, 0), (0, 0), (half, half)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, MEDIAN_FILTER_WIDTH, axis=2)
    return np.median(windows, axis=3)


def find_token_starts(likeness: Floats) -> Floats:
    """When each token begins, in seconds: [n_sets, n_tokens].

    `likeness` [n_sets, n_tokens, n_steps]: how well token and step go together. The path through it
    goes from corner to corner, never back, at the greatest sum.
    """
    n_sets, n_tokens, n_steps = likeness.shape
    best = np.full((n_sets, n_tokens + 1, n_steps + 1), -np.inf)
    best[:, 0, 0] = 0
    came_from = np.zeros((n_sets, n_tokens, n_steps), np.int8)  # 0: both before, 1: token, 2: step
    for diagonal in range(n_tokens + n_steps - 1):
        tokens = np.arange(max(0, diagonal - n_steps + 1), min(n_tokens, diagonal + 1))
        steps = diagonal - tokens
        before = np.stack(
            (best[:, tokens, steps], best[:, tokens, steps + 1], best[:, tokens + 1, steps])
        )
        came_from[:, tokens, steps] = before.argmax(axis=0)
        best[:, tokens + 1, steps + 1] = before.max(axis=0) + likeness[:, tokens, steps]
    return _trace_back(came_from) * STEP_S


def _trace_back(came_from: NDArray[np.int8]) -> NDArray[np.int64]:
    """The first step of each token on the path: [n_sets, n_tokens]."""
    n_sets, n_tokens, n_steps = came_from.shape
    sets = np.arange(n_sets)
    tokens = np.full(n_sets, n_tokens - 1)
    steps = np.full(n_sets, n_steps - 1)
    starts = np.zeros((n_sets, n_tokens), np.int64)
    for _ in range(n_tokens + n_steps):
        starts[sets, tokens] = steps
        move = came_from[sets, tokens, steps]
        at_start = (tokens == 0) & (steps == 0)
        tokens = np.where((move != 2) & ~at_start, np.maximum(tokens - 1, 0), tokens)
        steps = np.where((move != 1) & ~at_start, np.maximum(steps - 1, 0), steps)
    return starts
