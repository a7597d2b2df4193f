"""Speakers are kept apart, by their names alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from training.corpus.corpus import Corpus, CorpusFault, OnFault, report_fault
from training.corpus.speaker_split import assign_split, split_by_speaker
from training.corpus.utterance import Utterance
from training.errors import CorpusError

RECORDED = {
    "anna": "test",
    "bo": "test",
    "cia": "train",
    "dan": "validation",
    "eva": "train",
    "åsa": "validation",
}
SPEAKERS = [f"talare {number}" for number in range(400)]


def make_corpus(speakers: list[str | None]) -> Corpus:
    def read(on_fault: OnFault | None = None) -> Iterator[Utterance]:
        report_fault(CorpusFault("påhittad", "lista", "line 1: fel."), on_fault)
        for number, speaker in enumerate(speakers):
            yield Utterance(f"u{number}", "Hej.", Path(f"{number}.wav"), speaker)

    return Corpus("påhittad", read)


def test_no_speaker_is_in_two_splits_and_nobody_is_lost() -> None:
    splits = split_by_speaker(make_corpus([*SPEAKERS, *SPEAKERS]), 0.1)
    ids: list[str] = []
    speakers: dict[str, set[str | None]] = {}
    for split, corpus in splits.items():
        utterances = list(corpus.read(lambda fault: None))
        ids += [u.id for u in utterances]
        speakers[split] = {u.speaker for u in utterances}
    assert sorted(ids) == sorted(f"u{number}" for number in range(800))
    assert not speakers["train"] & speakers["test"]
    assert not speakers["train"] & speakers["validation"]
    assert not speakers["test"] & speakers["validation"]
    assert 20 <= len(speakers["test"]) <= 60 and 20 <= len(speakers["validation"]) <= 60


def test_places_are_kept_over_versions() -> None:
    """Recorded once: they must never change, or a test set would flow into training."""
    places = {name: assign_split(name, 0.3) for name in ("anna", "bo", "cia", "dan", "eva", "åsa")}
    assert places == RECORDED


def test_larger_share_moves_nobody_out_of_a_test() -> None:
    for speaker in SPEAKERS:
        if assign_split(speaker, 0.05) != "train":
            assert assign_split(speaker, 0.2) == assign_split(speaker, 0.05)


def test_nameless_speakers_train() -> None:
    corpus = make_corpus([None, None, *SPEAKERS])
    train = split_by_speaker(corpus, 0.1)["train"].read(lambda fault: None)
    assert sum(u.speaker is None for u in train) == 2


def test_faults_are_told_once() -> None:
    faults: list[CorpusError] = []
    for corpus in split_by_speaker(make_corpus(list(SPEAKERS)), 0.1).values():
        list(corpus.read(faults.append))
    assert len(faults) == 1


def test_split_without_a_speaker_and_senseless_shares() -> None:
    corpora = split_by_speaker(make_corpus([None]), 0.1)
    with pytest.raises(CorpusError, match="No speaker of påhittad came into the split test"):
        list(corpora["test"].read(lambda fault: None))
    for share in (0.0, -1.0, 0.5):
        with pytest.raises(CorpusError, match="share of held-out speakers"):
            split_by_speaker(make_corpus([None]), share)
