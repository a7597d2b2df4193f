"""`python -m scripts.personal_voice`: how much better a model knows a voice that it was taught.

Has a voice that was never trained on speak five minutes of "corrected speech" and a test set of
other sentences, runs `python -m training personalise` on the first, and prints a table of word
error rates before (the checkpoint) and after (the model folder that the app gets).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import soundfile

from training.corpus.plan import CorpusPlan, PlannedUtterance, make_plan
from training.corpus.speech import SAMPLE_RATE, place_in_quiet, speak
from training.corpus.voices import TEST_VOICES, Delivery
from training.personalise.base import DEFAULT_MODEL
from training.scoring.recognise import load_recogniser, recognise
from training.scoring.recordings import Recording, read_recordings
from training.scoring.report import score_normalised
from training.scoring.wer import TextScore

FOLDER = Path("data/bench/personal")
# Sentences of training's own kind, past all that a corpus holds, and of the test sets' kind.
LEARNT_FROM, TESTED_FROM = ("train", 300_000), ("test_voices", 2_000)
LEARNT_S = 300.0
N_TESTED = 300
OTHERS = (Path("data/synthetic/test_voices"), Path("data/synthetic/test_default"))


@dataclass(frozen=True)
class Speech:
    learnt: Path
    tested: Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.personal_voice", description=__doc__)
    parser.add_argument("--voice", default="sv+steph", help="of espeak-ng (default %(default)s)")
    parser.add_argument("--model", type=Path, default=Path(DEFAULT_MODEL))
    args, more = parser.parse_known_args()  # the rest goes to `training personalise`
    if args.voice not in TEST_VOICES:
        print(f"{args.voice} is none of the voices kept for testing", file=sys.stderr)
    speech = make_speech(args.voice)
    target = FOLDER / args.voice / "model"
    command = [sys.executable, "-m", "training", "personalise", str(speech.learnt)]
    command += ["--model", str(args.model), "--out", str(target), "--force", *more]
    started_s = time.monotonic()
    subprocess.run(command, check=True)
    elapsed_min = (time.monotonic() - started_s) / 60
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_min = (used.ru_utime + used.ru_stime) / 60

    print(f"| {args.voice} taught to {args.model} | before | after |\n|---|---|---|")
    sets = {"the voice itself": read_recordings(speech.tested)}
    for folder in OTHERS:
        recordings = [r for r in read_recordings(folder) if r.speaker != args.voice]
        sets[f"{folder.name}, other voices"] = recordings
    for name, recordings in sets.items():
        before, after = (hear(model, recordings) for model in (args.model, target))
        print(f"| {name} | {describe(before)} | {describe(after)} |", flush=True)
    print(f"\n{elapsed_min:.1f} min, {cpu_min:.1f} min of one core's time")
    return 0


def make_speech(voice: str) -> Speech:
    """What the voice says to be learnt and to be tested, made once."""
    folder = FOLDER / voice
    speech = Speech(folder / "corrected", folder / "test")
    plan = make_plan(1)
    if not (speech.learnt / "metadata.jsonl").exists():
        write_dataset(speech.learnt, voice, take_seconds(plan, voice))
    if not (speech.tested / "metadata.jsonl").exists():
        tested = (one for one, _ in zip(say(plan, voice, *TESTED_FROM), range(N_TESTED)))
        write_dataset(speech.tested, voice, tested)
    return speech


def take_seconds(plan: CorpusPlan, voice: str) -> Iterator[tuple[PlannedUtterance, np.ndarray]]:
    """LEARNT_S of speech, without a long utterance that would be more."""
    left_s = LEARNT_S
    for utterance, samples in say(plan, voice, *LEARNT_FROM):
        length_s = len(samples) / SAMPLE_RATE
        if length_s <= left_s + 2:
            yield utterance, samples
            left_s -= length_s
        if left_s <= 0:
            return


def say(
    plan: CorpusPlan, voice: str, split: str, first: int
) -> Iterator[tuple[PlannedUtterance, np.ndarray]]:
    """Planned utterances in one voice, as quick and high as people are by turns."""
    for index in count(first):
        utterance = plan.plan(split, index)
        if utterance.kind == "silence":
            continue
        rng = random.Random(index)
        delivery = Delivery(voice, rng.randint(150, 195), rng.randint(35, 65))
        speech = speak(utterance.spoken, delivery)
        yield utterance, place_in_quiet(speech, np.random.default_rng(index))[0]


def write_dataset(
    folder: Path, voice: str, said: Iterator[tuple[PlannedUtterance, np.ndarray]]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for utterance, samples in said:
        name = f"{utterance.id}.flac"
        soundfile.write(folder / name, samples, SAMPLE_RATE)
        lines.append({"file_name": name, "text": utterance.text, "speaker": voice})
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    part = folder / "metadata.jsonl.part"
    part.write_text(text, encoding="utf-8")
    part.replace(folder / "metadata.jsonl")


def hear(model: Path, recordings: list[Recording]) -> TextScore:
    heard = recognise(load_recogniser(model), recordings, show_progress=False)
    return score_normalised([recording.text for recording in recordings], heard)


def describe(score: TextScore) -> str:
    interval = score.wer_interval
    return f"{100 * score.wer:.2f} ({100 * interval.low:.2f} – {100 * interval.high:.2f})"


if __name__ == "__main__":
    sys.exit(main())
