"""A sequence that grows at its end without being copied; older snapshots stay as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Growing(Sequence[T], Generic[T]):
    """Behaves as a tuple; all that grew out of one another share one list.

    A tuple copied for each of the 12,000 utterances of a long file, and compared with what is
    shown, would make the work grow with the square of the file's length.
    """

    __slots__ = ("_items", "_n_items")

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items = list(items)
        self._n_items = len(self._items)

    def extended(self, item: T) -> Growing[T]:
        """This sequence and one item more. Takes constant time, unless it was extended before."""
        grown: Growing[T] = Growing()
        is_newest = len(self._items) == self._n_items
        grown._items = self._items if is_newest else self._items[: self._n_items]
        grown._items.append(item)
        grown._n_items = self._n_items + 1
        return grown

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(self._items[at] for at in range(*index.indices(self._n_items)))
        if not -self._n_items <= index < self._n_items:
            raise IndexError(index)
        return self._items[index if index >= 0 else self._n_items + index]

    def __len__(self) -> int:
        return self._n_items

    def __iter__(self) -> Iterator[T]:
        return islice(self._items, self._n_items)

    def __eq__(self, other: Any) -> bool:
        if not isinstance(other, Growing | tuple):
            return NotImplemented
        return self is other or tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Growing({list(self)!r})"


def extend(items: Sequence[T], item: T) -> Growing[T]:
    """The items and one more."""
    return (items if isinstance(items, Growing) else Growing(items)).extended(item)


def goes_on(items: Sequence[T], before: Sequence[T]) -> bool:
    """Whether `items` begins with all of `before`; at once where it grew out of it."""
    if len(items) < len(before):
        return False
    if isinstance(items, Growing) and isinstance(before, Growing) and items._items is before._items:
        return True
    return tuple(items[: len(before)]) == tuple(before)
