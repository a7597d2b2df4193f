import numpy as np
import pytest
import torch
from transformers import WhisperFeatureExtractor

from training.features.logmel import LogMel

TOLERANCE = 1e-4


def speechlike(n_samples: int, seed: int = 0) -> np.ndarray:
    """Tones that glide and fade over noise, so that every mel band and level occurs."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(n_samples) / 16_000
    glide = np.sin(2 * np.pi * (150 + 400 * np.sin(time_s)) * time_s)
    fade = 0.5 + 0.5 * np.sin(2 * np.pi * 0.7 * time_s)
    audio = 0.3 * fade * glide + 10 ** rng.uniform(-4, -2) * rng.standard_normal(n_samples)
    return audio.astype(np.float32)


def extract(audio: np.ndarray, n_mels: int, padding: str | bool) -> np.ndarray:
    extractor = WhisperFeatureExtractor(feature_size=n_mels)
    features = extractor(audio, sampling_rate=16_000, return_tensors="np", padding=padding)
    return features.input_features[0]


@pytest.mark.parametrize("n_mels", [80, 128])
@pytest.mark.parametrize("duration_s", [0.3, 4.0, 30.0])
def test_padded_to_30_s_equals_transformers(n_mels: int, duration_s: float) -> None:
    audio = speechlike(round(duration_s * 16_000))
    padded = np.zeros((1, 480_000), np.float32)
    padded[0, : audio.size] = audio
    ours = LogMel(n_mels)(torch.from_numpy(padded))[0].numpy()
    assert ours.shape == (n_mels, 3000)
    np.testing.assert_allclose(ours, extract(audio, n_mels, "max_length"), atol=TOLERANCE)


@pytest.mark.parametrize("n_mels", [80, 128])
@pytest.mark.parametrize("n_samples", [201, 400, 1600, 16_000, 16_079, 50_123])
def test_unpadded_equals_transformers_to_the_edges(n_mels: int, n_samples: int) -> None:
    audio = speechlike(n_samples)
    ours = LogMel(n_mels)(torch.from_numpy(audio[None]))[0].numpy()
    assert ours.shape == (n_mels, n_samples // 160)
    np.testing.assert_allclose(ours, extract(audio, n_mels, "longest"), atol=TOLERANCE)


def test_numpy_path_of_transformers_agrees_too() -> None:
    """Users' faster-whisper computes in numpy, not torch."""
    audio = speechlike(64_000)
    reference = WhisperFeatureExtractor()._np_extract_fbank_features(audio[None], "cpu")[0]
    ours = LogMel(80)(torch.from_numpy(audio[None]))[0].numpy()
    np.testing.assert_allclose(ours, reference, atol=TOLERANCE)


def test_rows_of_a_batch_do_not_touch_each_other() -> None:
    rows = np.stack([speechlike(20_000), 0.001 * speechlike(20_000, 1), np.zeros(20_000, "f")])
    log_mel = LogMel(80)
    together = log_mel(torch.from_numpy(rows))
    for row, features in zip(rows, together):
        alone = log_mel(torch.from_numpy(row[None]))[0]
        torch.testing.assert_close(features, alone, atol=1e-6, rtol=0)


def test_too_short_or_unbatched_audio_is_refused() -> None:
    with pytest.raises(ValueError, match="201"):
        LogMel(80)(torch.zeros(1, 200))
    with pytest.raises(ValueError, match="n_samples"):
        LogMel(80)(torch.zeros(16_000))


def test_holds_nothing_to_save() -> None:
    assert not LogMel(80).state_dict() and not list(LogMel(80).parameters())
