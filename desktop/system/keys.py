"""Reads keyboard shortcuts as Qt writes them ("Ctrl+Alt+D") and names their keys for X11.

Knows neither Qt nor a keyboard.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from desktop.errors import ShortcutError


class Modifier(enum.Enum):
    """The keys that are held; the value is Qt's name."""

    CTRL = "Ctrl"
    ALT = "Alt"
    SHIFT = "Shift"
    META = "Meta"  # the Windows or Command key


# Qt's names of keys that write nothing, and X11's. (xkbcommon-keysyms.h; Qt: QKeySequence)
KEYSYMS = {
    "Space": ("space", 0x20),
    "Esc": ("Escape", 0xFF1B),
    "Tab": ("Tab", 0xFF09),
    "Backspace": ("BackSpace", 0xFF08),
    "Return": ("Return", 0xFF0D),
    "Enter": ("KP_Enter", 0xFF8D),
    "Ins": ("Insert", 0xFF63),
    "Del": ("Delete", 0xFFFF),
    "Pause": ("Pause", 0xFF13),
    "Print": ("Print", 0xFF61),
    "ScrollLock": ("Scroll_Lock", 0xFF14),
    "Menu": ("Menu", 0xFF67),
    "Home": ("Home", 0xFF50),
    "End": ("End", 0xFF57),
    "Left": ("Left", 0xFF51),
    "Up": ("Up", 0xFF52),
    "Right": ("Right", 0xFF53),
    "Down": ("Down", 0xFF54),
    "PgUp": ("Prior", 0xFF55),
    "PgDown": ("Next", 0xFF56),
} | {f"F{number}": (f"F{number}", 0xFFBE + number - 1) for number in range(1, 36)}

# Taken from all other programs, these are missed by nobody even when nothing is held with them.
MAY_STAND_ALONE = {"Pause", "ScrollLock", "Menu", *(name for name in KEYSYMS if name[1:].isdigit())}


@dataclass(frozen=True)
class Shortcut:
    """One key and what is held with it. `key`: Qt's name of it, a letter as a capital."""

    modifiers: frozenset[Modifier]
    key: str

    @property
    def keysym(self) -> int:
        """The number by which X11 and xkbcommon know the key when nothing is held with it."""
        return KEYSYMS[self.key][1] if self.key in KEYSYMS else find_keysym(self.key.lower())

    @property
    def keysym_name(self) -> str:
        """The name by which the desktop's portals know the key."""
        if self.key in KEYSYMS:
            return KEYSYMS[self.key][0]
        char = self.key.lower()
        return char if char.isascii() and char.isalnum() else f"U{ord(char):04X}"


def parse_shortcut(text: str) -> Shortcut:
    """The shortcut in Qt's portable text.

    Raises ShortcutError: shortcut_not_possible where it holds more than one press, an unknown key,
    or one that other programs need ("D" alone would be missed in every text).
    """
    held, key = text, ""
    if text.endswith("++") or text == "+":
        held, key = text[:-2], "+"
    else:
        held, _, key = text.rpartition("+")
    names = {modifier.value: modifier for modifier in Modifier}
    parts = [part for part in held.split("+") if part]
    if any(part not in names for part in parts) or not (key in KEYSYMS or len(key) == 1):
        raise ShortcutError("shortcut_not_possible", keys=text)
    modifiers = frozenset(names[part] for part in parts)
    if not modifiers - {Modifier.SHIFT} and key not in MAY_STAND_ALONE:
        raise ShortcutError("shortcut_not_possible", keys=text)
    return Shortcut(modifiers, key)


def find_keysym(char: str) -> int:
    """The keysym that writes a character: in Latin-1 its code, else 0x1000000 more (X11, app A)."""
    code = ord(char)
    is_latin_1 = 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xFF
    return code if is_latin_1 else 0x0100_0000 + code
