"""Log-mel spectrograms as Whisper expects them, computed in batches while training."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers.audio_utils import mel_filter_bank

from training.features.cleaning import SAMPLE_RATE

N_FFT = 400
HOP_LENGTH = 160
# Reflect padding mirrors half a window at each edge, and needs one sample more than that.
MIN_SAMPLES = N_FFT // 2 + 1


class LogMel(nn.Module):
    """float32 [batch, n_samples] at 16 kHz → float32 [batch, n_mels, n_samples // 160].

    Equal to transformers' WhisperFeatureExtractor on audio of the same padded length (the recipe
    is openai/whisper's audio.py): Hann window of 25 ms, hop of 10 ms, reflect padding, Slaney mel
    filters, log10 of the power, clamped to 8 below the row's own maximum, then (x + 4) / 4. As the
    maximum is the whole row's, pad rows before, and alike in training and in use. Raises
    ValueError for fewer than 201 samples. Runs on the device of its buffers; has no parameters.
    """

    window: Tensor
    filters: Tensor

    def __init__(self, n_mels: int) -> None:
        super().__init__()
        filters = mel_filter_bank(
            num_frequency_bins=N_FFT // 2 + 1,
            num_mel_filters=n_mels,
            min_frequency=0.0,
            max_frequency=SAMPLE_RATE / 2,
            sampling_rate=SAMPLE_RATE,
            norm="slaney",
            mel_scale="slaney",
        )
        # Not in the state dict: they follow from n_mels.
        self.register_buffer("filters", torch.from_numpy(filters.T).float(), persistent=False)
        self.register_buffer("window", torch.hann_window(N_FFT), persistent=False)

    @torch.no_grad()
    def forward(self, audio: Tensor) -> Tensor:
        if audio.ndim != 2 or audio.shape[1] < MIN_SAMPLES:
            raise ValueError(
                f"audio must be [batch, n_samples ≥ {MIN_SAMPLES}], got {tuple(audio.shape)}"
            )
        spectrum = torch.stft(audio, N_FFT, HOP_LENGTH, window=self.window, return_complex=True)
        power = spectrum[..., :-1].abs() ** 2
        log_mel = (self.filters @ power).clamp(min=1e-10).log10()
        loudest = log_mel.amax(dim=(1, 2), keepdim=True)
        return (torch.maximum(log_mel, loudest - 8.0) + 4.0) / 4.0
