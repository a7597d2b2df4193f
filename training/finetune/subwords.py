"""BPE-dropout: the same text in other pieces, so that rare words are spelt from parts well known.

Provilkov et al. 2020, "BPE-Dropout: Simple and Effective Subword Regularization". The tokenizers
library has it too, but draws from a generator that cannot be seeded, so that a resumed run would
not be the same.
"""

from __future__ import annotations

import numpy as np
from transformers import PreTrainedTokenizerBase

# Byte-level BPE as GPT-2's and Whisper's: a longer token's id is the rank of the merge that makes
# it, and special tokens come after.


class Subwords:
    """Cuts texts to tokens with each merge left out by chance."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        self.pre_tokenizer = tokenizer.backend_tokenizer.pre_tokenizer
        special = set(tokenizer.all_special_ids) | set(tokenizer.added_tokens_decoder)
        self.ids = {t: i for t, i in tokenizer.get_vocab().items() if i not in special}

    def cut(self, text: str, dropout: float, rng: np.random.Generator) -> list[int]:
        """Token ids of `text`; without dropout those of the tokenizer."""
        return [i for word in self._words(text) for i in self._merge(word, dropout, rng)]

    def find_reachable(self, texts: list[str]) -> set[int]:
        """All ids that `cut` can give for these texts, and a few more."""
        words = {word for text in texts for word in self._words(text)}
        ends = ((word, a, b) for word in words for a in range(len(word)) for b in range(len(word)))
        return {self.ids[p] for word, a, b in ends if (p := word[a : b + 1]) in self.ids}

    def _words(self, text: str) -> list[str]:
        return [word for word, _ in self.pre_tokenizer.pre_tokenize_str(text)]

    def _merge(self, word: str, dropout: float, rng: np.random.Generator) -> list[int]:
        parts = list(word)
        while len(parts) > 1:
            pairs = [
                (rank, at)
                for at in range(len(parts) - 1)
                if (rank := self.ids.get(parts[at] + parts[at + 1])) is not None
            ]
            if dropout:
                pairs = [p for p, chance in zip(pairs, rng.random(len(pairs))) if chance >= dropout]
            if not pairs:
                break
            at = min(pairs)[1]
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return [self.ids[part] for part in parts]
