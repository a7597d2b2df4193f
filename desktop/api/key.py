"""The key that a program has to show, kept in a file of the user's own: never in the settings."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from desktop.whole_file import write_whole

FILE_NAME = "http-api-key"
N_BYTES = 32  # of randomness
SHORTEST = 32  # characters


def read_key(data_dir: Path) -> str:
    """The key; a new one where there is none. Raises OSError."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        key = (data_dir / FILE_NAME).read_text("ascii").strip()
        if len(key) >= SHORTEST:
            return key
    return renew_key(data_dir)


def renew_key(data_dir: Path) -> str:
    """Put a new key in the place of the old, which opens nothing any more. Raises OSError."""
    key = secrets.token_urlsafe(N_BYTES)
    write_whole(data_dir / FILE_NAME, f"{key}\n".encode())  # for the user alone, as mkstemp makes
    return key
