"""Long files of speech: test sentences with pauses between them, the same in every run."""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ, to_int16
from scripts.bench.measurement import Bench
from training.corpus.plan import make_plan
from training.corpus.speech import speak

SEED = 0
FIRST_INDEX = 10_000  # far from the sentences of the other benchmarks
# Between sentences of a paragraph, and after one: what readers leave.
PAUSE_S, PARAGRAPH_PAUSE_S = (0.35, 0.9), (1.2, 2.5)
PARAGRAPH_SENTENCES = (3, 8)
ROOM_NOISE = 10 ** (-65 / 20)
PEAK = 10 ** (-6 / 20)


@dataclass(frozen=True)
class LongSpeech:
    """A sound file and what is said in it."""

    path: Path
    text: str


def make_long_speech(bench: Bench, minutes: int) -> LongSpeech:
    """The file of that length (FLAC, 16 kHz mono), made at the first call and kept."""
    folder = bench.cache("speech")
    path, text_path = folder / f"{minutes}min.flac", folder / f"{minutes}min.txt"
    if not text_path.exists():
        samples, text = speak_for(minutes * 60)
        soundfile.write(path, to_int16(samples), SAMPLE_RATE_HZ)
        text_path.write_text(text, encoding="utf-8")  # last: the file is whole
    return LongSpeech(path, text_path.read_text(encoding="utf-8"))


def speak_for(length_s: float) -> tuple[NDArray[np.float32], str]:
    """Sentences by all the test voices and the default one, a paragraph each, over faint noise."""
    rng = random.Random(SEED)
    plan = make_plan(SEED)
    parts: list[NDArray[np.float32]] = []
    texts = []
    index, left, n_samples = FIRST_INDEX, 0, 0
    delivery = plan.plan("test_voices", index).delivery
    while n_samples < length_s * SAMPLE_RATE_HZ:
        planned = plan.plan("test_voices", index)
        index += 1
        pause_s = rng.uniform(*PAUSE_S)
        if left == 0:
            left, delivery = rng.randint(*PARAGRAPH_SENTENCES), planned.delivery
            pause_s = rng.uniform(*PARAGRAPH_PAUSE_S)
        left -= 1
        speech = speak(planned.spoken, delivery)
        parts.append(np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32))
        parts.append(speech * np.float32(PEAK / np.abs(speech).max()))
        n_samples += len(parts[-1]) + len(parts[-2])
        texts.append(planned.text)
    parts.append(np.zeros(SAMPLE_RATE_HZ, np.float32))
    samples = np.concatenate(parts)
    noise = np.random.default_rng(SEED).standard_normal(len(samples), np.float32)
    return samples + noise * np.float32(ROOM_NOISE), "\n".join(texts)


def loop_speech(bench: Bench, speech: LongSpeech, hours: int) -> Path:
    """The file over and over until it is that long (Opus), made at the first call and kept."""
    folder = bench.cache("speech")
    once, path = folder / f"{speech.path.stem}.opus", folder / f"{hours}h.opus"
    if not once.exists():
        run_ffmpeg("-i", speech.path, "-c:a", "libopus", "-b:a", "24k", once)
    if not path.exists():
        loop = ("-stream_loop", "-1", "-i", once, "-t", str(hours * 3600))
        run_ffmpeg(*loop, "-c", "copy", path)
    return path


def run_ffmpeg(*arguments: str | Path) -> None:
    """Runs ffmpeg; its output, the last argument, is there whole or not at all."""
    path = Path(arguments[-1])
    beside = path.with_name(f"part.{path.name}")
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", *map(str, arguments[:-1]), str(beside)], check=True
    )
    beside.replace(path)
