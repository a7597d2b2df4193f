"""What a source of global shortcuts tells, from a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from desktop.errors import ShortcutError
from desktop.system.keys import Shortcut


@dataclass(frozen=True)
class Pressed:
    """The shortcut of this name was pressed; held down, it is told once."""

    name: str


@dataclass(frozen=True)
class Released:
    """… and let go."""

    name: str


@dataclass(frozen=True)
class Listening:
    """From now on the shortcuts are heard.

    `keys`: by name, how the desktop words the keys, where it let the user choose others.
    """

    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """This shortcut (or all: an empty name) is not to be had."""

    name: str
    error: ShortcutError


class Shortcuts(Protocol):
    """A source of global shortcuts; it listens from its making until it is closed."""

    def close(self) -> None:
        """Give the keys back. Waits for the thread, which answers at once."""


OnShortcutEvent = Callable[[object], None]
ShortcutsByName = Mapping[str, Shortcut]
