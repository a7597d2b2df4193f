"""Searches the likeliest text of encoded utterances, and the times of its words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ctranslate2
import numpy as np
from numpy.typing import NDArray

from desktop.engine.guards import Hypothesis
from desktop.engine.log_mel import HOP_SAMPLES
from desktop.engine.word_times import MEDIAN_FILTER_WIDTH, build_words, find_token_starts

MAX_POSITIONS = 448  # Whisper's text context, prompt included
MAX_TOKENS = MAX_POSITIONS // 2  # of the text: CTranslate2 gives it half of the positions at most
MIN_ALIGNED_FRAMES = 16
LEAST_PROB = 1e-9


@dataclass(frozen=True)
class Search:
    """How a text is searched. `prompt` ends with `<|notimestamps|>`, the text begins with `prefix`.

    `no_repeat_ngram_size`: so many tokens in a row stand only once in the text; 0: no such rule.
    """

    prompt: tuple[int, ...]
    n_tokens: int  # of the text at most, the prefix included
    beam_size: int = 5
    prefix: tuple[int, ...] = ()
    no_repeat_ngram_size: int = 0


class Decoder:
    """A CTranslate2 Whisper and its tokenizer. Raises RuntimeError as CTranslate2 does."""

    def __init__(self, model: Any, tokenizer: Any, end_token: int) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._end = end_token

    def decode(
        self,
        utterances: Sequence[NDArray[np.float32]],
        encoded: Sequence[NDArray[np.float32]],
        search: Search,
    ) -> list[Hypothesis]:
        """The hypothesis of each utterance: its samples, and as `encoded`, all of one shape."""
        n_tokens = min(MAX_TOKENS, search.n_tokens)
        results = self._model.generate(
            ctranslate2.StorageView.from_array(np.stack(encoded)),
            [[*search.prompt, *search.prefix]] * len(encoded),
            # CTranslate2 gives the text half of this, and what the prompt leaves.
            max_length=max(2 * n_tokens, len(search.prompt) + n_tokens),
            beam_size=search.beam_size,
            # Ends when the best text is complete: as good as with 1, in 10 % less time.
            length_penalty=0,
            no_repeat_ngram_size=search.no_repeat_ngram_size,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=not search.prefix,  # else no text could end with its prefix
        )
        return [
            self._build_hypothesis(*one, search)
            for one in zip(results, utterances, encoded, strict=True)
        ]

    def _build_hypothesis(
        self,
        result: Any,
        samples: NDArray[np.float32],
        encoded: NDArray[np.float32],
        search: Search,
    ) -> Hypothesis:
        ids = [token for token in result.sequences_ids[0] if token < self._end]
        if not ids:
            return Hypothesis("", result.scores[0], result.no_speech_prob)
        # One by one: in a batch, texts of unequal length would change each other's times.
        aligned = self._model.align(
            ctranslate2.StorageView.from_array(encoded[None]),
            search.prompt[:-1],
            [ids],
            max(MIN_ALIGNED_FRAMES, len(samples) // HOP_SAMPLES),
            median_filter_width=MEDIAN_FILTER_WIDTH,
        )[0]
        words = build_words(
            ids,
            find_token_starts(aligned.alignments, len(ids)),
            aligned.text_token_probs,
            samples,
            self._tokenizer.decode,
        )
        # The score is a sum, of the end token too; the prefix counts as if it had been certain.
        prefix_probs = aligned.text_token_probs[: len(search.prefix)]
        logprob = result.scores[0] + sum(math.log(max(prob, LEAST_PROB)) for prob in prefix_probs)
        avg_logprob = logprob / (len(result.sequences_ids[0]) + 1)
        text = " ".join(word.text for word in words)
        return Hypothesis(text, avg_logprob, result.no_speech_prob, words)
