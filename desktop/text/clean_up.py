"""Cleans a transcript up: without hesitation and slips, with figures where they are certain.

Cleaning twice gives what cleaning once gives.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.text.figures import write_figures
from desktop.text.fillers import drop_fillers, drop_repeats
from desktop.text.pieces import Piece, loosen, read_pieces, write_text
from desktop.transcript import Segment


def clean_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """Words, cleaned up. Those given stay as they are."""
    return write_figures(drop_repeats(drop_fillers([loosen(piece) for piece in pieces])))


def clean_text(text: str) -> str:
    """A text, cleaned up."""
    return write_text(clean_pieces(read_pieces(Segment(0.0, 0.0, text))))
