"""Reads a Hugging Face Whisper checkpoint and names everything that stops its conversion.

Only looks at the folder (docs/checkpoint.md); the weights are loaded in greedy.py.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tokenizers
from safetensors import SafetensorError, safe_open

from convert.errors import CheckpointError

# A Whisper vocabulary of 51,864 tokens is English only; CTranslate2 tells them apart by size too.
MIN_MULTILINGUAL_TOKENS = 51865
CONTROL_TOKENS = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startofprev|>",
    "<|notimestamps|>",
)
FROM_BASE = "copy it from the folder of the model that the training started from"
WEIGHTS = "model.safetensors"
WEIGHTS_INDEX = "model.safetensors.index.json"


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint whose files are all there and fit together.

    language is the language code that its generation_config.json names, None where it names none.
    """

    folder: Path
    n_mels: int
    dynamic_context: bool
    language: str | None
    known_languages: tuple[str, ...]


def read_checkpoint(folder: Path) -> Checkpoint:
    """Checkpoint at `folder`; raises CheckpointError naming each fault and its remedy."""
    if not folder.is_dir():
        raise CheckpointError(folder, ["there is no such folder; check the path"])
    if not any(folder.iterdir()):
        raise CheckpointError(folder, ["the folder is empty; give the folder that training wrote"])
    faults: list[str] = []
    config = _read_config(folder, faults)
    if config is None:
        raise CheckpointError(folder, faults)
    _check_weights(folder, config, faults)
    language_ids = _check_generation_config(folder, faults)
    _check_tokenizer(folder, int(config.get("vocab_size", 0)), language_ids, faults)
    _check_preprocessor(folder, int(config["num_mel_bins"]), faults)
    if faults:
        raise CheckpointError(folder, faults)
    known = tuple(token.strip("<|>") for token in language_ids)
    return Checkpoint(
        folder=folder,
        n_mels=int(config["num_mel_bins"]),
        dynamic_context=config.get("dynamic_context") is True,
        language=_default_language(folder, known),
        known_languages=known,
    )


def _read_json(path: Path, faults: list[str], remedy: str) -> dict[str, Any] | None:
    if not path.is_file():
        faults.append(f"{path.name} is missing: {remedy}")
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path.name} is damaged ({error}): {remedy}")
        return None
    if not isinstance(content, dict):
        faults.append(f"{path.name} holds no JSON object: {remedy}")
        return None
    return content


def _read_config(folder: Path, faults: list[str]) -> dict[str, Any] | None:
    remedy = "give a folder saved by save_pretrained() of a Hugging Face Whisper"
    config = _read_json(folder / "config.json", faults, remedy)
    if config is None:
        return None
    if config.get("model_type") != "whisper":
        kind = config.get("model_type") or "of no named kind"
        faults.append(f"config.json says that the model is {kind}, not whisper: {remedy}")
        return None
    if not isinstance(config.get("num_mel_bins"), int):
        faults.append(f"config.json does not say num_mel_bins: {remedy}")
        return None
    return config


def _check_weights(folder: Path, config: dict[str, Any], faults: list[str]) -> None:
    remedy = "copy it again, or save the checkpoint again"
    if (folder / WEIGHTS).is_file():
        files = [WEIGHTS]
    elif (folder / WEIGHTS_INDEX).is_file():
        index = _read_json(folder / WEIGHTS_INDEX, faults, remedy)
        files = sorted(set(((index or {}).get("weight_map") or {}).values()))
    elif (folder / "pytorch_model.bin").is_file():
        faults.append(
            f"the weights are in pytorch_model.bin, an old format that can run code: load them "
            f"with transformers and save_pretrained() to get {WEIGHTS}"
        )
        return
    else:
        faults.append(f"{WEIGHTS} is missing: give the folder in which training left its weights")
        return
    conv1_shape: list[int] | None = None
    for name in files:
        try:
            with safe_open(str(folder / name), framework="numpy") as weights:
                for key in weights.keys():  # noqa: SIM118 (safe_open is no mapping)
                    if key.endswith("encoder.conv1.weight"):
                        conv1_shape = list(weights.get_slice(key).get_shape())
        except FileNotFoundError:
            faults.append(f"{name} is missing: {remedy}")
            return
        except SafetensorError as error:
            faults.append(f"{name} is truncated or damaged ({error}): {remedy}")
            return
    if conv1_shape is None:
        faults.append(f"{WEIGHTS} holds no Whisper encoder: give a Whisper checkpoint")
    elif conv1_shape[1] != config["num_mel_bins"]:
        faults.append(
            f"the encoder takes {conv1_shape[1]} mels but config.json says "
            f"{config['num_mel_bins']}: the files come from different models"
        )


