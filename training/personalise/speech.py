"""The user's own speech as two feature stores: what is learnt from, what is held out to judge by.

Which utterances are held out follows from their texts alone, so the same dataset is always divided
alike, and no sentence is in both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.corpus.corpus import Corpus, OnFault
from training.corpus.source import open_source
from training.corpus.utterance import Utterance
from training.errors import TrainingError
from training.features.commands import describe
from training.features.pipeline import build_store
from training.scoring.normalise import normalise

# One sentence of so many is held out.
HELD_OUT_ONE_IN = 6
MIN_MINUTES = 1.0
MIN_HELD_OUT = 3


@dataclass(frozen=True)
class OwnSpeech:
    """A dataset divided, not yet decoded. `digest` changes with what is in it."""

    corpus: Corpus
    held_out_ids: frozenset[str]
    digest: str


@dataclass(frozen=True)
class OwnStores:
    """Feature stores, how long they are together, and what was left out, in words."""

    train: Path
    held_out: Path
    minutes: float
    report: str


def divide_speech(dataset: str) -> OwnSpeech:
    """Read what a dataset holds, without its audio, and choose what is held out.

    Raises CorpusError when it is none, TrainingError when it has several splits or is too small.
    """
    corpora = open_source(dataset)
    if len(corpora) > 1:
        raise TrainingError(
            f"{dataset} has the splits {', '.join(corpora)}. Give the folder of one of them."
        )
    (corpus,) = corpora.values()
    utterances = list(corpus.read(lambda fault: None))
    by_text: dict[str, list[Utterance]] = {}
    for utterance in utterances:
        by_text.setdefault(normalise(utterance.text), []).append(utterance)
    by_text.pop("", None)  # silence is learnt from, and says nothing about words
    texts = sorted(by_text, key=lambda text: hashlib.sha256(text.encode()).digest())
    held_out = {u.id for text in texts[::HELD_OUT_ONE_IN] for u in by_text[text]}
    if len(held_out) < MIN_HELD_OUT:
        raise TrainingError(
            f"{dataset} has {len(by_text)} different sentences: too few to learn from and to judge "
            "by. Correct more of what you have dictated; about five minutes are a good start."
        )
    told = "\0".join(f"{u.id}\0{u.text}\0{_tell_audio(u)}" for u in utterances)
    digest = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
    return OwnSpeech(corpus, frozenset(held_out), digest)


def store_speech(speech: OwnSpeech, folder: Path) -> OwnStores:
    """Decode and clean both parts into feature stores below `folder`, or go on with them.

    Files that cannot be used are left out, and told. Raises TrainingError when less than
    MIN_MINUTES are left.
    """
    manifests = {}
    for name, held_out in (("train", False), ("held-out", True)):
        part = _take_part(speech, held_out)
        manifests[name] = build_store(part, folder / name, n_workers=1, show_progress=False)
    minutes = 60 * sum(manifest.hours for manifest in manifests.values())
    report = "\n".join(describe(folder / name, manifest) for name, manifest in manifests.items())
    if minutes < MIN_MINUTES:
        raise TrainingError(
            f"{report}\nThat is {60 * minutes:.0f} s of speech, too little to learn a voice from. "
            f"At least {MIN_MINUTES:g} min are needed, and about five are a good start."
        )
    return OwnStores(folder / "train", folder / "held-out", minutes, report)


def _take_part(speech: OwnSpeech, held_out: bool) -> Corpus:
    def read(on_fault: OnFault | None = None) -> Iterator[Utterance]:
        # A faulty entry is told once, with what is learnt from.
        for utterance in speech.corpus.read((lambda fault: None) if held_out else on_fault):
            if (utterance.id in speech.held_out_ids) is held_out:
                yield utterance

    part = "held out" if held_out else "to learn from"
    return Corpus(f"{speech.corpus.name} ({part})", read, speech.corpus.root)


def _tell_audio(utterance: Utterance) -> str:
    audio = utterance.audio
    # What is packed carries a checksum or a version.
    return str(audio.stat().st_size) if isinstance(audio, Path) else repr(audio)
