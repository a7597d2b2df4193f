"""How the app starts: what argv opens, and what the window process must never import."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import desktop.__main__
import desktop.app
import desktop.cli
from desktop import paths
from desktop.__main__ import EXIT_NO_DISPLAY, EXIT_USAGE, find_version, main
from desktop.display import has_display
from desktop.media_files import collect_media
from desktop.paths import bundled_asset, settings_path
from desktop.settings import Settings, save_settings
from desktop.start_words import WORDS, find_terminal_language

ENGINES_OWN = {
    "ctranslate2",
    "onnxruntime",
    "av",
    "faster_whisper",
    "torch",
    "transformers",
    "tokenizers",
    "aiohttp",
}

SHOW_AND_TELL = """
import json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop import app

def tell():
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    print(json.dumps({"windows": len(windows), "modules": sorted(sys.modules)}), flush=True)
    QApplication.closeAllWindows()

begin = app.App.begin
def begin_and_tell(self, files):
    begin(self, files)
    self.engine.status_changed.connect(
        lambda status: (status.model or status.fault) and QTimer.singleShot(0, tell)
    )

app.App.begin = begin_and_tell
sys.exit(app.run_app([], "0.0"))
"""


def run_python(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *args],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.window
def test_a_real_window_process_imports_nothing_of_the_engines(tmp_path: Path) -> None:
    done = run_python(
        "-c", SHOW_AND_TELL, TALSKRIFT_HOME=str(tmp_path), QT_QPA_PLATFORM="offscreen"
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["windows"] == 1
    modules = {name.partition(".")[0] for name in told["modules"]}
    assert "PySide6" in modules
    assert modules & ENGINES_OWN == set()


def test_the_command_line_needs_no_qt() -> None:
    code = "import sys, desktop.__main__, desktop.cli; print('PySide6' in sys.modules)"
    assert run_python("-c", code).stdout.strip() == "False"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
@pytest.mark.parametrize("dead", ["", "DISPLAY", "WAYLAND_DISPLAY"])
def test_without_a_display_it_says_what_to_do_instead(tmp_path: Path, dead: str) -> None:
    environment = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
    environment |= {dead: ":94"} if dead else {}
    done = run_python("-m", "desktop", XDG_RUNTIME_DIR=str(tmp_path), **environment)
    assert done.returncode == EXIT_NO_DISPLAY
    assert "talskrift transcribe" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_a_display_that_answers_is_one(tmp_path: Path) -> None:
    wayland = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-7"}
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        assert not has_display(wayland)  # nobody listens
        server.listen()
        assert has_display(wayland)
        assert has_display({**wayland, "DISPLAY": ":94"})
        assert not has_display({**wayland, "QT_QPA_PLATFORM": "xcb", "DISPLAY": ":94"})
        assert has_display({**wayland, "QT_QPA_PLATFORM": "xcb;wayland", "DISPLAY": ":94"})
    assert not has_display(wayland)
    assert has_display({"QT_QPA_PLATFORM": "offscreen"})


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_an_x_server_is_a_display_while_it_lives() -> None:
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL) as server:
        os.close(write_end)
        with os.fdopen(read_end) as told:
            display = f":{told.readline().strip()}"
        assert has_display({"DISPLAY": display})
        server.terminate()
        server.wait()
        assert not has_display({"DISPLAY": display})


def test_every_exit_code_means_one_thing() -> None:
    codes = {
        f"{module.__name__}.{name}": value
        for module in (desktop.__main__, desktop.cli, desktop.app)
        for name, value in vars(module).items()
        if name.startswith("EXIT_") and name != "EXIT_USAGE"
    }
    assert len(codes) >= 5
    assert len(set(codes.values())) == len(codes)
    assert EXIT_USAGE == desktop.cli.EXIT_USAGE not in codes.values()


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "transcribe" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"talskrift {find_version()}\n"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "sv_SE", "LC_ALL": "de_DE"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "sv_FI.UTF-8"}, "sv"),
        ({"LANG": "en_US", "LC_ALL": "C.UTF-8"}, "sv"),
        ({}, "sv"),
    ],
)
def test_the_terminals_language_is_the_locales(locale: dict[str, str], language: str) -> None:
    assert find_terminal_language(locale) == language


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("args", [["--help"], ["transcribe", "--help"], ["model", "--help"]])
def test_help_speaks_one_language(
    args: list[str],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", {"sv": "sv_SE.UTF-8", "en": "en_GB.UTF-8"}[language])
    assert main(args) == 0
    text = capsys.readouterr().out.lower()
    swedish = re.findall(r"\b(usage|options|show|and|the|arguments)\b", text)
    english = re.findall(r"\b(användning|val|visa|och|eller|argument)\b", text)
    assert (swedish if language == "sv" else english) == []
    assert (english if language == "sv" else swedish) != []


def test_every_command_is_told_of_in_both_languages() -> None:
    usage = [WORDS[one]["help"].split("\n\n")[1] for one in WORDS]
    named = [re.findall(r"^  talskrift ([\w-]+)", one, re.M) for one in usage]
    assert named[0] == named[1]
    assert {*desktop.cli.SUBCOMMANDS, "toggle", "record", "install-desktop", "--tray"} <= set(
        named[0]
    )
    assert WORDS["sv"].keys() == WORDS["en"].keys()


def test_the_terminal_works_with_as_many_threads_as_the_window_found_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALSKRIFT_HOME", str(tmp_path))
    starter, own = bundled_asset("models", "starter"), tmp_path / "own"
    assert desktop.cli.find_threads(starter) is None
    save_settings(Settings(threads=3), settings_path())
    assert desktop.cli.find_threads(starter) == 3
    assert desktop.cli.find_threads(own) is None
    save_settings(Settings(model_folder=str(own), threads=5), settings_path())
    assert desktop.cli.find_threads(own) == 5
    assert desktop.cli.find_threads(starter) is None


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--colour"]) == EXIT_USAGE
    assert "--colour" in capsys.readouterr().err


def test_one_variable_moves_all_of_the_users_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALSKRIFT_HOME", str(tmp_path))
    places = (
        paths.user_data_dir(),
        paths.recordings_dir(),
        paths.user_models_dir(),
        paths.jobs_dir(),
        paths.settings_path(),
    )
    assert all(place.is_relative_to(tmp_path) for place in places)
    assert len(set(places)) == len(places)
    monkeypatch.delenv("TALSKRIFT_HOME")
    assert not paths.settings_path().is_relative_to(tmp_path)


def test_bundled_assets_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert paths.bundled_asset("icons", "talskrift.svg").exists()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.bundled_asset("icons") == tmp_path / "assets" / "icons"


def test_media_is_collected_in_order_and_once(tmp_path: Path) -> None:
    for name in ("b.MP3", "a.wav", "text.txt", ".hidden.wav", "inner/c.mkv", ".git/d.wav"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    odd = tmp_path / "text.txt"  # named by itself, it is taken whatever it is called
    long = tmp_path / ("å" * 300 + ".wav")  # longer than a name may be: for the decoder to refuse
    found = collect_media([odd, tmp_path, tmp_path / "a.wav", long])
    assert [path.name for path in found] == ["text.txt", "a.wav", "b.MP3", "c.mkv", long.name]
