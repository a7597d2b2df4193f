"""Global shortcuts on Wayland: org.freedesktop.portal.GlobalShortcuts, which asks the user.

The portal tells of presses and releases; it, and not we, knows which keys the user gave them.
"""

from __future__ import annotations

import os
import threading
from queue import Queue
from typing import Any

from desktop.errors import ShortcutError
from desktop.system.events import (
    Listening,
    OnShortcutEvent,
    Pressed,
    Refused,
    Released,
    ShortcutsByName,
)
from desktop.system.keys import Modifier, Shortcut
from desktop.system.portal import CAME, GONE, SESSION, Portal, PortalError

SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
# The names of the XDG shortcuts specification, in its order.
TRIGGERS = {
    Modifier.CTRL: "CTRL",
    Modifier.ALT: "ALT",
    Modifier.SHIFT: "SHIFT",
    Modifier.META: "LOGO",
}
# What the desktop's own dialog says of them, in the desktop's language.
DESCRIPTIONS = {
    "toggle": ("Börja och sluta diktera", "Start and stop dictating"),
    "talk": ("Diktera medan tangenten hålls nere", "Dictate while the key is held"),
    "pause": ("Pausa och fortsätt dikteringen", "Pause the dictation and go on"),
}


class PortalShortcuts:
    """Asks in a thread of its own from its making on; and anew when the portals were restarted."""

    def __init__(self, shortcuts: ShortcutsByName, on_event: OnShortcutEvent) -> None:
        self._shortcuts = shortcuts
        self._on_event = on_event
        self._session = ""
        self._orders: Queue[str] = Queue()
        self._portal: Portal | None = None
        self._thread = threading.Thread(target=self._run, name="shortcuts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Does not wait for a user who is being asked."""
        self._orders.put("close")
        if self._session:
            self._thread.join()

    def _run(self) -> None:
        try:
            self._portal = Portal(self._on_signal)
        except PortalError as error:
            self._refuse(error)
            return
        order = "bind"
        while order != "close":
            try:
                if order == "bind":
                    self._bind(self._portal)
                else:
                    self._portal.wake()
            except PortalError as error:
                self._refuse(error)
            order = self._orders.get()
        if self._session:
            self._portal.close_session(self._session)
        self._portal.close()

    def _bind(self, portal: Portal) -> None:
        self._session = session = portal.open_session(SHORTCUTS)
        wanted = [
            (name, {"description": ("s", describe(name)), "preferred_trigger": ("s", trigger)})
            for name, shortcut in self._shortcuts.items()
            if (trigger := name_trigger(shortcut))
        ]
        body = (session, wanted, "")
        results = portal.request(SHORTCUTS, "BindShortcuts", "oa(sa{sv})s", body)
        keys: dict[str, str] = {}
        for name, options in results.get("shortcuts", []):
            keys[name] = str(options.get("trigger_description", ("s", ""))[1])
        for name in self._shortcuts:
            if name not in keys:
                given = name_trigger(self._shortcuts[name])
                self._on_event(Refused(name, ShortcutError("shortcut_taken", keys=given)))
        self._on_event(Listening(keys))

    def _on_signal(self, interface: str, member: str, path: str, body: tuple[Any, ...]) -> None:
        if member == GONE:
            self._session = ""
            self._orders.put("wake")
        elif member == CAME or (interface == SESSION and path == self._session):
            self._session = ""
            self._orders.put("bind")
        elif interface == SHORTCUTS and body[0] == self._session and body[1] in self._shortcuts:
            if member == "Activated":
                self._on_event(Pressed(body[1]))
            elif member == "Deactivated":
                self._on_event(Released(body[1]))

    def _refuse(self, error: PortalError) -> None:
        self._on_event(Refused("", ShortcutError("shortcuts_missing", reason=str(error))))


def name_trigger(shortcut: Shortcut) -> str:
    """As the XDG shortcuts specification writes it: CTRL+ALT+d."""
    held = [name for modifier, name in TRIGGERS.items() if modifier in shortcut.modifiers]
    return "+".join([*held, shortcut.keysym_name])


def describe(name: str) -> str:
    language = os.environ.get("LANGUAGE") or os.environ.get("LANG", "")
    return DESCRIPTIONS[name][0 if language.startswith("sv") else 1]
