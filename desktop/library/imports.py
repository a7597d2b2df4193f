"""Keeps what the engine decodes of a media file until the file's job is done.

So that after a crash or a pause the file is not decoded once more. The engine writes the
recordings (docs/engine-protocol.md: `file` with `recording`); what an earlier one left that it
could not go on from is cleared away before it would refuse it.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from desktop.audio.recording_info import FINISHED, RECORDING, info_path

DISCARDED = ".discarded"


class Imports:
    """A folder with one recording a job, `<job id>.wav`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, job_id: str, file: Path) -> Path | None:
        """Where to decode the file to, or what was decoded of it already.

        None when there is no place for it: the engine then uses a temporary file.
        """
        recording = self._find(job_id)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if recording.exists() and not can_go_on(recording, file):
                recording.unlink()
                info_path(recording).unlink(missing_ok=True)
        except OSError:
            return None
        return recording

    def discard(self, job_id: str) -> Path | None:
        """The job needs it no more. Returns what is left to delete, which may take a moment."""
        recording = self._find(job_id)
        discarded = recording.with_name(recording.name + DISCARDED)
        with contextlib.suppress(OSError):  # the next start clears away what has to stay now
            info_path(recording).unlink(missing_ok=True)
            if recording.exists():
                recording.replace(discarded)
                return discarded
        return None

    def _find(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.wav"


def can_go_on(recording: Path, file: Path) -> bool:
    """Whether the engine takes this recording as one of the file's, whole or broken off."""
    try:
        info = json.loads(info_path(recording).read_bytes())
        return info["source"] == str(file) and info["state"] in (RECORDING, FINISHED)
    except (OSError, ValueError, TypeError, KeyError):
        return False  # its engine died before the JSON was written, or the power went
