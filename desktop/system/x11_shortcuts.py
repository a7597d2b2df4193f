"""Global shortcuts on X11: asks the server for the keys, which refuses those that are taken.

Grabbed keys reach no other program, and no other key is looked at. (A listener on all keys, as
pynput has, sees every password, and the keys reach the program in front too.)
"""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from typing import Any

from Xlib import XK, X
from Xlib.display import Display
from Xlib.error import BadAccess, CatchError, ConnectionClosedError, DisplayError

from desktop.errors import ShortcutError
from desktop.system.events import (
    Listening,
    OnShortcutEvent,
    Pressed,
    Refused,
    Released,
    ShortcutsByName,
)
from desktop.system.keys import Modifier, Shortcut

# A key of each modifier; which bit it sets is the user's own affair (xmodmap, XKB options).
MODIFIER_KEYS = {Modifier.ALT: "Alt_L", Modifier.META: "Super_L"}


class X11Shortcuts:
    """Listens in a thread of its own from its making on."""

    def __init__(self, shortcuts: ShortcutsByName, on_event: OnShortcutEvent) -> None:
        self._shortcuts = shortcuts
        self._on_event = on_event
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="shortcuts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        os.write(self._wake_write, b"x")
        self._thread.join()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _run(self) -> None:
        try:
            display = Display()
        except (DisplayError, OSError) as error:
            reason = str(error) or type(error).__name__
            self._on_event(Refused("", ShortcutError("shortcuts_missing", reason=reason)))
            return
        try:
            Grabs(display, self._shortcuts, self._on_event).follow(self._wake_read)
        except (ConnectionClosedError, OSError):
            pass  # the X server is gone, and so will this process be
        finally:
            display.close()


class Grabs:
    """The keys that are held for us, by the server's codes of them."""

    def __init__(
        self, display: Display, shortcuts: ShortcutsByName, on_event: OnShortcutEvent
    ) -> None:
        self._display = display
        self._root = display.screen().root
        self._shortcuts = shortcuts
        self._on_event = on_event
        self._grabbed: dict[tuple[int, int], str] = {}  # keycode, modifiers → name
        self._down: dict[int, str] = {}  # keycode → name
        self._waiting: deque[Any] = deque()  # events that have come and are not read yet
        self._take()

    def follow(self, wake: int) -> None:
        """Tell of presses until `wake` can be read."""
        while True:
            self._gather()
            while self._waiting:
                self._read(self._waiting.popleft())
                self._gather()
            if wake in select.select([wake, self._display], [], [])[0]:
                return

    def _gather(self) -> None:
        while self._display.pending_events():
            self._waiting.append(self._display.next_event())

    def _take(self) -> None:
        for name, shortcut in self._shortcuts.items():
            keycode = self._display.keysym_to_keycode(shortcut.keysym)
            if not keycode:
                error = ShortcutError("shortcut_not_possible", keys=name_keys(shortcut))
                self._on_event(Refused(name, error))
                continue
            mask = self._find_mask(shortcut)
            if self._grab(keycode, mask):
                self._grabbed[keycode, mask] = name
            else:
                error = ShortcutError("shortcut_taken", keys=name_keys(shortcut))
                self._on_event(Refused(name, error))
        self._on_event(Listening())

    def _grab(self, keycode: int, mask: int) -> bool:
        """Ask for the key with every state of the locks; whether nobody else has it."""
        taken = CatchError(BadAccess)
        for locks in self._list_locks():
            self._root.grab_key(
                keycode, mask | locks, True, X.GrabModeAsync, X.GrabModeAsync, onerror=taken
            )
        self._display.sync()
        if taken.get_error() is None:
            return True
        self._let_go(keycode, mask)
        return False

    def _let_go(self, keycode: int, mask: int) -> None:
        for locks in self._list_locks():
            self._root.ungrab_key(keycode, mask | locks)

    def _list_locks(self) -> tuple[int, ...]:
        number = self._find_bit("Num_Lock")
        return (0, X.LockMask, number, X.LockMask | number)

    def _find_mask(self, shortcut: Shortcut) -> int:
        masks = {Modifier.CTRL: X.ControlMask, Modifier.SHIFT: X.ShiftMask}
        masks |= {modifier: self._find_bit(name) for modifier, name in MODIFIER_KEYS.items()}
        mask = 0
        for modifier in shortcut.modifiers:
            mask |= masks[modifier]
        return mask

    def _find_bit(self, key_name: str) -> int:
        """The bit of the modifier that a key sets; 0 where it sets none."""
        keycode = self._display.keysym_to_keycode(XK.string_to_keysym(key_name))
        mapping = self._display.get_modifier_mapping()
        return next((1 << bit for bit, codes in enumerate(mapping) if keycode in codes), 0)

    def _read(self, event: Any) -> None:
        kind = event.type
        if kind == X.KeyPress:
            state = event.state & 0xFF & ~(X.LockMask | self._find_bit("Num_Lock"))
            name = self._grabbed.get((event.detail, state))
            if name is not None and event.detail not in self._down:
                self._down[event.detail] = name
                self._on_event(Pressed(name))
        elif kind == X.KeyRelease:
            keycode = event.detail
            if keycode in self._down and not self._is_down(keycode) and not self._repeats(event):
                self._on_event(Released(self._down.pop(keycode)))
        elif kind == X.MappingNotify:
            self._display.refresh_keyboard_mapping(event)
            self._follow_layout()

    def _is_down(self, keycode: int) -> bool:
        """A key that is held repeats: it is let go again and again, but never up."""
        return bool(self._display.query_keymap()[keycode // 8] & (1 << keycode % 8))

    def _repeats(self, release: Any) -> bool:
        """Whether the key was held when this was sent; its press came at the same instant.

        (Read late, a release may find the key up that has repeated several times since.)
        """
        self._gather()
        presses = [event for event in self._waiting if event.type == X.KeyPress]
        same = (release.detail, release.time)
        return any((press.detail, press.time) == same for press in presses)

    def _follow_layout(self) -> None:
        """Take the keys anew where another layout has put them elsewhere."""
        wanted = {
            (self._display.keysym_to_keycode(shortcut.keysym), self._find_mask(shortcut))
            for name, shortcut in self._shortcuts.items()
            if name in self._grabbed.values()
        }
        if wanted != set(self._grabbed):
            for keycode, mask in self._grabbed:
                self._let_go(keycode, mask)
            self._grabbed.clear()
            self._take()


def name_keys(shortcut: Shortcut) -> str:
    """The shortcut as it is written on keys."""
    held = [modifier.value for modifier in Modifier if modifier in shortcut.modifiers]
    return "+".join([*held, shortcut.key])
