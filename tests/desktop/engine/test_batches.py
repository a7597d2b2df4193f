"""Which utterances are decoded together."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.batches import plan_batches


def plan(contexts: Sequence[int], size: int = 8, n_workers: int = 1) -> list[list[int]]:
    return plan_batches(contexts, lambda _: size, n_workers)


def test_only_equal_contexts_go_together_the_costliest_first() -> None:
    assert plan([2, 1, 2, 9, 1, 2]) == [[3], [0, 2, 5], [1, 4]]
    assert plan([1, 1, 1], size=2) == [[0, 1], [2]]
    assert plan([]) == []


def test_no_worker_is_left_with_nothing() -> None:
    assert plan([1, 1, 1, 1], n_workers=2) == [[0, 1], [2, 3]]
    assert plan([1], n_workers=4) == [[0]]


def test_long_utterances_make_small_batches() -> None:
    batches = plan_batches([3, 3, 3, 1, 1, 1], lambda context: 6 // context)
    assert batches == [[0, 1], [2], [3, 4, 5]]


@given(st.lists(st.integers(1, 5)), st.integers(1, 9), st.integers(1, 4))
def test_every_utterance_is_in_one_batch(contexts: list[int], size: int, n_workers: int) -> None:
    batches = plan(contexts, size, n_workers)
    assert sorted(index for batch in batches for index in batch) == list(range(len(contexts)))
    for batch in batches:
        assert len({contexts[index] for index in batch}) == 1
        assert len(batch) <= size
