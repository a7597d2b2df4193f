"""Plan the shards of a feature store: which utterance goes where, and which need no decoding.

A plan follows from the settings and from the ids, paths, sizes and texts of the files, so that the
same dataset is always cut into the same shards. Drops what its text or a duplicate rules out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from training.corpus.utterance import Utterance
from training.features.cleaning import CleaningSettings, Dropped, DropReason, check_text
from training.features.shard import hash_file, name_shard


@dataclass(frozen=True)
class PipelineSettings:
    """What decides a store's content, besides its dataset. Written into its manifest."""

    shard_size: int = 1000
    cleaning: CleaningSettings = field(default_factory=CleaningSettings)


@dataclass(frozen=True)
class PlannedUtterance:
    """An input before its audio is decoded; `dropped` is the reason where one is known already."""

    id: str
    path: str
    size: int
    text: str
    speaker: str
    dropped: DropReason | None


@dataclass(frozen=True)
class ShardTask:
    """All that a worker needs to make one shard."""

    dataset: Path
    store: Path
    name: str
    utterances: tuple[PlannedUtterance, ...]
    cleaning: CleaningSettings


def plan_shards(
    dataset: Path, store: Path, utterances: list[Utterance], settings: PipelineSettings
) -> list[ShardTask]:
    """Cut the utterances, in their order, into shards, and find what can be dropped undecoded."""
    planned = list(_plan_utterances(dataset, utterances))
    tasks = []
    for start in range(0, len(planned), settings.shard_size):
        part = tuple(planned[start : start + settings.shard_size])
        name = name_shard(asdict(settings), [asdict(utterance) for utterance in part])
        tasks.append(ShardTask(dataset, store, name, part, settings.cleaning))
    return tasks


def _plan_utterances(dataset: Path, utterances: list[Utterance]) -> Iterator[PlannedUtterance]:
    sizes = [_size_of(utterance.audio) for utterance in utterances]
    size_seen_again = _find_repeated(sizes)
    seen_texts: set[tuple[str, str]] = set()
    seen_audio: set[str] = set()
    for utterance, size in zip(utterances, sizes, strict=True):
        verdict = check_text(utterance.text)
        text, dropped = "", None
        if isinstance(verdict, Dropped):
            dropped = verdict.reason
        else:
            text = verdict.text
            # Speakers without a name may be many people: their words are no duplicates.
            spoken = (utterance.speaker or "", text)
            digest = _hash_audio(utterance.audio) if size in size_seen_again else ""
            if all(spoken) and spoken in seen_texts:
                dropped = DropReason.DUPLICATE_TEXT
            elif digest and digest in seen_audio:
                dropped = DropReason.DUPLICATE_AUDIO
            else:
                seen_texts.add(spoken)
                seen_audio.add(digest)
        yield PlannedUtterance(
            id=_to_unicode(utterance.id),
            path=Path(os.path.relpath(utterance.audio, dataset)).as_posix(),
            size=size,
            text=text,
            speaker=_to_unicode(utterance.speaker or ""),
            dropped=dropped,
        )


def _to_unicode(name: str) -> str:
    """The name with "?" for half surrogate pairs, which JSON can hold and no file can."""
    return name.encode("utf-8", errors="replace").decode("utf-8")


def _size_of(path: Path) -> int:
    """Bytes of a file; -1 when it cannot be looked at, which decoding will then report."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _find_repeated(sizes: Iterable[int]) -> set[int]:
    seen: set[int] = set()
    repeated: set[int] = set()
    for size in sizes:
        (repeated if size in seen else seen).add(size)
    return repeated


def _hash_audio(path: Path) -> str:
    """sha256 of a file; "" when it cannot be read, which decoding will then report."""
    try:
        return hash_file(path)
    except OSError:
        return ""
