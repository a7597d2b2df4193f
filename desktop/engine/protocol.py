"""The engine's wire: lines to commands, events to lines. docs/engine-protocol.md describes it.

Lines are pure ASCII (other characters as \\u escapes), so that no code page of the platform and no
file name that is not UTF-8 can break them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.errors import EngineError
from desktop.tracks import WHOLE_SOUND, SoundChoice

VERSION = 1
MAX_LINE_BYTES = 1_000_000


@dataclass(frozen=True)
class Hello:
    """Who are you?"""


@dataclass(frozen=True)
class LoadModel:
    """Load the model in `folder`. `verify` None: check every byte when that is quick.

    `threads` for one utterance; None: measure how many are best.
    """

    folder: Path
    verify: bool | None = None
    threads: int | None = None


@dataclass(frozen=True)
class Transcribe:
    """Transcribe a media `file` (through `recording`) or the `recording` itself."""

    job: str
    file: Path | None = None
    recording: Path | None = None
    follow: bool = False
    from_sample: int = 0
    language: str = "sv"
    vocabulary: tuple[str, ...] = ()
    beam_size: int = 5
    track: int | None = None
    split_channels: bool = False

    @property
    def sound(self) -> SoundChoice:
        """What of the file is meant."""
        return SoundChoice(self.track, self.split_channels)


@dataclass(frozen=True)
class Decode:
    """Decode a media `file` into the new `recording`, and transcribe nothing."""

    job: str
    file: Path
    recording: Path
    track: int | None = None

    @property
    def sound(self) -> SoundChoice:
        """What of the file is meant."""
        return SoundChoice(self.track)


@dataclass(frozen=True)
class Examine:
    """Tell which audio tracks there are in a media `file`."""

    job: str
    file: Path


@dataclass(frozen=True)
class Cancel:
    """Stop the job of that name, running or waiting."""

    job: str


@dataclass(frozen=True)
class Shutdown:
    """Exit; with `after_jobs` when all that was asked is done."""

    after_jobs: bool = False


Command = Hello | LoadModel | Transcribe | Decode | Examine | Cancel | Shutdown


def parse_command(line: bytes) -> Command:
    """The command on one line.

    Raises EngineError: engine_malformed_line, engine_wrong_version, engine_unknown_command,
    engine_bad_field; details carry the `job`, where the line names one.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise EngineError("engine_malformed_line", line=line[:200].decode("utf-8", "replace"))
    if data.get("v") != VERSION:
        raise EngineError("engine_wrong_version", version=data.get("v"), expected=VERSION)
    fields = _Fields(data)
    kind = data.get("type")
    if kind == "hello":
        return Hello()
    if kind == "load_model":
        return _parse_load_model(fields)
    if kind == "transcribe":
        return _parse_transcribe(fields)
    if kind == "decode":
        return Decode(
            fields.get("job", str), fields.path("file"), fields.path("recording"), fields.track()
        )
    if kind == "examine":
        return Examine(fields.get("job", str), fields.path("file"))
    if kind == "cancel":
        return Cancel(fields.get("job", str))
    if kind == "shutdown":
        return Shutdown(fields.get("after_jobs", bool, False))
    raise EngineError("engine_unknown_command", command=str(kind)[:200])


def _parse_load_model(fields: _Fields) -> LoadModel:
    command = LoadModel(
        folder=fields.path("folder"),
        verify=fields.get("verify", (bool, type(None)), None),
        threads=fields.get("threads", (int, type(None)), None),
    )
    if isinstance(command.threads, bool) or (command.threads is not None and command.threads < 1):
        raise fields.refuse("threads")
    return command


def _parse_transcribe(fields: _Fields) -> Transcribe:
    command = Transcribe(
        job=fields.get("job", str),
        file=fields.optional_path("file"),
        recording=fields.optional_path("recording"),
        follow=fields.get("follow", bool, False),
        from_sample=fields.get("from_sample", int, 0),
        language=fields.get("language", str, "sv"),
        vocabulary=tuple(fields.get("vocabulary", list, [])),
        beam_size=fields.get("beam_size", int, 5),
        track=fields.track(),
        split_channels=fields.get("split_channels", bool, False),
    )
    if command.file is None and command.recording is None:
        raise fields.refuse("recording")
    if command.file is None and command.sound != WHOLE_SOUND:  # a recording has but one
        raise fields.refuse("track" if command.track is not None else "split_channels")
    if command.from_sample < 0:
        raise fields.refuse("from_sample")
    if not 1 <= command.beam_size <= 10:
        raise fields.refuse("beam_size")
    if not all(isinstance(term, str) for term in command.vocabulary):
        raise fields.refuse("vocabulary")
    return command


class _Fields:
    """Typed access to a line's fields; says which one is wrong."""

    _REQUIRED = object()

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def get(self, name: str, kind: Any, default: Any = _REQUIRED) -> Any:
        if name not in self._data and default is not self._REQUIRED:
            return default
        value = self._data.get(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.refuse(name)
        return value

    def path(self, name: str) -> Path:
        text = self.get(name, str)
        if not text or "\0" in text:
            raise self.refuse(name)
        return Path(text)

    def optional_path(self, name: str) -> Path | None:
        return None if self._data.get(name) is None else self.path(name)

    def track(self) -> int | None:
        track = self.get("track", (int, type(None)), None)
        if isinstance(track, bool) or (track is not None and track < 1):
            raise self.refuse("track")
        return track

    def refuse(self, name: str) -> EngineError:
        job = self._data.get("job")
        names_job = {"job": job} if isinstance(job, str) else {}
        return EngineError("engine_bad_field", field=name, **names_job)


def encode_line(kind: str, **fields: Any) -> bytes:
    """One command or event as a line, ready to be written."""
    return json.dumps({"v": VERSION, "type": kind, **fields}).encode("ascii") + b"\n"
