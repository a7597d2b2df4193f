"""Types text into the program in front, on X11, through the server's XTEST extension.

Characters that the first two levels of the user's layout hold are typed with its own keys; all
others (å on an American keyboard, €, emoji) are given, before the first key is pressed, to
keycodes that no key of the keyboard has. They stay there until the next text: a program asks for
the meaning of a key when it comes to it, which may be long after the key was pressed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from Xlib import XK, X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XError
from Xlib.ext import xtest

from desktop.errors import TypingError
from desktop.system.keys import find_keysym

PAUSE_S = 0.001  # after each character: slow programs lose none
KEYS_UP_WITHIN_S = 5.0
LET_GO_WITHIN_S = 1.0
LOOK_AGAIN_S = 0.02
SETTLE_S = 0.1  # for the program to learn what the keycodes write
BATCH_PAUSE_S = 2.0  # for the program to catch up before keycodes get other characters
HELD = X.ShiftMask | X.ControlMask | X.Mod1Mask | X.Mod4Mask | X.Mod5Mask
GROUP_SHIFT = 13  # where a key event's state tells the layout in use (XKB protocol, 2.2.2)
N_LEVELS = 4  # of a key: with and without Shift, in two layouts; the server repeats them
CONTROL_KEYS = {"\n": XK.XK_Return, "\t": XK.XK_Tab}


@dataclass(frozen=True)
class Stroke:
    """One character's key, and whether Shift is held with it."""

    keycode: int
    shift: bool


class X11Typist:
    """Types in the thread that calls it."""

    def prepare(self) -> None:
        """Nothing is needed before the text is there."""

    def find_focus(self) -> object:
        """The window that has the keyboard, to be compared with another; None when none has it."""
        try:
            display = Display()
        except (DisplayError, OSError):
            return None
        try:
            return read_focus(display)
        finally:
            display.close()

    def type_text(self, text: str, into: object = None) -> None:
        """Type the text; waits until all keys are pressed. Raises TypingError.

        `into`: the window that must have the keyboard, as `find_focus` gave it.
        """
        try:
            display = Display()
        except (DisplayError, OSError) as error:
            raise TypingError("typing_failed", reason=str(error)) from error
        try:
            Keyboard(display, into).type_text(text)
        except (XError, ConnectionClosedError, OSError) as error:
            raise TypingError("typing_failed", reason=str(error)) from error
        finally:
            display.close()

    def close(self) -> None:
        """Nothing is held."""


