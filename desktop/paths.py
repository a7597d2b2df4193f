"""Where the app finds its bundled files and keeps the user's; makes no folder itself.

The environment variable TALSKRIFT_HOME moves everything of the user's into one folder
(tests, portable use).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

APP_NAME = "talskrift"
RECORDING_FILE = "recording.wav"  # in the folder of each recording
VOICE_MODEL = "my-voice"  # among the user's models: the one that knows their voice
COMPRESSED_FILE = "recording.flac"  # … and what it becomes when it has been transcribed


def bundled_asset(*parts: str) -> Path:
    """The path of a file that comes with the app, below assets/ (not checked for existence)."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root.joinpath("assets", *parts)


def guide_path(language: str) -> Path:
    """The user's guide: in the bundle below assets/, in a checkout below docs/."""
    name = "anvandarguide.md" if language == "sv" else "user-guide.md"
    bundled = bundled_asset("docs", name)
    return bundled if bundled.exists() else bundled_asset().parent / "docs" / name


def user_data_dir() -> Path:
    """The folder of everything that the app keeps for the user."""
    home = os.environ.get("TALSKRIFT_HOME")
    if home:
        return Path(home).absolute()
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def recordings_dir() -> Path:
    """One folder a recording, named by the time it was begun."""
    return user_data_dir() / "recordings"


def user_models_dir() -> Path:
    """Model folders that the user has added."""
    return user_data_dir() / "models"


def jobs_dir() -> Path:
    """One journal a job: what was asked for and the text that came."""
    return user_data_dir() / "jobs"


def settings_path() -> Path:
    """The settings file."""
    if os.environ.get("TALSKRIFT_HOME"):
        return user_data_dir() / "settings.json"
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False)) / "settings.json"
