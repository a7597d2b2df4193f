"""Tiny random Whispers in the files and configurations that others publish theirs in.

OpenAI's multilingual models (51,865 tokens, <|nocaptions|>, 80 mels), large-v3 (51,866 with
Cantonese, <|nospeech|>, 128 mels, half precision) and KBLab's KB-Whisper, which has OpenAI's
layout and, in some copies, no tokenizer.json but the older vocab.json and merges.txt.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import torch
from transformers import (
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperTokenizerFast,
)
from transformers.convert_slow_tokenizer import TikTokenConverter

from training.finetune.tokenizer import VOCABULARY, special_tokens

LAYOUTS = ("openai", "openai-large-v3", "kb-whisper")


def make_base(folder: Path, layout: str) -> Path:
    """A checkpoint of one layer in `folder`, in one of LAYOUTS."""
    v3 = layout == "openai-large-v3"
    special = special_tokens()
    if v3:
        special.insert(special.index("<|translate|>"), "<|yue|>")
    else:
        special[special.index("<|nospeech|>")] = "<|nocaptions|>"
    ids = {token: 50257 + i for i, token in enumerate(special)}
    config = WhisperConfig(
        d_model=64,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=1,
        decoder_attention_heads=1,
        encoder_ffn_dim=128,
        decoder_ffn_dim=128,
        num_mel_bins=128 if v3 else 80,
        vocab_size=51866 if v3 else 51865,
        pad_token_id=50257,
        bos_token_id=50257,
        eos_token_id=50257,
        decoder_start_token_id=50258,
    )
    torch.manual_seed(0)
    model = WhisperForConditionalGeneration(config)
    # What it says is one token and the end, so that tests need not wait for 448.
    decoder = model.model.decoder
    end = decoder.embed_tokens.weight.data[50257].normal_(std=0.02)  # 0, as it stands for padding
    decoder.layer_norm.bias.data = 8 * end / end.square().sum()
    if v3:
        model.half()
    model.save_pretrained(folder)
    prompt = [[1, ids["<|sv|>"]], [2, ids["<|transcribe|>"]], [3, ids["<|notimestamps|>"]]]
    # What earlier transformers wrote into config.json and this one keeps elsewhere.
    _amend(
        folder / "config.json",
        forced_decoder_ids=prompt,
        suppress_tokens=[],
        begin_suppress_tokens=[220, 50257],
        max_length=448,
        torch_dtype="float16" if v3 else "float32",
    )
    (folder / "generation_config.json").unlink(missing_ok=True)
    _amend(
        folder / "generation_config.json",
        alignment_heads=[[0, 0]],
        begin_suppress_tokens=[220, 50257],
        bos_token_id=50257,
        decoder_start_token_id=50258,
        eos_token_id=50257,
        forced_decoder_ids=[[1, None], [2, ids["<|transcribe|>"]]],
        is_multilingual=True,
        lang_to_id={t: i for t, i in ids.items() if 50258 < i < ids["<|translate|>"]},
        max_initial_timestamp_index=50,
        max_length=448,
        no_timestamps_token_id=ids["<|notimestamps|>"],
        pad_token_id=50257,
        prev_sot_token_id=ids["<|startofprev|>"],
        return_timestamps=False,
        suppress_tokens=[1, 2, 7, 8, 9, ids["<|startofprev|>"]],
        task_to_id={"transcribe": ids["<|transcribe|>"], "translate": ids["<|translate|>"]},
        transformers_version="4.31.0.dev0",
    )
    _save_tokenizer(folder, special, with_tokenizer_json=layout != "kb-whisper")
    WhisperFeatureExtractor(feature_size=config.num_mel_bins).save_pretrained(folder)
    return folder


def _save_tokenizer(folder: Path, special: list[str], *, with_tokenizer_json: bool) -> None:
    vocabulary, merges = _read_vocabulary()
    end = "<|endoftext|>"
    if with_tokenizer_json:
        tokenizer = WhisperTokenizerFast(
            vocab=dict(vocabulary),
            merges=list(merges),
            unk_token=end,
            bos_token=end,
            eos_token=end,
            pad_token=end,
            model_max_length=1024,
        )
        tokenizer.add_tokens(special, special_tokens=True)
        tokenizer.save_pretrained(folder)
        return
    listed = {**vocabulary, end: 50257}
    (folder / "vocab.json").write_text(json.dumps(listed), encoding="utf-8")
    lines = [" ".join(merge) for merge in merges]
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *lines, ""]), encoding="utf-8")
    added = {str(50257 + i): token for i, token in enumerate(special)}
    decoder = {
        i: {"content": t, "special": not t[2].isdigit(), "lstrip": False, "rstrip": False}
        | {"normalized": False, "single_word": False}
        for i, t in added.items()
    }
    named = {"bos_token": end, "eos_token": end, "pad_token": end, "unk_token": end}
    (folder / "normalizer.json").write_text("{}")
    _amend(folder / "added_tokens.json", **{t: int(i) for i, t in added.items()})
    _amend(folder / "special_tokens_map.json", **named)
    _amend(
        folder / "tokenizer_config.json",
        tokenizer_class="WhisperTokenizer",
        added_tokens_decoder=decoder,
        **named,
    )


@functools.cache
def _read_vocabulary() -> tuple[dict[str, int], list[tuple[str, str]]]:
    return TikTokenConverter(str(VOCABULARY)).extract_vocab_merges_from_model(str(VOCABULARY))


def _amend(path: Path, **changes: Any) -> None:
    table = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(table | changes), encoding="utf-8")
