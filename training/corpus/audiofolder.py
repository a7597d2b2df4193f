"""Reads a speech dataset folder: audio files with their texts in metadata.jsonl."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from training.corpus.utterance import Utterance
from training.errors import CorpusError

METADATA_NAME = "metadata.jsonl"


def read_audiofolder(
    folder: Path, on_fault: Callable[[CorpusError], None] | None = None
) -> Iterator[Utterance]:
    """Yields the utterances of `folder` in the order of its metadata.jsonl.

    A line is a JSON object with `file_name` (relative, forward slashes) and `text`, and perhaps
    `speaker`, `duration_s` and `id`; other keys are left alone. Without an id, the file name is it.

    A CorpusError names file and line of each fault: no JSON object, no text, an audio file that is
    missing or outside the folder, an id seen before. It is raised, or given to `on_fault`, which
    decides: when that returns, reading goes on with the next line. A folder without metadata, or
    without an utterance, always raises.
    """
    path = folder / METADATA_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CorpusError(
            f"{folder} is no speech dataset: it has no {METADATA_NAME}. "
            "Give the folder of one split, which holds that file beside its audio."
        ) from error
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}.") from error
    root = folder.resolve()
    ids: set[str] = set()
    n_lines = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        n_lines += 1
        try:
            utterance = _read_line(line, root, folder, ids)
        except CorpusError as fault:
            placed = CorpusError(f"{path}, line {number}: {fault.message}")
            if on_fault is None:
                raise placed from fault
            on_fault(placed)
        else:
            ids.add(utterance.id)
            yield utterance
    if n_lines == 0:
        raise CorpusError(f"{path} lists no utterances. There is nothing to read in this dataset.")


def _read_line(line: bytes, root: Path, folder: Path, ids: set[str]) -> Utterance:
    """The utterance of one line. Raises CorpusError that says what is wrong, without the place."""
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CorpusError("it is not UTF-8 text. Save the file as UTF-8.") from error
    except ValueError as error:
        raise CorpusError(f"it is not JSON ({error}). Each line must be one object.") from error
    if not isinstance(entry, dict):
        raise CorpusError("it is not a JSON object with file_name and text.")
    file_name = _get_text(entry, "file_name")
    text = _get_text(entry, "text")
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
    speaker = _get_text(entry, "speaker", default="") or None
    return Utterance(utterance_id, text, audio, speaker, _get_duration_s(entry))


def _get_text(entry: dict[str, Any], key: str, default: str | None = None) -> str:
    value = entry.get(key)
    if value is None and default is not None:
        return default
    if value is None:
        raise CorpusError(f'"{key}" is missing.')
    if not isinstance(value, str):
        raise CorpusError(f'"{key}" must be text, not {json.dumps(value)}.')
    return value


def _get_duration_s(entry: dict[str, Any]) -> float | None:
    value = entry.get("duration_s")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise CorpusError(f'"duration_s" must be a number of seconds, not {json.dumps(value)}.')
    return float(value)
