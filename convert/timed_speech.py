"""Reads speech whose word times are known: a speech dataset with `words` in its metadata."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from convert.audio import SAMPLE_RATE, WINDOW_SAMPLES, Sample, read_sample
from convert.errors import SampleError

METADATA = "metadata.jsonl"
MAX_UTTERANCES = 150  # more change the choice no more


@dataclass(frozen=True)
class TimedWord:
    """A word with its punctuation, and when it is said, in seconds."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class TimedSample:
    """Audio, its text, and the words of the text."""

    sample: Sample
    text: str
    words: tuple[TimedWord, ...]

    @property
    def audio(self) -> np.ndarray:
        return self.sample.audio


def read_timed_speech(folder: Path) -> list[TimedSample]:
    """The first utterances with known word times; raises SampleError when there are none."""
    path = folder / METADATA
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SampleError(
            f"{path} cannot be read ({error}). Give the folder of a speech dataset with --words."
        ) from error
    found: list[TimedSample] = []
    for number, line in enumerate(lines, start=1):
        if len(found) == MAX_UTTERANCES:
            break
        try:
            timed = _read_line(folder, line)
        except (ValueError, KeyError, TypeError) as error:
            raise SampleError(f"{path}, line {number} is faulty ({error!r}).") from error
        if timed is not None:
            found.append(timed)
    if not found:
        raise SampleError(
            f"{path} has no utterance with word times (words: text, start_s, end_s). "
            "Make some: python -m training corpus synthesise FOLDER --words"
        )
    return found


def _read_line(folder: Path, line: str) -> TimedSample | None:
    """None where the line has no word times, or more than Whisper's window."""
    row: dict[str, Any] = json.loads(line)
    if not row.get("words"):
        return None
    words = tuple(
        TimedWord(str(word["text"]), float(word["start_s"]), float(word["end_s"]))
        for word in row["words"]
    )
    text = str(row["text"])
    if " ".join(word.text for word in words) != " ".join(text.split()):
        raise ValueError("words are not those of the text")
    if words[-1].end_s > WINDOW_SAMPLES / SAMPLE_RATE:
        return None
    return TimedSample(read_sample(folder / row["file_name"]), text, words)
