"""Who is asked to type and for shortcuts, on which desktop."""

import sys
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import TypingError
from desktop.system.events import Refused
from desktop.system.keys import parse_shortcut
from desktop.system.typist import System, find_system, make_shortcuts, make_typist


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux's desktops")
@pytest.mark.parametrize(
    ("platform", "environment", "system"),
    [
        ("xcb", {"DISPLAY": ":0"}, System.X11),
        ("xcb", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, System.PORTAL),
        ("wayland", {"WAYLAND_DISPLAY": "wayland-0"}, System.PORTAL),
        ("wayland-egl", {}, System.PORTAL),
        ("offscreen", {"DISPLAY": ":0"}, System.NONE),
    ],
)
def test_each_desktop_has_its_way(
    platform: str, environment: dict[str, str], system: System
) -> None:
    assert find_system(platform, environment) is system


@pytest.mark.parametrize("platform", ["windows", "cocoa"])
def test_windows_and_macos_have_their_own(platform: str) -> None:
    assert find_system(platform, {}) is System.NATIVE


@pytest.mark.parametrize(
    ("system", "library"),
    [
        (System.X11, "Xlib"),
        (System.PORTAL, "jeepney"),
        (System.NATIVE, "pynput"),
        (System.NONE, "none"),
    ],
)
def test_without_its_library_a_desktop_has_no_way_and_says_so(
    system: System, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.startswith(("desktop.system.", library))]:
        if name != "desktop.system.typist" and name.partition("desktop.system.")[2] not in KEPT:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(TypingError) as raised:
        make_typist(system, tmp_path).type_text("text")
    assert raised.value.code == "typing_missing"
    told: list[Any] = []
    make_shortcuts(system, {"toggle": parse_shortcut("F9")}, told.append).close()
    assert [type(event) for event in told] == [Refused]
    assert told[0].error.code == "shortcuts_missing"


KEPT = ("events", "keys")
