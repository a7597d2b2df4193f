"""The user guide, walked through from an empty home: from the first start to deleting for good."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("PySide6")

HERE = Path(__file__).parent
SPOKEN = "God morgon och välkomna till veckans möte. Vi börjar med budgeten för nästa år."
KINDS = ("mp3", "m4a", "ogg", "flac", "wav", "opus", "mp4", "mkv", "aac", "webm")
PICTURES = os.environ.get("TALSKRIFT_WALK_PICTURES")  # a folder: what was seen at each step

pytestmark = [
    pytest.mark.window,
    pytest.mark.audio,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server"),
    pytest.mark.skipif(shutil.which("openbox") is None, reason="openbox is not installed"),
]


def test_the_guide_holds_from_first_start_to_delete(
    own_screen: Any,
    make_window: Any,
    virtual_microphone: Any,
    speak: Callable[[str, Path], Path],
    ffmpeg: Callable[..., None],
    tmp_path: Path,
) -> None:
    speech = speak(SPOKEN, tmp_path / "spoken.wav")
    (tmp_path / "media").mkdir()
    for kind in KINDS:
        film = ("-f", "lavfi", "-i", "color=c=black:s=64x64:r=5", "-shortest")
        is_film = kind in ("mp4", "mkv", "webm")
        name = "intervju" if kind == "mp3" else f"möte {kind}"
        ffmpeg("-i", speech, *(film if is_film else ()), tmp_path / "media" / f"{name}.{kind}")
    screen = own_screen
    screen.start("openbox", "--sm-disable", stderr=subprocess.DEVNULL)
    screen.wait_for(lambda: screen.read("xdotool", "get_num_desktops") != "")
    screen.read("setxkbmap", "us")
    other = make_window(screen, "brev")
    home = tmp_path / "home"
    home.mkdir()
    screen.environment |= {
        **virtual_microphone.environment,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "TALSKRIFT_HOME": "",
        "PYTHONPATH": str(HERE.parents[2]),
        "LANG": "sv_SE.UTF-8",
    }
    command = [sys.executable, HERE / "walk.py", tmp_path, *([PICTURES] if PICTURES else [])]
    walk = screen.start(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        out, err = walk.communicate(timeout=240)
    except subprocess.TimeoutExpired:
        walk.kill()
        pytest.fail(f"the walk came to a stand:\n{walk.communicate()[1]}")
    assert walk.returncode == 0, err
    complaints = [line for line in err.splitlines() if not line.endswith(" s")]
    assert complaints == []  # neither of Qt nor of Python
    told = json.loads(out.splitlines()[-1])
    assert told["empty"] == []
    assert other.text() == told["dictated"].replace("\n", " ") + " "
    exported = (tmp_path / "intervju.txt").read_text("utf-8")
    assert exported.split() == told["shown"].split()
    assert "Rättelsen kom" in (tmp_path / "intervju.srt").read_text("utf-8").replace("\n", " ")
    assert (tmp_path / "intervju.docx").stat().st_size > 0
