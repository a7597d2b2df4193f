"""Has an engine process of its own decode a media file, for programs that only want its sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.engine_process import EngineProcess
from desktop.errors import RecordingError


def decode_file(
    file: Path,
    recording: Path,
    command: Sequence[str] | None = None,
    track: int | None = None,
) -> None:
    """Decode `file` into the recording at this path. Blocks: a minute for hours of film.

    `track`: which audio track; None: the one that the engine takes by itself. Raises
    AudioFileError, RecordingError and EngineError as the engine tells them.
    """
    try:
        recording.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror
        raise RecordingError("folder_not_writable", path=str(recording), reason=reason) from error
    with EngineProcess(list(command) if command else None) as engine:
        paths = {"file": str(file), "recording": str(recording)}
        engine.send("decode", job="sound", **paths, track=track)
        for _ in engine.read_job_events("sound"):
            pass
