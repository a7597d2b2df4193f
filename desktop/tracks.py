"""The audio tracks of a media file, and which of its sound is to be transcribed. Knows no files.

Tracks are numbered from 1, in the order in which the file has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SWEDISH = ("sv", "swe")


@dataclass(frozen=True)
class Track:
    """One audio track. `language` as the file has it ("swe", "sv-SE"), "" where it says none."""

    number: int
    language: str = ""
    title: str = ""
    n_channels: int = 1
    is_default: bool = False

    @property
    def is_swedish(self) -> bool:
        return self.language.lower().replace("_", "-").partition("-")[0] in SWEDISH


@dataclass(frozen=True)
class SoundChoice:
    """What of a file is transcribed. `track` None: the one that `pick_track` finds.

    `split_channels`: each of the two channels for itself, as a speaker of its own.
    """

    track: int | None = None
    split_channels: bool = False

    def name_source(self, file: Path) -> str:
        """What the recording says that it was decoded from: other sound of it is another source."""
        track = "" if self.track is None else f"#track={self.track}"
        return f"{file}{track}{'#channels' if self.split_channels else ''}"


WHOLE_SOUND = SoundChoice()


@dataclass(frozen=True)
class Contents:
    """What is in a media file. `track`: the number of the one that is transcribed.

    `two_speakers`: whether each of its two channels seems to have a speaker of its own; None: that
    is not known yet.
    """

    tracks: tuple[Track, ...]
    track: int
    duration_s: float | None = None
    two_speakers: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Contents:
        """Raises KeyError or TypeError when `data` is none."""
        names = Track.__dataclass_fields__
        tracks = (Track(**{k: v for k, v in one.items() if k in names}) for one in data["tracks"])
        return cls(tuple(tracks), data["track"], data.get("duration_s"), data.get("two_speakers"))

    @property
    def can_split(self) -> bool:
        """Whether the track that is transcribed has two channels."""
        return any(one.number == self.track and one.n_channels == 2 for one in self.tracks)


def pick_track(tracks: Sequence[Track]) -> Track:
    """The Swedish track, or else the one that players take by themselves, or else the first."""
    return max(tracks, key=lambda one: (one.is_swedish, one.is_default, -one.number))
