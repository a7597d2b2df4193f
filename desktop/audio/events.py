"""What a recorder tells: one frozen dataclass for each thing that happens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.audio.levels import Level
from desktop.audio.recording import Gap
from desktop.errors import TalskriftError


@dataclass(frozen=True)
class DeviceChanged:
    """A microphone was opened. `is_fallback`: it is not the one that was asked for."""

    name: str
    is_fallback: bool


@dataclass(frozen=True)
class DeviceLost:
    """The microphone gives no more sound. The recorder is trying to open it, or the default."""

    error: TalskriftError


@dataclass(frozen=True)
class Listening:
    """The recording has its first sample: from here on nothing that is said is lost."""


@dataclass(frozen=True)
class MuteChanged:
    """The microphone seems muted, or no longer so. A hint: see levels.follow_mute."""

    muted: bool


@dataclass(frozen=True)
class Overrun:
    """The sound system dropped a block. `count`: blocks dropped so far in this recording."""

    count: int


@dataclass(frozen=True)
class Paused:
    """Sound is no longer written. `duration_s`: the recording's length."""

    duration_s: float


@dataclass(frozen=True)
class Resumed:
    """Sound is written again."""


@dataclass(frozen=True)
class LowDisk:
    """Little room is left where the recording is written. Told early, and near the end again.

    `left_s`: how much more can be recorded before it is ended, if nothing else takes the room.
    """

    free_bytes: int
    left_s: float


@dataclass(frozen=True)
class Stalled:
    """The recorder has told nothing for seconds, or does so again: the disk does not answer.

    The one event that is not the recorder's own, but told by who listens to it. What is said
    meanwhile waits in memory.
    """

    stalled: bool


@dataclass(frozen=True)
class Stopped:
    """The recording is ended and closed. `path` is None when no sound came: no file is left.

    Comes exactly once for each recording begun, whatever happens.
    """

    path: Path | None
    duration_s: float


@dataclass(frozen=True)
class Failed:
    """The microphone could not be opened, or the recording not be written (any further).

    If a recording was begun, Stopped follows and says what was kept.
    """

    error: TalskriftError


# Gap (from the recording's own format): sound is missing, now marked in the recording.
RecorderEvent = (
    DeviceChanged
    | DeviceLost
    | Failed
    | Gap
    | Level
    | Listening
    | LowDisk
    | MuteChanged
    | Overrun
    | Paused
    | Resumed
    | Stopped
)
