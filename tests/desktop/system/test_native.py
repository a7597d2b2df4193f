"""Shortcuts and typing by pynput, where it is installed (Windows and macOS)."""

import queue
from typing import Any

import pytest

pytest.importorskip("pynput")

from pynput import keyboard

from desktop.errors import TypingError
from desktop.system.events import Pressed, Released
from desktop.system.keys import parse_shortcut
from desktop.system.native import Combo, NativeTypist

CTRL, ALT = keyboard.Key.ctrl, keyboard.Key.alt
D = keyboard.KeyCode.from_char("d")


def test_a_shortcut_is_pressed_once_while_all_its_keys_are_down() -> None:
    told: list[Any] = []
    combo = Combo("talk", parse_shortcut("Meta+Alt+D" if is_mac() else "Ctrl+Alt+D"), told.append)
    for key in (CTRL, D):
        combo.press(key)
    assert told == []
    for _ in range(3):  # keys that are held repeat
        combo.press(ALT)
    assert told == [Pressed("talk")]
    combo.release(ALT)
    combo.release(D)
    combo.release(CTRL)
    assert told == [Pressed("talk"), Released("talk")]


@pytest.mark.parametrize("keys", ["F9", "Pause", "Ctrl+Space", "Ctrl+Å", "Alt+PgDown"])
def test_all_kinds_of_keys_have_a_name_there(keys: str) -> None:
    Combo("toggle", parse_shortcut(keys), queue.SimpleQueue().put)


def test_nothing_is_typed_into_another_window(monkeypatch: pytest.MonkeyPatch) -> None:
    typist = NativeTypist()
    monkeypatch.setattr(typist, "find_focus", lambda: 2)
    with pytest.raises(TypingError) as raised:
        typist.type_text("hemligt", into=1)
    assert raised.value.code == "typing_moved"


def is_mac() -> bool:
    from desktop.system.native import IS_MAC

    return IS_MAC
