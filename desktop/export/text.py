"""Plain text: one segment a line."""

from __future__ import annotations

from desktop.transcript import Transcript


def render_txt(transcript: Transcript) -> str:
    return transcript.text + "\n" if transcript.segments else ""
