"""Subtitles: SubRip (.srt) and WebVTT (.vtt, https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

from desktop.export.cues import make_cues
from desktop.export.options import Options
from desktop.transcript import Transcript


def render_srt(transcript: Transcript, options: Options) -> str:
    return "".join(
        f"{number}\n{_stamp(cue.start_s, ',')} --> {_stamp(cue.end_s, ',')}\n"
        + "\n".join(cue.lines)
        + "\n\n"
        for number, cue in enumerate(make_cues(transcript, name_turns=True), start=1)
    )


def render_vtt(transcript: Transcript, options: Options) -> str:
    return "WEBVTT\n\n" + "".join(
        f"{_stamp(cue.start_s, '.')} --> {_stamp(cue.end_s, '.')}\n"
        + _name_voice(cue.speaker)
        + "\n".join(_escape(line) for line in cue.lines)
        + "\n\n"
        for cue in make_cues(transcript)
    )


def _name_voice(speaker: str) -> str:
    """WebVTT's own mark of who speaks; players style it, and some show the name."""
    return f"<v {_escape(speaker)}>" if speaker else ""


def _escape(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _stamp(seconds: float, point: str) -> str:
    """Hours, minutes, seconds and milliseconds: 01:02:03,456."""
    total_ms = round(seconds * 1000)
    minutes, ms = divmod(total_ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{ms // 1000:02}{point}{ms % 1000:03}"
