"""How many bytes a file says that it has, where its format says so: to tell that it was cut off.

FFmpeg plays a shortened WAV or MP3 without a word and reckons a new length for it.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

UNKNOWN_SIZES = (0, 0xFFFFFFFF)  # written by programs that stream
SEARCHED_BYTES = 4096  # for the tag inside the first MP3 frame
XING_HAS_FRAMES, XING_HAS_BYTES = 1, 2


def read_declared_size(path: Path) -> int | None:
    """The whole file's size in bytes as its header gives it; None where it gives none.

    Knows RIFF (WAV, AVI), IFF (AIFF) and MP3 with the Xing or Info tag that most encoders write
    (http://gabriel.mp3-tech.org/mp3infotag.html). Raises OSError.
    """
    with path.open("rb") as file:
        start = file.read(12)
        if start[:4] in (b"RIFF", b"FORM") and len(start) == 12:
            order = "<" if start[:4] == b"RIFF" else ">"
            (size,) = struct.unpack(f"{order}I", start[4:8])
            return None if size in UNKNOWN_SIZES else size + 8
        return _read_mp3_size(file, start)


def _read_mp3_size(file: BinaryIO, start: bytes) -> int | None:
    at = 0
    if start[:3] == b"ID3" and len(start) >= 10:  # its size is in four times seven bits
        a, b, c, d = start[6:10]
        at = 10 + (a << 21 | b << 14 | c << 7 | d)
    file.seek(at)
    frame = file.read(SEARCHED_BYTES)
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return None
    tag = max(frame.find(b"Xing", 0, 200), frame.find(b"Info", 0, 200))
    if tag < 0 or len(frame) < tag + 16:
        return None
    (flags,) = struct.unpack(">I", frame[tag + 4 : tag + 8])
    if not flags & XING_HAS_BYTES:
        return None
    field = tag + 8 + (4 if flags & XING_HAS_FRAMES else 0)
    (size,) = struct.unpack(">I", frame[field : field + 4])
    return at + size if size not in UNKNOWN_SIZES else None
