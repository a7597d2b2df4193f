"""What espeak-ng says and what is added to it."""

import os
from pathlib import Path

import numpy as np
import pytest

from training.corpus.speech import (
    SAMPLE_RATE,
    make_silence,
    place_in_quiet,
    read_espeak_version,
    speak,
    trim_silence,
)
from training.corpus.voices import TEST_VOICES, TRAINING_VOICES, Delivery, default_delivery
from training.errors import CorpusError

SENTENCE = "Sjuksköterskan ringde i går."


def test_speech_is_audible_and_as_long_as_speech_is() -> None:
    samples = speak(SENTENCE, default_delivery())
    assert samples.dtype == np.float32
    assert 1.0 < samples.size / SAMPLE_RATE < 3.0
    assert 0.05 < np.abs(samples).max() <= 1.1


@pytest.mark.slow
def test_every_voice_is_there_and_no_two_sound_alike() -> None:
    spoken = {
        voice: speak("Hej på dig.", Delivery(voice, 175, 50)).tobytes()
        for voice in ("sv", *TRAINING_VOICES, *TEST_VOICES)
    }
    assert all(len(samples) > SAMPLE_RATE for samples in spoken.values())
    assert len(set(spoken.values())) == len(spoken)


def test_rate_and_pitch_change_the_speech() -> None:
    slow = speak(SENTENCE, Delivery("sv", 130, 50))
    fast = speak(SENTENCE, Delivery("sv", 210, 50))
    assert slow.size > 1.3 * fast.size
    high = speak(SENTENCE, Delivery("sv", 210, 80))
    assert high.tobytes() != fast.tobytes()


def test_swedish_letters_reach_espeak() -> None:
    assert speak("Å ä ö.", default_delivery()).size != speak("A a o.", default_delivery()).size


def test_an_unknown_voice_is_an_error() -> None:
    with pytest.raises(CorpusError, match="xx"):
        speak(SENTENCE, Delivery("xx", 175, 50))


def test_a_missing_espeak_names_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for call in (read_espeak_version, lambda: speak(SENTENCE, default_delivery())):
        with pytest.raises(CorpusError, match="sudo apt-get install espeak-ng wswedish"):
            call()


def test_a_broken_espeak_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "espeak-ng"
    broken.write_text("#!/bin/sh\necho trasig >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(CorpusError, match="trasig"):
        speak(SENTENCE, default_delivery())
    with pytest.raises(CorpusError, match="does not give its version"):
        read_espeak_version()


def test_silence_is_cut_from_the_edges_alone() -> None:
    tone = np.full(1000, 0.5, np.float32)
    quiet = np.zeros(8000, np.float32)
    samples = trim_silence(np.concatenate([quiet, tone, quiet, tone, quiet]))
    assert samples.size == 1000 + 8000 + 1000 + 2 * 320
    assert trim_silence(quiet).size == 0


def test_levels_and_pauses_vary_within_their_bounds() -> None:
    speech = np.sin(np.arange(SAMPLE_RATE) / 5).astype(np.float32)
    peaks, seconds, levels_before = [], [], []
    for seed in range(60):
        samples, n_before = place_in_quiet(speech, np.random.default_rng(seed))
        assert samples.dtype == np.float32
        found = np.correlate(samples, speech, mode="valid").argmax()
        assert found == n_before <= 0.4 * SAMPLE_RATE
        peaks.append(20 * np.log10(np.abs(samples).max()))
        seconds.append(samples.size / SAMPLE_RATE - 1)
        levels_before.append(np.abs(samples[:50]).max())
    assert -20.1 < min(peaks) < -17
    assert -6 < max(peaks) < -2.9
    assert min(seconds) < 0.2
    assert 0.7 < max(seconds) <= 0.9
    assert any(level == 0 for level in levels_before)


def test_silence_is_of_many_sorts_and_within_its_bounds() -> None:
    n_flat = 0
    seconds = []
    for seed in range(40):
        samples = make_silence(np.random.default_rng(seed))
        assert samples.dtype == np.float32
        assert np.isfinite(samples).all()
        assert np.abs(samples).max() <= 0.26
        seconds.append(samples.size / SAMPLE_RATE)
        n_flat += not samples.any()
    assert 1 <= min(seconds) < 5
    assert 22 < max(seconds) <= 28
    assert 3 <= n_flat <= 20
