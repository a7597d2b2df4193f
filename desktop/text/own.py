"""The user's own commands: what is said, and what is written in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.text.pieces import make_key

LONGEST_SAID = 12  # words
LONGEST_WRITTEN = 10_000  # characters


@dataclass(frozen=True)
class Replacement:
    """`written` may have several lines; it is written just so."""

    said: str
    written: str

    @property
    def phrase(self) -> tuple[str, ...]:
        """The bare words by which it is found."""
        return tuple(key for key in map(make_key, self.said.split()) if key)

    @property
    def is_usable(self) -> bool:
        return 0 < len(self.phrase) <= LONGEST_SAID and len(self.written) <= LONGEST_WRITTEN


def index(replacements: Iterable[Replacement]) -> dict[tuple[str, ...], str]:
    """What is written, by the words said; the first of two for the same words counts."""
    found: dict[tuple[str, ...], str] = {}
    for one in replacements:
        if one.is_usable:
            found.setdefault(one.phrase, one.written)
    return found
