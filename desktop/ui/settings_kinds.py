"""The kinds of rows that the settings window may have. Knows no widget."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`name`: the field of Settings that it shows and changes; `text` may hold a mnemonic."""

    name: str
    text: str
    note: str = ""  # one sentence on what it does


@dataclass(frozen=True)
class Switch(Row):
    """On or off."""


@dataclass(frozen=True)
class Choice(Row):
    """One of a few values; without options here, somebody gives them to the window."""

    options: tuple[tuple[object, str], ...] = ()


@dataclass(frozen=True)
class Number(Row):
    """A whole number with its unit. `none`: the word for no number, below the least."""

    least: int = 0
    most: int = 100
    step: int = 1
    unit: str = ""
    none: str = ""


@dataclass(frozen=True)
class Folder(Row):
    """A folder, or none. `none`: what is shown then."""

    none: str = ""


@dataclass(frozen=True)
class Address(Row):
    """An address on the web, or none. `example`: shown while it is empty."""

    example: str = ""


@dataclass(frozen=True)
class Keys(Row):
    """Keys of a global shortcut, as Qt writes them, or none."""


@dataclass(frozen=True)
class Opens(Row):
    """A button. `name`: the action of the main window that it triggers."""

    button: str = ""


@dataclass(frozen=True)
class Section:
    """Choices that belong together."""

    name: str
    title: str
    rows: tuple[Row, ...]
