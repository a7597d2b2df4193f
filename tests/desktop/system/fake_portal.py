"""The portals of a Wayland desktop, and the program in front of it: on a bus of their own.

Answers as xdg-desktop-portal does. `clipboard` is what another program has put there; at Ctrl+V the
program in front fetches what the clipboard offers at that moment, whoever owns it, into `pasted`.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from jeepney import DBusAddress, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

BUS_NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
CONTROL = 0xFFE3
PLAIN = "text/plain;charset=utf-8"


class FakePortal:
    def __init__(self, address: str) -> None:
        self.address = address
        self.clipboard: dict[str, bytes] = {}  # of another program
        self.offered: list[str] | None = None  # by the session, while it owns the clipboard
        self.history: list[tuple[str, ...]] = []  # what the session has offered
        self.pasted: list[bytes] = []
        self.typed = ""
        self.bound: list[tuple[str, dict[str, Any]]] = []
        self.calls: list[str] = []
        self.options: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, int] = {}  # by method: the code of the Response; 0 is yes
        self.has_clipboard = True
        self.gives_clipboard = True  # does SetSelection take effect?
        self.app_pastes = True  # does the program in front know Ctrl+V?
        self.on_paste: Any = None
        self._held: set[int] = set()
        self._serial = 0
        self._fetching: dict[int, int] = {}
        self._session = ""
        self._n_sessions = 0
        self._later: list[Any] = []  # to be done when a call is answered
        self.start()

    def start(self) -> None:
        self._connection = open_dbus_connection(self.address, enable_fds=True)
        self._connection.send_and_get_reply(message_bus.RequestName(BUS_NAME))
        self._runs = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._runs = False
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while self._runs:
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def emit(self, interface: str, member: str, signature: str, *body: Any, path: str = PATH):
        address = DBusAddress(path, interface=interface)
        self._connection.send_message(new_signal(address, member, signature, body))

    def press_shortcut(self, name: str, *, down: bool = True) -> None:
        member = "Activated" if down else "Deactivated"
        interface = "org.freedesktop.portal.GlobalShortcuts"
        self.emit(interface, member, "osta{sv}", self._session, name, 7, {})

    def close_session(self) -> None:
        self.emit("org.freedesktop.portal.Session", "Closed", "", path=self._session)

    def copy_elsewhere(self, content: dict[str, bytes]) -> None:
        """Another program, or the user, puts something on the clipboard."""
        self.clipboard, self.offered = content, None
        self._tell_owner()

    def read_clipboard(self) -> dict[str, bytes]:
        """What a program finds on the clipboard now."""
        if self.offered is None:
            return self.clipboard
        return {kind: self._fetch(kind) for kind in self.offered}

    def _answer(self, message: Any) -> None:
        fields = {field.name: value for field, value in message.header.fields.items()}
        method = fields["member"]
        self.calls.append(method)
        act = getattr(self, f"_do_{method}", None)
        if act is None:
            error = "org.freedesktop.DBus.Error.UnknownMethod"
            self._connection.send_message(new_error(message, error, "s", (method,)))
            return
        signature, *body = act(fields["sender"], *message.body) or ("",)
        self._connection.send_message(new_method_return(message, signature or None, tuple(body)))
        for later in self._later:
            later()
        self._later = []

    def _respond(self, method: str, sender: str, options: dict[str, Any], **results: Any) -> tuple:
        self.options[method] = {name: value for name, (_, value) in options.items()}
        token = options["handle_token"][1]
        path = f"{PATH}/request/{sender[1:].replace('.', '_')}/{token}"
        code = self.answers.get(method, 0)
        body = (code, results if code == 0 else {})
        interface = "org.freedesktop.portal.Request"
        self._later = [lambda: self.emit(interface, "Response", "ua{sv}", *body, path=path)]
        return "o", path

    def _do_Register(self, sender: str, app_id: str, options: Any) -> None:
        assert app_id == "talskrift"

    def _do_Ping(self, sender: str) -> None:
        pass

    def _do_CreateSession(self, sender: str, options: dict[str, Any]) -> tuple:
        self._n_sessions += 1
        self.options.clear()
        self._session = f"{PATH}/session/s{self._n_sessions}"
        handle = ("s", self._session)
        return self._respond("CreateSession", sender, options, session_handle=handle)

    def _do_Close(self, sender: str) -> None:
        self._session = ""

    def _do_BindShortcuts(self, sender: str, session: str, shortcuts: Any, _: str, options: Any):
        assert session == self._session
        self.bound = shortcuts
        given = [
            (name, {"trigger_description": ("s", f"Tryck {one['preferred_trigger'][1]}")})
            for name, one in shortcuts
        ]
        return self._respond("BindShortcuts", sender, options, shortcuts=("a(sa{sv})", given))

    def _do_SelectDevices(self, sender: str, session: str, options: Any) -> tuple:
        return self._respond("SelectDevices", sender, options)

    def _do_RequestClipboard(self, sender: str, session: str, options: Any) -> None:
        assert "Start" not in self.options  # too late

    def _do_Start(self, sender: str, session: str, _: str, options: Any) -> tuple:
        answer = self._respond(
            "Start",
            sender,
            options,
            devices=("u", 1),
            restore_token=("s", "märke"),
            clipboard_enabled=("b", self.has_clipboard),
        )
        self._later.append(self._tell_owner)
        return answer

    def _do_SetSelection(self, sender: str, session: str, options: Any) -> None:
        assert session == self._session
        types = options["mime_types"][1]
        self.history.append(tuple(types))
        if self.gives_clipboard:
            self.offered = types
            self._later = [self._tell_owner]

    def _do_SelectionRead(self, sender: str, session: str, mime_type: str) -> tuple:
        read_end, write_end = os.pipe()
        content = self.clipboard[mime_type]
        threading.Thread(target=write_and_close, args=(write_end, content), daemon=True).start()
        self._later = [lambda: os.close(read_end)]  # the other side has its own
        return "h", read_end

    def _do_SelectionWrite(self, sender: str, session: str, serial: int) -> tuple:
        write_end = self._fetching.pop(serial)
        self._later = [lambda: os.close(write_end)]
        return "h", write_end

    def _do_SelectionWriteDone(self, sender: str, session: str, serial: int, ok: bool) -> None:
        pass

    def _do_NotifyKeyboardKeysym(
        self, sender: str, session: str, options: Any, keysym: int, state: int
    ) -> None:
        assert session == self._session
        if state == 0:
            self._held.discard(keysym)
            return
        self._held.add(keysym)
        if keysym == ord("v") and CONTROL in self._held:
            if self.on_paste is not None:
                self.on_paste()
            if self.app_pastes:
                threading.Thread(target=self._paste, daemon=True).start()
        elif keysym != CONTROL:
            code = keysym - 0x1000000 if keysym > 0x1000000 else keysym
            self.typed += "\n" if keysym == 0xFF0D else chr(code)

    def _paste(self) -> None:
        if self.offered is None:
            self.pasted.append(self.clipboard[PLAIN])
        else:
            self.pasted.append(self._fetch(PLAIN))

    def _fetch(self, mime_type: str) -> bytes:
        read_end, write_end = os.pipe()
        self._serial += 1
        self._fetching[self._serial] = write_end
        interface = "org.freedesktop.portal.Clipboard"
        self.emit(interface, "SelectionTransfer", "osu", self._session, mime_type, self._serial)
        with os.fdopen(read_end, "rb") as pipe:
            return pipe.read()

    def _tell_owner(self) -> None:
        is_owner = self.offered is not None
        types = list(self.offered if self.offered is not None else self.clipboard)
        options = {"mime_types": ("as", types), "session_is_owner": ("b", is_owner)}
        interface = "org.freedesktop.portal.Clipboard"
        self.emit(interface, "SelectionOwnerChanged", "oa{sv}", self._session, options)


def write_and_close(fd: int, content: bytes) -> None:
    with os.fdopen(fd, "wb") as pipe:
        pipe.write(content)
