"""Finds the new media files of a folder that is watched, once each of them is wholly there.

The folder is looked at every few seconds: the systems' own notices of changes do not come from
network drives, and a look at ten thousand files takes a fraction of a second. Knows no window and
no clock; `step` decides and touches nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.media_files import MEDIA_SUFFIXES

LOOK_EVERY_S = 5.0
STILL_S = 10.0  # for so long a file must not have changed
UNFINISHED = (".part", ".crdownload", ".partial", ".download", ".tmp")  # beside the file's name
# A stick that was formatted as FAT tells local times: they move with summer time and time zone.
HOUR_S, MOST_HOURS, FAT_STEP_S = 3600, 14, 2


@dataclass(frozen=True)
class Stamp:
    """Which state of a file was seen."""

    n_bytes: int
    changed_s: float

    def is_same(self, other: Stamp) -> bool:
        """Whether it may be the same state, told by another clock."""
        moved_s = abs(self.changed_s - other.changed_s)
        hours = round(moved_s / HOUR_S)
        is_moved = hours <= MOST_HOURS and abs(moved_s - hours * HOUR_S) <= FAT_STEP_S
        return self.n_bytes == other.n_bytes and is_moved


@dataclass(frozen=True)
class WatchState:
    """`taken`: the files that are known, as they were then; `growing`: since when they are so."""

    taken: Mapping[Path, Stamp] = field(default_factory=dict)
    growing: Mapping[Path, tuple[Stamp, float]] = field(default_factory=dict)


def step(
    state: WatchState, listing: Mapping[Path, Stamp], now_s: float
) -> tuple[WatchState, list[Path]]:
    """The state after a look, and the files that are new and wholly there, by name."""
    growing: dict[Path, tuple[Stamp, float]] = {}
    ready: dict[Path, Stamp] = {}
    for path, stamp in listing.items():
        known = state.taken.get(path)
        if known == stamp or stamp.n_bytes == 0 or (known is not None and known.is_same(stamp)):
            continue
        seen, since_s = state.growing.get(path, (stamp, now_s))
        if seen != stamp:
            since_s = now_s
        if now_s - since_s >= STILL_S:
            ready[path] = stamp
        else:
            growing[path] = (stamp, since_s)
    taken = {**state.taken, **ready} if ready else state.taken
    return WatchState(taken, growing), sorted(ready)


def take_all(state: WatchState, listing: Mapping[Path, Stamp]) -> WatchState:
    """The state in which all files that lie there are known."""
    return WatchState({**state.taken, **listing})


def look(folder: Path, *, nested: bool) -> dict[Path, Stamp]:
    """The media files of a folder as they are now; what may not be read is left out.

    Files that a program is still writing under another name beside are left out too. Raises
    OSError when the folder itself is not there or cannot be read, as a network drive that is gone.
    """
    found: dict[Path, Stamp] = {}
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries]  # os.walk would pass over a folder that is gone
    if not names:
        return found
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")] if nested else []
        present = set(files)
        for name in files:
            is_media = Path(name).suffix.lower() in MEDIA_SUFFIXES
            is_unfinished = any(name + suffix in present for suffix in UNFINISHED)
            if not is_media or is_unfinished or name.startswith((".", "~")):
                continue
            path = Path(root, name)
            try:
                status = path.stat()
                with path.open("rb"):  # on Windows nobody may while it is being written
                    found[path] = Stamp(status.st_size, status.st_mtime)
            except OSError:
                continue  # the next look may find it readable
    return found


@dataclass(frozen=True)
class WatchLog:
    """What is kept over a restart: the files taken, folders watched, texts yet to be written.

    `unsaved`: by the id of its job, the file beside which its text is to lie.
    """

    taken: Mapping[Path, Stamp] = field(default_factory=dict)
    folders: frozenset[Path] = frozenset()
    unsaved: Mapping[str, Path] = field(default_factory=dict)


def read_log(path: Path) -> WatchLog:
    """What was noted; lines that cannot be read, as a torn last one, are passed over."""
    taken: dict[Path, Stamp] = {}
    folders: set[Path] = set()
    unsaved: dict[str, Path] = {}
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return WatchLog()
    for line in lines:
        try:
            note = json.loads(line)
            if note["type"] == "taken":
                file = Path(note["path"])
                taken[file] = Stamp(int(note["n_bytes"]), float(note["changed_s"]))
                if note.get("job"):
                    unsaved[note["job"]] = file
            elif note["type"] == "watched":
                folders.add(Path(note["folder"]))
            elif note["type"] == "saved":
                unsaved.pop(note["job"], None)
        except (ValueError, KeyError, TypeError):
            continue
    return WatchLog(taken, frozenset(folders), unsaved)


def note_taken(path: Path, stamp: Stamp, job_id: str = "") -> dict[str, Any]:
    """The note on a file that was taken; with a job, its text is to be written beside it."""
    note = {"type": "taken", "path": str(path), "n_bytes": stamp.n_bytes}
    return {**note, "changed_s": stamp.changed_s, **({"job": job_id} if job_id else {})}


def append_notes(log_path: Path, notes: Iterable[Mapping[str, Any]]) -> None:
    """Add notes to the log, and bring them to the disk itself. Raises OSError."""
    lines = "".join(json.dumps(note) + "\n" for note in notes)
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with log_path.open("ab") as file:
        # Begins with an empty line, should the last one be torn.
        file.write(b"\n" + lines.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def name_text_beside(file: Path, suffix: str) -> Path:
    """A name for a file's text that nothing has yet: talk.txt, talk.mp3.txt, talk 2.txt …"""
    names = [f"{file.stem}.{suffix}", f"{file.name}.{suffix}"]
    number = 2
    while True:
        for name in names:
            path = file.with_name(name)
            if not path.exists():
                return path
        names, number = [f"{file.stem} {number}.{suffix}"], number + 1
