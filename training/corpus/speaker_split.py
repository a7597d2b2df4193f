"""Keeps speakers apart: who trains, who validates and who tests follows from the speaker's name.

A speaker's place depends on nothing else, so it stays when a corpus grows, is read in another order
or comes out in a new version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from training.corpus.corpus import Corpus, OnFault
from training.corpus.utterance import Utterance
from training.errors import CorpusError

SPLITS = ("train", "validation", "test")
MAX_SHARE = 0.4


def assign_split(speaker: str | None, share: float) -> str:
    """The split of a speaker: about `share` of all speakers test, and as many validate.

    Speakers grow into test and validation as the share grows, never from one to the other. Whoever
    has no name trains: it might be anyone, and a test must hold strangers only.
    """
    if speaker is None:
        return "train"
    digest = hashlib.sha256(f"speaker\0{speaker}".encode("utf-8", "replace")).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    if place < share:
        return "test"
    return "validation" if place >= 1 - share else "train"


def split_by_speaker(corpus: Corpus, share: float) -> dict[str, Corpus]:
    """train, validation and test of a corpus, with no speaker in two of them.

    Reading a split that got no speaker raises CorpusError.
    """
    if not 0 < share <= MAX_SHARE:
        raise CorpusError(
            f"The share of held-out speakers must be above 0 and at most {MAX_SHARE}."
        )
    return {split: _take_split(corpus, split, share) for split in SPLITS}


def _take_split(corpus: Corpus, split: str, share: float) -> Corpus:
    def read(on_fault: OnFault | None = None) -> Iterator[Utterance]:
        # A faulty entry has no speaker that could be trusted: it is reported with train alone.
        others = on_fault if split == "train" else (lambda fault: None)
        n_found = 0
        for utterance in corpus.read(others):
            if assign_split(utterance.speaker, share) == split:
                n_found += 1
                yield utterance
        if n_found == 0:
            raise CorpusError(
                f"No speaker of {corpus.name} came into the split {split}. With few speakers, "
                "or without their names, choose a larger share, or keep a split of your own apart."
            )

    return Corpus(f"{corpus.name} ({split})", read, corpus.root)
