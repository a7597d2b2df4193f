"""Greedy words of a checkpoint (transformers) and of a model folder (CTranslate2).

Both get the same prompt and suppress the same tokens, so that the words differ only by what the
conversion changed. A decoding for people, with fallbacks and times, is the app's business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import tokenizers
import torch
import torch.nn.functional as F
from transformers import WhisperFeatureExtractor, WhisperForConditionalGeneration
from transformers.models.whisper.modeling_whisper import WhisperEncoder

from convert.audio import Sample, compute_features
from convert.checkpoint import Checkpoint
from convert.errors import CheckpointError, ModelFolderError, OptionError

# Half of Whisper's 448 positions, as in openai/whisper; the other half is for a prompt.
MAX_NEW_TOKENS = 224
FULL_N_FRAMES = 3000

OnSample = Callable[[Sample], None]


def transcribe_with_checkpoint(
    checkpoint: Checkpoint, samples: Sequence[Sample], language: str, on_sample: OnSample
) -> list[str]:
    """Greedy text of each sample by transformers, in float32.

    Raises CheckpointError when weights are missing, do not fit or are not finite.
    """
    model = load_checkpoint_model(checkpoint)
    tokenizer = tokenizers.Tokenizer.from_file(str(checkpoint.folder / "tokenizer.json"))
    extractor = WhisperFeatureExtractor.from_pretrained(checkpoint.folder)
    prompt = build_prompt(tokenizer, language)
    texts = []
    for sample in samples:
        on_sample(sample)
        features = compute_features(
            extractor, sample.audio, dynamic_context=checkpoint.dynamic_context
        )
        with torch.inference_mode():
            encoded = encode(model.model.encoder, torch.from_numpy(features))
            tokens = _decode_greedily(model, encoded, prompt)
        texts.append(decode_words(tokenizer, tokens))
    return texts


def transcribe_with_model_folder(
    folder: Path,
    samples: Sequence[Sample],
    language: str,
    on_sample: OnSample,
    *,
    dynamic_context: bool,
) -> list[str]:
    """Greedy text of each sample by CTranslate2; raises ModelFolderError when it does not run."""
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    extractor = WhisperFeatureExtractor.from_pretrained(folder)
    prompt = build_prompt(tokenizer, language)
    texts = []
    try:
        model = ctranslate2.models.Whisper(str(folder), device="cpu")
        for sample in samples:
            on_sample(sample)
            features = compute_features(extractor, sample.audio, dynamic_context=dynamic_context)
            view = ctranslate2.StorageView.from_array(features)
            result = model.generate(
                view, [prompt], beam_size=1, max_length=2 * MAX_NEW_TOKENS, sampling_temperature=0
            )
            texts.append(decode_words(tokenizer, result[0].sequences_ids[0]))
    except (RuntimeError, ValueError) as error:
        raise ModelFolderError(
            folder, [f"CTranslate2 cannot run it ({error}): export it again"]
        ) from error
    return texts


def build_prompt(tokenizer: tokenizers.Tokenizer, language: str) -> list[int]:
    """Token ids that make Whisper write down speech in `language` without timestamps."""
    tokens = ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
    return [_require_id(tokenizer, token) for token in tokens]


def decode_words(tokenizer: tokenizers.Tokenizer, tokens: Sequence[int]) -> str:
    """Text without control and timestamp tokens, which all stand from <|endoftext|> on."""
    end = _require_id(tokenizer, "<|endoftext|>")
    return tokenizer.decode([token for token in tokens if token < end]).strip()


def _require_id(tokenizer: tokenizers.Tokenizer, token: str) -> int:
    token_id = tokenizer.token_to_id(token)
    if token_id is None:
        raise OptionError(f"The tokenizer has no {token}: the model does not know that language.")
    return token_id


def encode(encoder: WhisperEncoder, features: torch.Tensor) -> torch.Tensor:
    """Encoder output [1, n_frames / 2, d_model] of features [1, n_mels, n_frames].

    WORKAROUND: transformers' encoder raises on less than 3000 frames (WhisperEncoder.forward,
    "Whisper expects the mel input features to be of length 3000"), so a shorter context takes the
    same layers with the positions cut to it.
    """
    if features.shape[-1] == FULL_N_FRAMES:
        return encoder(features).last_hidden_state
    return encode_short_context(encoder, features)


def encode_short_context(encoder: WhisperEncoder, features: torch.Tensor) -> torch.Tensor:
    """The encoder's layers on any number of frames up to 3000; at 3000 equal to its forward()."""
    hidden = F.gelu(encoder.conv1(features))
    hidden = F.gelu(encoder.conv2(hidden)).permute(0, 2, 1)
    hidden = hidden + encoder.embed_positions.weight[: hidden.shape[1]]
    for layer in encoder.layers:
        hidden = layer(hidden, None)
    return encoder.layer_norm(hidden)


def load_checkpoint_model(checkpoint: Checkpoint) -> WhisperForConditionalGeneration:
    """The checkpoint in float32; raises CheckpointError as `transcribe_with_checkpoint` does."""
    remedy = "save the checkpoint again, or take an earlier one"
    try:
        loaded: Any = WhisperForConditionalGeneration.from_pretrained(
            checkpoint.folder,
            dtype=torch.float32,
            local_files_only=True,
            use_safetensors=True,
            output_loading_info=True,
        )
        model, report = loaded
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(
            checkpoint.folder, [f"transformers cannot load it ({error}): {remedy}"]
        ) from error
    # transformers fills what is missing with random numbers and only warns.
    missing = sorted(report["missing_keys"])
    if missing:
        listed = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        raise CheckpointError(
            checkpoint.folder, [f"{len(missing)} weights are missing ({listed}): {remedy}"]
        )
    broken = [name for name, p in model.named_parameters() if not torch.isfinite(p).all()]
    if broken:
        raise CheckpointError(
            checkpoint.folder,
            [
                f"{broken[0]} and {len(broken) - 1} more weights hold NaN or infinity, the "
                f"training diverged: {remedy}"
            ],
        )
    return model.eval()


def _decode_greedily(
    model: WhisperForConditionalGeneration, encoded: torch.Tensor, prompt: list[int]
) -> list[int]:
    config = model.generation_config
    suppressed = list(config.suppress_tokens or [])
    suppressed_first = list(config.begin_suppress_tokens or [])
    end = config.eos_token_id if isinstance(config.eos_token_id, int) else config.eos_token_id[0]
    n_new = min(MAX_NEW_TOKENS, model.config.max_target_positions - len(prompt))
    tokens: list[int] = []
    step = torch.tensor([prompt])
    cache = None
    while len(tokens) < n_new:
        output = model.model.decoder(
            input_ids=step, encoder_hidden_states=encoded, past_key_values=cache, use_cache=True
        )
        cache = output.past_key_values
        logits = model.proj_out(output.last_hidden_state[0, -1])
        logits[suppressed] = -torch.inf
        if not tokens:
            logits[suppressed_first] = -torch.inf
        token = int(logits.argmax())
        if token == end:
            break
        tokens.append(token)
        step = torch.tensor([[token]])
    return tokens
