"""What the decoder is to write: token inputs and labels of a batch of texts."""

from __future__ import annotations

import torch
from transformers import PreTrainedTokenizerBase

from training.finetune.model import IGNORED_LABEL


class Targets:
    """Texts → `decoder_input_ids` and `labels`, int64 [batch, n_tokens], labels padded with -100.

    Silence (an empty text) is answered by <|nospeech|> at the first step, where recognisers read
    its probability, and by the end of text after the prompt.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        self.tokenizer = tokenizer
        self.no_speech = tokenizer.convert_tokens_to_ids(["<|nospeech|>"])[0]

    def __call__(self, texts: list[str]) -> dict[str, torch.Tensor]:
        rows = [list(self.tokenizer(text).input_ids) for text in texts]
        longest = max(map(len, rows)) - 1
        inputs = torch.full((len(rows), longest), self.tokenizer.pad_token_id)
        labels = torch.full((len(rows), longest), IGNORED_LABEL)
        for r, row in enumerate(rows):
            inputs[r, : len(row) - 1] = torch.tensor(row[:-1])
            labels[r, : len(row) - 1] = torch.tensor(row[1:])
            if not texts[r]:
                labels[r, 0] = self.no_speech
        return {"decoder_input_ids": inputs, "labels": labels}
