"""Speaks text with espeak-ng and makes the sounds in which nobody speaks: 16 kHz mono float32."""

import io
import shutil
import subprocess
import wave

import numpy as np
import soxr
from numpy.typing import NDArray

from training.corpus.voices import Delivery
from training.errors import CorpusError

SAMPLE_RATE = 16_000
Samples = NDArray[np.float32]
_INSTALL_HINT = "Install it with: sudo apt-get install espeak-ng wswedish"
_QUIET = 10 ** (-50 / 20)  # below this, espeak-ng's own edges count as silence
_SILENCE_KINDS = ("silence", "silence", "white", "pink", "brown", "hum", "clicks", "tones")


def read_espeak_version() -> str:
    """The version that espeak-ng gives, such as "1.51". Raises CorpusError without espeak-ng."""
    if shutil.which("espeak-ng") is None:
        raise CorpusError(f"The speech synthesiser espeak-ng is not installed. {_INSTALL_HINT}")
    answer = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=False)
    _, _, rest = answer.stdout.partition("text-to-speech:")
    version = rest.split()
    if answer.returncode != 0 or not version:
        raise CorpusError(f"espeak-ng does not give its version. {_INSTALL_HINT}")
    return version[0]


def speak(spoken: str, delivery: Delivery) -> Samples:
    """`spoken` in a voice, without silence at its edges. Raises CorpusError where that fails."""
    return trim_silence(speak_whole(spoken, delivery))


def speak_whole(spoken: str, delivery: Delivery) -> Samples:
    """`spoken` in a voice, as espeak-ng gives it. Raises CorpusError where that fails."""
    command = ["espeak-ng", "-v", delivery.voice, "-s", str(delivery.rate_wpm)]
    command += ["-p", str(delivery.pitch), "-z", "-b", "1", "--stdin", "--stdout"]
    try:
        answer = subprocess.run(command, input=spoken.encode(), capture_output=True, check=False)
    except FileNotFoundError as error:
        raise CorpusError(
            f"The speech synthesiser espeak-ng is not installed. {_INSTALL_HINT}"
        ) from error
    if answer.returncode != 0 or answer.stderr:
        reason = answer.stderr.decode(errors="replace").strip() or f"exit {answer.returncode}"
        raise CorpusError(f"espeak-ng could not speak in the voice {delivery.voice}: {reason}")
    with wave.open(io.BytesIO(answer.stdout)) as recording:
        rate = recording.getframerate()
        # On a pipe the header names more frames than there are; what is there is read.
        pcm = np.frombuffer(recording.readframes(recording.getnframes()), dtype="<i2")
    samples = soxr.resample(pcm.astype(np.float32) / 32768, rate, SAMPLE_RATE, quality="HQ")
    return np.asarray(samples, dtype=np.float32)


def trim_silence(samples: Samples) -> Samples:
    """Without the quiet (under -50 dBFS) at either end, 20 ms kept at each."""
    return samples[find_sound(samples)]


def find_sound(samples: Samples) -> slice:
    """What `trim_silence` keeps."""
    loud = np.flatnonzero(np.abs(samples) > _QUIET)
    if not loud.size:
        return slice(0, 0)
    margin = SAMPLE_RATE // 50
    return slice(max(0, int(loud[0]) - margin), int(loud[-1]) + 1 + margin)


def place_in_quiet(speech: Samples, rng: np.random.Generator) -> tuple[Samples, int]:
    """`speech` at a peak of -3 to -20 dBFS, after 0-0.4 s and before 0-0.5 s of quiet.

    The quiet is digital silence or faint noise, which then lies under the speech as well. Returns
    also the number of samples before the speech.
    """
    peak = 10 ** (rng.uniform(-20, -3) / 20)
    speech = speech * np.float32(peak / max(float(np.abs(speech).max(initial=0)), 1e-6))
    lead = np.zeros(round(rng.uniform(0, 0.4) * SAMPLE_RATE), np.float32)
    trail = np.zeros(round(rng.uniform(0, 0.5) * SAMPLE_RATE), np.float32)
    samples = np.concatenate([lead, speech, trail])
    if rng.random() < 0.5:
        level = 10 ** (rng.uniform(-80, -55) / 20)
        samples += rng.standard_normal(samples.size).astype(np.float32) * np.float32(level)
    return samples, lead.size


def make_silence(rng: np.random.Generator) -> Samples:
    """1 to 28 s in which nobody speaks: silence, coloured noise, hum, clicks or tones."""
    n_samples = round(rng.uniform(1, 28) * SAMPLE_RATE)
    kind = rng.choice(_SILENCE_KINDS)
    time_s = np.arange(n_samples) / SAMPLE_RATE
    samples = np.zeros(n_samples)
    if kind in ("white", "pink", "brown"):
        slope = {"white": 0.0, "pink": 0.5, "brown": 1.0}[str(kind)]
        spectrum = np.fft.rfft(rng.standard_normal(n_samples))
        frequency = np.maximum(np.fft.rfftfreq(n_samples, 1 / SAMPLE_RATE), 20)
        samples = np.fft.irfft(spectrum / frequency**slope, n_samples)
    elif kind == "hum":
        base = rng.choice((50.0, 60.0, 100.0))
        for harmonic in range(1, 6):
            phase = rng.uniform(0, 2 * np.pi)
            samples += np.sin(2 * np.pi * base * harmonic * time_s + phase) / harmonic
    elif kind == "clicks":
        for start in rng.integers(0, n_samples, max(1, int(n_samples / SAMPLE_RATE * 3))):
            click = rng.standard_normal(rng.integers(20, 400))
            click *= np.exp(-np.arange(click.size) / 60)
            samples[start : start + click.size] += click[: n_samples - start]
    elif kind == "tones":
        for start in range(0, n_samples, SAMPLE_RATE // 2):
            tone = 2 * np.pi * rng.uniform(120, 2000) * time_s[: SAMPLE_RATE // 2]
            part = samples[start : start + SAMPLE_RATE // 2]
            part += (np.sin(tone) * np.hanning(tone.size))[: part.size]
    peak = float(np.abs(samples).max(initial=0))
    if peak > 0:
        samples *= 10 ** (rng.uniform(-60, -12) / 20) / peak
    return samples.astype(np.float32)
