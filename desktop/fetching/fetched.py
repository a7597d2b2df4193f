"""A fetch on the disk: a folder with `fetch.json`, what has come so far, and at last the file.

    fetch.json   the address, how far it is, and when it is done the file's name and title
    download.*   what is being fetched

Knows no network and no window.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from desktop.whole_file import write_whole

STATE_NAME = "fetch.json"
PART_STEM = "download"
LONGEST_NAME = 80  # characters, without the suffix
FORBIDDEN = set('<>:"/\\|?*')  # in names, on one system or another
DEVICES = {"CON", "PRN", "AUX", "NUL"} | {f"{p}{n}" for p in ("COM", "LPT") for n in range(1, 10)}
# States. A file that was taken has a job; when the job is gone, so is the folder.
FETCHING, DONE, TAKEN = "fetching", "done", "taken"


@dataclass(frozen=True)
class Fetched:
    """`file` is the name of the finished file in the folder, "" while there is none.

    `etag`: which version of the file was begun, to go on with no other.
    """

    url: str
    state: str = FETCHING
    title: str = ""
    file: str = ""
    etag: str = ""


def read_fetched(folder: Path) -> Fetched | None:
    """What a folder says of itself; None where it is no fetch or cannot be read."""
    try:
        data = json.loads((folder / STATE_NAME).read_bytes())
        known = {name: str(data[name]) for name in Fetched.__dataclass_fields__ if name in data}
        return Fetched(**known)
    except (OSError, ValueError, TypeError):
        return None


def write_fetched(folder: Path, fetched: Fetched) -> None:
    """Write it down, whole. Raises OSError."""
    write_whole(folder / STATE_NAME, json.dumps(asdict(fetched)).encode("ascii"))


def finish(folder: Path, part: Path, fetched: Fetched, title: str, suffix: str) -> Fetched:
    """Give what has been fetched its name, after its title. Raises OSError.

    First it is written down: a kill between the two is mended by `find_file`.
    """
    name = f"{make_name(title)}{suffix}"
    done = replace(fetched, state=DONE, title=title, file=name)
    if part.name != name:
        part.replace(folder / name)
    write_fetched(folder, done)
    return done


def find_fetch_folder(source: Path) -> Path | None:
    """The folder of a file that was fetched; None for every other file."""
    fetched = read_fetched(source.parent)
    return source.parent if fetched is not None and fetched.file == source.name else None


def remove_fetch(folder: Path) -> None:
    """Delete a fetch with all that has come of it; what is no fetch is left alone."""
    if (folder / STATE_NAME).exists():
        shutil.rmtree(folder, ignore_errors=True)


def make_name(title: str) -> str:
    """A file's name made of a title, that every system takes."""
    kept = "".join(
        " " if char in FORBIDDEN or unicodedata.category(char).startswith("C") else char
        for char in title
    )
    name = " ".join(kept.split())[:LONGEST_NAME].strip(" .")
    if name.partition(".")[0].upper() in DEVICES:
        name = f"_{name}"
    return name or PART_STEM
