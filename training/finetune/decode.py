"""Greedy decoding of a batch with any audio context, for evaluation and scoring."""

from __future__ import annotations

import numpy as np
import torch
from transformers import (
    LogitsProcessorList,
    PreTrainedTokenizerBase,
    WhisperForConditionalGeneration,
)
from transformers.generation import GenerationMixin
from transformers.generation.logits_process import LogitsProcessor
from transformers.modeling_outputs import BaseModelOutput

# A second of Swedish is rarely more than eight tokens; twice that stops a loop early.
MAX_TOKENS_PER_S = 16
FRAMES_PER_S = 100
MIN_NEW_TOKENS = 16


class OnlyTokens(LogitsProcessor):
    """Leaves only `token_ids` (sorted, 1-D) to choose from: a model trained on a restricted
    softmax has random scores for all others."""

    def __init__(self, token_ids: torch.Tensor) -> None:
        self.token_ids = token_ids

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        masked = torch.full_like(scores, -torch.inf)
        masked[:, self.token_ids] = scores[:, self.token_ids]
        return masked


@torch.inference_mode()
def transcribe_batch(
    model: WhisperForConditionalGeneration,
    tokenizer: PreTrainedTokenizerBase,
    features: list[np.ndarray],
) -> list[str]:
    """Texts of a batch of log-mels.

    features: float32 [n_mels, n_frames] each, n_frames even; shorter ones are padded to the
    longest with their own lowest value, which is what digital silence looks like. Generation
    defaults (language, task, suppressed tokens) come from the model's generation_config.
    """
    n_frames = max(mel.shape[1] for mel in features)
    batch = np.stack(
        [np.pad(m, ((0, 0), (0, n_frames - m.shape[1])), constant_values=m.min()) for m in features]
    )
    encoded = model.model.encoder(torch.from_numpy(batch).to(model.device, model.dtype))
    limit = MIN_NEW_TOKENS + MAX_TOKENS_PER_S * n_frames // FRAMES_PER_S
    prompt = torch.tensor([tokenizer.prefix_tokens]).expand(len(features), -1).to(model.device)
    active = getattr(model, "active_tokens", None)
    processors = LogitsProcessorList([] if active is None else [OnlyTokens(active)])
    generated = GenerationMixin.generate(
        model,
        encoder_outputs=BaseModelOutput(last_hidden_state=encoded.last_hidden_state),
        decoder_input_ids=prompt,
        attention_mask=torch.ones(len(features), n_frames, device=model.device),
        logits_processor=processors,
        do_sample=False,
        num_beams=1,
        max_length=min(model.config.max_target_positions, prompt.shape[1] + limit),
    )
    # In every Whisper the tokens of text come first; not every tokenizer knows which are special.
    end = tokenizer.eos_token_id
    rows = [[i for i in row if i < end] for row in generated.tolist()]
    return [text.strip() for text in tokenizer.batch_decode(rows)]
