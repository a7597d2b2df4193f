"""Whisper's own multilingual tokenizer, rebuilt from its vocabulary file with no network.

The vocabulary (multilingual.tiktoken, MIT, OpenAI) lies beside this module. Ids equal those of
every multilingual Whisper checkpoint up to large-v2: 51,865 tokens.
"""

from __future__ import annotations

import functools
from pathlib import Path

from transformers import WhisperTokenizerFast
from transformers.convert_slow_tokenizer import TikTokenConverter
from transformers.models.whisper.tokenization_whisper import LANGUAGES

VOCABULARY = Path(__file__).with_name("multilingual.tiktoken")
MAX_TARGET_TOKENS = 448
# whisper/tokenizer.py, get_encoding(): large-v3's hundredth language, Cantonese, is not in it.
N_LANGUAGES = 99
TIMESTAMP_STEP_S = 0.02
N_TIMESTAMPS = 1501


def special_tokens() -> list[str]:
    """The 1,608 special tokens in the order of openai/whisper's get_encoding()."""
    return [
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(f"<|{code}|>" for code in list(LANGUAGES)[:N_LANGUAGES]),
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
        *(f"<|{i * TIMESTAMP_STEP_S:.2f}|>" for i in range(N_TIMESTAMPS)),
    ]


def build_tokenizer(language: str = "sv") -> WhisperTokenizerFast:
    """Tokenizer that starts every target with `language`, transcribe and no timestamps."""
    vocabulary, merges = _read_vocabulary()
    tokenizer = WhisperTokenizerFast(
        vocab=dict(vocabulary),
        merges=list(merges),
        unk_token="<|endoftext|>",
        bos_token="<|endoftext|>",
        eos_token="<|endoftext|>",
        pad_token="<|endoftext|>",
        model_max_length=MAX_TARGET_TOKENS,
    )
    tokenizer.add_tokens(special_tokens(), special_tokens=True)
    tokenizer.set_prefix_tokens(language=language, task="transcribe", predict_timestamps=False)
    return tokenizer


@functools.cache
def _read_vocabulary() -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Ids by token, and the merges in their order, which it takes a second to find out."""
    return TikTokenConverter(str(VOCABULARY)).extract_vocab_merges_from_model(str(VOCABULARY))
