"""What the decoder is to write: token inputs and labels of a batch of texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from training.finetune.model import IGNORED_LABEL
from training.finetune.subwords import Subwords


class Targets:
    """Texts → `decoder_input_ids` and `labels`, int64 [batch, n_tokens], labels padded with -100.

    Silence (an empty text) is answered by <|nospeech|> at the first step, where recognisers read
    its probability, and by the end of text after the prompt. With `bpe_dropout` each text is cut
    to tokens anew, by its own generator of `rngs`. With `token_noise` that share of the inputs
    (not of the labels) is replaced by tokens of the other texts, so that the decoder trusts the
    audio more than what it wrote before (Bowman et al. 2016, word dropout).
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
        self.no_speech = tokenizer.convert_tokens_to_ids(["<|nospeech|>"])[0]

    def __call__(
        self, texts: list[str], rngs: Sequence[np.random.Generator] = ()
    ) -> dict[str, torch.Tensor]:
        prompt, end = self.tokenizer.prefix_tokens, [self.tokenizer.eos_token_id]
        rows = [list(self.tokenizer(text).input_ids) for text in texts]
        if self.subwords:
            rows = [
                [*prompt, *self.subwords.cut(text, self.bpe_dropout, rng), *end]
                for text, rng in zip(texts, rngs, strict=True)
            ]
        longest = max(map(len, rows)) - 1
        inputs = torch.full((len(rows), longest), self.tokenizer.pad_token_id)
        labels = torch.full((len(rows), longest), IGNORED_LABEL)
        for r, row in enumerate(rows):
            inputs[r, : len(row) - 1] = torch.tensor(row[:-1])
            labels[r, : len(row) - 1] = torch.tensor(row[1:])
            if not texts[r]:
                labels[r, 0] = self.no_speech
        if self.token_noise:
            others = np.concatenate([row[len(prompt) :] for row in rows])
            for r, (row, rng) in enumerate(zip(rows, rngs, strict=True)):
                replaced = np.flatnonzero(rng.random(len(row) - 1) < self.token_noise)
                for at in replaced[replaced >= len(prompt)]:
                    inputs[r, at] = int(rng.choice(others))
        return {"decoder_input_ids": inputs, "labels": labels}
