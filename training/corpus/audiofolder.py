"""Reads a speech dataset folder: audio files with their texts in metadata.jsonl, .csv or .parquet.

The app's own corrected speech and synthesised speech are such folders too.
"""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from training.corpus.corpus import (
    SPEAKER_COLUMNS,
    TEXT_COLUMNS,
    Columns,
    Corpus,
    CorpusFault,
    OnFault,
    choose_column,
    report_fault,
)
from training.corpus.utterance import Utterance
from training.errors import CorpusError

METADATA_NAME = "metadata.jsonl"
METADATA_NAMES = (METADATA_NAME, "metadata.csv", "metadata.parquet")
_ReadEntry = Callable[[], dict[str, Any]]


def find_metadata(folder: Path) -> Path | None:
    """The folder's metadata file, metadata.jsonl before the others; None where there is none."""
    return next((folder / name for name in METADATA_NAMES if (folder / name).exists()), None)


def open_audiofolder(folder: Path, columns: Columns | None = None) -> dict[str, Corpus]:
    """The splits of a folder by name, "" for a folder without splits; {} where there is neither."""
    if find_metadata(folder):
        folders = {"": folder}
    else:
        folders = {path.name: path for path in sorted(folder.glob("*/")) if find_metadata(path)}
    return {split: _make_corpus(path, columns or Columns()) for split, path in folders.items()}


def read_audiofolder(
    folder: Path, on_fault: OnFault | None = None, columns: Columns | None = None
) -> Iterator[Utterance]:
    """Yields the utterances of `folder` in the order of its metadata.

    An entry is a line of metadata.jsonl, or a row of metadata.csv or .parquet, with `file_name`
    (relative, forward slashes) and `text`, and perhaps `speaker`, `duration_s` and `id`; other keys
    are left alone. Without an id, the file name is it.

    A CorpusFault names file and line of each fault: no JSON object, no text, an audio file that is
    missing or outside the folder, an id seen before. It is raised, or given to `on_fault`, which
    decides: when that returns, reading goes on with the next line. A folder without metadata, or
    without an utterance, always raises CorpusError.
    """
    path = find_metadata(folder)
    if path is None:
        raise CorpusError(
            f"{folder} is no speech dataset: it has no {METADATA_NAME} (nor metadata.csv or "
            "metadata.parquet). Give the folder of one split, with that file beside its audio."
        )
    root = folder.resolve()
    ids: set[str] = set()
    n_entries = 0
    try:
        for place, read_entry in _read_entries(path):
            n_entries += 1
            try:
                utterance = _check_entry(read_entry(), root, folder, ids, columns or Columns())
            except CorpusError as fault:
                report_fault(CorpusFault(folder, path.name, f"{place}: {fault.message}"), on_fault)
            else:
                ids.add(utterance.id)
                yield utterance
    except (OSError, pa.ArrowException, csv.Error) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise CorpusError(f"{path} cannot be read: {detail}. Restore it.") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 text. Save the file as UTF-8.") from error
    if n_entries == 0:
        raise CorpusError(f"{path} lists no utterances. There is nothing to read in this dataset.")


def _make_corpus(folder: Path, columns: Columns) -> Corpus:
    def read(on_fault: OnFault | None = None) -> Iterator[Utterance]:
        return read_audiofolder(folder, on_fault, columns)

    def count() -> int | None:
        path = find_metadata(folder)
        if path is None or not path.is_file() or path.name != METADATA_NAME:
            return None
        with path.open("rb") as file:
            return sum(1 for line in file if line.strip())

    return Corpus(str(folder), read, folder, count)


def _read_entries(path: Path) -> Iterator[tuple[str, _ReadEntry]]:
    """Where an entry stands, and what reads it or raises CorpusError."""
    if path.suffix == ".jsonl":
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield f"line {number}", partial(_parse_json, line)
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            for row in rows:
                yield f"line {rows.line_num}", partial(_check_row, row)
    else:
        with pq.ParquetFile(path) as parquet:
            number = 0
            for batch in parquet.iter_batches(1000):
                for row in batch.to_pylist():
                    number += 1
                    yield f"row {number}", partial(_name_numbers, row)


def _parse_json(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CorpusError("it is not UTF-8 text. Save the file as UTF-8.") from error
    except ValueError as error:
        raise CorpusError(f"it is not JSON ({error}). Each line must be one object.") from error
    if not isinstance(entry, dict):
        raise CorpusError("it is not a JSON object with file_name and text.")
    return entry


def _check_row(row: dict[str | None, Any]) -> dict[str, Any]:
    """A row of a CSV file: everything in it is text, an empty speaker, id or duration is none."""
    if None in row:
        raise CorpusError("it has more fields than the first line. Quote a text that has commas.")
    entry = {key: value for key, value in row.items() if key is not None}
    for key in ("speaker", "id", "duration_s"):
        if entry.get(key) == "":
            entry[key] = None
    if entry.get("duration_s") is not None:
        with suppress(ValueError):  # told with the other faults of durations
            entry["duration_s"] = float(entry["duration_s"])
    return entry


def _name_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a Parquet file, with ids and speakers that are numbers as text."""
    names = ("id", *SPEAKER_COLUMNS)
    numbered = {key: str(row[key]) for key in names if isinstance(row.get(key), int)}
    return {**row, **numbered}


def _check_entry(
    entry: dict[str, Any], root: Path, folder: Path, ids: set[str], columns: Columns
) -> Utterance:
    """The utterance of an entry. Raises CorpusError that says what is wrong, without the place."""
    names = list(entry)
    text_column = choose_column(names, columns.text, TEXT_COLUMNS) or columns.text or "text"
    speaker_column = choose_column(names, columns.speaker, SPEAKER_COLUMNS)
    file_name = _get_text(entry, "file_name")
    text = _get_text(entry, text_column)
    if not file_name:
        raise CorpusError('"file_name" is empty. Name the audio file.')
    relative = PurePosixPath(file_name)
    audio = folder / relative
    try:
        inside = not relative.is_absolute() and audio.resolve().is_relative_to(root)
        exists = audio.is_file()
    except (OSError, ValueError) as error:
        raise CorpusError(f"{file_name[:80]!r} is no possible file name.") from error
    if not inside:
        raise CorpusError(f"{file_name} lies outside the dataset. Move it into the folder.")
    if not exists:
        raise CorpusError(f"{file_name} does not exist. Restore the file or remove the line.")
    utterance_id = _get_text(entry, "id", default=file_name)
    if utterance_id in ids:
        raise CorpusError(f"the id {utterance_id} stands on an earlier line as well.")
    speaker = _get_text(entry, speaker_column, default="") if speaker_column else ""
    return Utterance(utterance_id, text, audio, speaker or None, _get_duration_s(entry))


def _get_text(entry: dict[str, Any], key: str, default: str | None = None) -> str:
    value = entry.get(key)
    if value is None and default is not None:
        return default
    if value is None:
        raise CorpusError(f'"{key}" is missing.')
    if not isinstance(value, str):
        raise CorpusError(f'"{key}" must be text, not {json.dumps(value, default=str)}.')
    return value


def _get_duration_s(entry: dict[str, Any]) -> float | None:
    value = entry.get("duration_s")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise CorpusError(f'"duration_s" must be a number of seconds, not {json.dumps(value)}.')
    return float(value)
