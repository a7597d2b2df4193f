"""What was said: words, segments and the whole transcript. Knows no files, no audio, no window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Word:
    """One word, with the times in seconds from the start of the recording."""

    text: str
    start_s: float
    end_s: float
    confidence: float | None = None  # 0 to 1

    def as_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "start_s": self.start_s,
            "end_s": self.end_s,
            "confidence": self.confidence,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Word:
        return cls(data["text"], data["start_s"], data["end_s"], data.get("confidence"))


class Begins(StrEnum):
    """What a segment begins on the speaker's own word ("ny rad", "nytt stycke")."""

    NOTHING = ""
    LINE = "line"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True)
class Segment:
    """One utterance as text, or a part of it that a dictated line break cuts off.

    `start_s` and `end_s` are seconds from the start of the recording. `confidence` is the mean
    probability of the tokens, 0 to 1. `words` is empty where word times are not known. `speaker`
    tells apart who speaks: a name, or a number that was given to a voice ("1", "2" …), "" where
    that is not known. `note` is what the user remarks on it.
    """

    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None
    begins: Begins = Begins.NOTHING
    speaker: str = ""
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        data = {
            "start_s": self.start_s,
            "end_s": self.end_s,
            "text": self.text,
            "confidence": self.confidence,
            "words": [word.as_dict() for word in self.words],
        }
        optional = {"begins": str(self.begins), "speaker": self.speaker, "note": self.note}
        return data | {name: value for name, value in optional.items() if value}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Segment:
        """Raises KeyError, TypeError or ValueError when `data` is no segment."""
        words = tuple(Word.from_dict(word) for word in data.get("words", ()))
        begins = Begins(data.get("begins", ""))
        confidence = data.get("confidence")
        speaker = str(data.get("speaker", ""))
        times = data["start_s"], data["end_s"]
        note = str(data.get("note", ""))
        return cls(*times, data["text"], words, confidence, begins, speaker, note)


def split_segment(segment: Segment, at_s: float) -> tuple[Segment, ...]:
    """The segment in two at a moment inside it, each word on the side where its middle is.

    Where all words are on one side, or none is known, it stays whole, and begins at `at_s` if
    they come after.
    """
    n_before = sum((word.start_s + word.end_s) / 2 < at_s for word in segment.words)
    before, after = segment.words[:n_before], segment.words[n_before:]
    if not after:
        return (segment,)
    if not before:
        return (replace(segment, start_s=at_s),)
    return (
        replace(segment, end_s=at_s, text=" ".join(w.text for w in before), words=before),
        replace(segment, start_s=at_s, text=" ".join(w.text for w in after), words=after, note=""),
    )


@dataclass(frozen=True)
class Transcript:
    """All segments of one recording, in order of time."""

    segments: tuple[Segment, ...] = ()
    language: str = "sv"
    model: str = ""  # the model's name
    source: str = ""  # the name of the file or microphone
    duration_s: float | None = None  # of the whole recording

    @property
    def text(self) -> str:
        """The segments' text, one a line; an empty line before a dictated paragraph."""
        lines: list[str] = []
        for segment in self.segments:
            if lines and segment.begins is Begins.PARAGRAPH:
                lines.append("")
            lines.append(segment.text)
        return "\n".join(lines)
