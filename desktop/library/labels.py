"""What a person writes on a transcript to find it again: title, folder, tags, a note.

A folder is there while something is in it; "Kunder/Berg" lies in "Kunder".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from desktop.library.folding import compose, fold

LABELLED = "labelled"  # a record of the journal, with all labels as they are from now on
FOLDER_SEPARATOR = "/"


@dataclass(frozen=True)
class Labels:
    """All labels of one transcript; empty ones are not set."""

    title: str = ""
    folder: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""

    def as_record(self) -> dict[str, Any]:
        """The record of the journal."""
        return {"type": LABELLED, **asdict(self)}


NO_LABELS = Labels()


@dataclass(frozen=True)
class LabelChange:
    """What is to change on one transcript or many. None: it stays as it is."""

    title: str | None = None
    folder: str | None = None
    tags: tuple[str, ...] | None = None  # instead of those there are
    more_tags: tuple[str, ...] = ()  # beside those there are
    note: str | None = None

    def apply(self, labels: Labels) -> Labels:
        """The labels after the change."""
        tags = labels.tags if self.tags is None else self.tags
        return Labels(
            labels.title if self.title is None else self.title,
            labels.folder if self.folder is None else self.folder,
            tidy_tags([*tags, *self.more_tags]),
            labels.note if self.note is None else self.note,
        )


def read_labels(record: Mapping[str, Any]) -> Labels:
    """The labels of a record. Raises KeyError or TypeError when it has none."""
    return Labels(
        str(record["title"]),
        tidy_folder(str(record["folder"])),
        tidy_tags(str(tag) for tag in record["tags"]),
        str(record["note"]),
    )


def tidy_folder(typed: str) -> str:
    """A folder's name without needless blanks and separators."""
    parts = (" ".join(part.split()) for part in compose(typed).split(FOLDER_SEPARATOR))
    return FOLDER_SEPARATOR.join(part for part in parts if part)


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without blanks around them, each once, as it was written first."""
    found: dict[str, str] = {}
    for tag in tags:
        clean = " ".join(compose(tag).lstrip(" #").split())
        if clean:
            found.setdefault(fold(clean), clean)
    return tuple(found.values())


def split_tags(typed: str) -> tuple[str, ...]:
    """The tags of a line, parted by commas."""
    return tidy_tags(typed.split(","))
