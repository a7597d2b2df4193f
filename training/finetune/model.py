"""Whisper as we train it: any audio context up to 30 s, and an auxiliary CTC head.

`TrainableWhisper` has the weights and names of transformers' WhisperForConditionalGeneration, so
that any Whisper checkpoint loads into it and what it saves loads anywhere. It adds what training
needs: an encoder that takes less than 3000 frames, a character CTC loss on the encoder (Watanabe
et al. 2017, "Hybrid CTC/Attention"), and a softmax over only the tokens that occur.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from transformers import GenerationConfig, WhisperConfig, WhisperForConditionalGeneration
from transformers.modeling_outputs import BaseModelOutput
from transformers.models.whisper.modeling_whisper import (
    WhisperDecoder,
    WhisperDecoderLayer,
    WhisperEncoder,
    WhisperEncoderLayer,
)
from transformers.models.whisper.tokenization_whisper import LANGUAGES

from training.errors import TrainingError
from training.finetune.tokenizer import N_LANGUAGES, build_tokenizer

# Blank first. Upper case is folded; characters outside are left out of the CTC target.
CTC_CHARACTERS = "_ abcdefghijklmnopqrstuvwxyzåäöéü0123456789"
IGNORED_LABEL = -100
WITH_DROPOUT = (WhisperEncoder, WhisperEncoderLayer, WhisperDecoder, WhisperDecoderLayer)


class AnyContextEncoder(WhisperEncoder):
    """Whisper's encoder with its positions cut to the audio that is there.

    input_features: [batch, n_mels, n_frames], n_frames even and at most 3000; gives
    [batch, n_frames / 2, d_model]. At 3000 frames it equals transformers' encoder.
    """

    def forward(
        self, input_features: torch.Tensor, attention_mask: Any = None, **kwargs: Any
    ) -> BaseModelOutput:
        hidden = F.gelu(self.conv1(input_features))
        hidden = F.gelu(self.conv2(hidden)).permute(0, 2, 1)
        hidden = hidden + self.embed_positions.weight[: hidden.shape[1]]
        hidden = F.dropout(hidden, p=self.dropout, training=self.training)
        for layer in self.layers:
            hidden = layer(hidden, None)
        return BaseModelOutput(last_hidden_state=self.layer_norm(hidden))


@dataclass(frozen=True)
class Losses:
    """Mean cross-entropy a target token, mean CTC loss a character, and mean squared difference
    from a teacher's states; None where not computed."""

    attention: torch.Tensor | None
    ctc: torch.Tensor | None
    teacher: torch.Tensor | None = None


