"""Chooses how this desktop lets a program type into another, and hear its shortcuts there.

What each way needs is imported when it is first asked for: the window does not wait for it.
"""

from __future__ import annotations

import enum
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from desktop.errors import ShortcutError, TypingError
from desktop.system.events import (
    OnShortcutEvent,
    Refused,
    Shortcuts,
    ShortcutsByName,
)


class System(enum.Enum):
    """Who is asked."""

    X11 = "x11"
    PORTAL = "portal"  # Wayland: org.freedesktop.portal
    NATIVE = "native"  # Windows, macOS
    NONE = "none"  # a window on no screen


class Typist(Protocol):
    """Types into the program in front. All may wait, and belong into one thread of their own."""

    def prepare(self) -> None:
        """Ask for what must be asked before the text is there. Raises TypingError."""

    def find_focus(self) -> object:
        """What has the keyboard, to be compared with another; None where that is not told."""

    def type_text(self, text: str, into: object = None) -> None:
        """Type the text, where `into` has the keyboard still. Raises TypingError."""

    def close(self) -> None:
        """Give back what is held."""


MakeTypist = Callable[[System, Path], Typist]
MakeShortcuts = Callable[[System, ShortcutsByName, OnShortcutEvent], Shortcuts]


class NoTypist:
    """Where there is no way."""

    def prepare(self) -> None:
        """Nothing can be asked for."""

    def find_focus(self) -> object:
        return None

    def type_text(self, text: str, into: object = None) -> None:
        raise TypingError("typing_missing")

    def close(self) -> None:
        """Nothing is held."""


class NoShortcuts:
    """… none, which is told at once."""

    def __init__(self, on_event: OnShortcutEvent, reason: str) -> None:
        on_event(Refused("", ShortcutError("shortcuts_missing", reason=reason)))

    def close(self) -> None:
        """Nothing is held."""


def find_system(qt_platform: str, environment: Mapping[str, str]) -> System:
    """Who is to be asked, by the name of Qt's platform plugin.

    An X11 window on Wayland hears no key that is meant for others: the portals are asked there too.
    """
    if qt_platform in ("windows", "cocoa"):
        return System.NATIVE
    if sys.platform != "linux":
        return System.NONE
    if qt_platform.startswith("wayland"):
        return System.PORTAL
    if qt_platform == "xcb":
        return System.PORTAL if environment.get("WAYLAND_DISPLAY") else System.X11
    return System.NONE


def make_typist(system: System, data_dir: Path) -> Typist:
    """The way to type of a system. `data_dir`: where it keeps what the user has allowed."""
    try:
        if system is System.X11:
            from desktop.system.x11_typing import X11Typist

            return X11Typist()
        if system is System.PORTAL:
            from desktop.system.portal_typing import PortalTypist

            return PortalTypist(data_dir / "remote-desktop.token")
        if system is System.NATIVE:
            from desktop.system.native import NativeTypist

            return NativeTypist()
    except ImportError:
        pass  # not installed with what this system needs
    return NoTypist()


def make_shortcuts(
    system: System, shortcuts: ShortcutsByName, on_event: OnShortcutEvent
) -> Shortcuts:
    """The source of shortcuts of a system; it tells from a thread of its own."""
    try:
        if system is System.X11:
            from desktop.system.x11_shortcuts import X11Shortcuts

            return X11Shortcuts(shortcuts, on_event)
        if system is System.PORTAL:
            from desktop.system.portal_shortcuts import PortalShortcuts

            return PortalShortcuts(shortcuts, on_event)
        if system is System.NATIVE:
            from desktop.system.native import NativeShortcuts

            return NativeShortcuts(shortcuts, on_event)
    except ImportError as error:
        return NoShortcuts(on_event, str(error))
    return NoShortcuts(on_event, system.value)
