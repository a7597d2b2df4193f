"""Global shortcuts and typing on Windows and macOS, by pynput.

macOS asks the user once to allow each (System Settings, Privacy: Accessibility, Input Monitoring).
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from pynput import keyboard

from desktop.errors import ShortcutError, TypingError
from desktop.system.events import (
    Listening,
    OnShortcutEvent,
    Pressed,
    Refused,
    Released,
    ShortcutsByName,
)
from desktop.system.keys import Modifier, Shortcut

PAUSE_S = 0.002  # after each character
LISTEN_WITHIN_S = 5.0
LOOK_EVERY_S = 60.0
SLEPT_S = 30.0  # the clock jumped by this much: the computer slept

# pynput's names of what Qt calls otherwise.
KEY_NAMES = {
    "Space": "space", "Esc": "esc", "Tab": "tab", "Backspace": "backspace", "Return": "enter",
    "Enter": "enter", "Ins": "insert", "Del": "delete", "Pause": "pause", "Print": "print_screen",
    "ScrollLock": "scroll_lock", "Menu": "menu", "Home": "home", "End": "end", "Left": "left",
    "Up": "up", "Right": "right", "Down": "down", "PgUp": "page_up", "PgDown": "page_down",
}  # fmt: skip
# Qt calls the Command key of a Mac Ctrl, and its Ctrl key Meta.
IS_MAC = sys.platform == "darwin"
MODIFIER_NAMES = {
    Modifier.CTRL: "cmd" if IS_MAC else "ctrl",
    Modifier.ALT: "alt",
    Modifier.SHIFT: "shift",
    Modifier.META: "ctrl" if IS_MAC else "cmd",
}


class NativeTypist:
    """Windows and macOS take any character as such, whatever the layout."""

    def __init__(self) -> None:
        self._keyboard = keyboard.Controller()

    def prepare(self) -> None:
        """macOS asks by itself at the first key."""

    def find_focus(self) -> object:
        """The window in front, where it is told (Windows)."""
        if sys.platform != "win32":
            return None
        return ctypes.windll.user32.GetForegroundWindow() or None

    def type_text(self, text: str, into: object = None) -> None:
        """Type the text; waits until all keys are pressed. Raises TypingError."""
        try:
            for char in text:
                if into is not None and self.find_focus() != into:
                    raise TypingError("typing_moved")
                if char == "\n":
                    self._keyboard.tap(keyboard.Key.enter)
                else:
                    self._keyboard.type(char)
                time.sleep(PAUSE_S)
        except (keyboard.Controller.InvalidCharacterException, OSError) as error:
            raise TypingError("typing_failed", reason=str(error)) from error

    def close(self) -> None:
        """Nothing is held."""


class NativeShortcuts:
    """Hears the keys in pynput's thread. One that died in the computer's sleep is replaced."""

    def __init__(self, shortcuts: ShortcutsByName, on_event: OnShortcutEvent) -> None:
        self._shortcuts = shortcuts
        self._on_event = on_event
        self._closed = threading.Event()
        self._listener = self._listen()
        self._thread = threading.Thread(target=self._watch, name="shortcuts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closed.set()
        self._thread.join()

    def _listen(self) -> Any:
        try:
            combos = [
                Combo(name, shortcut, self._on_event) for name, shortcut in self._shortcuts.items()
            ]
            listener: Any = keyboard.Listener(
                on_press=lambda key: each(combos, Combo.press, listener.canonical(key)),
                on_release=lambda key: each(combos, Combo.release, listener.canonical(key)),
            )
            listener.start()
            listener.wait()
        except (OSError, ValueError, RuntimeError) as error:
            refused = ShortcutError("shortcuts_missing", reason=str(error))
            self._on_event(Refused("", refused))
            return None
        self._on_event(Listening())
        return listener

    def _watch(self) -> None:
        """Look from time to time whether the listener is alive, and whether the computer slept."""
        looked_at_s = time.time()
        while not self._closed.wait(LOOK_EVERY_S):
            has_slept = time.time() - looked_at_s > LOOK_EVERY_S + SLEPT_S
            looked_at_s = time.time()
            if self._listener is not None and (has_slept or not self._listener.is_alive()):
                self._listener.stop()
                self._listener = self._listen()
        if self._listener is not None:
            self._listener.stop()


class Combo:
    """One shortcut: all of its keys are down, or not."""

    def __init__(self, name: str, shortcut: Shortcut, on_event: OnShortcutEvent) -> None:
        """Raises ValueError where pynput knows no such key."""
        self._name = name
        self._on_event = on_event
        keys = [MODIFIER_NAMES[modifier] for modifier in shortcut.modifiers]
        key = KEY_NAMES.get(shortcut.key, shortcut.key.lower())
        parts = [f"<{part}>" for part in keys] + [key if len(key) == 1 else f"<{key}>"]
        self._keys = set(keyboard.HotKey.parse("+".join(parts)))
        self._down: set[Any] = set()
        self._is_pressed = False

    def press(self, key: Any) -> None:
        if key in self._keys:
            self._down.add(key)
        if self._down == self._keys and not self._is_pressed:
            self._is_pressed = True
            self._on_event(Pressed(self._name))

    def release(self, key: Any) -> None:
        self._down.discard(key)
        if self._is_pressed and self._down != self._keys:
            self._is_pressed = False
            self._on_event(Released(self._name))


def each(combos: list[Combo], act: Callable[[Combo, Any], None], key: Any) -> None:
    """`key`: as its listener has made it canonical; left and right Ctrl are one, A is a."""
    for combo in combos:
        act(combo, key)
