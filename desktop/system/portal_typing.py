"""Types on Wayland: through the portals RemoteDesktop and Clipboard, which ask the user once.

The text is offered as the clipboard, Ctrl+V is pressed, and what was on the clipboard before comes
back when the program in front has fetched the text. Where the desktop has no Clipboard portal, the
text is typed by keysyms, and only those characters arrive that the user's keyboard has.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path
from typing import Any

from desktop.errors import TypingError
from desktop.system.clipboard_fds import read_all, write_all
from desktop.system.keys import find_keysym
from desktop.system.portal import GONE, SESSION, Options, Portal, PortalError, RequestDenied

REMOTE = "org.freedesktop.portal.RemoteDesktop"
CLIPBOARD = "org.freedesktop.portal.Clipboard"
KEYBOARD = 1  # of the kinds of devices
UNTIL_REVOKED = 2  # how long the user's answer holds
CONTROL, RETURN, TAB = 0xFFE3, 0xFF0D, 0xFF09  # keysyms
UP, DOWN = 0, 1
TOLD_WITHIN_S = 1.0
OWNED_WITHIN_S = 2.0
FETCHED_WITHIN_S = 3.0
QUIET_S = 0.4  # after the last fetch: a program may ask for several types
TEXT_TYPES = ("text/plain;charset=utf-8", "text/plain", "UTF8_STRING", "STRING", "TEXT")
SECRET_TYPE = "x-kde-passwordManagerHint"  # asks clipboard histories not to keep it

Offer = dict[str, bytes]  # content by MIME type


class PortalTypist:
    """Its session is opened once and kept: what it put back on the clipboard, it must serve."""

    def __init__(self, token_path: Path) -> None:
        """`token_path`: where to keep what lets the next start type without asking."""
        self._token_path = token_path
        self._portal: Portal | None = None
        self._session = ""
        self._has_clipboard = False
        self._changed = threading.Condition()  # of all below
        self._types: list[str] | None = None  # on the clipboard, whoever put them there
        self._is_owner = False
        self._offer: Offer = {}  # what we serve while it is ours
        self._n_fetched = 0
        self._fetched_at_s = 0.0

    def prepare(self) -> None:
        """Open the session; the desktop may ask the user. Raises TypingError."""
        if self._session:
            return
        try:
            self._open()
        except PortalError as error:
            self._session = ""
            is_refused = isinstance(error, RequestDenied)
            code = "typing_refused" if is_refused else "typing_missing"
            raise TypingError(code, reason=str(error)) from error

    def find_focus(self) -> object:
        """Wayland tells no program who has the keyboard."""
        return None

    def type_text(self, text: str, into: object = None) -> None:
        """Paste the text, or else type it. Raises TypingError."""
        self.prepare()
        try:
            if self._has_clipboard:
                self._paste(text)
            else:
                for char in text:
                    self._tap({"\n": RETURN, "\t": TAB}.get(char) or find_keysym(char))
        except PortalError as error:
            raise TypingError("typing_failed", reason=str(error)) from error

    def close(self) -> None:
        if self._portal is not None:
            if self._session:
                self._portal.close_session(self._session)
            self._portal.close()
            self._portal, self._session = None, ""

    def _open(self) -> None:
        if self._portal is None:
            self._portal = Portal(self._on_signal)
        portal = self._portal
        # From now on it is told what is on the clipboard.
        session = self._session = portal.open_session(REMOTE)
        self._types = None
        options: Options = {"types": ("u", KEYBOARD), "persist_mode": ("u", UNTIL_REVOKED)}
        with contextlib.suppress(OSError):
            options["restore_token"] = ("s", self._token_path.read_text("utf-8"))
        portal.request(REMOTE, "SelectDevices", "o", (session,), options)
        with contextlib.suppress(PortalError):  # not every desktop has it
            portal.call(CLIPBOARD, "RequestClipboard", "oa{sv}", (session, {}))
        results = portal.request(REMOTE, "Start", "os", (session, ""))
        if not results.get("devices", 0) & KEYBOARD:
            portal.close_session(session)
            raise RequestDenied("no keyboard")
        self._has_clipboard = bool(results.get("clipboard_enabled"))
        if results.get("restore_token"):
            self._keep_token(str(results["restore_token"]))
        if self._has_clipboard:
            with self._changed:  # an empty clipboard may not be told of
                self._changed.wait_for(lambda: self._types is not None, TOLD_WITHIN_S)

    def _keep_token(self, token: str) -> None:
        """Where it cannot be kept, the user is asked again next time."""
        part = self._token_path.with_suffix(".part")
        with contextlib.suppress(OSError):
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(token)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._token_path)

    def _paste(self, text: str) -> None:
        before = self._read_clipboard()
        offer = dict.fromkeys(TEXT_TYPES, text.encode()) | {SECRET_TYPE: b"secret"}
        self._put(offer)
        try:
            with self._changed:
                if not self._changed.wait_for(lambda: self._is_owner, OWNED_WITHIN_S):
                    raise TypingError("typing_failed", reason=CLIPBOARD)
                n_before = self._n_fetched
            self._press_paste()
            with self._changed:
                is_fetched = self._changed.wait_for(
                    lambda: self._n_fetched > n_before, FETCHED_WITHIN_S
                )
            if not is_fetched:
                raise TypingError("typing_not_taken")
            self._wait_until_quiet()
        finally:
            if self._offer is offer and self._is_owner:  # else the user has copied something
                self._put(before)

    def _press_paste(self) -> None:
        self._notify(CONTROL, DOWN)
        try:
            self._tap(ord("v"))
        finally:
            self._notify(CONTROL, UP)

    def _wait_until_quiet(self) -> None:
        with self._changed:
            while (rest_s := self._fetched_at_s + QUIET_S - time.monotonic()) > 0:
                self._changed.wait(rest_s)

    def _read_clipboard(self) -> Offer:
        """All that is on the clipboard, by MIME type."""
        if self._is_owner:
            return self._offer
        kinds = self._types or []
        return {kind: content for kind in kinds if (content := self._fetch(kind)) is not None}

    def _fetch(self, mime_type: str) -> bytes | None:
        assert self._portal is not None
        try:
            (handle,) = self._portal.call(
                CLIPBOARD, "SelectionRead", "os", (self._session, mime_type)
            )
            return read_all(handle.to_raw_fd())
        except (PortalError, OSError):
            return None  # who put it there gives it no more

    def _put(self, offer: Offer) -> None:
        assert self._portal is not None
        with self._changed:
            self._offer, self._is_owner = offer, False
        options = {"mime_types": ("as", list(offer))}
        self._portal.call(CLIPBOARD, "SetSelection", "oa{sv}", (self._session, options))

    def _tap(self, keysym: int) -> None:
        self._notify(keysym, DOWN)
        self._notify(keysym, UP)

    def _notify(self, keysym: int, state: int) -> None:
        assert self._portal is not None
        body: tuple[Any, ...] = (self._session, {}, keysym, state)
        self._portal.call(REMOTE, "NotifyKeyboardKeysym", "oa{sv}iu", body)

    def _on_signal(self, interface: str, member: str, path: str, body: tuple[Any, ...]) -> None:
        if member == GONE or (interface == SESSION and path == self._session):
            self._session = ""  # the next text opens another
        elif interface != CLIPBOARD or body[0] != self._session:
            return
        elif member == "SelectionOwnerChanged":
            with self._changed:
                self._types = read_types(body[1])
                self._is_owner = bool(body[1].get("session_is_owner", ("b", False))[1])
                self._changed.notify_all()
        elif member == "SelectionTransfer":
            served = threading.Thread(target=self._serve, args=(body[1], body[2]), daemon=True)
            served.start()

    def _serve(self, mime_type: str, serial: int) -> None:
        """Give the clipboard's content to who pastes it; in a thread, for a slow reader."""
        portal, content = self._portal, self._offer.get(mime_type)
        if portal is None:
            return
        is_written = False
        with contextlib.suppress(PortalError, OSError):
            if content is not None:
                body = (self._session, serial)
                (handle,) = portal.call(CLIPBOARD, "SelectionWrite", "ou", body)
                write_all(handle.to_raw_fd(), content)
                is_written = True
        with contextlib.suppress(PortalError):
            done = (self._session, serial, is_written)
            portal.call(CLIPBOARD, "SelectionWriteDone", "oub", done)
        with self._changed:
            if is_written and mime_type in TEXT_TYPES:
                self._n_fetched += 1
                self._fetched_at_s = time.monotonic()
                self._changed.notify_all()


def read_types(options: dict[str, Any]) -> list[str]:
    """The MIME types of a change; some desktops wrap the list once more."""
    types = options.get("mime_types", ("as", []))[1]
    return list(types[0]) if isinstance(types, tuple) and types else list(types)
