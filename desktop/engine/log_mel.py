"""Makes the log-mel that Whisper's encoder takes, of as much audio as the model wants to see."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ

HOP_SAMPLES = 160  # one log-mel frame
STEP_SAMPLES = 320  # one step of the encoder
WINDOW_SAMPLES = 30 * SAMPLE_RATE_HZ
MIN_CONTEXT_SAMPLES = SAMPLE_RATE_HZ  # the shortest audio that dynamic-context models are given
END_PADDING_SAMPLES = 1_600  # 0.1 s of silence at least
CONTEXT_STEPS_S = ((6.0, 0.5), (12.0, 1.0), (math.inf, 2.0))  # up to here, by such steps


class LogMel:
    """`options` are FeatureExtractor's, as preprocessor_config.json gives them.

    With `dynamic_context` only the audio that is there, else always 30 s.
    """

    def __init__(self, options: dict[str, int], dynamic_context: bool) -> None:
        self._extractor = FeatureExtractor(**options)
        self._dynamic_context = dynamic_context
        self.n_mels: int = self._extractor.mel_filters.shape[0]

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 samples, at most 30 s, to float32 of shape (1, n_mels, n_frames)."""
        n_samples = WINDOW_SAMPLES
        if self._dynamic_context:
            n_samples = plan_context(len(samples))
        padded = np.zeros(n_samples, np.float32)
        padded[: len(samples)] = samples[:n_samples]
        return np.ascontiguousarray(self._extractor(padded, padding=0)[None], np.float32)


def plan_context(n_samples: int) -> int:
    """How many samples to encode for an utterance of `n_samples`, silence at its end included.

    A few lengths only, so that utterances can be encoded and decoded together. None of them makes
    2 n_mels or 2 n_mels - 1 frames, for 80 or 128 mels: CTranslate2 takes an encoder output of
    n_mels steps for log-mel, and encodes it a second time.
    """
    wanted_s = (n_samples + END_PADDING_SAMPLES) / SAMPLE_RATE_HZ
    step_s = next(step_s for up_to_s, step_s in CONTEXT_STEPS_S if wanted_s <= up_to_s)
    planned = int(math.ceil(wanted_s / step_s) * step_s * SAMPLE_RATE_HZ)
    return min(WINDOW_SAMPLES, max(MIN_CONTEXT_SAMPLES, planned))


def read_mel_options(folder: Path) -> dict[str, int]:
    """FeatureExtractor's arguments from preprocessor_config.json. Raises OSError, ValueError."""
    names = ("feature_size", "sampling_rate", "hop_length", "chunk_length", "n_fft")
    config = json.loads((folder / "preprocessor_config.json").read_text("utf-8"))
    return {name: config[name] for name in names if name in config}
