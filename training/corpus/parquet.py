"""Reads datasets in Parquet files, as Hugging Face's hub keeps them, from disk or over the network.

The texts are read first, without the audio; each clip's bytes are read when it is decoded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from huggingface_hub.errors import HTTPError

from training.corpus.audio import explain_damage, open_parquet
from training.corpus.corpus import (
    SPEAKER_COLUMNS,
    TEXT_COLUMNS,
    Columns,
    Corpus,
    CorpusFault,
    OnFault,
    choose_column,
    read_found,
)
from training.corpus.utterance import ParquetAudio, Utterance
from training.errors import CorpusError

_ROWS_AT_ONCE = 1000
_PART = re.compile(r"-\d{5}-of-\d{5}(-[0-9a-f]+)?$")
_READ_ERRORS = (OSError, pa.ArrowException, HTTPError)


@dataclass(frozen=True, slots=True)
class ParquetPart:
    """A Parquet file: where it is, its name in the dataset, and what changes with its content."""

    address: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class _Layout:
    audio: str
    text: str
    speaker: str | None


def open_parquet_folder(source: Path, columns: Columns | None = None) -> dict[str, Corpus]:
    """The splits of a Parquet file, or of a folder with such files at any depth; {} without any.

    Splits follow from the names of files and folders, as in `group_parts`. Raises CorpusError where
    the folder holds several configurations.
    """
    folder = source.parent if source.is_file() else source
    paths = [source] if source.is_file() else sorted(folder.rglob("*.parquet"))
    by_name = {path.relative_to(folder).as_posix(): path for path in paths}
    by_config = group_parts(list(by_name))
    if len(by_config) > 1:
        raise CorpusError(
            f"{source} holds several configurations: {', '.join(by_config)}. Give the folder "
            "of one."
        )
    return {
        split: read_parts(
            f"{source} ({split})",
            [
                ParquetPart(str(by_name[name]), name, str(by_name[name].stat().st_size))
                for name in names
            ],
            columns or Columns(),
        )
        for splits in by_config.values()
        for split, names in splits.items()
    }


def group_parts(names: list[str]) -> dict[str, dict[str, list[str]]]:
    """Files by configuration and split, told by their paths as the hub lays them out.

    `sv_se/train/0000.parquet`, `sv_se/train-00000-of-00003.parquet`,
    `data/train-00000-of-00001.parquet` and `train.parquet` are all of the split train; a folder
    `data` names no configuration, and "default" stands for none. `partial-train` is what the hub
    converted of a very large split.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for name in sorted(names):
        path = PurePosixPath(name)
        *folders, stem = path.with_suffix("").parts
        split = _PART.sub("", stem)
        if split.isdecimal() and folders:
            split = folders.pop()
        config = "/".join(folder for folder in folders if folder != "data") or "default"
        split = split.removeprefix("partial-")
        found.setdefault(config, {}).setdefault(split, []).append(name)
    return found


def read_parts(name: str, parts: list[ParquetPart], columns: Columns) -> Corpus:
    """The corpus of a split's Parquet files, in their order.

    An utterance's id is its file's name and row. A row without text is a fault. Reading raises
    CorpusError where a file cannot be read, or has no column of audio or text.
    """

    def read(on_fault: OnFault | None = None) -> Iterator[Utterance]:
        found = chain.from_iterable(_read_part(name, part, columns) for part in parts)
        if_none = f"{name} holds no row with audio and text. There is nothing to read."
        yield from read_found(found, on_fault, if_none)

    def count() -> int | None:
        if any(part.address.startswith("hf://") for part in parts):
            return None
        try:
            return sum(pq.read_metadata(part.address).num_rows for part in parts)
        except _READ_ERRORS:
            return None  # reading will tell what is wrong

    return Corpus(name, read, count=count)


def _read_part(
    corpus: str, part: ParquetPart, columns: Columns
) -> Iterator[Utterance | CorpusFault]:
    try:
        file = open_parquet(part.address)
        layout = _find_layout(f"{corpus}: {part.name}", file.schema_arrow, columns)
        wanted = [column for column in (layout.text, layout.speaker) if column]
        number = 0
        for row_group in range(file.num_row_groups):
            in_group = 0
            for batch in file.iter_batches(
                _ROWS_AT_ONCE, row_groups=[row_group], columns=wanted, use_threads=False
            ):
                for row in batch.to_pylist():
                    audio = ParquetAudio(
                        part.address,
                        part.version,
                        layout.audio,
                        row_group,
                        in_group,
                        f"{part.name}#{number}",
                    )
                    yield _make_utterance(corpus, part, number, row, layout, audio)
                    in_group += 1
                    number += 1
    except _READ_ERRORS as error:
        raise explain_damage(part.address, error) from error


def _make_utterance(
    corpus: str,
    part: ParquetPart,
    number: int,
    row: dict[str, Any],
    layout: _Layout,
    audio: ParquetAudio,
) -> Utterance | CorpusFault:
    text = row[layout.text]
    if not isinstance(text, str) or not text.strip():
        return CorpusFault(corpus, part.name, f"row {number}: the column {layout.text} is empty.")
    speaker = row[layout.speaker] if layout.speaker else None
    speaker_name = "" if speaker is None else str(speaker).strip()
    return Utterance(audio.name, text, audio, speaker_name or None)


def _find_layout(place: str, schema: pa.Schema, columns: Columns) -> _Layout:
    names = list(schema.names)
    strings = [name for name in names if _is_text(schema.field(name).type)]
    text = choose_column(strings, columns.text, TEXT_COLUMNS)
    audio = _find_audio_column(schema)
    if text is None or audio is None:
        what = "audio (a struct of bytes and path)" if audio is None else "text"
        wanted = f" {columns.text}" if columns.text and audio else ""
        raise CorpusError(
            f"{place} has no column{wanted} with {what}. Its columns: {', '.join(names)}. "
            "Name the column of the text with --text-column."
        )
    if columns.speaker and columns.speaker not in names:
        raise CorpusError(
            f"{place} has no column {columns.speaker}. Its columns: {', '.join(names)}."
        )
    return _Layout(audio, text, choose_column(names, columns.speaker, SPEAKER_COLUMNS))


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _find_audio_column(schema: pa.Schema) -> str | None:
    """The column that `datasets` marked as audio; or the one that looks like it."""
    structs = [
        field.name
        for field in schema
        if pa.types.is_struct(field.type) and field.type.get_field_index("bytes") >= 0
    ]
    binaries = [
        field.name
        for field in schema
        if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
    ]
    told = (schema.metadata or {}).get(b"huggingface", b"{}")
    try:
        features = dict(json.loads(told)["info"]["features"])
    except (ValueError, KeyError, TypeError):
        features = {}
    for name, feature in features.items():
        marked = isinstance(feature, dict) and feature.get("_type") == "Audio"
        if marked and name in (*structs, *binaries):
            return name
    candidates = structs or binaries
    return "audio" if "audio" in candidates else next(iter(candidates), None)
