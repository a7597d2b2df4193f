"""Which keys may be a shortcut, and how the systems name them."""

import pytest

from desktop.errors import ShortcutError
from desktop.system.keys import Modifier, Shortcut, find_keysym, parse_shortcut


@pytest.mark.parametrize(
    ("text", "modifiers", "key", "keysym", "name"),
    [
        ("Ctrl+Alt+D", {Modifier.CTRL, Modifier.ALT}, "D", 0x64, "d"),
        ("Meta+Å", {Modifier.META}, "Å", 0xE5, "U00E5"),
        ("F9", set(), "F9", 0xFFC6, "F9"),
        ("Shift+F35", {Modifier.SHIFT}, "F35", 0xFFE0, "F35"),
        ("Pause", set(), "Pause", 0xFF13, "Pause"),
        ("Ctrl+Shift+Space", {Modifier.CTRL, Modifier.SHIFT}, "Space", 0x20, "space"),
        ("Ctrl++", {Modifier.CTRL}, "+", 0x2B, "U002B"),
        ("Alt+€", {Modifier.ALT}, "€", 0x10020AC, "U20AC"),
    ],
)
def test_shortcuts_are_read(
    text: str, modifiers: set[Modifier], key: str, keysym: int, name: str
) -> None:
    shortcut = parse_shortcut(text)
    assert shortcut == Shortcut(frozenset(modifiers), key)
    assert (shortcut.keysym, shortcut.keysym_name) == (keysym, name)


@pytest.mark.parametrize(
    "text", ["", "D", "Shift+D", "Space", "+", "Ctrl+", "Ctrl+K, Ctrl+D", "Num+1", "Media Play"]
)
def test_what_would_be_missed_or_is_unknown_is_refused(text: str) -> None:
    with pytest.raises(ShortcutError) as raised:
        parse_shortcut(text)
    assert raised.value.code == "shortcut_not_possible"
    assert raised.value.details == {"keys": text}


def test_keysyms_of_characters() -> None:
    assert [find_keysym(char) for char in "aÅ~€😀"] == [0x61, 0xC5, 0x7E, 0x10020AC, 0x101F600]
