"""Turns the samples of one utterance into text with a Whisper model in CTranslate2.

Encodes only the audio that is there where the model was trained for it (`dynamic_context`), else
the whole window of 30 s. Decodes with a beam, and once more where the text goes in circles. Unlike
openai/whisper it never draws tokens by lot: what is heard again, after a crash for example, gets
the same words again.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import tokenizers
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ
from desktop.engine.guards import MIN_AVG_LOGPROB, Hypothesis, goes_in_circles, is_silence
from desktop.engine.log_mel import HOP_SAMPLES, LogMel, read_mel_options
from desktop.engine.word_times import build_words, find_token_starts, group_tokens
from desktop.errors import EngineError, ModelError
from desktop.models.model_folder import ModelInfo

MAX_POSITIONS = 448  # Whisper's text context, prompt included
MAX_TOKENS = MAX_POSITIONS // 2  # of the text: CTranslate2 gives it half of the positions at most
MAX_VOCABULARY_TOKENS = 200  # leaves room for the text itself
TOKENS_A_SECOND = 12  # quick Swedish has about 8; stops a loop early
TOKENS_AT_LEAST = 24
UNREPEATED_TOKENS = 3  # so many in a row stand only once where a text went in circles
MIN_ALIGNED_FRAMES = 16
LEAST_PROB = 1e-9
MAX_DEFAULT_THREADS = 4


class Recognizer:
    """A loaded model. One utterance at a time.

    Raises ModelError: model_load_failed; EngineError: out_of_memory.
    """

    def __init__(self, info: ModelInfo, n_threads: int | None = None) -> None:
        self.info = info
        folder = str(info.folder)
        try:
            self._model: Any = load_whisper(info.folder, n_threads or choose_threads())
            self._tokenizer = tokenizers.Tokenizer.from_file(str(info.folder / "tokenizer.json"))
            self._log_mel = LogMel(read_mel_options(info.folder), info.dynamic_context)
        except MemoryError as error:
            raise EngineError("out_of_memory") from error
        except Exception as error:  # tokenizers raises bare Exception
            raise ModelError("model_load_failed", path=folder, reason=str(error)) from error
        if not self._model.n_mels == self._log_mel.n_mels == info.n_mels:
            reason = f"n_mels: {info.n_mels}, {self._model.n_mels}, {self._log_mel.n_mels}"
            raise ModelError("model_load_failed", path=folder, reason=reason)
        self._end = self._token("<|endoftext|>")

    def knows_language(self, language: str) -> bool:
        """Whether the model's tokens include this language, `sv` for example."""
        return self._tokenizer.token_to_id(f"<|{language}|>") is not None

    def recognize(
        self,
        samples: NDArray[np.float32],
        language: str = "sv",
        vocabulary: tuple[str, ...] = (),
        beam_size: int = 5,
        prefix: tuple[int, ...] = (),
    ) -> Hypothesis:
        """The text of an utterance: float32 samples in [-1, 1] at 16 kHz, at most 30 s.

        `vocabulary` stands before the text as if it had just been said (Whisper's prompt).
        `prefix`: the tokens that the text begins with, as the `ids` of earlier words gave them.
        """
        features = self._log_mel(samples)
        prompt = self._build_prompt(language, vocabulary)
        duration_s = len(samples) / SAMPLE_RATE_HZ
        try:
            encoded = self._model.encode(ctranslate2.StorageView.from_array(features))
            best = self._decode(encoded, prompt, prefix, duration_s, beam_size)
            if is_silence(best) or not goes_in_circles(best):
                return best
            straight = self._decode(
                encoded,
                prompt,
                prefix,
                duration_s,
                beam_size,
                no_repeat_ngram_size=UNREPEATED_TOKENS,
            )
        except (MemoryError, RuntimeError) as error:
            if isinstance(error, MemoryError) or "memory" in str(error).lower():
                raise EngineError("out_of_memory") from error
            raise EngineError("engine_failed", reason=str(error)) from error
        # Where even that is unlikely, the guards take the circles out of the first.
        return straight if straight.avg_logprob >= MIN_AVG_LOGPROB else best

    def recognize_many(
        self,
        utterances: Sequence[NDArray[np.float32]],
        language: str = "sv",
        vocabulary: tuple[str, ...] = (),
        beam_size: int = 5,
    ) -> Iterator[tuple[int, Hypothesis]]:
        """What `recognize` says of each of the utterances, with its index, in any order.

        An iterator, so that whoever asks can stop between two batches.
        """
        for index, samples in enumerate(utterances):
            yield index, self.recognize(samples, language, vocabulary, beam_size)

    def _build_prompt(self, language: str, vocabulary: tuple[str, ...]) -> list[int]:
        prompt: list[int] = []
        if vocabulary:
            text = " " + ", ".join(vocabulary)
            ids = self._tokenizer.encode(text, add_special_tokens=False).ids
            prompt = [self._token("<|startofprev|>"), *ids[:MAX_VOCABULARY_TOKENS]]
        names = ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
        return prompt + [self._token(name) for name in names]

    def _decode(
        self,
        encoded: Any,
        prompt: list[int],
        prefix: tuple[int, ...],
        duration_s: float,
        beam_size: int,
        **options: int,
    ) -> Hypothesis:
        n_tokens = max(int(duration_s * TOKENS_A_SECOND), len(prefix)) + TOKENS_AT_LEAST
        n_tokens = min(MAX_TOKENS, n_tokens)
        result = self._model.generate(
            encoded,
            [[*prompt, *prefix]],
            # CTranslate2 gives the text half of this, and what the prompt leaves.
            max_length=max(2 * n_tokens, len(prompt) + n_tokens),
            beam_size=beam_size,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=not prefix,  # else no text could end with its prefix
            **options,
        )[0]
        ids = [i for i in result.sequences_ids[0] if i < self._end]
        if not ids:
            return Hypothesis("", result.scores[0], result.no_speech_prob)
        n_frames = max(MIN_ALIGNED_FRAMES, int(duration_s * SAMPLE_RATE_HZ) // HOP_SAMPLES)
        aligned = self._model.align(encoded, prompt[:-1], [ids], n_frames)[0]
        decode = self._tokenizer.decode
        words = build_words(
            ids,
            group_tokens(ids, decode),
            find_token_starts(aligned.alignments, len(ids)),
            aligned.text_token_probs,
            duration_s,
            decode,
        )
        # CTranslate2 divides the score by the number of tokens; the end token counts as well, and
        # the prefix as if it had been certain.
        known = sum(math.log(max(p, LEAST_PROB)) for p in aligned.text_token_probs[: len(prefix)])
        n_scored = len(result.sequences_ids[0])
        avg_logprob = (result.scores[0] * n_scored + known) / (n_scored + 1)
        text = " ".join(word.text for word in words)
        return Hypothesis(text, avg_logprob, result.no_speech_prob, words)

    def _token(self, name: str) -> int:
        token = self._tokenizer.token_to_id(name)
        if token is None:
            reason = f"tokenizer.json: {name}"
            raise ModelError("model_load_failed", path=str(self.info.folder), reason=reason)
        return token


def choose_threads() -> int:
    """Threads for one utterance when nothing was measured: the cores we may use, 4 at most."""
    if hasattr(os, "sched_getaffinity"):
        n_cores = len(os.sched_getaffinity(0))
    else:
        n_cores = os.cpu_count() or 1
    return min(MAX_DEFAULT_THREADS, n_cores)


def load_whisper(folder: Path, n_threads: int) -> Any:
    """The CTranslate2 model in `folder`. Raises RuntimeError as CTranslate2 does."""
    options: dict[str, Any] = {"device": "cpu", "intra_threads": n_threads}
    try:
        return ctranslate2.models.Whisper(str(folder), **options)
    except RuntimeError:
        # WORKAROUND: on Windows, folders such as Åsa's or Björn's have failed (repaired in
        # OpenNMT/CTranslate2#1227, still reported): there, hand the files over in memory.
        if str(folder).isascii():
            raise
        return load_whisper_from_memory(folder, options)


def load_whisper_from_memory(folder: Path, options: dict[str, Any]) -> Any:
    """The same model, with no path given to CTranslate2."""
    names = ("model.bin", "config.json", "vocabulary.json")
    files = {name: (folder / name).read_bytes() for name in names}
    return ctranslate2.models.Whisper("model", files=files, **options)
