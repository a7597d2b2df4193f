"""Verifies a model folder: whole, loadable, and saying the same words as its checkpoint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tokenizers
from rapidfuzz.distance import Levenshtein

from convert.audio import SAMPLE_RATE, Sample
from convert.checkpoint import Checkpoint
from convert.errors import DisagreementError, ModelFolderError
from convert.greedy import OnSample, transcribe_with_checkpoint, transcribe_with_model_folder
from convert.model_folder import Manifest, check_files, read_manifest
from convert.options import MIN_WORD_AGREEMENT

SILENCE = Sample("one second of silence", np.zeros(SAMPLE_RATE, dtype=np.float32))


@dataclass(frozen=True)
class SampleWords:
    """What checkpoint and converted model say of one sample."""

    sample: str
    checkpoint_text: str
    model_text: str


@dataclass(frozen=True)
class Agreement:
    """How many words two models share over all samples, by edit distance."""

    samples: tuple[SampleWords, ...]
    n_words: int
    n_edits: int

    @property
    def ratio(self) -> float:
        """1 - edits / words, from 0 to 1; 1 where neither says anything."""
        return 1 - self.n_edits / self.n_words if self.n_words else 1.0


def compare_words(
    samples: Sequence[Sample], checkpoint_texts: Sequence[str], model_texts: Sequence[str]
) -> Agreement:
    """Word agreement; a sample counts as many words as the longer of its two texts."""
    n_words = n_edits = 0
    compared = []
    for sample, expected, actual in zip(samples, checkpoint_texts, model_texts, strict=True):
        n_words += max(len(expected.split()), len(actual.split()))
        n_edits += Levenshtein.distance(expected.split(), actual.split())
        compared.append(SampleWords(sample.name, expected, actual))
    return Agreement(tuple(compared), n_words, n_edits)


def require_agreement(agreement: Agreement, min_ratio: float = MIN_WORD_AGREEMENT) -> None:
    """Raise DisagreementError, with the texts that differ, when too few words are equal."""
    if agreement.ratio >= min_ratio:
        return
    lines = [
        f"The converted model says only {agreement.ratio:.0%} of the checkpoint's words, at "
        f"least {min_ratio:.0%} are asked for. Try --quantization float32; if that agrees, the "
        "model suffers from rounding (train it longer, or ship it less quantized)."
    ]
    for words in agreement.samples:
        if words.checkpoint_text != words.model_text:
            lines.append(f"  {words.sample}")
            lines.append(f"    checkpoint: {words.checkpoint_text or '(nothing)'}")
            lines.append(f"    converted:  {words.model_text or '(nothing)'}")
    raise DisagreementError("\n".join(lines))


def verify_model_folder(folder: Path) -> Manifest:
    """Manifest of a folder whose files are whole, fit together and run; else ModelFolderError."""
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    check_fit(folder, manifest.n_mels)
    transcribe_with_model_folder(
        folder,
        [SILENCE],
        manifest.languages[0],
        lambda _: None,
        dynamic_context=manifest.dynamic_context,
    )
    return manifest


def check_fit(folder: Path, n_mels: int) -> None:
    """Raise ModelFolderError when model, vocabulary, tokenizer and preprocessor differ."""
    faults = []
    preprocessor = json.loads((folder / "preprocessor_config.json").read_text(encoding="utf-8"))
    if preprocessor.get("feature_size") != n_mels:
        faults.append(f"preprocessor_config.json does not say {n_mels} mels: export it again")
    vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = tokenizer.get_vocab().items()
    shifted = [t for t, i in ids if i >= len(vocabulary) or vocabulary[i] != t]
    if shifted:
        faults.append(
            f"vocabulary.json and tokenizer.json differ in {len(shifted)} tokens, among them "
            f"{shifted[0]!r}: take both from one checkpoint"
        )
    if faults:
        raise ModelFolderError(folder, faults)


def compare_with_checkpoint(
    folder: Path,
    manifest: Manifest,
    checkpoint: Checkpoint,
    samples: Sequence[Sample],
    on_sample: OnSample,
) -> Agreement:
    """Word agreement of a verified model folder with a checkpoint, in its first language."""
    language = manifest.languages[0]
    checkpoint_texts = transcribe_with_checkpoint(checkpoint, samples, language, on_sample)
    model_texts = transcribe_with_model_folder(
        folder, samples, language, on_sample, dynamic_context=manifest.dynamic_context
    )
    return compare_words(samples, checkpoint_texts, model_texts)
