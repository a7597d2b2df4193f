"""Whether one model is better than another on the same utterances, or merely luckier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.scoring.wer import CONFIDENCE, Edits, TextScore

N_RESAMPLES = 10_000
_MAX_CELLS = 5_000_000


@dataclass(frozen=True)
class PairedDifference:
    """Rate of A minus rate of B, so that below zero A is better; bounds at 95 % confidence.

    `p` is how probable a difference of this size, in either direction, is between equal models.
    """

    difference: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Comparison:
    """Another model's scores on the same recordings, and this one's lead over it."""

    model: str
    elapsed_s: float
    raw: TextScore
    normalised: TextScore
    wer: PairedDifference
    cer: PairedDifference
    n_better: int
    n_worse: int


def compare_models(
    normalised: TextScore, model: str, elapsed_s: float, raw_b: TextScore, normalised_b: TextScore
) -> Comparison:
    """Compare a model's normalised scores with those of the model named, on the same utterances."""
    pairs = list(zip(normalised.utterances, normalised_b.utterances, strict=True))
    leads = [b.words.n_errors - a.words.n_errors for a, b in pairs]
    return Comparison(
        model=model,
        elapsed_s=elapsed_s,
        raw=raw_b,
        normalised=normalised_b,
        wer=compare_rates([a.words for a, _ in pairs], [b.words for _, b in pairs]),
        cer=compare_rates([a.characters for a, _ in pairs], [b.characters for _, b in pairs]),
        n_better=sum(lead > 0 for lead in leads),
        n_worse=sum(lead < 0 for lead in leads),
    )


def compare_rates(
    a: Sequence[Edits], b: Sequence[Edits], n_resamples: int = N_RESAMPLES, seed: int = 0
) -> PairedDifference:
    """The difference of two corpus-level rates by paired bootstrap over utterances.

    Every resample draws utterances, and takes both models' errors on them, so that what is hard for
    both cancels out (Bisani & Ney 2004, "Bootstrap estimates for confidence intervals in ASR
    performance evaluation"). The interval is the percentile one; p is twice the smaller share of
    resamples on either side of zero, those at zero on both, with one added so that it is never 0.
    Without a reference unit the difference is 0 and p is 1.
    """
    n_utterances = len(a)
    n_reference = np.array([edits.n_reference for edits in a], dtype=np.int64)
    lead = np.array([x.n_errors - y.n_errors for x, y in zip(a, b, strict=True)], dtype=np.int64)
    if n_reference.sum() == 0:
        return PairedDifference(0.0, 0.0, 0.0, 1.0)
    rng = np.random.default_rng(seed)
    rows_a_block = max(1, _MAX_CELLS // n_utterances)
    blocks = []
    for start in range(0, n_resamples, rows_a_block):
        n_rows = min(rows_a_block, n_resamples - start)
        drawn = rng.integers(n_utterances, size=(n_rows, n_utterances), dtype=np.int32)
        units = n_reference[drawn].sum(axis=1)
        blocks.append(lead[drawn].sum(axis=1)[units > 0] / units[units > 0])
    differences = np.concatenate(blocks)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(differences, [tail, 1 - tail])
    n_extreme = min((differences <= 0).sum(), (differences >= 0).sum())
    p = min(1.0, 2 * (1 + int(n_extreme)) / (1 + differences.size))
    return PairedDifference(float(lead.sum() / n_reference.sum()), float(low), float(high), p)
