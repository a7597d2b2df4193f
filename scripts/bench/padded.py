"""The same 3 s utterance by our recognizer, and by plain faster-whisper, which pads it to 30 s.

Both in this process, one after the other, with the same model and as many threads: computation
alone. scripts.bench.live compares what the user waits for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.engine.__main__ import load_model
from desktop.engine.protocol import LoadModel
from scripts.bench.measurement import Bench, Measurement, Result
from scripts.bench.speech import Spoken, speak_sentences

N_UTTERANCES = 40
LENGTH_S = (2.6, 3.4)

Recognize = Callable[[NDArray[np.float32]], Any]


def measure(bench: Bench) -> Result:
    """Rows: ours, theirs without timestamps and at its defaults, and how much slower they are."""
    plain, defaults = load_faster_whisper(bench.model)
    ours = load_model(LoadModel(bench.model))
    spoken = list(islice(speak_sentences(*LENGTH_S), 8 if bench.quick else N_UTTERANCES))
    ours_ms, plain_ms, defaults_ms = time_in_turns(
        spoken, lambda samples: ours.recognize(samples, "sv", (), 5), plain, defaults
    )
    title = "computing a 3 s utterance"
    return Result(
        (
            Measurement(f"{title}, ours", "ms", ours_ms),
            Measurement(f"{title}, plain faster-whisper", "ms", plain_ms),
            Measurement(f"{title}, faster-whisper's defaults", "ms", defaults_ms),
            Measurement(
                "plain faster-whisper computes longer", "×", divide(plain_ms, ours_ms), digits=1
            ),
            Measurement("its defaults compute longer", "×", divide(defaults_ms, ours_ms), digits=1),
        )
    )


def load_faster_whisper(model: Path) -> tuple[Recognize, Recognize]:
    """faster-whisper at its plainest (no timestamps, one temperature), and at its defaults."""
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(model), device="cpu")

    def transcribe_plainly(samples: NDArray[np.float32]) -> Any:
        options = {"language": "sv", "without_timestamps": True, "temperature": 0}
        return list(whisper.transcribe(samples, **options)[0])

    return transcribe_plainly, lambda samples: list(whisper.transcribe(samples, language="sv")[0])


def time_in_turns(spoken: Sequence[Spoken], *ways: Recognize) -> list[tuple[float, ...]]:
    """Milliseconds of each utterance by each way, the ways taking turns."""
    for way in ways:
        way(spoken[0].samples)  # the first call warms up
    times_ms: list[list[float]] = [[] for _ in ways]
    for one in spoken:
        for way, its_times_ms in zip(ways, times_ms, strict=True):
            started_s = time.perf_counter()
            way(one.samples)
            its_times_ms.append(1000 * (time.perf_counter() - started_s))
    return [tuple(its_times_ms) for its_times_ms in times_ms]


def divide(theirs: Sequence[float], ours: Sequence[float]) -> tuple[float, ...]:
    """How many times ours each of theirs is."""
    return tuple(float(ratio) for ratio in np.array(theirs) / np.array(ours))
