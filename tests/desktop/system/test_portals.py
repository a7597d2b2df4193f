"""Wayland's shortcuts and typing against a fake portal on a private bus: real D-Bus, real pipes."""

import importlib.util
import queue
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jeepney")

from desktop.errors import TypingError
from desktop.system import portal_typing
from desktop.system.events import Listening, Pressed, Refused, Released
from desktop.system.keys import parse_shortcut
from desktop.system.portal_shortcuts import PortalShortcuts
from desktop.system.portal_typing import TEXT_TYPES, PortalTypist

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs dbus-daemon"
)

TEXT = 'Åsa: "20 €" 😀\nny rad '
PICTURE = bytes(range(256)) * 4000  # more than a pipe holds
BEFORE = {"text/plain;charset=utf-8": "mitt eget å".encode(), "image/png": PICTURE}


@pytest.fixture(scope="module")
def bus() -> Iterator[str]:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


@pytest.fixture
def portal(bus: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    path = Path(__file__).with_name("fake_portal.py")
    spec = importlib.util.spec_from_file_location("fake_portal", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")
    portal = module.FakePortal(bus)
    portal.clipboard = dict(BEFORE)
    yield portal
    portal.stop()


@pytest.fixture
def typist(portal: Any, tmp_path: Path) -> Iterator[PortalTypist]:
    typist = PortalTypist(tmp_path / "token")
    yield typist
    typist.close()


def test_the_text_is_pasted_and_the_clipboard_comes_back_whole(
    portal: Any, typist: PortalTypist
) -> None:
    for text in (TEXT, "igen "):  # the second time the clipboard is ours to put back
        typist.type_text(text)
        wait_for(lambda: portal.pasted)
        assert portal.pasted.pop() == text.encode()
        assert portal.read_clipboard() == BEFORE
    assert portal.pasted == []


def test_a_history_of_the_clipboard_is_asked_not_to_keep_it(
    portal: Any, typist: PortalTypist
) -> None:
    typist.type_text(TEXT)
    assert "x-kde-passwordManagerHint" in portal.history[0]
    assert set(TEXT_TYPES) < set(portal.history[0])


def test_the_old_clipboard_is_never_pasted(
    portal: Any, typist: PortalTypist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal_typing, "OWNED_WITHIN_S", 0.2)
    portal.gives_clipboard = False
    with pytest.raises(TypingError) as raised:
        typist.type_text(TEXT)
    assert raised.value.code == "typing_failed"
    assert portal.pasted == []
    assert "NotifyKeyboardKeysym" not in portal.calls
    assert portal.read_clipboard() == BEFORE


def test_a_program_that_does_not_paste_is_told_of(
    portal: Any, typist: PortalTypist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal_typing, "FETCHED_WITHIN_S", 0.2)
    portal.app_pastes = False
    with pytest.raises(TypingError) as raised:
        typist.type_text(TEXT)
    assert raised.value.code == "typing_not_taken"
    assert portal.read_clipboard() == BEFORE


def test_what_the_user_copies_meanwhile_stays(portal: Any, typist: PortalTypist) -> None:
    newer = {"text/plain;charset=utf-8": b"nyare"}
    portal.on_paste = lambda: None
    original = portal._fetch

    def fetch_then_copy(kind: str) -> bytes:
        content = original(kind)
        portal.copy_elsewhere(newer)
        return content

    portal._fetch = fetch_then_copy
    typist.type_text(TEXT)
    wait_for(lambda: portal.pasted == [TEXT.encode()])
    assert portal.read_clipboard() == newer


def test_an_empty_clipboard_is_empty_afterwards(portal: Any, typist: PortalTypist) -> None:
    portal.clipboard = {}
    typist.type_text(TEXT)
    wait_for(lambda: portal.pasted == [TEXT.encode()])
    assert portal.read_clipboard() == {}


def test_without_a_clipboard_portal_it_is_typed(portal: Any, typist: PortalTypist) -> None:
    portal.has_clipboard = False
    typist.type_text(TEXT)
    assert portal.typed == TEXT
    assert portal.history == []


def test_the_user_is_asked_once_and_known_at_the_next_start(
    portal: Any, typist: PortalTypist, tmp_path: Path
) -> None:
    typist.prepare()
    typist.type_text(TEXT)
    assert portal.calls.count("CreateSession") == 1
    assert portal.options["SelectDevices"]["types"] == 1
    assert portal.options["SelectDevices"]["persist_mode"] == 2
    assert "restore_token" not in portal.options["SelectDevices"]
    assert (tmp_path / "token").read_text("utf-8") == "märke"
    assert (tmp_path / "token").stat().st_mode & 0o077 == 0
    typist.close()
    typist.prepare()
    assert portal.options["SelectDevices"]["restore_token"] == "märke"


@pytest.mark.parametrize("method", ["CreateSession", "SelectDevices", "Start"])
def test_a_user_who_says_no_is_understood(portal: Any, typist: PortalTypist, method: str) -> None:
    portal.answers[method] = 1
    with pytest.raises(TypingError) as raised:
        typist.type_text(TEXT)
    assert raised.value.code == "typing_refused"
    portal.answers.clear()
    typist.type_text(TEXT)
    wait_for(lambda: portal.pasted == [TEXT.encode()])


def test_a_session_that_the_desktop_closed_is_opened_anew(
    portal: Any, typist: PortalTypist
) -> None:
    typist.prepare()
    portal.close_session()
    wait_for(lambda: not typist._session)
    typist.type_text(TEXT)
    wait_for(lambda: portal.pasted == [TEXT.encode()])


def test_without_a_bus_or_a_portal_it_is_told(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (f"unix:path={tmp_path / 'none'}", bus):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        typist = PortalTypist(tmp_path / "token")
        with pytest.raises(TypingError) as raised:
            typist.type_text(TEXT)
        assert raised.value.code == "typing_missing"
        typist.close()
        events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        source = PortalShortcuts({"toggle": parse_shortcut("F9")}, events.put)
        refused = events.get(timeout=30)
        assert isinstance(refused, Refused)
        assert refused.error.code == "shortcuts_missing"
        source.close()


class Heard:
    def __init__(self) -> None:
        self.events: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def next(self) -> Any:
        return self.events.get(timeout=30)


@pytest.fixture
def heard(portal: Any) -> Iterator[Heard]:
    heard = Heard()
    keys = {"toggle": parse_shortcut("Ctrl+Alt+D"), "talk": parse_shortcut("Meta+Å")}
    source = PortalShortcuts(keys, heard.events.put)
    yield heard
    source.close()


def test_the_desktop_is_asked_for_the_shortcuts_and_tells_its_own_keys(
    portal: Any, heard: Heard
) -> None:
    assert heard.next() == Listening({"toggle": "Tryck CTRL+ALT+d", "talk": "Tryck LOGO+U00E5"})
    name, options = portal.bound[0]
    assert name == "toggle"
    assert options["description"] == ("s", "Börja och sluta diktera")
    portal.press_shortcut("talk")
    portal.press_shortcut("talk", down=False)
    portal.press_shortcut("something else")
    portal.press_shortcut("toggle")
    assert [heard.next() for _ in range(3)] == [
        Pressed("talk"), Released("talk"), Pressed("toggle"),
    ]  # fmt: skip


def test_shortcuts_outlive_their_session_and_the_portal(portal: Any, heard: Heard) -> None:
    assert isinstance(heard.next(), Listening)
    portal.close_session()
    assert isinstance(heard.next(), Listening)
    portal.stop()
    portal.start()
    assert isinstance(heard.next(), Listening)
    portal.press_shortcut("toggle")
    assert heard.next() == Pressed("toggle")


def test_shortcuts_that_the_user_refused_are_told_of(
    portal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.answers["BindShortcuts"] = 1
    heard = Heard()
    source = PortalShortcuts({"toggle": parse_shortcut("F9")}, heard.events.put)
    refused = heard.next()
    assert (refused.name, refused.error.code) == ("", "shortcuts_missing")
    source.close()


def wait_for(is_so: Any) -> None:
    give_up_at_s = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < give_up_at_s
        time.sleep(0.01)
