"""Ten minutes each of what is no speech: no word may come of it, from a file or live.

The file goes through `talskrift transcribe`; live, the same sound is written into a growing
recording, faster than real time, and followed by the engine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingWriter, to_int16
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from scripts.bench.timed_engine import TimedEngine

SEED = 3
LENGTH_S = 600
BLOCK_SAMPLES = 1600
LIVE_SPEED = 40  # times real time

Samples = NDArray[np.float64]


def measure(bench: Bench) -> Result:
    """A row for each kind of sound and way."""
    length_s = LENGTH_S // 10 if bench.quick else LENGTH_S
    rows, said = [], {}
    for name, make in SOUNDS.items():
        rng = np.random.default_rng([SEED, *name.encode()])
        sound = to_int16(make(rng, length_s * SAMPLE_RATE_HZ).astype(np.float32))
        with tempfile.TemporaryDirectory(prefix="bench-noise-") as folder:
            path = Path(folder) / "noise.wav"
            write_recording(path, sound)
            texts = {
                "file": transcribe_file(path),
                "live": transcribe_live(bench.model, Path(folder) / "live.wav", sound),
            }
        for way, text in texts.items():
            figure = f"words out of {length_s // 60} minutes of {name}, {way}"
            rows.append(Measurement(figure, "", (len(text.split()),), Limit(0)))
            said[f"{name}, {way}"] = text
    return Result(tuple(rows), said)


def write_recording(path: Path, sound: NDArray[np.int16]) -> None:
    writer = RecordingWriter(path)
    writer.append(sound)
    writer.finish()


def transcribe_file(path: Path) -> str:
    """What `talskrift transcribe` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "transcribe", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def transcribe_live(model: Path, path: Path, sound: NDArray[np.int16]) -> str:
    """All text that was shown while the recording grew, for a moment only or for good."""
    writer = RecordingWriter(path)

    def grow() -> None:
        pause = threading.Event()
        for at in range(0, len(sound), BLOCK_SAMPLES):
            writer.append(sound[at : at + BLOCK_SAMPLES])
            pause.wait(BLOCK_SAMPLES / SAMPLE_RATE_HZ / LIVE_SPEED)
        writer.finish()

    shown = []
    with TimedEngine(model) as engine:
        growing = threading.Thread(target=grow, daemon=True)
        growing.start()
        engine.send("transcribe", job="noise", recording=str(path), follow=True)
        for one in engine.take_through("done"):
            if one.kind == "segment":
                shown.append(one.event["segment"]["text"])
            elif one.kind == "live":
                shown.append(one.event["committed"] + one.event["tentative"])
        growing.join()
    return " ".join(shown)


def make_silence(rng: np.random.Generator, n_samples: int) -> Samples:
    """A quiet room: faint white noise at -70 dBFS."""
    return rng.standard_normal(n_samples) * 10 ** (-70 / 20)


def make_fan(rng: np.random.Generator, n_samples: int) -> Samples:
    """Brown noise with the hum of a motor and its harmonics, slowly louder and softer, -30 dBFS."""
    spectrum = np.fft.rfft(rng.standard_normal(n_samples))
    frequency_hz = np.fft.rfftfreq(n_samples, 1 / SAMPLE_RATE_HZ)
    noise = np.fft.irfft(spectrum / np.maximum(frequency_hz, 40.0), n_samples)
    time_s = np.arange(n_samples) / SAMPLE_RATE_HZ
    hum = sum(np.sin(2 * np.pi * 48.5 * k * time_s) / k for k in range(1, 8))
    sound = noise / noise.std() + 0.5 * hum
    sound *= 1 + 0.4 * np.sin(2 * np.pi * time_s / 7)
    return scale(sound, -30)


def make_tones(rng: np.random.Generator, n_samples: int) -> Samples:
    """Music-like: chords of four harmonic tones, two a second, each with an attack and a decay."""
    sound = np.zeros(n_samples)
    step = SAMPLE_RATE_HZ // 2
    time_s = np.arange(2 * step) / SAMPLE_RATE_HZ
    envelope = np.minimum(1, time_s / 0.02) * np.exp(-time_s / 0.5)
    for at in range(0, n_samples, step):
        root = rng.choice((-12, -10, -8, -5, -3, 0, 2, 4))
        for interval in (0, 4, 7, 12):
            frequency_hz = 220 * 2 ** ((root + interval) / 12)
            part = sum(np.sin(2 * np.pi * frequency_hz * k * time_s) / k**1.5 for k in range(1, 7))
            sound[at : at + 2 * step] += (part * envelope)[: n_samples - at]
    return scale(sound, -20)


def make_clicks(rng: np.random.Generator, n_samples: int) -> Samples:
    """A keyboard: bursts of strokes, each a press and a softer release, over a quiet room."""
    sound = make_silence(rng, n_samples)
    at = 0
    while at < n_samples:
        for delay_s, loudness in ((0.0, 1.0), (rng.uniform(0.05, 0.11), 0.5)):
            start = at + round(delay_s * SAMPLE_RATE_HZ)
            length = int(rng.integers(150, 700))
            ring = np.sin(2 * np.pi * rng.uniform(900, 4000) * np.arange(length) / SAMPLE_RATE_HZ)
            stroke = (rng.standard_normal(length) + ring) * np.exp(-np.arange(length) / 90)
            end = min(n_samples, start + length)
            if start < end:
                stroke *= loudness * rng.uniform(0.03, 0.12)
                sound[start:end] += stroke[: end - start]
        is_pause = rng.random() < 0.12
        at += round((rng.uniform(0.6, 3) if is_pause else rng.uniform(0.07, 0.3)) * SAMPLE_RATE_HZ)
    return np.clip(sound, -1, 1)


def scale(sound: Samples, level_dbfs: float) -> Samples:
    """The sound at this RMS level, never above full scale."""
    sound = sound * (10 ** (level_dbfs / 20) / sound.std())
    return np.clip(sound, -1, 1)


SOUNDS: dict[str, Callable[[np.random.Generator, int], Samples]] = {
    "silence": make_silence,
    "fan noise": make_fan,
    "music-like tones": make_tones,
    "keyboard clicks": make_clicks,
}
