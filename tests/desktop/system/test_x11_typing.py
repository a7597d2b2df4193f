"""Text typed into another program's window: a real X server, a real program, any layout."""

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("Xlib")
pytest.importorskip("PySide6")

from desktop.errors import TypingError
from desktop.system import x11_typing
from desktop.system.x11_typing import X11Typist

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server"),
]

TEXT = (
    'Åsa åt ärtor på Öland: "50 % för 20 €", skrev hon till asa@örn.se!\nNy rad – 😀 §½¤^~´` ß éÉ\n'
)
SIGNS = "".join(map(chr, [*range(0x20, 0x7F), *range(0x100, 0x11A)]))


@pytest.mark.parametrize("layout", ["us", "se", "de(nodeadkeys)", "us,se", "ru,se"])
def test_every_character_arrives_whatever_the_layout(
    screen: Any, open_window: Callable[[str], Any], layout: str
) -> None:
    other = open_window("annat")
    name, _, variant = layout.partition("(")
    screen.read("setxkbmap", "-layout", name, "-variant", variant.rstrip(")"))
    X11Typist().type_text(TEXT)
    other.wait_for_text(TEXT)


def test_more_strange_signs_than_the_keyboard_has_room_for(
    screen: Any, open_window: Callable[[str], Any]
) -> None:
    other = open_window("annat")
    X11Typist().type_text(SIGNS)
    X11Typist().type_text("Ω")  # keycodes given away before are found again
    other.wait_for_text(SIGNS + "Ω")


def test_caps_lock_changes_nothing_and_stays_on(
    screen: Any, open_window: Callable[[str], Any]
) -> None:
    other = open_window("annat")
    screen.read("xdotool", "key", "Caps_Lock")
    X11Typist().type_text("Åsa bor i Örebro")
    screen.read("xdotool", "key", "b")
    screen.read("xdotool", "key", "Caps_Lock")
    other.wait_for_text("Åsa bor i ÖrebroB")


def test_it_waits_until_the_keys_of_the_shortcut_are_up(
    screen: Any, open_window: Callable[[str], Any]
) -> None:
    other = open_window("annat")
    screen.read("xdotool", "keydown", "ctrl")
    release = threading.Timer(0.5, screen.read, ("xdotool", "keyup", "ctrl"))
    release.start()
    X11Typist().type_text("allt")
    release.join()
    other.wait_for_text("allt")


def test_keys_that_stay_down_are_told_of(
    screen: Any, open_window: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x11_typing, "KEYS_UP_WITHIN_S", 0.1)
    other = open_window("annat")
    screen.read("xdotool", "keydown", "ctrl")
    with pytest.raises(TypingError) as raised:
        X11Typist().type_text("allt")
    screen.read("xdotool", "keyup", "ctrl")
    assert raised.value.code == "typing_keys_held"
    assert other.text() == ""


def test_nothing_is_typed_into_a_window_that_came_in_between(
    screen: Any, open_window: Callable[[str], Any]
) -> None:
    meant = open_window("menat")
    focus = X11Typist().find_focus()
    other = open_window("annat")
    with pytest.raises(TypingError) as raised:
        X11Typist().type_text("hemligt", into=focus)
    assert raised.value.code == "typing_moved"
    assert (meant.text(), other.text()) == ("", "")
    meant.focus()
    X11Typist().type_text("hemligt", into=focus)
    meant.wait_for_text("hemligt")


def test_it_stops_when_the_window_changes_in_the_middle(
    screen: Any, open_window: Callable[[str], Any]
) -> None:
    meant, other = open_window("menat"), open_window("annat")
    meant.focus()
    errors = []

    def type_long() -> None:
        try:
            X11Typist().type_text("abcdefghij" * 400)
        except TypingError as error:
            errors.append(error.code)

    typing = threading.Thread(target=type_long)
    typing.start()
    screen.wait_for(lambda: len(meant.text()) > 20)
    other.focus()
    typing.join()
    assert errors == ["typing_moved"]
    assert 20 < len(meant.text()) < 4000
    assert len(other.text()) <= 1  # the key that was being pressed


def test_without_an_x_server_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":59")
    assert X11Typist().find_focus() is None
    with pytest.raises(TypingError) as raised:
        X11Typist().type_text("text")
    assert raised.value.code == "typing_failed"
