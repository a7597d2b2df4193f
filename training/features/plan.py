"""Plan the shards of a feature store: which utterance goes where, and which need no decoding.

A plan follows from the settings and from the ids, paths, sizes and texts of the files, so that the
same dataset is always cut into the same shards. Drops what its text or a duplicate rules out. Holds
one shard's utterances at a time, and of the earlier ones only what tells a duplicate.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from training.corpus.utterance import Audio, ParquetAudio, TarAudio, Utterance
from training.features.cleaning import CleaningSettings, Dropped, DropReason, check_text
from training.features.shard import hash_file, name_shard


@dataclass(frozen=True)
class PipelineSettings:
    """What decides a store's content, besides its dataset. Written into its manifest."""

    shard_size: int = 1000
    cleaning: CleaningSettings = field(default_factory=CleaningSettings)


@dataclass(frozen=True)
class PlannedUtterance:
    """An input before its audio is decoded; `dropped` is the reason where one is known already.

    `path` is told from the corpus's own folder; `size` is -1 where only reading would tell.
    """

    id: str
    path: str
    size: int
    text: str
    speaker: str
    dropped: DropReason | None


@dataclass(frozen=True)
class ShardTask:
    """All that a worker needs to make one shard: its utterances, and in the same order their audio
    and the channel to take of it."""

    store: Path
    name: str
    utterances: tuple[PlannedUtterance, ...]
    audio: tuple[tuple[Audio, int | None], ...]
    cleaning: CleaningSettings


def plan_shards(
    root: Path | None, store: Path, utterances: Iterable[Utterance], settings: PipelineSettings
) -> Iterator[ShardTask]:
    """Cut the utterances, in their order, into shards, and find what can be dropped undecoded.

    `root` is the folder that paths are told from. One shard's utterances are read at a time.
    """
    planned = _plan_utterances(root, utterances)
    while part := list(islice(planned, settings.shard_size)):
        entries = tuple(entry for entry, _ in part)
        told = [_tell_input(entry, utterance) for entry, utterance in part]
        audio = tuple((utterance.audio, utterance.channel) for _, utterance in part)
        name = name_shard(asdict(settings), told)
        yield ShardTask(store, name, entries, audio, settings.cleaning)


def _tell_input(entry: PlannedUtterance, utterance: Utterance) -> dict[str, Any]:
    """What a shard's name is made of: of a file its path and size, of what is packed more."""
    told = asdict(entry)
    if isinstance(utterance.audio, TarAudio):
        told["version"] = utterance.audio.sha256
    elif isinstance(utterance.audio, ParquetAudio):
        told["version"] = utterance.audio.version
    if utterance.channel is not None:
        told["channel"] = utterance.channel
    return told


def _plan_utterances(
    root: Path | None, utterances: Iterable[Utterance]
) -> Iterator[tuple[PlannedUtterance, Utterance]]:
    seen_texts: set[bytes] = set()
    seen_audio = _SeenAudio()
    for utterance in utterances:
        size = _size_of(utterance.audio)
        verdict = check_text(utterance.text)
        text, dropped = "", None
        if isinstance(verdict, Dropped):
            dropped = verdict.reason
        else:
            text = verdict.text
            # Speakers without a name may be many people: their words are no duplicates.
            spoken = _hash_spoken(utterance.speaker, text)
            if spoken in seen_texts:
                dropped = DropReason.DUPLICATE_TEXT
            elif not seen_audio.add(utterance.audio, utterance.channel, size):
                dropped = DropReason.DUPLICATE_AUDIO
            elif spoken:
                seen_texts.add(spoken)
        yield (
            PlannedUtterance(
                id=_to_unicode(utterance.id),
                path=_tell_path(utterance.audio, root),
                size=size,
                text=text,
                speaker=_to_unicode(utterance.speaker or ""),
                dropped=dropped,
            ),
            utterance,
        )


class _SeenAudio:
    """Knows audio files again. A file is hashed only when another one has its size."""

    def __init__(self) -> None:
        # By size: the one file of it while it is not hashed; None once it is.
        self._first: dict[int, tuple[Path | TarAudio, int | None] | None] = {}
        self._hashed: set[tuple[str, int | None]] = set()

    def add(self, audio: Audio, channel: int | None, size: int) -> bool:
        """False when the same audio was added before. Audio in Parquet files is never known again:
        its bytes are not looked at before it is decoded."""
        if isinstance(audio, ParquetAudio):
            return True
        if size not in self._first:
            self._first[size] = (audio, channel)
            return True
        if first := self._first[size]:
            self._hashed.add((_hash_audio(first[0]), first[1]))
            self._first[size] = None
        key = (_hash_audio(audio), channel)
        if key[0] and key in self._hashed:
            return False
        self._hashed.add(key)
        return True


def _to_unicode(name: str) -> str:
    """The name with "?" for half surrogate pairs, which JSON can hold and no file can."""
    return name.encode("utf-8", errors="replace").decode("utf-8")


def _hash_spoken(speaker: str | None, text: str) -> bytes:
    """Tells the same words of the same speaker; b"" where either is not known."""
    if not (speaker and text):
        return b""
    return hashlib.sha256(f"{speaker}\0{text}".encode("utf-8", "replace")).digest()[:16]


def _tell_path(audio: Audio, root: Path | None) -> str:
    if not isinstance(audio, Path):
        return audio.name
    return Path(os.path.relpath(audio, root) if root else audio).as_posix()


def _size_of(audio: Audio) -> int:
    """Bytes of a file; -1 when it cannot be looked at, which decoding will then report."""
    if isinstance(audio, ParquetAudio):
        return -1
    if isinstance(audio, TarAudio):
        return audio.size
    try:
        return audio.stat().st_size
    except OSError:
        return -1


def _hash_audio(audio: Path | TarAudio) -> str:
    """sha256 of a file; "" when it cannot be read, which decoding will then report."""
    if isinstance(audio, TarAudio):
        return audio.sha256
    try:
        return hash_file(audio)
    except OSError:
        return ""
