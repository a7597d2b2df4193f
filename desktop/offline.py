"""Refuses connections to other computers, in a process that is to make none.

Python tells its audit hooks of each connection before it is made (PEP 578); this one raises. The
engine's process has it always, for it never needs a network; the others while the user wants to
work offline. Libraries that open sockets of their own, without Python's, are not seen: a test
watches all system calls for them.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Callable
from typing import Any, ClassVar

VARIABLE = "TALSKRIFT_OFFLINE"  # set for the processes that the window starts
# What huggingface_hub goes by: it does not even try.
VARIABLES = {VARIABLE: "1", "HF_HUB_OFFLINE": "1"}
LOCAL_NAMES = ("", "localhost")

# Where the address stands among the arguments of an event.
# https://docs.python.org/3/library/audit_events.html
ADDRESS_AT = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
}


class OfflineError(OSError):
    """A connection to another computer was refused by the app itself."""


def refuse_connections(is_offline: Callable[[], bool] = lambda: True) -> Callable[[], None]:
    """From now on, whenever `is_offline` says so; returns how to cease.

    Whoever tries gets an OfflineError.
    """
    if not _refusing.is_hooked:  # a hook stays for as long as the process lives: one is enough
        _refusing.is_hooked = True
        sys.addaudithook(_check)
    _refusing.wishes.append(is_offline)
    return lambda: _refusing.wishes.remove(is_offline)


class _Refusing:
    """What the process's one hook goes by."""

    is_hooked = False
    wishes: ClassVar[list[Callable[[], bool]]] = []


_refusing = _Refusing()


def _check(event: str, args: tuple[Any, ...]) -> None:
    at = ADDRESS_AT.get(event)
    if at is None or is_local(args[at]):
        return
    if any(is_offline() for is_offline in _refusing.wishes):
        raise OfflineError("Talskrift is set to open no connection to any other computer")


def refuse_where_asked() -> None:
    """For a process that the window has started: as the window's setting was then."""
    if is_asked():
        refuse_connections()


def is_asked() -> bool:
    """Whether this process was started by a window that works offline."""
    return bool(os.environ.get(VARIABLE))


def is_local(address: Any) -> bool:
    """Whether an address, or the name of a host, leads to this computer alone."""
    if isinstance(address, tuple):
        address = address[0] if address else None
    if isinstance(address, bytes):
        address = address.decode("ascii", "replace")
    if not isinstance(address, str):
        return True  # no address of IP's: netlink, or none at all
    if address.lower() in LOCAL_NAMES or address.startswith(("/", "\0")):
        return True
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False
