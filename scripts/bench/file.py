"""A file of 60 minutes: our engine process against both ways of faster-whisper, same model.

The three take turns, each in a process of its own; loading the model is not counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np

from scripts.bench.long_speech import LongSpeech, make_long_speech
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from training.scoring.normalise import normalise
from training.scoring.wer import score_texts

MINUTES = 60
N_ROUNDS = 3
CONTENDERS = {
    "ours": "ours",
    "transcribe": "faster-whisper, transcribe",
    "batched": "faster-whisper, BatchedInferencePipeline",
}


def measure(bench: Bench) -> Result:
    """Rows: speed, CPU time and WER of each, then ours against the better of the others."""
    minutes, n_rounds = (5, 1) if bench.quick else (MINUTES, N_ROUNDS)
    speech = make_long_speech(bench, minutes)
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    for _ in range(n_rounds):
        for name in CONTENDERS:
            runs[name].append(run_contender(name, bench, speech))
    wall_s = {name: [run["wall_s"] for run in runs[name]] for name in CONTENDERS}
    speeds = {name: tuple(minutes * 60 / np.array(wall_s[name])) for name in CONTENDERS}
    wers = {name: 100 * score(speech.text, runs[name][0]["text"]) for name in CONTENDERS}
    rows = []
    for name, title in CONTENDERS.items():
        cpu_s = np.median([run["cpu_s"] for run in runs[name]])
        peak_mb = max(run["peak_mb"] for run in runs[name])
        n_words = len(runs[name][0]["text"].split())
        note = (
            f"WER {wers[name]:.2f} %, {n_words} of {len(speech.text.split())} words; "
            f"{cpu_s:.0f} s of CPU time, at most {peak_mb:.0f} MB"
        )
        figure = f"{minutes} minutes of speech, {title}"
        rows.append(Measurement(figure, "× real time", speeds[name], digits=1, note=note))
    better = min(("transcribe", "batched"), key=lambda name: float(np.median(wall_s[name])))
    ratios = tuple(np.array(wall_s[better]) / np.array(wall_s["ours"]))
    best_wer = min(wers["transcribe"], wers["batched"])
    rows.append(
        Measurement(
            f"ours is faster than {CONTENDERS[better]}",
            "×",
            ratios,
            Limit(1.5, at_least=True),
            digits=2,
        )
    )
    more_errors = wers["ours"] - best_wer
    title = "WER, ours less the better of theirs"
    rows.append(Measurement(title, "", (more_errors,), Limit(0.3), digits=2))
    return Result(tuple(rows), {"runs": runs})


def run_contender(name: str, bench: Bench, speech: LongSpeech) -> dict[str, Any]:
    """What one run of one contender reports."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench.contender", name, str(bench.model), str(speech.path)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def score(reference: str, text: str) -> float:
    """WER over the whole file, normalised as `training score` does it."""
    return score_texts([normalise(reference)], [normalise(text)]).wer