def _check_generation_config(folder: Path, faults: list[str]) -> dict[str, int]:
    """Token id of each language token, such as {"<|sv|>": 50273}; empty after a fault."""
    generation = _read_json(folder / "generation_config.json", faults, FROM_BASE)
    if generation is None:
        return {}
    language_ids = generation.get("lang_to_id")
    if not isinstance(language_ids, dict) or not language_ids:
        # The converter's fallback finds none either: transformers 5 tokenizers have no
        # additional_special_tokens, so language detection would fail in the app.
        faults.append(f"generation_config.json has no lang_to_id: {FROM_BASE}")
        return {}
    return language_ids


def _check_tokenizer(
    folder: Path, vocab_size: int, language_ids: dict[str, int], faults: list[str]
) -> None:
    if not (folder / "tokenizer_config.json").is_file():
        faults.append(f"tokenizer_config.json is missing: {FROM_BASE}")
    path = folder / "tokenizer.json"
    if not path.is_file():
        faults.append(f"tokenizer.json is missing: {FROM_BASE}")
        return
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises Exception itself
        faults.append(f"tokenizer.json is damaged ({error}): {FROM_BASE}")
        return
    if vocab_size < MIN_MULTILINGUAL_TOKENS:
        faults.append(
            f"the model knows {vocab_size} tokens and is English only: "
            "start from a multilingual Whisper"
        )
    # The converter numbers the tokens by their order, and appends the timestamps where the
    # tokenizer has none: any other number of tokens would shift or misname some.
    ids = sorted(tokenizer.get_vocab().values())
    n_without_timestamps = (tokenizer.token_to_id("<|notimestamps|>") or 0) + 1
    if ids != list(range(len(ids))) or len(ids) not in (n_without_timestamps, vocab_size):
        faults.append(
            f"tokenizer.json has {len(ids)} tokens that do not fit the model's {vocab_size}: "
            f"{FROM_BASE}"
        )
    missing = [t for t in CONTROL_TOKENS if tokenizer.token_to_id(t) is None]
    wrong = [t for t, token_id in language_ids.items() if tokenizer.token_to_id(t) != token_id]
    if missing or wrong:
        faults.append(
            f"tokenizer.json does not agree with the model on {', '.join(missing + wrong[:3])}: "
            f"{FROM_BASE}"
        )


def _check_preprocessor(folder: Path, n_mels: int, faults: list[str]) -> None:
    remedy = FROM_BASE
    if (folder / "processor_config.json").is_file():
        remedy = (
            "WhisperProcessor.save_pretrained() does not write it; call "
            "processor.feature_extractor.save_pretrained() on the folder too"
        )
    preprocessor = _read_json(folder / "preprocessor_config.json", faults, remedy)
    if preprocessor is not None and preprocessor.get("feature_size") != n_mels:
        faults.append(
            f"preprocessor_config.json says {preprocessor.get('feature_size')} mels but the model "
            f"takes {n_mels}: {FROM_BASE}"
        )


def _default_language(folder: Path, known: tuple[str, ...]) -> str | None:
    """Language code in generation_config.json, which may write it sv, <|sv|> or swedish."""
    generation = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))
    named = generation.get("language")
    if not isinstance(named, str):
        return None
    code = named.lower().strip("<|>")
    if code not in known:
        from transformers.models.whisper.tokenization_whisper import TO_LANGUAGE_CODE

        code = TO_LANGUAGE_CODE.get(code, code)
    return code if code in known else None
