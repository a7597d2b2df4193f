"""Scores of parts of a test set: by speaker, by length, by whatever its metadata tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from training.features.cleaning import SAMPLE_RATE
from training.scoring.wer import Edits, Interval, TextScore

# Upper bounds, in seconds.
LENGTH_BANDS_S = (2, 4, 8, 15, 30)
NOT_TOLD = "not told"
_MAX_NAMES = 12
_N_BANDS = 5


@dataclass(frozen=True)
class GroupScore:
    """The utterances of one group, normalised; rates are corpus-level within it."""

    name: str
    n_utterances: int
    words: Edits
    characters: Edits
    wer_interval: Interval


@dataclass(frozen=True)
class Grouping:
    """A test set divided by something, in an order that means something."""

    by: str
    groups: tuple[GroupScore, ...]


def group_scores(by: str, names: Sequence[str], order: Sequence[str], score: TextScore) -> Grouping:
    """Scores of the groups in `order`, empty ones left out; names[i] is utterance i's group."""
    members: dict[str, list[int]] = {name: [] for name in order}
    for index, name in enumerate(names):
        members[name].append(index)
    groups = [
        make_group(name, TextScore(tuple(score.utterances[i] for i in indexes)))
        for name, indexes in members.items()
        if indexes
    ]
    return Grouping(by, tuple(groups))


def make_group(name: str, score: TextScore) -> GroupScore:
    return GroupScore(
        name, len(score.utterances), score.words, score.characters, score.wer_interval
    )


def group_by_speaker(speakers: Sequence[str | None], score: TextScore) -> Grouping:
    """By speaker, the one who is heard worst first."""
    names = [speaker or NOT_TOLD for speaker in speakers]
    grouping = group_scores("speaker", names, sorted(set(names)), score)
    worst_first = sorted(grouping.groups, key=lambda group: (-group.words.rate, group.name))
    return Grouping(grouping.by, tuple(worst_first))


def group_by_length(n_samples: Sequence[int], score: TextScore) -> Grouping:
    """By length of the audio; a band holds its upper bound."""
    order = [
        *(f"{low}–{high} s" for low, high in zip((0, *LENGTH_BANDS_S), LENGTH_BANDS_S)),
        f"over {LENGTH_BANDS_S[-1]} s",
    ]
    bands = np.searchsorted(LENGTH_BANDS_S, np.array(n_samples) / SAMPLE_RATE, side="left")
    return group_scores("length", [order[band] for band in bands], order, score)


def group_by_field(field: str, values: Sequence[object], score: TextScore) -> Grouping:
    """By a field of the metadata: each value of it, or five bands where there are more than twelve
    different numbers. None goes under "not told"."""
    told = [value for value in values if value is not None]
    numbers = [v for v in told if isinstance(v, int | float) and not isinstance(v, bool)]
    if told and len(numbers) == len(told):
        if len(set(numbers)) > _MAX_NAMES:
            return _group_in_bands(field, values, numbers, score)
        order = [f"{number:g}" for number in sorted(set(numbers))]
        names = [NOT_TOLD if value is None else f"{value:g}" for value in values]
    else:
        names = [NOT_TOLD if value is None else str(value) for value in values]
        order = sorted({name for name in names if name != NOT_TOLD})
    return group_scores(field, names, [*dict.fromkeys(order), NOT_TOLD], score)


def _group_in_bands(
    field: str, values: Sequence[object], numbers: Sequence[float], score: TextScore
) -> Grouping:
    """Five bands that hold about as many utterances each."""
    edges = np.unique(np.quantile(numbers, np.linspace(0, 1, _N_BANDS + 1)))
    order = [f"{low:.4g}–{high:.4g}" for low, high in pairwise(edges)]
    names = [
        NOT_TOLD
        if value is None
        else order[max(0, int(np.searchsorted(edges, float(str(value)), side="left")) - 1)]
        for value in values
    ]
    return group_scores(field, names, [*dict.fromkeys(order), NOT_TOLD], score)
