"""Which utterances make each batch: planned by length, short ones of one voice joined to long.

The plan is a function of the seed alone, so a run that was killed goes on with the very batches
it would have had.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from torch.utils.data import Sampler

SAMPLE_RATE = 16_000
WINDOW_S = 30.0
MIN_CONTEXT_S = 1.0
# Batches are cut from a shuffled stretch of this many batches sorted by length.
SORTED_STRETCH = 50
PAUSE_S = (0.1, 0.6)  # between joined utterances
PREVIOUS = (1, 3)  # texts in a prompt


@dataclass(frozen=True)
class Draw:
    """One use of one utterance, or of several joined: their indexes, the number that seeds the
    augmentation, and the utterances whose texts are what was said before."""

    indexes: tuple[int, ...]
    number: int
    full_window: bool = False
    previous: tuple[int, ...] = ()


@dataclass(frozen=True)
class Joining:
    """Joins a share of the utterances to longer ones, each with others of its own voice.

    speakers: the voice of every utterance; '' stands alone. The lengths aimed at are spread
    evenly on a log scale from `min_s` to `max_s`.
    """

    speakers: Sequence[str]
    share: float
    max_s: float
    min_s: float = 4.0

    def group(
        self, order: Sequence[int], lengths_s: np.ndarray, rng: np.random.Generator
    ) -> Iterator[tuple[int, ...]]:
        """The utterances of `order`, each once, alone or in groups to be joined."""
        groups: dict[str, tuple[list[int], float]] = {}
        for i in order:
            speaker = self.speakers[i]
            if not speaker or rng.random() >= self.share:
                yield (i,)
                continue
            group, wanted_s = groups.pop(speaker, ([], 0.0))
            if group and joined_length_s(lengths_s[[*group, i]]) > wanted_s:
                yield tuple(group)
                group = []
            if not group:
                wanted_s = self.min_s * (self.max_s / self.min_s) ** rng.random()
            groups[speaker] = ([*group, i], wanted_s)
        yield from (tuple(group) for group, _ in groups.values())


class Prompting:
    """Chooses, for a share of the draws, other utterances of the voice as what was said before.

    speakers: the voice of every utterance; '' has no others.
    """

    def __init__(self, speakers: Sequence[str], share: float, seed: int) -> None:
        self.speakers = speakers
        self.share = share
        self.seed = seed
        self.of_speaker: dict[str, list[int]] = {}
        for index, speaker in enumerate(speakers):
            if speaker:
                self.of_speaker.setdefault(speaker, []).append(index)

    def choose(self, group: tuple[int, ...], number: int) -> tuple[int, ...]:
        """Utterances before draw `number` of `group`; none of its own."""
        rng = np.random.default_rng((self.seed, 2, number))
        if rng.random() >= self.share:
            return ()
        of_voice = self.of_speaker.get(self.speakers[group[0]], [])
        wanted = int(rng.integers(PREVIOUS[0], PREVIOUS[1] + 1))
        picked = [of_voice[k] for k in rng.integers(0, max(1, len(of_voice)), wanted) if of_voice]
        return tuple(i for i in dict.fromkeys(picked) if i not in group)


def joined_length_s(lengths_s: np.ndarray) -> float:
    """The length of utterances joined with the longest pauses."""
    return float(lengths_s.sum() + PAUSE_S[1] * (len(lengths_s) - 1))


class BatchPlan(Sampler[list[Draw]]):
    """`n_batches` lists of draws, each of about `batch_s` padded seconds and of like lengths
    (of one length with `equal_lengths`, all padded to 30 s with `full_windows`)."""

    def __init__(
        self,
        n_samples: np.ndarray,
        *,
        n_batches: int,
        batch_s: float,
        seed: int,
        full_window_share: float = 0.0,
        equal_lengths: bool = False,
        full_windows: bool = False,
        joining: Joining | None = None,
        prompting: Prompting | None = None,
    ) -> None:
        self.equal_lengths = equal_lengths
        self.full_windows = full_windows
        self.lengths_s = np.maximum(n_samples / SAMPLE_RATE, MIN_CONTEXT_S)
        self.n_batches = n_batches
        self.batch_s = batch_s
        self.seed = seed
        self.full_window_share = full_window_share
        self.joining = joining
        self.prompting = prompting

    def __len__(self) -> int:
        return self.n_batches

    def __iter__(self) -> Iterator[list[Draw]]:
        n_made, n_drawn, number_of_pass = 0, 0, 0
        while n_made < self.n_batches:
            rng = np.random.default_rng((self.seed, number_of_pass))
            for groups, full_window in self._batches_of_pass(rng):
                if n_made == self.n_batches:
                    return
                yield [
                    self._draw(group, n_drawn + k, full_window) for k, group in enumerate(groups)
                ]
                n_drawn += len(groups)
                n_made += 1
            number_of_pass += 1

    def _draw(self, group: tuple[int, ...], number: int, full_window: bool) -> Draw:
        previous = self.prompting.choose(group, number) if self.prompting else ()
        return Draw(group, number, full_window, previous)

    def length_s(self, group: tuple[int, ...]) -> float:
        """The longest that the joined utterances can come to."""
        return joined_length_s(self.lengths_s[list(group)])

    def _batches_of_pass(
        self, rng: np.random.Generator
    ) -> Iterator[tuple[list[tuple[int, ...]], bool]]:
        order = rng.permutation(len(self.lengths_s)).tolist()
        groups: list[tuple[int, ...]] = [(i,) for i in order]
        if self.joining:
            groups = list(self.joining.group(order, self.lengths_s, rng))
            groups = [groups[g] for g in rng.permutation(len(groups))]
        mean_s = self.lengths_s.sum() / len(groups)
        stretch = max(1, int(SORTED_STRETCH * self.batch_s / mean_s))
        for start in range(0, len(groups), stretch):
            part = sorted(groups[start : start + stretch], key=self.length_s)
            batches = list(self._cut(part))
            for b in rng.permutation(len(batches)):
                full_window = bool(rng.random() < self.full_window_share)
                most = max(1, int(self.batch_s / WINDOW_S)) if full_window else None
                yield batches[b][:most], full_window

    def _cut(self, groups: list[tuple[int, ...]]) -> Iterator[list[tuple[int, ...]]]:
        batch: list[tuple[int, ...]] = []
        for group in groups:
            length_s = self.length_s(group)
            padded_s = WINDOW_S if self.full_windows else length_s
            too_long = padded_s * (len(batch) + 1) > self.batch_s
            unequal = self.equal_lengths and batch and length_s != self.length_s(batch[0])
            if batch and (too_long or unequal):
                yield batch
                batch = []
            batch.append(group)
        if batch:
            yield batch
