import numpy as np
import pytest

from training.scoring.significance import compare_models, compare_rates
from training.scoring.wer import Edits, score_texts


def draw_pair(
    n_utterances: int, rate_a: float, rate_b: float, seed: int
) -> tuple[list[Edits], list[Edits]]:
    """Errors of two models on utterances that are hard or easy for both alike."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(5, 15, n_utterances)
    hardness = rng.uniform(0, 2, n_utterances)
    return tuple(
        [Edits(int(n), int(rng.binomial(n, rate * h))) for n, h in zip(lengths, hardness)]
        for rate in (rate_a, rate_b)
    )


def test_difference_is_that_of_the_corpus_level_rates() -> None:
    a, b = [Edits(10, 1), Edits(2, 2)], [Edits(10, 4), Edits(2, 0)]
    paired = compare_rates(a, b)
    assert paired.difference == pytest.approx(3 / 12 - 4 / 12)
    assert paired.low <= paired.difference <= paired.high


def test_equal_models_seldom_seem_different() -> None:
    ps = [compare_rates(*draw_pair(80, 0.2, 0.2, s), n_resamples=500).p for s in range(200)]
    assert sum(p < 0.05 for p in ps) / len(ps) < 0.1
    assert sum(p < 0.5 for p in ps) / len(ps) == pytest.approx(0.5, abs=0.12)


def test_a_real_lead_is_found_and_its_direction_is_told() -> None:
    a, b = draw_pair(400, 0.1, 0.15, 0)
    better, worse = compare_rates(a, b), compare_rates(b, a)
    assert better.high < 0 < worse.low and max(better.p, worse.p) < 0.01
    assert better.difference == -worse.difference


def test_pairs_tell_more_than_two_separate_intervals() -> None:
    a, _ = draw_pair(200, 0.3, 0.3, 0)
    b = [Edits(x.n_reference, max(0, x.substitutions - (i % 5 == 0))) for i, x in enumerate(a)]
    paired = compare_rates(a, b)
    assert paired.low > 0 and paired.high - paired.low < 0.02


def test_the_same_model_twice() -> None:
    a, _ = draw_pair(50, 0.2, 0.2, 0)
    same = compare_rates(a, a)
    assert (same.difference, same.low, same.high, same.p) == (0, 0, 0, 1)


def test_nothing_to_compare() -> None:
    assert compare_rates([], []).p == 1
    assert compare_rates([Edits(0, insertions=2)], [Edits(0)]).difference == 0


def test_utterances_won_and_lost() -> None:
    said = ["ett två", "tre fyra", "fem"]
    a, b = score_texts(said, ["ett två", "tre", "fem"]), score_texts(said, ["ett", "tre fyra", ""])
    compared = compare_models(a, "b", 1.0, b, b)
    assert (compared.n_better, compared.n_worse) == (2, 1)
    assert compared.wer.difference == pytest.approx(1 / 5 - 2 / 5)
