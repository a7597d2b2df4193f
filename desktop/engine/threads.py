"""Chooses by a short measurement how many threads decode one utterance.

What the other cores are for: utterances of a file are decoded side by side. Small models gain
little from a second thread, large ones nearly the whole of it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import ctranslate2
import numpy as np

from desktop.engine.whisper_model import load_whisper
from desktop.errors import ModelError
from desktop.models.model_folder import ModelInfo

MAX_THREADS = 8
CANDIDATES = (8, 6, 4, 3, 2, 1)
N_RUNS = 3  # of which the quickest counts: nothing but the work itself is in all of them
SLOW_S = 0.5  # a model that takes this long with all threads needs them all
WORTH = 1.25  # more threads must be so much quicker than fewer
PROBE_FRAMES = 200  # 2 s
FULL_FRAMES = 3000
PROBE_TOKENS = 8


def measure_threads(info: ModelInfo, n_cores: int) -> int:
    """The number of threads for this model on this machine. Raises ModelError."""
    try:
        return choose_threads(n_cores, lambda n_threads: time_decoding(info, n_threads))
    except (RuntimeError, OSError, ValueError) as error:
        reason = str(error)
        raise ModelError("model_load_failed", path=str(info.folder), reason=reason) from error


def choose_threads(n_cores: int, time_with: Callable[[int], float]) -> int:
    """The fewest threads that are nearly as quick as any. `time_with(n)`: seconds with n."""
    most = min(n_cores, MAX_THREADS)
    times_s = {most: time_with(most)}
    if times_s[most] >= SLOW_S:
        return most
    for n_threads in CANDIDATES:
        if n_threads < most:
            times_s[n_threads] = time_with(n_threads)
            if times_s[n_threads] > 2 * WORTH * min(times_s.values()):
                break  # with still fewer it takes longer still
    quickest_s = min(times_s.values())
    return min(n for n, time_s in times_s.items() if time_s <= WORTH * quickest_s)


def time_decoding(info: ModelInfo, n_threads: int) -> float:
    """Seconds that encoding 2 s (or the whole window) and decoding a few tokens take."""
    model = load_whisper(info.folder, n_threads)
    n_frames = PROBE_FRAMES if info.dynamic_context else FULL_FRAMES
    features = np.zeros((1, info.n_mels, n_frames), np.float32)
    vocabulary = json.loads((info.folder / "vocabulary.json").read_text("utf-8"))
    names = ("<|startoftranscript|>", f"<|{info.languages[0]}|>", "<|transcribe|>")
    prompt = [*names, "<|notimestamps|>", *vocabulary[:PROBE_TOKENS]]

    def run() -> float:
        started = time.perf_counter()
        encoded = model.encode(ctranslate2.StorageView.from_array(features))
        model.generate(encoded, [prompt], beam_size=5, max_length=4 * PROBE_TOKENS)
        return time.perf_counter() - started

    times_s = [run()]
    while len(times_s) < N_RUNS and times_s[0] < SLOW_S:
        times_s.append(run())
    return min(times_s)
