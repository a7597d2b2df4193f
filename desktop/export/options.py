"""What the writers are told besides the transcript."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.wording import Language


@dataclass(frozen=True)
class MissingPart:
    """A hole in the recording: `missing_s` seconds would have stood at `at_s`; `text` tells it."""

    at_s: float
    missing_s: float
    text: str


@dataclass(frozen=True)
class Options:
    """The user's wishes, and what the transcript itself does not know.

    A writer takes what fits its format: subtitles have times whether these are asked for or not.
    """

    times: bool = False  # before each utterance, where people read it
    speakers: bool = True  # who speaks, where that is known
    title: str = ""  # a document's; empty: the name of the transcript's source
    missing: tuple[MissingPart, ...] = ()
    media: Path | None = None  # where the sound lies, for a page that plays it
    folder: Path | None = None  # where the file will lie (write_transcript knows)
    language: Language = "sv"  # of the writer's own words, such as column titles
