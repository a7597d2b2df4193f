"""Takes out hesitation and words said twice. What may be meant stays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.text.pieces import Piece, capitalise
from desktop.text.wordlists import words

# "ö" and "öm" are words, and so is "äh"; "hm" tells of thinking, and "mm" is an answer.
HESITATION = re.compile(r"ö+h+m*|e+h+m*|ä+h+m+|hm+")
# "liksom" before these fills; before a name or a noun it compares.
_AFTER_FILLING = words("bara inte så lite helt väldigt ganska rätt aldrig alltid redan")
# Said twice in a row these are a slip. Left out: what Swedish puts beside itself ("det det",
# "är är", "på på"), what is doubled for weight ("mycket mycket"), and all that counts.
TWICE_BY_MISTAKE = words(
    """jag du han hon vi ni man och men att inte när kan ska vill min mitt din ditt vår vårt
    eller eftersom mellan mot"""
)


def drop_fillers(pieces: Sequence[Piece]) -> list[Piece]:
    """The words without öh, eh, ehm, hm, and without "liksom" and "typ" where they only fill."""
    kept: list[Piece] = []
    large = False  # the next word takes over the capital of one that is gone
    n_gone = 0
    for at, piece in enumerate(pieces):
        following = pieces[at + 1].key if at + 1 < len(pieces) else ""
        if not _is_filler(piece, kept[-1] if kept else None, following):
            if large:
                piece.text = capitalise(piece.text)
            if n_gone and "\n" not in piece.before:
                piece.before = pieces[at - n_gone].before if kept else ""
            kept.append(piece)
            large, n_gone = False, 0
            continue
        begins = not kept or kept[-1].ends_sentence
        large = large or (piece.begins_large and begins)
        n_gone += 1
        if kept:
            _hand_over_mark(kept[-1], piece.loose)
    return kept


def _is_filler(piece: Piece, before: Piece | None, following: str) -> bool:
    if piece.key != piece.text.casefold():
        return False  # with a quotation mark, bracket or dash at it
    if HESITATION.fullmatch(piece.key):
        return True
    if piece.key not in ("liksom", "typ") or piece.begins_large:
        return False
    if before is not None and before.loose == "," and piece.loose[:1] in (",", "."):
        return True
    return (
        piece.key == "liksom"
        and not piece.loose
        and before is not None
        and not before.loose
        and following in _AFTER_FILLING
    )


def _hand_over_mark(before: Piece, mark: str) -> None:
    """The commas around a filler go with it; the end of a sentence stays."""
    if before.loose in ("", ","):
        had_comma = before.loose == ","
        if mark == ",":
            before.loose = ""
        elif mark and not before.text.endswith(tuple(".?!…")):
            before.loose = mark
        elif not had_comma:
            before.loose = ""


def drop_repeats(pieces: Sequence[Piece]) -> list[Piece]:
    """The words, each of TWICE_BY_MISTAKE but once where it stands twice or more."""
    kept: list[Piece] = []
    for piece in pieces:
        last = kept[-1] if kept else None
        if (
            last is not None
            and piece.key in TWICE_BY_MISTAKE
            and last.key == piece.key
            and last.text.casefold() == piece.text.casefold() == piece.key
            and last.loose in ("", ",")
            and "\n" not in piece.before
        ):
            last.loose = piece.loose
            last.end_s = piece.end_s
            continue
        kept.append(piece)
    return kept
