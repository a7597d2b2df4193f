import math
from dataclasses import astuple

import jiwer
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.scoring.wer import (
    Edits,
    count_edits,
    estimate_interval,
    score_texts,
)

# A busy machine is no fault.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

words = st.lists(st.sampled_from(["en", "två", "tre", "fyra"]), max_size=8)


def test_kinds_of_errors() -> None:
    said = "jag bor numera i ett stort rött hus"
    heard = "jag bodde i ett stort rött hus nu"
    edits = count_edits(said.split(), heard.split())
    assert edits == Edits(n_reference=8, substitutions=1, deletions=1, insertions=1)
    assert edits.rate == 3 / 8


def test_corpus_level_is_not_the_mean_of_utterances() -> None:
    score = score_texts(["ja", "en två tre fyra fem"], ["jo", "en två tre fyra fem"])
    assert score.wer == 1 / 6
    assert score.cer == 1 / 21


@unhurried
@given(st.lists(st.tuples(words.filter(bool), words), min_size=1, max_size=8))
def test_rates_equal_those_of_jiwer(pairs: list[tuple[list[str], list[str]]]) -> None:
    references = [" ".join(reference) for reference, _ in pairs]
    hypotheses = [" ".join(hypothesis) for _, hypothesis in pairs]
    score = score_texts(references, hypotheses)
    assert score.wer == pytest.approx(jiwer.wer(references, hypotheses))
    assert score.cer == pytest.approx(jiwer.cer(references, hypotheses))


@unhurried
@given(words, words)
def test_counts_explain_the_lengths(reference: list[str], hypothesis: list[str]) -> None:
    edits = count_edits(reference, hypothesis)
    assert edits.n_reference - edits.deletions + edits.insertions == len(hypothesis)
    assert (edits.n_errors == 0) == (reference == hypothesis)


def test_words_invented_on_silence_count() -> None:
    score = score_texts(["", "hej du"], ["tack för att", "hej du"])
    assert astuple(score.words) == (2, 0, 0, 3)
    assert score.wer == 1.5
    assert score.utterances[0].words.rate == math.inf
    silent = score_texts([""], [""])
    assert silent.wer == silent.wer_interval.low == silent.wer_interval.high == 0.0
    assert math.isnan(score_texts([""], ["tack"]).wer_interval.low)


def test_pairs_must_match() -> None:
    with pytest.raises(ValueError):
        score_texts(["hej"], [])


def test_worst_come_first_and_right_ones_never() -> None:
    references = ["en två tre", "ja", "en två", "rätt", ""]
    hypotheses = ["en två fyra", "nej", "", "rätt", "oj"]
    score = score_texts(references, hypotheses)
    assert score.find_worst(10) == [4, 2, 1, 0]
    assert score.find_worst(2) == [4, 2]


def draw_edits(n_utterances: int, rate: float, seed: int) -> list[Edits]:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(3, 15, n_utterances)
    return [Edits(int(n), substitutions=int(rng.binomial(n, rate))) for n in lengths]


def test_interval_covers_the_truth_as_often_as_it_says() -> None:
    covering = 0
    for seed in range(200):
        interval = estimate_interval(draw_edits(150, 0.2, seed), n_resamples=400, seed=seed)
        covering += interval.low <= 0.2 <= interval.high
    assert 0.90 <= covering / 200 <= 0.99


def test_interval_is_repeatable_and_narrows_with_more_utterances() -> None:
    few, many = draw_edits(50, 0.2, 1), draw_edits(5000, 0.2, 1)
    assert estimate_interval(few) == estimate_interval(few)
    assert estimate_interval(few) != estimate_interval(few, seed=1)
    width_few = estimate_interval(few).high - estimate_interval(few).low
    width_many = estimate_interval(many).high - estimate_interval(many).low
    assert width_many < width_few / 5


def test_interval_of_a_large_set_is_computed_in_blocks() -> None:
    edits = draw_edits(300, 0.1, 0) * 100
    interval = estimate_interval(edits)
    rate = sum(e.n_errors for e in edits) / sum(e.n_reference for e in edits)
    assert interval.low < rate < interval.high
    assert interval.high - interval.low < 0.02


def test_no_utterance_gives_no_interval() -> None:
    assert math.isnan(estimate_interval([]).low)
    assert score_texts([], []).wer == 0.0
