"""Finds out whether there is a screen to open a window on, before Qt does: Qt ends the process
where there is none. Knows no Qt and opens nothing that stays open.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

WAYLAND_DEFAULT = "wayland-0"
CONNECT_WITHIN_S = 1.0


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether Qt will find a screen; where that cannot be told, True."""
    if sys.platform in ("win32", "darwin"):
        return True
    asked = environment.get("QT_QPA_PLATFORM", "")
    platforms = [entry.partition(":")[0] for entry in asked.split(";") if entry]
    if not platforms:  # Qt's own choice: what the environment leads to
        platforms = ["wayland", "xcb"]
        if not environment.get("WAYLAND_DISPLAY"):
            platforms.remove("wayland")
        if not environment.get("DISPLAY"):
            platforms.remove("xcb")
    return any(_can_show(platform, environment) for platform in platforms)


def _can_show(platform: str, environment: Mapping[str, str]) -> bool:
    if platform.startswith("wayland"):
        return answers_wayland(environment)
    if platform == "xcb":
        return answers_x11(environment.get("DISPLAY", ""))
    return True  # offscreen, vnc, eglfs …: need no server


def answers_x11(display: str) -> bool:
    """Whether the X server of `display` lets us in; True without libxcb, which Qt needs too.

    libxcb asks it, so that all that counts in X is heeded: sockets, hosts, the right to enter.
    """
    if not display:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt will name the library that is missing
    xcb.xcb_connect.restype = ctypes.c_void_p
    for function in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        function.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


def answers_wayland(environment: Mapping[str, str]) -> bool:
    """Whether somebody listens on the socket that WAYLAND_DISPLAY names."""
    name = environment.get("WAYLAND_DISPLAY") or WAYLAND_DEFAULT
    path = Path(environment.get("XDG_RUNTIME_DIR", "/nowhere"), name)  # name may be a whole path
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(CONNECT_WITHIN_S)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
