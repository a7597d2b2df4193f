"""Puts the app among the desktop's programs on Linux: entry, icon, the files that it opens.

By the Desktop Entry and Icon Theme Specifications. Only what this module has written is ever
replaced or removed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.system.autostart import APP_ID, quote
from desktop.whole_file import write_whole

MARK = "X-Talskrift-Installed=true"  # in an entry that is ours
MEDIA_TYPES = (
    "audio/aac", "audio/ac3", "audio/aiff", "audio/amr", "audio/basic", "audio/flac", "audio/mp4",
    "audio/mpeg", "audio/ogg", "audio/vnd.wave", "audio/webm", "audio/x-aiff", "audio/x-caf",
    "audio/x-flac", "audio/x-m4b", "audio/x-matroska", "audio/x-ms-wma", "audio/x-opus+ogg",
    "audio/x-vorbis+ogg", "audio/x-wav", "video/3gpp", "video/mp2t", "video/mp4", "video/mpeg",
    "video/ogg", "video/quicktime", "video/webm", "video/x-flv", "video/x-matroska",
    "video/x-ms-wmv", "video/x-msvideo",
)  # fmt: skip
ICONS = {"scalable": "svg", "256x256": "png"}


class ForeignEntryError(OSError):
    """Somebody else has put an entry of that name there, a package for instance."""


def install(
    command: Sequence[str], icons_dir: Path, environment: Mapping[str, str] = os.environ
) -> Path:
    """Write entry and icons for what `command` starts; returns the entry's path.

    Raises OSError, ForeignEntryError among them.
    """
    data_home = find_data_home(environment)
    entry = find_entry(data_home)
    for size, suffix in ICONS.items():
        icon = (icons_dir / f"{APP_ID}.{suffix}").read_bytes()
        write_whole(find_icon(data_home, size, suffix), icon)
    write_whole(entry, make_entry(command).encode())
    entry.chmod(0o644)
    refresh(data_home)
    return entry


def remove(environment: Mapping[str, str] = os.environ) -> None:
    """Take away what `install` has written. Raises OSError, ForeignEntryError among them."""
    data_home = find_data_home(environment)
    find_entry(data_home).unlink(missing_ok=True)
    for size, suffix in ICONS.items():
        find_icon(data_home, size, suffix).unlink(missing_ok=True)
    refresh(data_home)


def find_data_home(environment: Mapping[str, str]) -> Path:
    """The user's own data, by the XDG Base Directory Specification."""
    data_home = environment.get("XDG_DATA_HOME", "")
    return Path(data_home) if Path(data_home).is_absolute() else Path.home() / ".local/share"


def find_entry(data_home: Path) -> Path:
    """Where the entry lies, or will. Raises ForeignEntryError where another's does."""
    entry = data_home / "applications" / f"{APP_ID}.desktop"
    if entry.exists() and MARK not in entry.read_text("utf-8", "replace").splitlines():
        raise ForeignEntryError(str(entry))
    return entry


def find_icon(data_home: Path, size: str, suffix: str) -> Path:
    return data_home / "icons/hicolor" / size / "apps" / f"{APP_ID}.{suffix}"


def make_entry(command: Sequence[str]) -> str:
    """The entry as text, Swedish and English."""
    run = " ".join(quote(argument) for argument in command)
    return f"""\
[Desktop Entry]
Type=Application
Name=Talskrift
GenericName=Dictation
GenericName[sv]=Diktering
Comment=Swedish speech to text, on your own computer
Comment[sv]=Svenskt tal till text, på din egen dator
Keywords=speech;dictation;transcription;subtitles;
Keywords[sv]=tal;diktering;transkribering;undertexter;
Exec={run} %F
Icon={APP_ID}
Terminal=false
Categories=AudioVideo;Audio;
MimeType={";".join(MEDIA_TYPES)};
StartupNotify=true
StartupWMClass={APP_ID}
Actions=record;dictate;
{MARK}

[Desktop Action record]
Name=Start or stop recording
Name[sv]=Börja eller sluta spela in
Exec={run} record

[Desktop Action dictate]
Name=Start or stop dictating into other programs
Name[sv]=Börja eller sluta diktera i andra program
Exec={run} toggle
"""


def refresh(data_home: Path) -> None:
    """Have the desktop look again, where it has what that takes; others look by themselves."""
    program = shutil.which("update-desktop-database")
    if program is not None:
        folder = data_home / "applications"
        subprocess.run([program, "--quiet", str(folder)], check=False, capture_output=True)
