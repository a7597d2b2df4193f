"""Audio for the verification: files in, log-mel windows out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from transformers import WhisperFeatureExtractor

from convert.errors import SampleError

SAMPLE_RATE = 16_000
HOP_SAMPLES = 160
WINDOW_SAMPLES = 30 * SAMPLE_RATE
# A model for short contexts was trained on at least a second, with some silence at the end.
MIN_SAMPLES = SAMPLE_RATE
TAIL_SAMPLES = SAMPLE_RATE // 4
BUNDLED_SAMPLES = Path(__file__).parent.parent / "assets" / "sample"


@dataclass(frozen=True)
class Sample:
    """The first 30 s of an audio file: mono float32 in [-1, 1] at 16 kHz, shape [n_samples]."""

    name: str
    audio: np.ndarray


def find_bundled_samples() -> list[Path]:
    """The sample recordings that come with the project, none where there is no assets folder."""
    return sorted(BUNDLED_SAMPLES.glob("*.flac"))


def read_sample(path: Path) -> Sample:
    """The first 30 s of any audio file that PyAV reads; raises SampleError."""
    from faster_whisper import decode_audio

    try:
        audio = decode_audio(str(path), sampling_rate=SAMPLE_RATE)
    except (OSError, ValueError, IndexError, RuntimeError) as error:
        raise SampleError(
            f"{path} cannot be read as audio ({error}). Give another file with --sample."
        ) from error
    if not len(audio):
        raise SampleError(f"{path} holds no sound. Give another file with --sample.")
    return Sample(path.name, np.asarray(audio[:WINDOW_SAMPLES], dtype=np.float32))


def compute_features(
    extractor: WhisperFeatureExtractor, audio: np.ndarray, *, dynamic_context: bool
) -> np.ndarray:
    """Log-mel of one sample: float32 [1, n_mels, n_frames].

    n_frames is 3000 unless dynamic_context, where it is even and as long as the audio.
    """
    if not dynamic_context:
        features = extractor(audio, sampling_rate=SAMPLE_RATE, return_tensors="np")
        return features.input_features
    n_frames = choose_n_frames(len(audio), extractor.feature_size)
    padded = np.zeros(n_frames * HOP_SAMPLES, dtype=np.float32)
    padded[: len(audio)] = audio
    features = extractor(
        padded, sampling_rate=SAMPLE_RATE, padding="do_not_pad", return_tensors="np"
    )
    return features.input_features


def choose_n_frames(n_samples: int, n_mels: int) -> int:
    """Even number of mel frames for a short context, 100 to 3000."""
    n_samples = min(max(n_samples + TAIL_SAMPLES, MIN_SAMPLES), WINDOW_SAMPLES)
    n_frames = 2 * -(-n_samples // (2 * HOP_SAMPLES))
    # CTranslate2 takes an encoder output of n_mels steps for mel input and encodes it again.
    return n_frames + 2 if n_frames == 2 * n_mels else n_frames
