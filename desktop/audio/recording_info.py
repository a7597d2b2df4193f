"""The JSON beside a recording: whether more is to come, where the sound is from, what was lost.

`talk.json` stands beside `talk.wav`. docs/engine-protocol.md describes it.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desktop.paths import COMPRESSED_FILE, RECORDING_FILE

RECORDING = "recording"
FINISHED = "finished"
# The JSON is filled up with blanks to a multiple of this, so that a later state fits in its place
# when the disk has no room for a second file.
INFO_BLOCK_BYTES = 1024
READ_TRIES = 3
READ_AGAIN_S = 0.01


@dataclass(frozen=True)
class Gap:
    """Sound that is missing: it would have stood at `sample` and lasted `missing_s`."""

    sample: int
    missing_s: float
    reason: str  # "unplugged", "changed" (the microphone), "paused", "overrun" (a disk that hung)


@dataclass(frozen=True)
class RecordingInfo:
    """The JSON beside the WAV. `overruns` counts the blocks the sound system dropped."""

    state: str = RECORDING
    source: str = ""  # device or file name, for people
    created: str = ""  # ISO 8601, UTC
    overruns: int = 0
    gaps: tuple[Gap, ...] = ()


def info_path(path: Path) -> Path:
    """Where the JSON of the recording at `path` stands."""
    return path.with_suffix(".json")


def find_sound(folder: Path) -> Path | None:
    """The recording in a folder, the WAV or what it was compressed to; None where there is none."""
    names = (RECORDING_FILE, COMPRESSED_FILE)
    return next((folder / name for name in names if (folder / name).exists()), None)


def read_info(path: Path) -> RecordingInfo:
    """The recording's JSON. A WAV without one, or with an unreadable one, counts as finished."""
    for _ in range(READ_TRIES):
        try:
            return _parse_info(info_path(path).read_bytes())
        except FileNotFoundError:
            break
        except (OSError, ValueError, TypeError, AttributeError):
            time.sleep(READ_AGAIN_S)  # it may be in the middle of being replaced
    return RecordingInfo(state=FINISHED)


def _parse_info(text: bytes) -> RecordingInfo:
    data: dict[str, Any] = json.loads(text)
    gaps = tuple(Gap(**gap) for gap in data.pop("gaps", ()))
    known = {k: v for k, v in data.items() if k in RecordingInfo.__dataclass_fields__}
    return RecordingInfo(**known, gaps=gaps)


def write_info(path: Path, info: RecordingInfo) -> None:
    """Writes the recording's JSON in one step, so that a reader never sees half of it.

    Where there is no room for a second file, or a reader holds the old one (on Windows), the new
    text goes over the old. Raises OSError.
    """
    target = info_path(path)
    part = target.with_name(target.name + ".part")
    text = json.dumps(asdict(info)).encode("ascii")
    n_blocks = len(text) // INFO_BLOCK_BYTES + 1
    text = text.ljust(n_blocks * INFO_BLOCK_BYTES - 1) + b"\n"
    try:
        with part.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        if not _overwrite(target, text):
            raise


def _overwrite(target: Path, text: bytes) -> bool:
    """Puts the text in the place of the old, if it is no longer; tells whether it could."""
    try:
        with target.open("r+b", buffering=0) as file:
            n_bytes = os.fstat(file.fileno()).st_size
            if n_bytes < len(text):
                return False
            file.write(text.ljust(n_bytes))
            os.fsync(file.fileno())
            return True
    except OSError:
        return False
