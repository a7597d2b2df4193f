"""Word and character error rates of a whole test set, with what went wrong and how sure they are.

Knows pairs of texts and nothing of models; normalise the texts before, or score them raw.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz.distance import Levenshtein

CONFIDENCE = 0.95
N_RESAMPLES = 1000
# Draws of one block of the bootstrap: 80 MB.
_MAX_CELLS = 5_000_000


@dataclass(frozen=True)
class Edits:
    """What turns a reference into its hypothesis, counted in words or in characters."""

    n_reference: int = 0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    @property
    def n_errors(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        """Errors for each unit of the reference; with an empty one 0 or infinity."""
        if self.n_reference:
            return self.n_errors / self.n_reference
        return math.inf if self.n_errors else 0.0


@dataclass(frozen=True)
class Interval:
    """Bounds of a rate at 95 % confidence."""

    low: float
    high: float


@dataclass(frozen=True)
class UtteranceScore:
    """One utterance's errors, with the two texts as they were compared."""

    reference: str
    hypothesis: str
    words: Edits
    characters: Edits


@dataclass(frozen=True)
class TextScore:
    """Scores of a test set, at corpus level: all errors over all of the references' units."""

    utterances: tuple[UtteranceScore, ...]

    @cached_property
    def words(self) -> Edits:
        return add_edits(utterance.words for utterance in self.utterances)

    @cached_property
    def characters(self) -> Edits:
        return add_edits(utterance.characters for utterance in self.utterances)

    @property
    def wer(self) -> float:
        return self.words.rate

    @property
    def cer(self) -> float:
        return self.characters.rate

    @cached_property
    def wer_interval(self) -> Interval:
        return estimate_interval([utterance.words for utterance in self.utterances])

    @cached_property
    def cer_interval(self) -> Interval:
        return estimate_interval([utterance.characters for utterance in self.utterances])

    def find_worst(self, n: int) -> list[int]:
        """Indexes of the `n` utterances with the highest WER, most errors first among equals;
        those without an error are never among them."""

        def badness(index: int) -> tuple[float, int, int]:
            utterance = self.utterances[index]
            return (-utterance.words.rate, -utterance.words.n_errors, index)

        wrong = [i for i, utterance in enumerate(self.utterances) if utterance.words.n_errors]
        return sorted(wrong, key=badness)[:n]


def score_texts(references: Sequence[str], hypotheses: Sequence[str]) -> TextScore:
    """Compare texts pairwise: words are split at blanks, characters counted with single blanks."""
    return TextScore(
        tuple(
            UtteranceScore(
                reference=reference,
                hypothesis=hypothesis,
                words=count_edits(reference.split(), hypothesis.split()),
                characters=count_edits(" ".join(reference.split()), " ".join(hypothesis.split())),
            )
            for reference, hypothesis in zip(references, hypotheses, strict=True)
        )
    )


def count_edits(reference: Sequence[Hashable], hypothesis: Sequence[Hashable]) -> Edits:
    """The fewest edits (Levenshtein) that turn `reference` into `hypothesis`, by kind."""
    counts = {"replace": 0, "delete": 0, "insert": 0}
    for operation in Levenshtein.editops(reference, hypothesis):
        counts[operation.tag] += 1
    return Edits(len(reference), counts["replace"], counts["delete"], counts["insert"])


def add_edits(many: Iterable[Edits]) -> Edits:
    """The sum of the counts, of which the rate is the corpus-level one."""
    rows = [(e.n_reference, e.substitutions, e.deletions, e.insertions) for e in many]
    return Edits(*(sum(column) for column in zip(*rows)))


def estimate_interval(
    edits: Sequence[Edits], n_resamples: int = N_RESAMPLES, seed: int = 0
) -> Interval:
    """Where the corpus-level rate lies at 95 % confidence, by bootstrap over utterances.

    Percentile method of Bisani & Ney 2004, "Bootstrap estimates for confidence intervals in ASR
    performance evaluation". Resamples without a reference unit count as rate 0, or are left out
    when they have errors; both bounds are NaN when nothing is left.
    """
    n_utterances = len(edits)
    if n_utterances == 0:
        return Interval(math.nan, math.nan)
    n_errors = np.array([e.n_errors for e in edits], dtype=np.int64)
    n_reference = np.array([e.n_reference for e in edits], dtype=np.int64)
    rng = np.random.default_rng(seed)
    rows_a_block = max(1, _MAX_CELLS // n_utterances)
    rates = []
    for start in range(0, n_resamples, rows_a_block):
        n_rows = min(rows_a_block, n_resamples - start)
        drawn_ones = rng.integers(n_utterances, size=(n_rows, n_utterances), dtype=np.int32)
        errors = n_errors[drawn_ones].sum(axis=1)
        units = n_reference[drawn_ones].sum(axis=1)
        possible = (units > 0) | (errors == 0)
        rates.append(errors[possible] / np.maximum(units[possible], 1))
    drawn = np.concatenate(rates)
    if not drawn.size:
        return Interval(math.nan, math.nan)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(float(low), float(high))
