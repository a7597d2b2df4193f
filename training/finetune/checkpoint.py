"""Writes a checkpoint that transformers, convert and scoring can all read."""

from __future__ import annotations

import shutil
from pathlib import Path

from transformers import (
    AutoTokenizer,
    GenerationConfig,
    PreTrainedTokenizerBase,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
)

from training.errors import TrainingError
from training.finetune.kept import flush_folder
from training.finetune.model import TrainableWhisper

WEIGHTS_OF_TRAINING = "ctc_head."


def load_tokenizer(checkpoint: Path | str) -> PreTrainedTokenizerBase:
    """The checkpoint's own tokenizer, told to write Swedish."""
    try:
        tokenizer = AutoTokenizer.from_pretrained(checkpoint)
        tokenizer.set_prefix_tokens(language="sv", task="transcribe", predict_timestamps=False)
    except (OSError, ValueError, AttributeError) as error:
        raise TrainingError(f"{checkpoint} has no Whisper tokenizer: {error}") from error
    return tokenizer


def speak_swedish(config: GenerationConfig) -> GenerationConfig:
    """The base's own generation configuration (alignment heads, suppressed tokens and all) with
    Swedish and transcription as what is done when nothing else is asked for."""
    table = config.to_dict()
    table.pop("forced_decoder_ids", None)
    return GenerationConfig.from_dict(table | {"language": "sv", "task": "transcribe"})


def save_checkpoint(
    model: TrainableWhisper, tokenizer: PreTrainedTokenizerBase, folder: Path
) -> None:
    """A complete checkpoint without what only training needs, moved into place whole."""
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    state = {k: v for k, v in model.state_dict().items() if not k.startswith(WEIGHTS_OF_TRAINING)}
    state.pop("proj_out.weight")  # tied to the token embedding
    config = model.config.to_dict()
    config.pop("ctc_head", None)
    # OpenAI's older files force a language here; a generation configuration says it better.
    config.pop("forced_decoder_ids", None)
    plain_config = type(model.config).from_dict(config)
    plain_config.architectures = ["WhisperForConditionalGeneration"]
    with_plain_config = WhisperForConditionalGeneration(plain_config)
    missing, unexpected = with_plain_config.load_state_dict(state, strict=False)
    assert not unexpected and set(missing) <= {"proj_out.weight"}, (missing, unexpected)
    with_plain_config.tie_weights()
    with_plain_config.generation_config = speak_swedish(model.generation_config)
    with_plain_config.save_pretrained(unfinished)
    tokenizer.save_pretrained(unfinished)
    # WhisperProcessor.save_pretrained leaves preprocessor_config.json out.
    WhisperFeatureExtractor(feature_size=model.config.num_mel_bins).save_pretrained(unfinished)
    flush_folder(unfinished)
    if folder.exists():
        shutil.rmtree(folder)
    unfinished.rename(folder)
