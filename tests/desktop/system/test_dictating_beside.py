"""From key to text in another program: the real app, a real X server and window manager."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("Xlib")
pytest.importorskip("PySide6")

from desktop.settings import Settings, save_settings

HERE = Path(__file__).parent
TEXT = 'Åsa, det kostar 20 € 😀\nSkriv "hej" till asa@örn.se. '

pytestmark = [
    pytest.mark.window,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server"),
    pytest.mark.skipif(shutil.which("openbox") is None, reason="openbox is not installed"),
]


def test_dictated_text_is_typed_into_the_program_in_front(
    own_screen: Any, make_window: Any, tmp_path: Path
) -> None:
    screen = own_screen
    screen.start("openbox", "--sm-disable", stderr=subprocess.DEVNULL)
    screen.wait_for(lambda: screen.read("xdotool", "get_num_desktops") != "")
    screen.read("setxkbmap", "us")
    other = make_window(screen, "brev")
    other.focus()
    save_settings(Settings(shortcut_toggle="Ctrl+Alt+D"), tmp_path / "settings.json")
    screen.environment |= {"TALSKRIFT_HOME": str(tmp_path), "PYTHONPATH": str(HERE.parents[2])}
    app = screen.start(sys.executable, HERE / "dictating_app.py", "toggle")
    small = ("xdotool", "search", "--onlyvisible", "--name", "^Talskrift: diktering$")
    screen.wait_for(lambda: screen.read(*small) != "")
    screen.wait_for(lambda: any((tmp_path / "recordings").glob("*/recording.events")))
    assert other.has_focus()  # neither window took the keyboard
    screen.read("xdotool", "type", "Jag skriver. ")  # it goes where it went before
    other.wait_for_text("Jag skriver. ")
    screen.read("xdotool", "key", "ctrl+alt+d")
    other.wait_for_text("Jag skriver. " + TEXT)
    screen.wait_for(lambda: screen.read(*small) == "")
    assert other.has_focus()
    assert len(list((tmp_path / "jobs").glob("*.jsonl"))) == 1  # and it is in the library
    assert app.poll() is None