class Keyboard:
    """The server's keyboard, pressed by us."""

    def __init__(self, display: Display, into: object) -> None:
        self._display = display
        self._root = display.screen().root
        if not display.has_extension("XTEST"):
            raise TypingError("typing_missing")
        self._focus = read_focus(display)
        if self._focus is None:
            raise TypingError("typing_no_target")
        if into not in (None, self._focus):
            raise TypingError("typing_moved")

    def type_text(self, text: str) -> None:
        """Raises TypingError, where the text is typed in part too."""
        self._wait_until_keys_are_up()
        self._wait_until_shortcut_is_let_go()
        caps_lock = self._display.keysym_to_keycode(XK.XK_Caps_Lock)
        is_locked = bool(self._read_state() & X.LockMask) and caps_lock
        if is_locked:
            self._tap(Stroke(caps_lock, False))
        try:
            for number, (part, foreign) in enumerate(self._plan(text)):
                if number:
                    time.sleep(BATCH_PAUSE_S)
                self._assign(foreign)
                time.sleep(SETTLE_S if foreign else 0)
                strokes = {char: Stroke(code, False) for char, code in foreign.items()}
                strokes = self._read_layout() | strokes
                for char in part:
                    self._type(strokes[char])
        finally:
            if is_locked:
                self._tap(Stroke(caps_lock, False))
            self._display.sync()

    def _plan(self, text: str) -> Iterator[tuple[str, dict[str, int]]]:
        """The text in parts, each with the spare keycodes that are to write characters of it."""
        layout, spare = self._read_layout(), self._read_spare_keys()
        part, foreign = "", dict[str, None]()
        for char in filter(is_typed, text):
            if char not in layout and char not in foreign:
                if not spare:
                    raise TypingError("typing_missing")
                if len(foreign) == len(spare):
                    yield part, share_out(foreign, self._read_spare_keys())
                    part, foreign = "", {}
                foreign[char] = None
            part += char
        if part:
            yield part, share_out(foreign, self._read_spare_keys())

    def _read_layout(self) -> dict[str, Stroke]:
        """What the keys of the layout in use write alone and with Shift."""
        first, keys = self._read_keys()
        group = self._read_state() >> GROUP_SHIFT & 3
        strokes: dict[str, Stroke] = {}
        for char, keysym in CONTROL_KEYS.items():
            strokes[char] = Stroke(self._display.keysym_to_keycode(keysym), False)
        for number, keysyms in enumerate(keys):
            for level, keysym in enumerate(keysyms[2 * group : 2 * group + 2]):
                is_latin_1 = 0x20 <= keysym <= 0x7E or 0xA0 <= keysym <= 0xFF
                if is_latin_1 and group < 2:
                    strokes.setdefault(chr(keysym), Stroke(first + number, level == 1))
        return strokes

    def _read_spare_keys(self) -> dict[int, int]:
        """Keycodes that no key has, and the keysym that a text before this one put there, or 0."""
        first, keys = self._read_keys()
        held = {code for codes in self._display.get_modifier_mapping() for code in codes}
        return {
            first + number: max(keysyms)
            for number, keysyms in enumerate(keys)
            if first + number not in held and is_spare(keysyms)
        }

    def _read_keys(self) -> tuple[int, list[list[int]]]:
        info = self._display.display.info
        first, n_keys = info.min_keycode, info.max_keycode - info.min_keycode + 1
        return first, [list(key) for key in self._display.get_keyboard_mapping(first, n_keys)]

    def _assign(self, shared_out: dict[str, int]) -> None:
        """Each keycode its character, with and without Shift, whatever layout is in use.

        Neighbours at once: at each change, every program reads the whole keyboard anew.
        """
        spare = self._read_spare_keys()
        new = {code: find_keysym(char) for char, code in shared_out.items()}
        codes = sorted(code for code, keysym in new.items() if spare[code] != keysym)
        while codes:
            n_together = 1
            while codes[n_together:] and codes[n_together] == codes[0] + n_together:
                n_together += 1
            keysyms = [[new[code]] * N_LEVELS for code in codes[:n_together]]
            self._display.change_keyboard_mapping(codes[0], keysyms)
            del codes[:n_together]
        self._display.sync()

    def _type(self, stroke: Stroke) -> None:
        self._wait_until_keys_are_up()
        if read_focus(self._display) != self._focus:
            raise TypingError("typing_moved")
        shift = self._display.keysym_to_keycode(XK.XK_Shift_L)
        if stroke.shift:
            xtest.fake_input(self._display, X.KeyPress, shift)
        self._tap(stroke)
        if stroke.shift:
            xtest.fake_input(self._display, X.KeyRelease, shift)
        self._display.sync()
        time.sleep(PAUSE_S)

    def _tap(self, stroke: Stroke) -> None:
        xtest.fake_input(self._display, X.KeyPress, stroke.keycode)
        xtest.fake_input(self._display, X.KeyRelease, stroke.keycode)

    def _wait_until_keys_are_up(self) -> None:
        """Those of the shortcut may be held still. Raises TypingError: typing_keys_held."""
        give_up_at_s = time.monotonic() + KEYS_UP_WITHIN_S
        while self._read_state() & HELD:
            if time.monotonic() > give_up_at_s:
                raise TypingError("typing_keys_held")
            time.sleep(LOOK_AGAIN_S)

    def _wait_until_shortcut_is_let_go(self) -> None:
        """While its last key is down, all keys go to whoever has grabbed it."""
        give_up_at_s = time.monotonic() + LET_GO_WITHIN_S
        while any(self._display.query_keymap()) and time.monotonic() < give_up_at_s:
            time.sleep(LOOK_AGAIN_S)

    def _read_state(self) -> int:
        return int(self._root.query_pointer().mask)


def share_out(chars: Iterable[str], spare: dict[int, int]) -> dict[str, int]:
    """A keycode for each character, the one that has it where there is one."""
    keycodes = {keysym: code for code, keysym in spare.items() if keysym}
    known = {char: code for char in chars if (code := keycodes.get(find_keysym(char)))}
    free = (code for code in spare if code not in known.values())
    return {char: known[char] if char in known else next(free) for char in chars}


def is_spare(keysyms: list[int]) -> bool:
    """Whether a keycode is free: nothing is on it, or one character on every level.

    No layout writes the same letter with Shift as without; where one did, the key was ours.
    """
    used = [keysym for keysym in keysyms if keysym]
    if not used:
        return True
    is_character = 0x20 < used[0] <= 0xFF or 0x0100_0100 <= used[0] <= 0x0110_FFFF
    return is_character and len(used) >= N_LEVELS and len(set(used)) == 1


def is_typed(char: str) -> bool:
    """Whether a character can be typed: control characters would be commands."""
    return char in CONTROL_KEYS or char.isprintable() or char in "\u00a0\u200d\ufe0f"


def read_focus(display: Display) -> object:
    """The number of the window that has the keyboard; None when none has it."""
    focus = display.get_input_focus().focus
    return None if focus == X.NONE else getattr(focus, "id", focus)
