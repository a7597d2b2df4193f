"""Turns the samples of utterances into text with a Whisper model in CTranslate2.

Encodes only the audio that is there where the model was trained for it (`dynamic_context`), else
the whole window of 30 s. Decodes with a beam, and once more where the text goes in circles. Unlike
openai/whisper it never draws tokens by lot: what is heard again, after a crash for example, gets
the same words again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import Any

import ctranslate2
import numpy as np
import tokenizers
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ
from desktop.engine.batches import plan_batches
from desktop.engine.decoder import Decoder, Search
from desktop.engine.guards import (
    MIN_AVG_LOGPROB,
    Hypothesis,
    Words,
    collect_ids,
    goes_in_circles,
    is_silence,
)
from desktop.engine.log_mel import (
    STEP_SAMPLES,
    WINDOW_SAMPLES,
    LogMel,
    plan_context,
    read_mel_options,
)
from desktop.engine.vocabulary import prepare_vocabulary
from desktop.engine.whisper_model import load_whisper
from desktop.errors import EngineError, ModelError
from desktop.models.model_folder import ModelInfo

MAX_VOCABULARY_TOKENS = 200  # of the prompt: leaves room for the text itself
TOKENS_A_SECOND = 12  # quick Swedish has about 8; stops a loop early
TOKENS_AT_LEAST = 24
UNREPEATED_TOKENS = 3  # so many in a row stand only once where a text went in circles
MAX_BATCH = 16  # utterances: a third of the work that each is alone, with the starter; 32: no less
MAX_BATCH_VALUES = 5_000_000  # of encoder output: 1 GB of the decoder's keys in large models


class Recognizer:
    """A loaded model: `n_workers` batches side by side, `n_threads` for each.

    Raises ModelError: model_load_failed; EngineError: out_of_memory.
    """

    def __init__(self, info: ModelInfo, n_threads: int = 1, n_workers: int = 1) -> None:
        self.info = info
        self.n_threads = n_threads
        self._n_workers = n_workers
        folder = str(info.folder)
        try:
            self._model: Any = load_whisper(info.folder, n_threads, n_workers)
            self._tokenizer = tokenizers.Tokenizer.from_file(str(info.folder / "tokenizer.json"))
            self._log_mel = LogMel(read_mel_options(info.folder), info.dynamic_context)
        except MemoryError as error:
            raise EngineError("out_of_memory") from error
        except Exception as error:  # tokenizers raises bare Exception
            raise ModelError("model_load_failed", path=folder, reason=str(error)) from error
        if not self._model.n_mels == self._log_mel.n_mels == info.n_mels:
            reason = f"n_mels: {info.n_mels}, {self._model.n_mels}, {self._log_mel.n_mels}"
            raise ModelError("model_load_failed", path=folder, reason=reason)
        self._decoder = Decoder(self._model, self._tokenizer, self._token("<|endoftext|>"))
        self._width = self._encode(np.zeros(0, np.float32)).shape[1]

    def knows_language(self, language: str) -> bool:
        """Whether the model's tokens include this language, `sv` for example."""
        return self._tokenizer.token_to_id(f"<|{language}|>") is not None

    def recognize(
        self,
        samples: NDArray[np.float32],
        language: str = "sv",
        vocabulary: tuple[str, ...] = (),
        beam_size: int = 5,
        settled: Words = (),
    ) -> Hypothesis:
        """The text of an utterance: float32 samples in [-1, 1] at 16 kHz, at most 30 s.

        `vocabulary`: names and terms to expect. `settled`: words of an earlier hypothesis, with
        which this one begins.
        """
        return self._recognize_batch([samples], language, vocabulary, beam_size, settled)[0]

    def recognize_many(
        self,
        utterances: Sequence[NDArray[np.float32]],
        language: str = "sv",
        vocabulary: tuple[str, ...] = (),
        beam_size: int = 5,
    ) -> Iterator[tuple[int, Hypothesis]]:
        """What `recognize` says of each utterance, with its index, in any order, as it is known."""
        contexts = [plan_context(len(samples)) for samples in utterances]
        batches = plan_batches(contexts, self._choose_batch_size, self._n_workers)

        def recognize(batch: list[int]) -> list[tuple[int, Hypothesis]]:
            samples = [utterances[index] for index in batch]
            heard = self._recognize_batch(samples, language, vocabulary, beam_size, ())
            return list(zip(batch, heard, strict=True))

        if self._n_workers == 1 or len(batches) < 2:
            for batch in batches:
                yield from recognize(batch)
            return
        pool = ThreadPoolExecutor(self._n_workers, thread_name_prefix="recognizer")
        try:
            for done in as_completed([pool.submit(recognize, batch) for batch in batches]):
                yield from done.result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _recognize_batch(
        self,
        utterances: Sequence[NDArray[np.float32]],
        language: str,
        vocabulary: tuple[str, ...],
        beam_size: int,
        settled: Words,
    ) -> list[Hypothesis]:
        """Of utterances with the same planned context."""
        prefix = collect_ids(settled)
        planned_s = plan_context(len(utterances[0])) / SAMPLE_RATE_HZ
        search = Search(
            prompt=self._build_prompt(language, vocabulary),
            n_tokens=max(int(planned_s * TOKENS_A_SECOND), len(prefix)) + TOKENS_AT_LEAST,
            beam_size=beam_size,
            prefix=prefix,
        )
        straight = replace(search, no_repeat_ngram_size=UNREPEATED_TOKENS)
        try:
            encoded = [self._encode(samples) for samples in utterances]
            best = self._decoder.decode(utterances, encoded, search)
            for i, hypothesis in enumerate(best):
                if is_silence(hypothesis) or not goes_in_circles(hypothesis):
                    continue
                again = self._decoder.decode([utterances[i]], [encoded[i]], straight)[0]
                # Where even that is unlikely, the guards take the circles out of the first.
                if again.avg_logprob >= MIN_AVG_LOGPROB:
                    best[i] = again
        except (MemoryError, RuntimeError) as error:
            if isinstance(error, MemoryError) or "memory" in str(error).lower():
                raise EngineError("out_of_memory") from error
            raise EngineError("engine_failed", reason=str(error)) from error
        return [prepare_vocabulary(vocabulary).apply(one, settled) for one in best]

    def _choose_batch_size(self, context: int) -> int:
        """So many that the decoder's memory of them stays in proportion to the model."""
        n_samples = context if self.info.dynamic_context else WINDOW_SAMPLES
        n_values = n_samples // STEP_SAMPLES * self._width
        return max(1, min(MAX_BATCH, MAX_BATCH_VALUES // n_values))

    def _encode(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The encoder's output, of shape (n_steps, width)."""
        features = ctranslate2.StorageView.from_array(self._log_mel(samples))
        return np.array(self._model.encode(features))[0]

    def _build_prompt(self, language: str, vocabulary: tuple[str, ...]) -> tuple[int, ...]:
        prompt: list[int] = []
        if vocabulary and self.info.base is not None:  # else it was never taught what a prompt is
            text = " " + ", ".join(vocabulary)
            ids = self._tokenizer.encode(text, add_special_tokens=False).ids
            prompt = [self._token("<|startofprev|>"), *ids[:MAX_VOCABULARY_TOKENS]]
        names = ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
        return (*prompt, *(self._token(name) for name in names))

    def _token(self, name: str) -> int:
        token = self._tokenizer.token_to_id(name)
        if token is None:
            reason = f"tokenizer.json: {name}"
            raise ModelError("model_load_failed", path=str(self.info.folder), reason=reason)
        return token
