"""Utterance: one recording and what is said in it; what every corpus yields."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TarAudio:
    """An audio file in a tar archive, compressed or not, which stays packed.

    `offset` and `size` are bytes of the archive's content, unpacked; `sha256` is of the audio file.
    """

    archive: Path
    name: str
    offset: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ParquetAudio:
    """An audio file in a cell of a Parquet file: a binary, or a struct of `bytes` and `path`.

    `file` is a path or an hf:// address, `version` changes with its content, `row` counts within
    the row group; `name` is what people are told.
    """

    file: str
    version: str
    column: str
    row_group: int
    row: int
    name: str


Audio = Path | TarAudio | ParquetAudio


@dataclass(frozen=True, slots=True)
class Utterance:
    """A recording with its text. An empty text means that nothing is said in it.

    `channel` is the one to listen to, from 0, where the channels are different microphones; None
    takes the mean of all. `training.corpus.audio.open_audio` opens `audio` whatever it is.
    """

    id: str
    text: str
    audio: Audio
    speaker: str | None = None
    duration_s: float | None = None
    channel: int | None = None
