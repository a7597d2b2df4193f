"""Has the desktop start the app when the user logs in: XDG autostart, LaunchAgents, the Run key.

Only Linux has been run; the other two follow Apple's and Microsoft's documentation.
"""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.whole_file import write_whole

APP_ID = "talskrift"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
RESERVED = '"`$\\'  # within a quoted argument of Exec, by the Desktop Entry Specification


def start_at_login(on: bool, environment: Mapping[str, str] = os.environ) -> None:
    """Begin or cease to be started at login, with no window (`--tray`). Raises OSError."""
    command = [*find_command(), "--tray"]
    if sys.platform == "win32":
        write_run_key(subprocess.list2cmdline(command) if on else None)
        return
    if sys.platform == "darwin":
        path = Path.home() / "Library/LaunchAgents" / f"{APP_ID}.plist"
        agent = {"Label": APP_ID, "ProgramArguments": command, "RunAtLoad": True}
        data = plistlib.dumps(agent)
    else:
        path = find_autostart_dir(environment) / f"{APP_ID}.desktop"
        data = write_desktop_entry(command).encode()
    if on:
        write_whole(path, data)
    else:
        path.unlink(missing_ok=True)


def find_command() -> list[str]:
    """What starts this app: the bundle's own executable, or this Python with the package."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "desktop"]


def find_autostart_dir(environment: Mapping[str, str]) -> Path:
    """Where the desktop looks, by the XDG Autostart Specification."""
    config = environment.get("XDG_CONFIG_HOME", "")
    home = Path(config) if Path(config).is_absolute() else Path.home() / ".config"
    return home / "autostart"


def write_desktop_entry(command: Sequence[str]) -> str:
    """An autostart entry that runs a command."""
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        "Name=Talskrift\n"
        f"Exec={' '.join(quote(argument) for argument in command)}\n"
        f"Icon={APP_ID}\n"
        "Terminal=false\n"
        "X-GNOME-Autostart-enabled=true\n"
    )


def quote(argument: str) -> str:
    """An argument of Exec: in quotes, then escaped once more as every string of the file."""
    inner = "".join(f"\\{char}" if char in RESERVED else char for char in argument)
    return f'"{inner}"'.replace("\\", "\\\\").replace("%", "%%")


def write_run_key(command: str | None) -> None:
    """Set or delete the value of the user's Run key. Raises OSError."""
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY, 0, winreg.KEY_SET_VALUE) as key:
            if command is not None:
                winreg.SetValueEx(key, APP_ID, 0, winreg.REG_SZ, command)
                return
            try:
                winreg.DeleteValue(key, APP_ID)
            except FileNotFoundError:
                return
