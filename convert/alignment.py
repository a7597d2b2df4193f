"""Chooses the attention heads that tell best when a word is said.

OpenAI's models name their heads in generation_config.json, and so do those trained from them. For
others each head is measured against speech whose word times are known, then sets of the best.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import tokenizers
import torch
from numpy.typing import NDArray
from transformers import WhisperFeatureExtractor, WhisperForConditionalGeneration

from convert.audio import HOP_SAMPLES, compute_features
from convert.checkpoint import Checkpoint
from convert.errors import ModelFolderError
from convert.greedy import build_prompt, encode, load_checkpoint_model
from convert.time_warping import (
    MEDIAN_FILTER_WIDTH,
    STEP_S,
    find_token_starts,
    normalise_attention,
)
from convert.timed_speech import TimedSample

MAX_HEADS = 4
N_CANDIDATES = 8  # the best alone, of which every set is tried
WORST_S = 0.3  # further off is no worse: the model did not understand that word
PUNCTUATION = ".,;:!?…-–—'\"”“’‘«»()[]{}/"

Head = tuple[int, int]  # decoder layer and head in it, from 0


@dataclass(frozen=True)
class WordTimeError:
    """Mean absolute error of where words begin and end inside their utterances, in ms."""

    starts_ms: float
    ends_ms: float
    n_words: int


def choose_heads(
    checkpoint: Checkpoint, samples: Sequence[TimedSample], language: str
) -> list[Head]:
    """The set of heads with the least error on these samples."""
    listener = Listener(checkpoint, language, samples)
    heads = listener.heads
    alone = listener.measure([[head] for head in heads])
    best = sorted(heads[i] for i in np.argsort(alone)[:N_CANDIDATES])
    sets = [chosen for n in range(1, MAX_HEADS + 1) for chosen in combinations(best, n)]
    return list(sets[int(np.argmin(listener.measure(sets)))])


def write_heads(folder: Path, heads: Sequence[Head]) -> None:
    """Puts the heads into a model folder that nobody reads yet."""
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["alignment_heads"] = [list(head) for head in heads]
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def measure_word_times(
    folder: Path, samples: Sequence[TimedSample], language: str, *, dynamic_context: bool
) -> WordTimeError:
    """The error of CTranslate2 with the folder's heads; raises ModelFolderError."""
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    extractor = WhisperFeatureExtractor.from_pretrained(folder)
    prompt = build_prompt(tokenizer, language)
    errors: list[NDArray[np.floating]] = []
    try:
        model = ctranslate2.models.Whisper(str(folder), device="cpu")
        for sample in samples:
            features = compute_features(extractor, sample.audio, dynamic_context=dynamic_context)
            encoded = model.encode(ctranslate2.StorageView.from_array(features))
            variants = [tokenize(tokenizer, sample.text, blank) for blank in ("", " ")]
            aligned = [
                model.align(
                    encoded,
                    prompt[:-1],
                    [ids],
                    len(sample.audio) // HOP_SAMPLES,
                    median_filter_width=MEDIAN_FILTER_WIDTH,
                )[0]
                for ids in variants
            ]
            likelier = int(np.argmax([one.text_token_probs[0] for one in aligned]))
            ids, path = variants[likelier], aligned[likelier].alignments
            starts = np.zeros(len(ids) + 1)
            for token, step in reversed(path):
                starts[token] = step * STEP_S
            errors.append(compute_errors(sample, tokenizer, ids, starts[None])[0])
    except (RuntimeError, ValueError) as error:
        reason = f"CTranslate2 cannot tell its word times ({error}): export it again"
        raise ModelFolderError(folder, [reason]) from error
    starts_ms, ends_ms = np.abs(np.concatenate(errors, axis=1)).mean(axis=1) * 1000
    return WordTimeError(float(starts_ms), float(ends_ms), sum(len(s.words) for s in samples))


def tokenize(tokenizer: tokenizers.Tokenizer, text: str, blank: str) -> list[int]:
    """The tokens of a text; some models begin it with a blank, some do not."""
    return tokenizer.encode(blank + text, add_special_tokens=False).ids


