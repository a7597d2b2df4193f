"""Starting at login: the entry that a desktop runs, written and taken away."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system.autostart import find_autostart_dir, quote, start_at_login, write_desktop_entry

ODD = ["/opt/Åsas program/tal $skrift", 'a"b', "100 %", "back\\slash", "`date`", "--tray"]


def read_exec(entry: str) -> list[str]:
    """The command of an entry, as the Desktop Entry Specification has it read."""
    line = next(line for line in entry.splitlines() if line.startswith("Exec="))
    unescaped = line.removeprefix("Exec=").replace("\\\\", "\\").replace("%%", "%")
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', unescaped)
    return [re.sub(r"\\(.)", r"\1", argument) for argument in quoted]


def test_the_command_survives_its_quoting() -> None:
    assert read_exec(write_desktop_entry(ODD)) == ODD
    assert quote("--tray") == '"--tray"'


@pytest.mark.skipif(sys.platform != "linux", reason="XDG")
def test_it_is_written_and_taken_away(tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "inställningar")}
    entry = find_autostart_dir(environment) / "talskrift.desktop"
    start_at_login(False, environment)  # which it never was
    start_at_login(True, environment)
    start_at_login(True, environment)
    assert read_exec(entry.read_text())[-1] == "--tray"
    assert Path(read_exec(entry.read_text())[0]) == Path(sys.executable)
    assert [path.name for path in entry.parent.iterdir()] == [entry.name]
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", entry], check=True)
    start_at_login(False, environment)
    assert not entry.exists()


def test_a_relative_config_folder_is_none() -> None:
    assert find_autostart_dir({"XDG_CONFIG_HOME": "x"}) == Path.home() / ".config/autostart"
    assert find_autostart_dir({}) == Path.home() / ".config/autostart"