class TrainableWhisper(WhisperForConditionalGeneration):
    """Whisper with a context as long as the audio and an optional CTC head."""

    _tied_weights_keys = WhisperForConditionalGeneration._tied_weights_keys
    # transformers' Trainer would otherwise hand us num_items_in_batch and scale the loss twice.
    accepts_loss_kwargs = False

    def __init__(self, config: WhisperConfig) -> None:
        super().__init__(config)
        self.model.encoder = AnyContextEncoder(config)
        self.ctc_head: nn.Linear | None = None
        if getattr(config, "ctc_head", False):
            self.add_ctc_head()
        self.active_tokens: torch.Tensor | None = None
        self.post_init()

    def add_ctc_head(self) -> None:
        """A new head, untrained, which is saved with the model until training is over."""
        self.ctc_head = nn.Linear(self.config.d_model, len(CTC_CHARACTERS))
        self.config.ctc_head = True

    def restrict_softmax(self, token_ids: torch.Tensor | None) -> None:
        """Compute logits and loss over these token ids alone (sorted, 1-D); None lifts it."""
        self.active_tokens = token_ids

    def compute_losses(
        self,
        input_features: torch.Tensor | None = None,
        labels: torch.Tensor | None = None,
        decoder_input_ids: torch.Tensor | None = None,
        ctc_targets: torch.Tensor | None = None,
        ctc_lengths: torch.Tensor | None = None,
        label_smoothing: float = 0.0,
        encoded: torch.Tensor | None = None,
        teacher_states: torch.Tensor | None = None,
        with_attention: bool = True,
    ) -> Losses:
        """Losses of one batch.

        input_features: [batch, n_mels, n_frames], or `encoded`, what the encoder made of them:
        [batch, n_steps, d_model]. labels, decoder_input_ids: [batch, n_tokens],
        labels padded with -100. ctc_targets: [batch, n_characters] of indexes into CTC_CHARACTERS
        padded anyhow, ctc_lengths: [batch]. Give labels or ctc_targets, or both. teacher_states: as
        `decode_states` gives them, of a teacher. The attention loss alone is left out without
        `with_attention`.
        """
        if encoded is None:
            encoded = self.model.encoder(input_features).last_hidden_state
        ctc = None
        if ctc_targets is not None and ctc_lengths is not None:
            ctc = self._ctc_loss(encoded, ctc_targets, ctc_lengths)
        if labels is None or not (with_attention or teacher_states is not None):
            return Losses(None, ctc)
        states = self._decode(encoded, decoder_input_ids, every=teacher_states is not None)
        attention = teacher = None
        if with_attention:
            attention = self._attention_loss(states[-1], labels, label_smoothing)
        if teacher_states is not None:
            keep = labels != IGNORED_LABEL
            difference = torch.stack([state[keep] for state in states]).float()
            teacher = F.mse_loss(difference, teacher_states[:, keep].float())
        return Losses(attention, ctc, teacher)

    def decode_states(
        self, input_features: torch.Tensor, decoder_input_ids: torch.Tensor
    ) -> torch.Tensor:
        """What the decoder makes of its inputs, layer by layer: [n_layers + 1, batch, n_tokens,
        d_model]."""
        encoded = self.model.encoder(input_features).last_hidden_state
        return torch.stack(self._decode(encoded, decoder_input_ids, every=True))

    def _decode(
        self, encoded: torch.Tensor, decoder_input_ids: torch.Tensor | None, every: bool
    ) -> tuple[torch.Tensor, ...]:
        """The decoder's last hidden states, after those of every layer before if `every`."""
        decoded = self.model.decoder(
            input_ids=decoder_input_ids,
            encoder_hidden_states=encoded,
            use_cache=False,
            output_hidden_states=every,
        )
        return decoded.hidden_states if every else (decoded.last_hidden_state,)

    def _ctc_loss(
        self, encoded: torch.Tensor, targets: torch.Tensor, lengths: torch.Tensor
    ) -> torch.Tensor:
        if self.ctc_head is None:
            raise TrainingError("this model has no CTC head: see TrainableWhisper.add_ctc_head")
        log_probs = self.ctc_head(encoded).float().log_softmax(-1).transpose(0, 1)
        n_steps = torch.full((encoded.shape[0],), encoded.shape[1], dtype=torch.long)
        loss = F.ctc_loss(
            log_probs, targets, n_steps, lengths, blank=0, reduction="sum", zero_infinity=True
        )
        return loss / lengths.sum().clamp(min=1)

    def _attention_loss(
        self, hidden: torch.Tensor, labels: torch.Tensor, label_smoothing: float
    ) -> torch.Tensor:
        keep = labels != IGNORED_LABEL
        hidden, wanted = hidden[keep], labels[keep]
        weight = self.proj_out.weight
        if self.active_tokens is not None:
            active = self.active_tokens.to(labels.device)
            weight = weight[active]
            wanted = torch.searchsorted(active, wanted)
        logits = F.linear(hidden, weight).float()
        return F.cross_entropy(logits, wanted, label_smoothing=label_smoothing)

    @wraps(WhisperForConditionalGeneration.forward)  # generate() reads the signature
    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """transformers' forward for generation; the losses when `label_smoothing` is among the
        arguments (so that DDP sees every training step)."""
        if "label_smoothing" in kwargs:
            return self.compute_losses(*args, **kwargs)
        return super().forward(*args, **kwargs)


