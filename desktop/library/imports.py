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
from desktop.tracks import WHOLE_SOUND, SoundChoice

DISCARDED = ".discarded"


class Imports:
    """A folder with one recording a job, `<job id>.wav`, and what the engine needs beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, job_id: str, file: Path, sound: SoundChoice = WHOLE_SOUND) -> Path | None:
        """Where to decode the file to, or what was decoded of it already.

        None when there is no place for it: the engine then uses a temporary file.
        """
        recording = self._find(job_id)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if recording.exists() and not can_go_on(recording, sound.name_source(file)):
                for path in self._folder.glob(f"{job_id}.*"):
                    path.unlink()
        except OSError:
            return None
        return recording

    def discard(self, job_id: str) -> list[Path]:
        """The job needs it no more. Returns what is left to delete, which may take a moment."""
        left = []
        with contextlib.suppress(OSError):  # the next start clears away what has to stay now
            for path in sorted(self._folder.glob(f"{job_id}.*")):  # first the JSONs
                if path.suffix != ".wav":
                    path.unlink()
                    continue
                left.append(path.replace(path.with_name(path.name + DISCARDED)))
        return left

    def _find(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.wav"


def can_go_on(recording: Path, source: str) -> bool:
    """Whether the engine takes this recording as one of that source, whole or broken off."""
    try:
        info = json.loads(info_path(recording).read_bytes())
        return info["source"] == source and info["state"] in (RECORDING, FINISHED)
    except (OSError, ValueError, TypeError, KeyError):
        return False  # its engine died before the JSON was written, or the power went
