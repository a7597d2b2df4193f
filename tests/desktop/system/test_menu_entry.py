"""The app among the desktop's programs: a sound entry, and nobody else's is touched."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.__main__ import EXIT_NOT_WRITTEN, main
from desktop.paths import bundled_asset
from desktop.system.menu_entry import install, make_entry, remove

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the desktops of Linux")

SINGLE, DOUBLE = "\\", "\\\\"
ODD = ['/opt/Mina program/it\'s 100 % "bra" $x/talskrift', "-m", "desktop"]


def list_files(home: Path) -> list[str]:
    found = (path for path in home.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(home)) for path in found)


def test_the_entry_and_the_icons_come_and_go(tmp_path: Path) -> None:
    environment = {"XDG_DATA_HOME": str(tmp_path)}
    other = tmp_path / "applications" / "other.desktop"
    other.parent.mkdir()
    other.write_text("theirs")
    for _ in range(2):  # the second in the place of the first
        path = install(ODD, bundled_asset("icons"), environment)
    assert path == tmp_path / "applications/talskrift.desktop"
    assert path.stat().st_mode & 0o777 == 0o644
    installed = [one for one in list_files(tmp_path) if "talskrift." in one]
    assert installed == [
        "applications/talskrift.desktop",
        "icons/hicolor/256x256/apps/talskrift.png",
        "icons/hicolor/scalable/apps/talskrift.svg",
    ]
    remove(environment)
    assert [one for one in list_files(tmp_path) if "mimeinfo" not in one] == [
        "applications/other.desktop"
    ]
    remove(environment)


def test_anothers_entry_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    theirs = tmp_path / "applications/talskrift.desktop"
    theirs.parent.mkdir()
    theirs.write_text("[Desktop Entry]\nName=Talskrift\n")
    for args in (["install-desktop"], ["install-desktop", "--remove"]):
        assert main(args) == EXIT_NOT_WRITTEN
        assert str(theirs) in capsys.readouterr().err
    assert list_files(tmp_path) == ["applications/talskrift.desktop"]
    theirs.unlink()
    assert main(["install-desktop"]) == 0
    assert str(theirs) in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="no desktop-file-utils")
@pytest.mark.parametrize("command", [ODD, ["talskrift"]])
def test_the_entry_is_what_the_specification_asks_for(tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "talskrift.desktop"
    path.write_text(make_entry(command), "utf-8")
    found = subprocess.run(["desktop-file-validate", path], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, "")


def test_the_entry_runs_the_very_command_that_was_meant(tmp_path: Path) -> None:
    """Read as the specification says: the string's escapes, the quotes, the percent signs."""
    lines = make_entry(ODD).splitlines()
    commands = [line.partition("=")[2] for line in lines if line.startswith("Exec=")]
    ends = [["%F"], ["record"], ["toggle"]]
    for command, end in zip(commands, ends, strict=True):
        # Within double quotes a shell reads what the specification does.
        script = f"printf '%s\\0' {command.replace(DOUBLE, SINGLE)}"
        found = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
        arguments = found.stdout.split("\0")[:-1]
        assert [one.replace("%%", "%") for one in arguments] == [*ODD, *end]
