"""The icon in a desktop's tray: the real app, on a bus of its own, and a tray made by the test."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jeepney")
pytest.importorskip("Xlib")

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Properties,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg
from Xlib import X
from Xlib.display import Display
from Xlib.protocol.event import ClientMessage

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs dbus-daemon"
)

WINDOW = Path(__file__).parents[1] / "ui" / "plain_window.py"
NAME = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"


class FakeTray:
    """What a desktop's tray answers to the programs that have icons."""

    def __init__(self, address: str) -> None:
        self.items: list[str] = []  # bus names
        self._connection = open_dbus_connection(address)
        self.asking = open_dbus_connection(address)
        send(self._connection, message_bus.RequestName(NAME))
        threading.Thread(target=self._serve, daemon=True).start()

    def ask(self, path: str, interface: str, method: str, signature: str, *args: Any) -> Any:
        address = DBusAddress(path, self.items[-1], interface)
        return send(self.asking, new_method_call(address, method, signature, args))

    def read(self, name: str) -> Any:
        """A property of the icon."""
        address = DBusAddress("/StatusNotifierItem", self.items[-1], ITEM)
        ((_, value),) = send(self.asking, Properties(address).get(name))
        return value

    def list_entries(self) -> dict[str, int]:
        """The texts of the menu, with the numbers that stand for them."""
        path = self.read("Menu")
        _, (_, _, children) = self.ask(path, MENU, "GetLayout", "iias", 0, -1, [])
        entries = [child for _, child in children]
        return {
            values["label"][1].replace("_", ""): number
            for number, values, _ in entries
            if "label" in values
        }

    def choose(self, entry: str) -> None:
        number = self.list_entries()[entry]
        path = self.read("Menu")
        self.ask(path, MENU, "Event", "isvu", number, "clicked", ("s", ""), 0)

    def close(self) -> None:
        self.asking.close()
        self._connection.close()

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive()
            except (OSError, EOFError):
                return
            if message.header.message_type is MessageType.method_call:
                self._connection.send(self._answer(message))

    def _answer(self, message: Message) -> Message:
        method = message.header.fields.get(HeaderFields.member)
        if method == "RegisterStatusNotifierItem":
            self.items.append(message.header.fields[HeaderFields.sender])
            return new_method_return(message)
        if method == "Get":
            return new_method_return(message, "v", (("b", True),))
        return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")


def send(connection: DBusConnection, message: Message) -> tuple[Any, ...]:
    return unwrap_msg(connection.send_and_get_reply(message, timeout=30))


def close_window(display: str, number: int) -> None:
    """As the window manager does when its cross is clicked."""
    connection = Display(display)
    window = connection.create_resource_object("window", number)
    protocols, delete = (connection.intern_atom(a) for a in ("WM_PROTOCOLS", "WM_DELETE_WINDOW"))
    data = (32, [delete, X.CurrentTime, 0, 0, 0])
    window.send_event(ClientMessage(window=window, client_type=protocols, data=data))
    connection.sync()
    connection.close()


@pytest.fixture
def tray(own_screen: Any, tmp_path: Path) -> Iterator[FakeTray]:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.json").write_text(json.dumps({"keep_in_tray": True}))
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    daemon = own_screen.start(*command, stdout=subprocess.PIPE, text=True)
    address = daemon.stdout.readline().strip()
    own_screen.environment |= {
        "DBUS_SESSION_BUS_ADDRESS": address,
        "TALSKRIFT_HOME": str(home),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    tray = FakeTray(address)
    yield tray
    tray.close()


def test_the_app_lives_in_the_tray_until_it_is_quit(own_screen: Any, tray: FakeTray) -> None:
    app = own_screen.start(sys.executable, WINDOW, "--tray", stdout=subprocess.PIPE, text=True)
    assert app.stdout.readline() == "open\n"
    own_screen.wait_for(lambda: bool(tray.items))

    def find_window() -> str:
        """The id of the main window, while it is on the screen."""
        return own_screen.read(
            "xdotool", "search", "--onlyvisible", "--name", "^Talskrift$"
        ).strip()

    assert find_window() == ""
    assert tray.read("ToolTip")[2] == "Talskrift"
    assert {"Spela in", "Diktera i programmet bakom", "Visa fönstret", "Avsluta"} <= set(
        tray.list_entries()
    )
    tray.ask("/StatusNotifierItem", ITEM, "Activate", "ii", 0, 0)
    own_screen.wait_for(lambda: find_window() != "")
    close_window(own_screen.display, int(find_window()))
    own_screen.wait_for(lambda: find_window() == "")
    assert app.poll() is None
    tray.choose("Visa fönstret")
    own_screen.wait_for(lambda: find_window() != "")
    tray.choose("Avsluta")
    assert app.wait(30) == 0
