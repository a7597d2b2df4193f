"""Utterance: one recording and what is said in it; what every corpus yields."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Utterance:
    """A recording with its text. An empty text means that nothing is said in it."""

    id: str
    text: str
    audio: Path
    speaker: str | None = None
    duration_s: float | None = None
