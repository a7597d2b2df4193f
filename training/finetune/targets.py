"""What the decoder is to write: token inputs and labels of a batch of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from training.errors import TrainingError
from training.features.store import FeatureStore
from training.finetune.model import IGNORED_LABEL
from training.finetune.recipe import Augmentation
from training.finetune.subwords import Subwords
from training.finetune.tokenizer import MAX_TARGET_TOKENS, N_TIMESTAMPS, TIMESTAMP_STEP_S

# openai/whisper, decoding.py: of what was said before, the last half of the decoder's positions.
MAX_PREVIOUS_TOKENS = MAX_TARGET_TOKENS // 2 - 1


@dataclass(frozen=True)
class Span:
    """A text and when it is said, in seconds from the start of the window."""

    start_s: float
    end_s: float
    text: str


class Targets:
    """Texts → `decoder_input_ids` and `labels`, int64 [batch, n_tokens], labels padded with -100.

    Silence (an empty text) is answered by the token for no speech at the first step, where
    recognisers read its probability, and by the end of text after the prompt. `spans` of a text are
    written with their times, each as <|start|> words <|end|>. What was said before, `previous`,
    stands in front and is not trained on. With `bpe_dropout` each text is cut to tokens anew, by
    its own generator of `rngs`. With `token_noise` that share of the inputs (not of the labels) is
    replaced by tokens of the other texts, so that the decoder trusts the audio more than what it
    wrote before (Bowman et al. 2016, word dropout). Raises TrainingError for a text of more tokens
    than the decoder has positions.
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        bpe_dropout: float = 0.0,
        token_noise: float = 0.0,
    ) -> None:
        self.tokenizer = tokenizer
        self.bpe_dropout = bpe_dropout
        self.token_noise = token_noise
        self.subwords = Subwords(tokenizer) if bpe_dropout else None
        self.prefix = list(tokenizer.prefix_tokens)
        (self.start_of_previous,) = tokenizer.convert_tokens_to_ids(["<|startofprev|>"])
        self.no_speech = find_no_speech(tokenizer)
        self.first_timestamp = find_first_timestamp(tokenizer)

    def __call__(
        self,
        texts: Sequence[str],
        rngs: Sequence[np.random.Generator] = (),
        spans: Sequence[tuple[Span, ...]] = (),
        previous: Sequence[str] = (),
    ) -> dict[str, torch.Tensor]:
        """`rngs`, `spans` and `previous`: one a text, or none at all."""
        n = len(texts)
        cutters: list[np.random.Generator | None] = [*rngs] or [None] * n
        written = [
            self._write(*of_text)
            for of_text in zip(texts, cutters, spans or [()] * n, previous or [""] * n)
        ]
        longest = max(len(row) for row, _ in written) - 1
        inputs = torch.full((n, longest), self.tokenizer.pad_token_id)
        labels = torch.full((n, longest), IGNORED_LABEL)
        for r, (row, begin) in enumerate(written):
            inputs[r, : len(row) - 1] = torch.tensor(row[:-1])
            labels[r, begin : len(row) - 1] = torch.tensor(row[begin + 1 :])
            if not texts[r]:
                labels[r, begin] = self.no_speech
        if self.token_noise:
            first = [begin + len(self.prefix) for _, begin in written]
            others = np.concatenate([row[at:] for (row, _), at in zip(written, first)])
            for r, ((row, _), rng) in enumerate(zip(written, rngs, strict=True)):
                replaced = np.flatnonzero(rng.random(len(row) - 1) < self.token_noise)
                for at in replaced[replaced >= first[r]]:
                    inputs[r, at] = int(rng.choice(others))
        return {"decoder_input_ids": inputs, "labels": labels}

    def _write(
        self, text: str, rng: np.random.Generator | None, spans: tuple[Span, ...], previous: str
    ) -> tuple[list[int], int]:
        """The tokens of a text, and where among them the transcript starts."""
        target = self._write_target(text, spans, rng)
        if len(target) - 1 > MAX_TARGET_TOKENS:
            target = self._write_target(text, spans, None)
        if len(target) - 1 > MAX_TARGET_TOKENS:
            raise TrainingError(
                f"A text has {len(target)} tokens, and the decoder no more than "
                f"{MAX_TARGET_TOKENS} positions: {text[:80]!r}... Use a lower joined_max_s, or "
                "leave such utterances out of the feature store."
            )
        before = self._write_previous(previous)
        if len(before) + len(target) - 1 > MAX_TARGET_TOKENS:
            before = []
        return before + target, len(before)

    def _write_target(
        self, text: str, spans: tuple[Span, ...], rng: np.random.Generator | None
    ) -> list[int]:
        end = [self.tokenizer.eos_token_id]
        if not spans:
            return [*self.prefix, *self._cut(text, rng), *end]
        row = self.prefix[:-1]  # all but <|notimestamps|>
        for k, span in enumerate(spans):
            words = self._cut(" " + span.text if k else span.text, rng)
            row += [self._timestamp(span.start_s), *words, self._timestamp(span.end_s)]
        return row + end

    def _write_previous(self, previous: str) -> list[int]:
        if not previous:
            return []
        return [self.start_of_previous, *self._cut(" " + previous, None)[-MAX_PREVIOUS_TOKENS:]]

    def _cut(self, text: str, rng: np.random.Generator | None) -> list[int]:
        if self.subwords and rng is not None:
            return self.subwords.cut(text, self.bpe_dropout, rng)
        return list(self.tokenizer(text, add_special_tokens=False).input_ids)

    def _timestamp(self, time_s: float) -> int:
        return self.first_timestamp + min(round(time_s / TIMESTAMP_STEP_S), N_TIMESTAMPS - 1)


def find_no_speech(tokenizer: PreTrainedTokenizerBase) -> int:
    """The token by which a Whisper says that nobody speaks: <|nocaptions|> in OpenAI's
    checkpoints up to large-v2, the same number as <|nospeech|>."""
    known = tokenizer.get_vocab()
    for name in ("<|nospeech|>", "<|nocaptions|>"):
        if name in known:
            return known[name]
    raise TrainingError("The tokenizer has no token for no speech: it is no Whisper's.")


def find_first_timestamp(tokenizer: PreTrainedTokenizerBase) -> int:
    """The id of <|0.00|>, which older tokenizers do not list."""
    (no_timestamps,) = tokenizer.convert_tokens_to_ids(["<|notimestamps|>"])
    return no_timestamps + 1


def find_tokens_that_occur(
    stores: tuple[FeatureStore, ...], tokenizer: PreTrainedTokenizerBase, options: Augmentation
) -> torch.Tensor:
    """Sorted ids of the tokens of all texts, alone and within others where they are joined, of
    single bytes, and of the specials used; with BPE-dropout of all tokens that it can make."""
    used: set[int] = {*range(256), find_no_speech(tokenizer)}
    if options.timestamps_share:
        first = find_first_timestamp(tokenizer)
        used.update(range(first, first + N_TIMESTAMPS))
    for store in stores:
        texts = store.texts()
        if options.joined_share:
            texts += [" " + text for text in texts]
        for ids in tokenizer(texts).input_ids:
            used.update(ids)
        if options.bpe_dropout:
            used |= Subwords(tokenizer).find_reachable(texts)
    return torch.tensor(sorted(used))
