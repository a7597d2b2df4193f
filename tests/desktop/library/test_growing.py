"""A growing sequence behaves as a tuple, and no snapshot of it ever changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.growing import Growing, extend, goes_on


@given(st.lists(st.tuples(st.integers(0, 30), st.integers())))
def test_every_snapshot_stays_what_it_was_whichever_is_extended(
    steps: list[tuple[int, int]],
) -> None:
    grown: list[Growing[int]] = [Growing()]
    as_tuples: list[tuple[int, ...]] = [()]
    for choice, item in steps:
        at = choice % len(grown)
        grown.append(grown[at].extended(item))
        as_tuples.append((*as_tuples[at], item))
        assert goes_on(grown[-1], grown[at])
    for items, expected in zip(grown, as_tuples):
        assert items == expected
        assert expected == items
        assert (len(items), list(items), hash(items)) == (
            len(expected),
            list(expected),
            hash(expected),
        )
        assert items[1:3] == expected[1:3]
        assert items[-2:] == expected[-2:]


@given(st.lists(st.integers(0, 2), max_size=4), st.lists(st.integers(0, 2), max_size=4))
def test_what_goes_on_begins_with_what_was(items: list[int], before: list[int]) -> None:
    expected = items[: len(before)] == before
    for first in (Growing(items), tuple(items)):
        for second in (Growing(before), tuple(before)):
            assert goes_on(first, second) is expected


def test_two_that_grew_apart_do_not_go_on_from_one_another() -> None:
    root = Growing([1])
    first, second = root.extended(2), root.extended(3)
    assert (first, second) == ((1, 2), (1, 3))
    assert not goes_on(second.extended(4), first)
    assert not goes_on(root, first)


def test_an_index_beyond_its_end_is_refused_although_a_later_one_has_it() -> None:
    root = Growing([1])
    extend(root, 2)
    with pytest.raises(IndexError):
        root[1]
    assert (root[-1], root[0]) == (1, 1)
    assert extend((1, 2), 3) == (1, 2, 3)