def set_dropout(model: TrainableWhisper, dropout: float) -> None:
    """Residual dropout of all layers from now on; the saved configuration stays as it was."""
    for module in model.modules():
        if isinstance(module, WITH_DROPOUT):
            module.dropout = dropout


def encode_ctc_target(text: str) -> list[int]:
    """Indexes into CTC_CHARACTERS of the letters, digits and blanks of `text`."""
    return [i for c in text.lower() if (i := CTC_CHARACTERS.find(c)) > 0]


def build_config(
    *,
    d_model: int,
    encoder_layers: int,
    decoder_layers: int,
    n_mels: int = 80,
    ctc_head: bool = True,
) -> WhisperConfig:
    """Configuration of a small Whisper from scratch; heads are 64 wide as in every Whisper."""
    if d_model % 64:
        raise TrainingError(f"d_model must be a multiple of 64 (one attention head), got {d_model}")
    config = WhisperConfig(
        d_model=d_model,
        encoder_layers=encoder_layers,
        decoder_layers=decoder_layers,
        encoder_attention_heads=d_model // 64,
        decoder_attention_heads=d_model // 64,
        encoder_ffn_dim=4 * d_model,
        decoder_ffn_dim=4 * d_model,
        num_mel_bins=n_mels,
        vocab_size=len(build_tokenizer()),
        bos_token_id=50257,
        eos_token_id=50257,
        pad_token_id=50257,
        decoder_start_token_id=50258,
        suppress_tokens=None,
        begin_suppress_tokens=None,
    )
    config.ctc_head = ctc_head
    config.dynamic_context = True
    return config


def build_generation_config() -> GenerationConfig:
    """Defaults of a Swedish model from scratch.

    Unlike OpenAI's it suppresses no punctuation, and lets the first token end the text, since our
    model has seen silence with empty text.
    """
    tokenizer = build_tokenizer()
    ids = tokenizer.convert_tokens_to_ids
    control = ["<|startoftranscript|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>"]
    control += ["<|startofprev|>", "<|nospeech|>"]
    return GenerationConfig(
        is_multilingual=True,
        language="sv",
        task="transcribe",
        return_timestamps=False,
        lang_to_id={f"<|{c}|>": ids(f"<|{c}|>") for c in list(LANGUAGES)[:N_LANGUAGES]},
        task_to_id={"transcribe": ids("<|transcribe|>"), "translate": ids("<|translate|>")},
        no_timestamps_token_id=ids("<|notimestamps|>"),
        max_initial_timestamp_index=50,
        prev_sot_token_id=ids("<|startofprev|>"),
        suppress_tokens=[ids(token) for token in control],
        begin_suppress_tokens=[220],
        decoder_start_token_id=ids("<|startoftranscript|>"),
        bos_token_id=ids("<|endoftext|>"),
        eos_token_id=ids("<|endoftext|>"),
        pad_token_id=ids("<|endoftext|>"),
        max_length=448,
    )


def load_model(checkpoint: Path | str) -> TrainableWhisper:
    """A Whisper checkpoint (folder or hub name) as a TrainableWhisper.

    Raises TrainingError when it is no Whisper or cannot be read.
    """
    try:
        config = WhisperConfig.from_pretrained(checkpoint)
        if config.model_type != "whisper" or not hasattr(config, "num_mel_bins"):
            raise TrainingError(f"{checkpoint} is not a Whisper checkpoint")
        # Some are published in half precision: what is trained must be whole, whatever the steps
        # are computed in.
        return TrainableWhisper.from_pretrained(checkpoint, config=config, dtype=torch.float32)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise TrainingError(
            f"{checkpoint} cannot be loaded as a Whisper checkpoint: {error}. Give a folder with "
            "config.json and model.safetensors, or the name of a Whisper model on the hub."
        ) from error
