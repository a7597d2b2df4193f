"""Finds the media files among what a person dropped or named: files as they are, folders walked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

# What a folder is searched for. A file named by itself is taken whatever it is called: the
# decoder knows better than its name.
MEDIA_SUFFIXES = frozenset(
    {
        *(".3gp", ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".amr", ".au", ".avi", ".caf", ".dss"),
        *(".flac", ".flv", ".m4a", ".m4b", ".m4v", ".mka", ".mkv", ".mov", ".mp2", ".mp3", ".mp4"),
        *(".mpeg", ".mpg", ".mts", ".oga", ".ogg", ".ogv", ".opus", ".ts", ".wav", ".webm"),
        *(".wma", ".wmv"),
    }
)


def collect_media(paths: Iterable[Path]) -> list[Path]:
    """The files to transcribe, each once: given files in their order, folders' by name.

    Hidden files and folders inside a folder are passed over, and links to folders not followed.
    Reads the disk, so not for the window's thread.
    """
    found: dict[Path, None] = {}
    for path in paths:
        # Unlike Path.is_dir, it says no where the path may not be looked at; the decoder says why.
        for file in walk_media(path) if os.path.isdir(path) else [path]:  # noqa: PTH112
            found.setdefault(Path(os.path.abspath(file)))  # noqa: PTH100 (resolve follows links)
    return list(found)


def walk_media(folder: Path) -> list[Path]:
    """The media files below a folder, sorted by path; what may not be read is left out."""
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(root, name)
            for name in sorted(names)
            if Path(name).suffix.lower() in MEDIA_SUFFIXES and not name.startswith(".")
        ]
    return found
