"""Sorts utterances into batches that are decoded together. Knows their lengths alone.

Only utterances of equal context go together, so that none is padded for the sake of another: what
a batch says of an utterance is then, bit for bit, what is said of it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence


def plan_batches(
    contexts: Sequence[int], choose_size: Callable[[int], int], n_workers: int = 1
) -> list[list[int]]:
    """Batches of indexes, the costliest first.

    `contexts`: how much of each utterance is encoded. `choose_size`: how many utterances of a
    context may go together; fewer do where else a worker would have nothing to do.
    """
    alike: dict[int, list[int]] = {}
    for index, context in enumerate(contexts):
        alike.setdefault(context, []).append(index)
    fair_share = -(-len(contexts) // n_workers)
    batches = []
    for context, indexes in alike.items():
        size = max(1, min(choose_size(context), fair_share))
        batches += [indexes[first : first + size] for first in range(0, len(indexes), size)]
    return sorted(batches, key=lambda batch: -len(batch) * contexts[batch[0]])