def compute_errors(
    sample: TimedSample, tokenizer: tokenizers.Tokenizer, ids: Sequence[int], starts: NDArray[Any]
) -> NDArray[np.floating]:
    """Seconds by which words begin and end too late: [n_sets, 2, n_words - 1].

    `starts` [n_sets, n_tokens + 1]. Left out are the beginning of the first and the end of the last
    word, which the app finds by the sound.
    """
    spans = find_words(tokenizer, ids)
    if len(spans) != len(sample.words):
        raise ValueError(f"{len(spans)} words in the tokens of {sample.text!r}")
    begins = starts[:, [first for first, _ in spans[1:]]]
    ends = starts[:, [end for _, end in spans[:-1]]]
    known = [
        [word.start_s for word in sample.words[1:]],
        [word.end_s for word in sample.words[:-1]],
    ]
    return np.stack((begins, ends), axis=1) - np.array(known)[None]


def find_words(tokenizer: tokenizers.Tokenizer, ids: Sequence[int]) -> list[tuple[int, int]]:
    """Each word's first token and the one after its last, punctuation at its edges left out."""
    pieces = [tokenizer.decode([token]) for token in ids]
    firsts = [i for i, piece in enumerate(pieces) if i == 0 or piece[:1].isspace()]
    spans = []
    for first, end in zip(firsts, [*firsts[1:], len(ids)], strict=True):
        spoken = [i for i in range(first, end) if pieces[i].strip().strip(PUNCTUATION)]
        spans.append((spoken[0], spoken[-1] + 1) if spoken else (first, end))
    return spans


class Listener:
    """The checkpoint, made to read each sample's text while it hears the sample."""

    def __init__(
        self, checkpoint: Checkpoint, language: str, samples: Sequence[TimedSample]
    ) -> None:
        self._checkpoint = checkpoint
        self._samples = samples
        self._model: WhisperForConditionalGeneration = load_checkpoint_model(checkpoint)
        self._model.set_attn_implementation("eager")  # which alone tells its attention
        self._tokenizer = tokenizers.Tokenizer.from_file(str(checkpoint.folder / "tokenizer.json"))
        self._extractor = WhisperFeatureExtractor.from_pretrained(checkpoint.folder)
        self._prompt = build_prompt(self._tokenizer, language)
        self._end = self._tokenizer.token_to_id("<|endoftext|>")
        config = self._model.config
        self.heads: list[Head] = [
            (layer, head)
            for layer in range(config.decoder_layers)
            for head in range(config.decoder_attention_heads)
        ]

    def measure(self, sets: Sequence[Sequence[Head]]) -> NDArray[np.floating]:
        """The mean absolute error of word starts and ends with each set, WORST_S at most each."""
        used = sorted({head for heads in sets for head in heads})
        members = [[used.index(head) for head in heads] for heads in sets]
        total, n_words = np.zeros(len(sets)), 0
        for sample, ids, attention in self._listen(used):
            normalised = normalise_attention(attention)
            # The prompt's last token sees where the first token of the text lies, and so on.
            rows = normalised[:, len(self._prompt) - 1 : -1]
            likeness = np.stack([rows[heads].mean(axis=0) for heads in members])
            starts = find_token_starts(likeness)
            errors = compute_errors(sample, self._tokenizer, ids, starts)
            total += np.minimum(np.abs(errors), WORST_S).sum(axis=(1, 2))
            n_words += 2 * errors.shape[2]
        return total / max(1, n_words)

    def _listen(
        self, heads: Sequence[Head]
    ) -> Iterator[tuple[TimedSample, list[int], NDArray[np.floating]]]:
        """Each sample, its tokens, and these heads' attention [n_heads, n_tokens, n_steps]."""
        for sample in self._samples:
            features = compute_features(
                self._extractor, sample.audio, dynamic_context=self._checkpoint.dynamic_context
            )
            n_steps = len(sample.audio) // (2 * HOP_SAMPLES)
            with torch.inference_mode():
                encoded = encode(self._model.model.encoder, torch.from_numpy(features))
                ids = self._choose_tokens(sample.text, encoded)
                output = self._model.model.decoder(
                    input_ids=torch.tensor([[*self._prompt, *ids, self._end]]),
                    encoder_hidden_states=encoded,
                    output_attentions=True,
                )
            across = output.cross_attentions
            attention = [across[layer][0, head, :, :n_steps].numpy() for layer, head in heads]
            yield sample, ids, np.stack(attention)

    def _choose_tokens(self, text: str, encoded: torch.Tensor) -> list[int]:
        """The text's tokens with or without a blank before it, as this model would begin it."""
        variants = [tokenize(self._tokenizer, text, blank) for blank in ("", " ")]
        hidden = self._model.model.decoder(
            input_ids=torch.tensor([self._prompt]), encoder_hidden_states=encoded
        ).last_hidden_state[0, -1]
        logits = self._model.proj_out(hidden)
        return max(variants, key=lambda ids: float(logits[ids[0]]))
