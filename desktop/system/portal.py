"""Speaks with the desktop's portals over D-Bus: calls, requests that the user answers, signals.

https://flatpak.github.io/xdg-desktop-portal/docs/ describes them. Three threads: who calls waits
for the answer, jeepney's receives, and one here passes the signals on, so that those may call too.
"""

from __future__ import annotations

import contextlib
import os
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from queue import Queue
from typing import Any

from jeepney import DBusAddress, MatchRule, Message, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.threading import DBusRouter, RouterClosed, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

BUS_NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
REQUEST = "org.freedesktop.portal.Request"
SESSION = "org.freedesktop.portal.Session"
APP_ID = "talskrift"  # of the desktop entry
GONE, CAME = "gone", "came"
ANSWER_WITHIN_S = 10.0
USER_ANSWERS_WITHIN_S = 120.0

Options = dict[str, tuple[str, Any]]  # a{sv}


class PortalError(Exception):
    """The portal is not there, or does not do what it is asked to."""


class RequestDenied(PortalError):
    """The user, or the desktop for them, said no."""


class Portal:
    """One connection. `on_signal(interface, member, path, body)` is called for each signal.

    Also with the members GONE, when the portals have ended and all sessions with them, and CAME.
    """

    def __init__(self, on_signal: Callable[[str, str, str, tuple[Any, ...]], None]) -> None:
        """Raises PortalError where there is no session bus."""
        self._on_signal = on_signal
        self._answers: dict[str, Future[tuple[int, dict[str, Any]]]] = {}
        self._signals: Queue[Message | None] = Queue()
        self._one_call = threading.Lock()  # closed in the middle of one, jeepney's thread would die
        try:
            self._connection = open_dbus_connection(enable_fds=True)
        except (OSError, KeyError, ValueError, RuntimeError) as error:
            raise PortalError(str(error) or type(error).__name__) from error
        self._router = DBusRouter(self._connection)
        self._filter = self._router.filter(MatchRule(type="signal"), queue=self._signals)
        self._thread = threading.Thread(target=self._pass_on, name="portal", daemon=True)
        self._thread.start()
        try:
            for rule in (
                MatchRule(type="signal", sender=BUS_NAME),
                self._make_owner_rule(),
            ):
                self._ask(message_bus.AddMatch(rule), ANSWER_WITHIN_S)
        except PortalError:
            self.close()
            raise
        with contextlib.suppress(PortalError):  # older portals have no such registry
            registry = "org.freedesktop.host.portal.Registry"
            self.call(registry, "Register", "sa{sv}", (APP_ID, {}))

    def close(self) -> None:
        with self._one_call:
            self._router.close()
        self._signals.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()
        self._filter.close()
        self._connection.close()

    def call(
        self, interface: str, method: str, signature: str, body: tuple[Any, ...], path: str = PATH
    ) -> tuple[Any, ...]:
        """What the method answers. Raises PortalError."""
        address = DBusAddress(path, BUS_NAME, interface)
        return self._ask(new_method_call(address, method, signature, body), ANSWER_WITHIN_S)

    def request(
        self,
        interface: str,
        method: str,
        signature: str,
        body: tuple[Any, ...],
        options: Options | None = None,
    ) -> dict[str, Any]:
        """Ask for what the user may have to answer; `options` come last. Returns the results.

        Raises PortalError, RequestDenied.
        """
        token = make_token()
        sender = str(self._connection.unique_name).lstrip(":").replace(".", "_")
        path = f"{PATH}/request/{sender}/{token}"
        answer = self._answers[path] = Future()
        try:
            full = (*body, {**(options or {}), "handle_token": ("s", token)})
            (handle,) = self.call(interface, method, f"{signature}a{{sv}}", full)
            self._answers.setdefault(handle, answer)  # older portals name it by themselves
            code, results = answer.result(timeout=USER_ANSWERS_WITHIN_S)
        except TimeoutError as error:
            raise RequestDenied("no answer") from error
        finally:
            self._answers = {key: one for key, one in self._answers.items() if one is not answer}
        if code != 0:
            raise RequestDenied(f"{method}: {code}")
        return {name: value for name, (_, value) in results.items()}

    def open_session(self, interface: str) -> str:
        """The path of a new session. Raises PortalError."""
        options: Options = {"session_handle_token": ("s", make_token())}
        return str(self.request(interface, "CreateSession", "", (), options)["session_handle"])

    def wake(self) -> None:
        """Have the bus start the portals, where they are not running."""
        with contextlib.suppress(PortalError):
            self.call("org.freedesktop.DBus.Peer", "Ping", "", ())

    def close_session(self, path: str) -> None:
        with contextlib.suppress(PortalError):
            self.call(SESSION, "Close", "", (), path)

    def _ask(self, message: Message, within_s: float) -> tuple[Any, ...]:
        try:
            with self._one_call:
                reply = self._router.send_and_get_reply(message, timeout=within_s)
            return tuple(unwrap_msg(reply))
        except TimeoutError as error:
            raise PortalError("no answer") from error
        except (DBusErrorResponse, OSError, RouterClosed) as error:
            raise PortalError(str(error) or type(error).__name__) from error

    def _make_owner_rule(self) -> MatchRule:
        rule = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
        rule.add_arg_condition(0, BUS_NAME)
        return rule

    def _pass_on(self) -> None:
        while (message := self._signals.get()) is not None:
            fields = {field.name: value for field, value in message.header.fields.items()}
            interface, member = fields.get("interface", ""), fields.get("member", "")
            path = fields.get("path", "")
            if member == "NameOwnerChanged":
                if message.body[0] == BUS_NAME:
                    self._on_signal("", CAME if message.body[2] else GONE, "", ())
            elif interface == REQUEST and member == "Response":
                answer = self._answers.get(path)
                if answer is not None and not answer.done():
                    answer.set_result(message.body)
            elif message.header.message_type is MessageType.signal:
                self._on_signal(interface, member, path, message.body)


def make_token() -> str:
    """A name that this connection has not used yet."""
    return f"talskrift_{os.getpid()}_{uuid.uuid4().hex[:8]}"
