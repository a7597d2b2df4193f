"""The same 3 s utterance by our recognizer, and by plain faster-whisper, which pads it to 30 s.

Both in this process, one after the other, with the same model and as many threads.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.engine.__main__ import load_model
from desktop.engine.protocol import LoadModel
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from scripts.bench.speech import speak_sentences

N_UTTERANCES = 40
LENGTH_S = (2.6, 3.4)


def measure(bench: Bench) -> Result:
    """Rows: ours, theirs without timestamps and at its defaults, and how much slower they are."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the engine has it, for all three
    from faster_whisper import WhisperModel

    ours = load_model(LoadModel(bench.model))
    theirs = WhisperModel(str(bench.model), device="cpu")
    contenders: dict[str, Callable[[NDArray[np.float32]], Any]] = {
        "ours": lambda samples: ours.recognize(samples, "sv", (), 5),
        "plain": lambda samples: list(
            theirs.transcribe(samples, language="sv", without_timestamps=True, temperature=0)[0]
        ),
        "defaults": lambda samples: list(theirs.transcribe(samples, language="sv")[0]),
    }
    times_ms: dict[str, list[float]] = {name: [] for name in contenders}
    n_utterances = 8 if bench.quick else N_UTTERANCES
    sentences = list(islice(speak_sentences(*LENGTH_S), n_utterances + 1))
    for round_, spoken in enumerate(sentences):
        for name, recognize in contenders.items():
            started_s = time.perf_counter()
            recognize(spoken.samples)
            if round_ > 0:  # the first warms up
                times_ms[name].append(1000 * (time.perf_counter() - started_s))
    ratios = {
        name: tuple(np.array(times_ms[name]) / np.array(times_ms["ours"]))
        for name in ("plain", "defaults")
    }
    return Result(
        (
            Measurement("3 s utterance, ours", "ms", tuple(times_ms["ours"])),
            Measurement(
                "the same, plain faster-whisper (30 s window, no timestamps, one temperature)",
                "ms",
                tuple(times_ms["plain"]),
            ),
            Measurement("the same, faster-whisper's defaults", "ms", tuple(times_ms["defaults"])),
            Measurement(
                "plain faster-whisper is slower", "×", ratios["plain"], Limit(5, True), digits=1
            ),
            Measurement("its defaults are slower", "×", ratios["defaults"], digits=1),
        )
    )
