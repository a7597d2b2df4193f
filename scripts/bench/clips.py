"""Makes a speech dataset of MP3 clips such as Common Voice has: 32 kHz, mono, 48 kbit/s.

A thousand sentences with noise of their own. As encoding takes long, a clip that is asked for again
is the same audio with another tag at its end, by another speaker: another file to the pipeline.
"""

from __future__ import annotations

import io
import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import soundfile
import soxr

from training.corpus.plan import make_plan
from training.corpus.speech import SAMPLE_RATE, make_silence, place_in_quiet, speak

RATE = 32_000
# soundfile turns the level of MPEG-1 at a constant rate into 320 to 32 kbit/s: this is 48.
_LEVEL = (320 - 48) / (320 - 32)
_SENTENCES = 1000
_TAG = b"TAG%-125d"  # ID3v1: 128 bytes, which decoders pass over
_NOISE_DB = (-65.0, -45.0)  # of full scale


def make_clips(folder: Path, n_clips: int, n_workers: int) -> Path:
    """The dataset's folder, made unless it is there."""
    if not (folder / "metadata.jsonl").exists():
        folder.mkdir(parents=True, exist_ok=True)
        n_sentences = min(_SENTENCES, n_clips)
        n_versions = -(-n_clips // n_sentences)
        with ProcessPoolExecutor(n_workers, get_context("spawn")) as pool:
            work = partial(_write_versions, folder, n_versions)
            lines = [line for part in pool.map(work, range(n_sentences)) for line in part]
        (folder / "metadata.jsonl").write_text("".join(lines[:n_clips]), encoding="utf-8")
    return folder


def _write_versions(folder: Path, n_versions: int, index: int) -> list[str]:
    """Speaks one sentence, and writes its clips; their lines of the metadata."""
    planned = make_plan(0).plan("train", index)
    rng = np.random.default_rng(index)
    if planned.kind == "silence":
        quiet = make_silence(rng)
    else:
        quiet, _ = place_in_quiet(speak(planned.spoken, planned.delivery), rng)
    samples = soxr.resample(quiet, SAMPLE_RATE, RATE)
    level = 10 ** (rng.uniform(*_NOISE_DB) / 20)
    noisy = samples + level * rng.standard_normal(samples.size).astype(np.float32)
    file = io.BytesIO()
    options = {"format": "MP3", "bitrate_mode": "CONSTANT", "compression_level": _LEVEL}
    soundfile.write(file, np.clip(noisy, -1, 1), RATE, **options)
    lines = []
    for version in range(n_versions):
        name = f"{version:03d}-{index:05d}.mp3"
        (folder / name).write_bytes(file.getvalue() + _TAG % version)
        line = {"file_name": name, "text": planned.text, "speaker": f"speaker {version}"}
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    return lines
