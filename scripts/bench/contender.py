"""One way of transcribing a file, in a process of its own: `python -m scripts.bench.contender`.

    python -m scripts.bench.contender ours|transcribe|batched MODEL FILE

Prints one JSON object: the time from the loaded model to the last word, the CPU time of that, the
most memory held, and the text.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from scripts.bench.processes import read_cpu_s, read_peak_mb
from scripts.bench.timed_engine import TimedEngine

# faster-whisper at its defaults; the language is given, as it is to ours.
LANGUAGE = "sv"


def main() -> int:
    """Transcribes with the contender that argv names."""
    name, model, file = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if name == "ours":
        with TimedEngine(model) as engine:
            report(engine.pid, lambda: run_engine(engine, file))
    else:
        run = load_faster_whisper(model, batched=name == "batched")
        report(os.getpid(), lambda: run(file))
    return 0


def report(pid: int, run: Callable[[], str]) -> None:
    """Runs it once and prints what the process `pid` needed for it."""
    cpu_before_s, started_s = read_cpu_s(pid), time.perf_counter()
    text = run()
    wall_s, cpu_s = time.perf_counter() - started_s, read_cpu_s(pid) - cpu_before_s
    found = {"wall_s": wall_s, "cpu_s": cpu_s, "peak_mb": read_peak_mb(pid), "text": text}
    print(json.dumps(found))


def run_engine(engine: TimedEngine, file: Path) -> str:
    """The text of a file by our engine process."""
    engine.send("transcribe", job="file", file=str(file))
    events = engine.take_through("done")
    return " ".join(one.event["segment"]["text"] for one in events if one.kind == "segment")


def load_faster_whisper(model: Path, batched: bool) -> Callable[[Path], str]:
    """faster-whisper's own two ways, with nothing changed."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    whisper = WhisperModel(str(model))
    transcribe = BatchedInferencePipeline(whisper).transcribe if batched else whisper.transcribe

    def run(file: Path) -> str:
        segments, _ = transcribe(str(file), language=LANGUAGE)
        return " ".join(segment.text for segment in segments)

    return run


if __name__ == "__main__":
    sys.exit(main())
