"""JSON: everything that the transcript holds, for other programs."""

from __future__ import annotations

import json

from desktop.export.options import Options
from desktop.transcript import Transcript

FORMAT_VERSION = 1


def render_json(transcript: Transcript, options: Options) -> str:
    """An object as docs/transcript-files.md describes it."""
    data = {
        "format_version": FORMAT_VERSION,
        "language": transcript.language,
        "model": transcript.model,
        "source": transcript.source,
        "duration_s": transcript.duration_s,
        "text": transcript.text,
        "segments": [segment.as_dict() for segment in transcript.segments],
        "missing": [
            {"at_s": part.at_s, "missing_s": part.missing_s, "text": part.text}
            for part in options.missing
        ],
    }
    # A file name that is not UTF-8 must not make the file unwritable.
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"
