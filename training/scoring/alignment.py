"""Lays what was heard word by word beside what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from training.scoring.wer import UtteranceScore

EQUAL, SUBSTITUTED, DELETED, INSERTED = "equal", "substituted", "deleted", "inserted"


@dataclass(frozen=True)
class AlignedWord:
    """A word that was said and the one heard for it; "" where it was inserted or deleted."""

    kind: str
    said: str
    heard: str


def align_words(reference: str, hypothesis: str) -> list[AlignedWord]:
    """The words of both texts in order, with the fewest edits (Levenshtein) between them."""
    said, heard = reference.split(), hypothesis.split()
    aligned = []
    for operation in Levenshtein.opcodes(said, heard):
        left = said[operation.src_start : operation.src_end]
        right = heard[operation.dest_start : operation.dest_end]
        if operation.tag == "delete":
            aligned += [AlignedWord(DELETED, word, "") for word in left]
        elif operation.tag == "insert":
            aligned += [AlignedWord(INSERTED, "", word) for word in right]
        else:
            kind = EQUAL if operation.tag == "equal" else SUBSTITUTED
            aligned += [AlignedWord(kind, a, b) for a, b in zip(left, right, strict=True)]
    return aligned


def count_confusions(utterances: Iterable[UtteranceScore]) -> Counter[AlignedWord]:
    """How often each word was heard as another one, not heard, or heard where it was not said."""
    return Counter(
        word
        for utterance in utterances
        if utterance.words.n_errors
        for word in align_words(utterance.reference, utterance.hypothesis)
        if word.kind != EQUAL
    )
