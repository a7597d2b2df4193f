"""Keeps corrected speech to teach a model by: a folder a transcript, a clip and its text each.

`training-speech/JOB/START-END.flac`, in milliseconds of the recording, and beside it a JSON with
the text, written last: a clip without one does not count. What the user has taken out leaves a
JSON that says so, without its text, that it may not come back. docs/training-speech.md
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.library.corrected_speech import Utterance
from desktop.library.refresh import SUFFIX
from desktop.whole_file import write_whole

FOLDER = "training-speech"
CLIP, TEXT = ".flac", ".json"
PENDING = "pending"  # the transcript was corrected since this was brought up to date
METADATA = "metadata.jsonl"

Cut = Callable[[Utterance, Path], float]  # writes a clip whole; its length in s, 0.0 if none is


@dataclass(frozen=True)
class Kept:
    """A clip and what is said in it."""

    job_id: str
    clip: Path
    text: str
    duration_s: float


def mark_pending(data_dir: Path, job_id: str) -> None:
    """Note that a transcript's speech has to be brought up to date. Raises OSError."""
    folder = data_dir / FOLDER / job_id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PENDING).touch()


def list_pending(data_dir: Path) -> list[str]:
    """The ids of the transcripts that were marked, and not brought up to date."""
    return [path.parent.name for path in sorted((data_dir / FOLDER).glob(f"*/{PENDING}"))]


def bring_up_to_date(
    data_dir: Path, job_id: str, wanted: Iterable[Utterance], cut: Cut | None
) -> int:
    """Keep what is wanted of a transcript, and nothing else. Returns how many clips are new.

    `cut` None: nothing new is kept. Raises OSError, and what `cut` raises.
    """
    folder = data_dir / FOLDER / job_id
    by_key = {make_key(utterance): utterance for utterance in wanted}
    known = read_texts(folder)
    for key in known.keys() - by_key.keys():
        if "text" in known[key]:
            (folder / f"{key}{TEXT}").unlink()
    n_new = 0
    for key, utterance in by_key.items():
        there = known.get(key)
        if there is None and cut is not None:
            folder.mkdir(parents=True, exist_ok=True)
            duration_s = cut(utterance, folder / f"{key}{CLIP}")
            if duration_s > 0.0:
                write_text(folder, key, utterance.text, duration_s)
                n_new += 1
        elif there is not None and there.get("text", utterance.text) != utterance.text:
            write_text(folder, key, utterance.text, there["duration_s"])
    tidy(folder)
    return n_new


def list_kept(data_dir: Path) -> list[Kept]:
    """Everything that is kept, transcript by transcript, in order of time."""
    return [
        Kept(folder.name, folder / f"{key}{CLIP}", text["text"], text["duration_s"])
        for folder in sorted((data_dir / FOLDER).glob("*/"))
        for key, text in sorted(read_texts(folder).items())
        if "text" in text
    ]


def leave_out(kept: Iterable[Kept]) -> None:
    """Delete clips and their texts, for good. Raises OSError."""
    for one in kept:
        text = one.clip.with_suffix(TEXT)
        if text.exists():
            write_whole(text, json.dumps({"left_out": True}).encode("ascii"))
        one.clip.unlink(missing_ok=True)


def forget(data_dir: Path, job_id: str) -> None:
    """Delete all that is kept of a transcript. Raises OSError."""
    folder = data_dir / FOLDER / job_id
    if folder.is_dir():
        shutil.rmtree(folder)


def forget_gone(data_dir: Path) -> None:
    """Delete what is kept of transcripts that are neither in the library nor in the bin."""
    in_bin = {path.name.partition(" ")[2] for path in (data_dir / "bin").glob("*")}
    for folder in (data_dir / FOLDER).glob("*/"):
        has_journal = (data_dir / "jobs" / f"{folder.name}{SUFFIX}").exists()
        if not has_journal and folder.name not in in_bin:
            shutil.rmtree(folder)


def export_dataset(kept: Sequence[Kept], target: Path) -> None:
    """Write a speech dataset (docs/speech-dataset.md): the folder `target`, whole or not at all.

    Raises OSError, FileExistsError too where something is there already.
    """
    if target.exists():
        raise FileExistsError(17, os.strerror(17), str(target))
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        (part / "audio").mkdir(parents=True)
        lines = []
        for number, one in enumerate(kept, 1):
            name = f"audio/{number:04d}{CLIP}"
            shutil.copyfile(one.clip, part / name)
            sync(part / name)
            line = {"file_name": name, "text": one.text, "duration_s": round(one.duration_s, 3)}
            lines.append(json.dumps({**line, "id": f"{number:04d}"}, ensure_ascii=False) + "\n")
        write_whole(part / METADATA, "".join(lines).encode())
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def make_key(utterance: Utterance) -> str:
    """The name of an utterance's files."""
    return f"{round(1000 * utterance.start_s):09d}-{round(1000 * utterance.end_s):09d}"


def read_texts(folder: Path) -> dict[str, dict[str, Any]]:
    """What stands in the JSONs of a folder, by key; those that cannot be read are passed over."""
    texts = {}
    for path in folder.glob(f"*{TEXT}"):
        text = read_text(path)
        if text is not None and ("left_out" in text or path.with_suffix(CLIP).exists()):
            texts[path.stem] = text
    return texts


def read_text(path: Path) -> dict[str, Any] | None:
    """A JSON of a clip; None where it is none."""
    try:
        data = json.loads(path.read_bytes())
        if "left_out" in data:
            return {"left_out": True}
        return {"text": str(data["text"]), "duration_s": float(data["duration_s"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_text(folder: Path, key: str, text: str, duration_s: float) -> None:
    data = {"text": text, "duration_s": round(duration_s, 3)}
    write_whole(folder / f"{key}{TEXT}", json.dumps(data, ensure_ascii=False).encode())


def tidy(folder: Path) -> None:
    """Delete clips without a text, what was half written, the mark; the folder if it is empty."""
    if not folder.is_dir():
        return
    texts = read_texts(folder)
    for path in folder.iterdir():
        is_text = path.suffix == TEXT and path.stem in texts
        is_clip = path.suffix == CLIP and "text" in texts.get(path.stem, {})
        if not (is_text or is_clip):
            path.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()


def sync(path: Path) -> None:
    """Bring a file to the disk itself."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
