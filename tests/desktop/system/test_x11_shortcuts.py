"""Global shortcuts on a real X server, pressed while another program has the keyboard."""

import queue
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("Xlib")
pytest.importorskip("PySide6")

from Xlib import X
from Xlib.display import Display

from desktop.system.events import Listening, Pressed, Refused, Released
from desktop.system.keys import parse_shortcut
from desktop.system.x11_shortcuts import X11Shortcuts
from desktop.system.x11_typing import X11Typist

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server"),
]


class Heard:
    """What a source of shortcuts has told."""

    def __init__(self) -> None:
        self.events: queue.SimpleQueue[object] = queue.SimpleQueue()

    def next(self) -> object:
        return self.events.get(timeout=30)


@pytest.fixture
def listen(screen: Any) -> Iterator[Callable[..., Heard]]:
    sources = []

    def begin(**keys: str) -> Heard:
        heard = Heard()
        shortcuts = {name: parse_shortcut(text) for name, text in keys.items()}
        sources.append(X11Shortcuts(shortcuts, heard.events.put))
        return heard

    yield begin
    for source in sources:
        source.close()


def test_presses_are_heard_and_reach_no_other_program(
    screen: Any, listen: Callable[..., Heard], open_window: Callable[[str], Any]
) -> None:
    other = open_window("annat")
    heard = listen(toggle="Ctrl+Alt+D", talk="F9")
    assert heard.next() == Listening()
    for keys, name in (("ctrl+alt+d", "toggle"), ("F9", "talk")):
        screen.read("xdotool", "key", keys)
        assert (heard.next(), heard.next()) == (Pressed(name), Released(name))
    screen.read("xdotool", "key", "d")
    other.wait_for_text("d")
    assert heard.events.empty()


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
def test_locks_do_not_matter(screen: Any, listen: Callable[..., Heard], lock: str) -> None:
    heard = listen(toggle="Ctrl+Alt+D")
    assert heard.next() == Listening()
    screen.read("xdotool", "key", lock)
    screen.read("xdotool", "key", "ctrl+alt+d")
    screen.read("xdotool", "key", lock)
    assert heard.next() == Pressed("toggle")


def test_a_key_that_is_held_is_pressed_once(
    screen: Any, listen: Callable[..., Heard], open_window: Callable[[str], Any]
) -> None:
    other = open_window("annat")
    heard = listen(talk="F9")
    assert heard.next() == Listening()
    for key in ("d", "F9"):
        screen.read("xdotool", "keydown", key, "sleep", "1.0", "keyup", key)
    assert len(other.text()) > 2  # keys that are held do repeat here
    assert (heard.next(), heard.next()) == (Pressed("talk"), Released("talk"))
    assert heard.events.empty()


def test_keys_that_another_program_has_are_told_of(listen: Callable[..., Heard]) -> None:
    assert listen(toggle="Ctrl+Alt+D").next() == Listening()
    heard = listen(toggle="Ctrl+Alt+D", talk="F9")
    refused = heard.next()
    assert isinstance(refused, Refused)
    assert (refused.name, refused.error.code) == ("toggle", "shortcut_taken")
    assert refused.error.details == {"keys": "Ctrl+Alt+D"}
    assert heard.next() == Listening()


def test_closed_it_gives_the_keys_back(screen: Any) -> None:
    for _ in range(2):
        heard = Heard()
        source = X11Shortcuts({"toggle": parse_shortcut("Ctrl+Alt+D")}, heard.events.put)
        assert heard.next() == Listening()
        source.close()


def test_it_follows_a_change_of_layout_and_its_own_typing(
    screen: Any, listen: Callable[..., Heard], open_window: Callable[[str], Any]
) -> None:
    other = open_window("annat")
    heard = listen(toggle="Ctrl+Alt+Y")
    assert heard.next() == Listening()
    screen.read("setxkbmap", "de")  # where Y and Z change places
    assert heard.next() == Listening()
    screen.read("xdotool", "key", "ctrl+alt+y")
    assert (heard.next(), heard.next()) == (Pressed("toggle"), Released("toggle"))
    X11Typist().type_text("ångström 😀")
    other.wait_for_text("ångström 😀")
    screen.read("xdotool", "key", "ctrl+alt+y")
    assert (heard.next(), heard.next()) == (Pressed("toggle"), Released("toggle"))


def test_alive_after_the_screen_was_locked(screen: Any, listen: Callable[..., Heard]) -> None:
    heard = listen(toggle="Ctrl+Alt+D")
    assert heard.next() == Listening()
    locker = Display()  # takes all keys, as screen locks do
    root = locker.screen().root
    root.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
    locker.sync()
    screen.read("xdotool", "key", "ctrl+alt+d")
    assert heard.events.empty()
    locker.ungrab_keyboard(X.CurrentTime)
    locker.close()
    screen.read("xdotool", "key", "ctrl+alt+d")
    assert (heard.next(), heard.next()) == (Pressed("toggle"), Released("toggle"))
    assert heard.events.empty()


def test_without_an_x_server_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":59")
    heard = Heard()
    source = X11Shortcuts({}, heard.events.put)
    refused = heard.next()
    assert isinstance(refused, Refused)
    assert (refused.name, refused.error.code) == ("", "shortcuts_missing")
    source.close()
