"""Writes a transcript to a file in one step: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop.errors import ExportError
from desktop.export.cleaning import clean_options, clean_transcript
from desktop.export.docx import render_docx
from desktop.export.html_page import render_html
from desktop.export.json_file import render_json
from desktop.export.odt import render_odt
from desktop.export.options import Options
from desktop.export.subtitles import render_srt, render_vtt
from desktop.export.tables import render_audition, render_csv
from desktop.export.text import render_txt
from desktop.speakers import count_speakers, name_speaker
from desktop.transcript import Transcript

TEXT_RENDERERS: dict[str, Callable[[Transcript, Options], str]] = {
    "txt": render_txt,
    "srt": render_srt,
    "vtt": render_vtt,
    "html": render_html,
    "csv": render_csv,
    "audition": render_audition,
    "json": render_json,
}
DOCUMENT_RENDERERS: dict[str, Callable[[Transcript, Options], bytes]] = {
    "docx": render_docx,
    "odt": render_odt,
}
TEXT_FORMATS = tuple(TEXT_RENDERERS)
FORMATS = ("txt", "docx", "odt", "srt", "vtt", "html", "csv", "audition", "json")
TIMED_ON_REQUEST = ("txt", "docx", "odt", "html")  # the others always tell times

# How the names of their files end, where that is not the format's own name.
SUFFIXES = {"audition": "markers.csv"}
WITH_BYTE_ORDER_MARK = ("csv",)
WITH_CRLF = ("csv", "audition")  # RFC 4180; and Audition is a guest from Windows


def get_suffix(format: str) -> str:
    """How the name of a file in this format ends, without the dot before it."""
    return SUFFIXES.get(format, format)


def pick_format(name: str) -> str | None:
    """The format that a file's name asks for; None for an unknown suffix."""
    fitting = (one for one in FORMATS if name.lower().endswith(f".{get_suffix(one)}"))
    return max(fitting, key=lambda one: len(get_suffix(one)), default=None)


def render_transcript(transcript: Transcript, format: str, options: Options | None = None) -> str:
    """The transcript as text, in one of TEXT_FORMATS.

    Raises ExportError: export_unknown_format.
    """
    if format not in TEXT_RENDERERS:
        raise ExportError("export_unknown_format", format=format)
    if format != "json":  # which can hold all there is
        transcript = clean_transcript(transcript)
    transcript = show_speakers(transcript, options or Options(), by_name=format != "json")
    return TEXT_RENDERERS[format](transcript, clean_options(options or Options()))


def render_file(transcript: Transcript, format: str, options: Options | None = None) -> bytes:
    """The bytes of a file in one of FORMATS. Raises ExportError: export_unknown_format."""
    if format in DOCUMENT_RENDERERS:
        render = DOCUMENT_RENDERERS[format]
        transcript = clean_transcript(transcript)
        transcript = show_speakers(transcript, options or Options(), by_name=True)
        return render(transcript, clean_options(options or Options()))
    text = render_transcript(transcript, format, options)
    if format in WITH_CRLF:
        text = text.replace("\n", "\r\n")
    return text.encode("utf-8-sig" if format in WITH_BYTE_ORDER_MARK else "utf-8")


def show_speakers(transcript: Transcript, options: Options, *, by_name: bool) -> Transcript:
    """The transcript with the names of its speakers as they are read, or without speakers."""
    if not any(segment.speaker for segment in transcript.segments):
        return transcript
    names = {name: name for name in count_speakers(transcript.segments)}
    if not options.speakers:
        names = dict.fromkeys(names, "")
    elif by_name:
        names = {name: name_speaker(name, options.language) for name in names}
    return replace(
        transcript,
        segments=tuple(
            replace(segment, speaker=names.get(segment.speaker, ""))
            for segment in transcript.segments
        ),
    )


def write_transcript(
    transcript: Transcript, path: Path, format: str, options: Options | None = None
) -> None:
    """Writes the file at `path`, over one that may be there.

    Raises ExportError: export_unknown_format, export_failed; then nothing has changed on disk.
    """
    options = replace(options or Options(), folder=path.parent)
    content = render_file(transcript, format, options)
    part: Path | None = None
    try:
        # A short name of its own: the target's may already be as long as names can be.
        descriptor, name = tempfile.mkstemp(prefix=".talskrift-", dir=path.parent)
        part = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
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
