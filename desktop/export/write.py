"""Writes a transcript to a file in one step: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from desktop.errors import ExportError
from desktop.export.json_file import render_json
from desktop.export.subtitles import render_srt, render_vtt
from desktop.export.text import render_txt
from desktop.transcript import Transcript

RENDERERS: dict[str, Callable[[Transcript], str]] = {
    "txt": render_txt,
    "srt": render_srt,
    "vtt": render_vtt,
    "json": render_json,
}
FORMATS = tuple(RENDERERS)


def render_transcript(transcript: Transcript, format: str) -> str:
    """The transcript as the text of a file in one of FORMATS.

    Raises ExportError: export_unknown_format.
    """
    if format not in RENDERERS:
        raise ExportError("export_unknown_format", format=format)
    return RENDERERS[format](transcript)


def write_transcript(transcript: Transcript, path: Path, format: str) -> None:
    """Writes the file at `path`, over one that may be there.

    Raises ExportError: export_unknown_format, export_failed; then nothing has changed on disk.
    """
    text = render_transcript(transcript, format)
    part: Path | None = None
    try:
        # A short name of its own: the target's may already be as long as names can be.
        descriptor, name = tempfile.mkstemp(prefix=".talskrift-", dir=path.parent)
        part = Path(name)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_read_umask())  # mkstemp allows the owner alone
        part.replace(path)
    except OSError as error:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()
        reason = error.strerror or str(error)
        raise ExportError("export_failed", path=str(path), reason=reason) from error


def _read_umask() -> int:
    umask = os.umask(0o077)
    os.umask(umask)
    return umask
