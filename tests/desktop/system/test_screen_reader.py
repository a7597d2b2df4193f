"""What a screen reader finds: the real window, read over AT-SPI, on a bus and screen of its own."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jeepney")

from jeepney import DBusAddress, MatchRule, Message, Properties, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
pytestmark = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None or not LAUNCHER.exists(), reason="needs at-spi2-core"
)

WINDOW = Path(__file__).parents[1] / "ui" / "plain_window.py"
ROOT = "/org/a11y/atspi/accessible/root"
ATSPI = "org.a11y.atspi."
REGISTRY = "org.a11y.atspi.Registry"


@dataclass(frozen=True)
class Node:
    """An accessible object of a program."""

    reader: "Reader"
    name: str
    role: str
    bus_name: str
    path: str

    def ask(self, interface: str, method: str, signature: str = "", *args: Any) -> Any:
        return self.reader.ask(self.bus_name, self.path, interface, method, signature, *args)

    def list_children(self) -> list["Node"]:
        found = self.ask("Accessible", "GetChildren")
        return [self.reader.read(*child) for child in found]

    def find_all(self) -> Iterator["Node"]:
        """All that is under it but for the menus, which Qt lists beneath their own entries too."""
        waiting = [self]
        while waiting:
            for child in waiting.pop().list_children():
                if child.role not in ("menu bar", "popup menu"):
                    waiting.append(child)
                    yield child


class Reader:
    """Asks as a screen reader does."""

    def __init__(self, address: str) -> None:
        session = open_dbus_connection(address)
        status = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Status")
        send(session, Properties(status).set("ScreenReaderEnabled", "b", True))
        bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        (own,) = send(session, new_method_call(bus, "GetAddress"))
        session.close()
        self._connection = open_dbus_connection(own)
        self._listening = open_dbus_connection(own)
        rule = MatchRule(type="signal", interface=ATSPI + "Event.Object", member="Announcement")
        send(self._listening, message_bus.AddMatch(rule))
        self._told = self._listening.filter(rule, bufsize=100)
        registry = DBusAddress("/org/a11y/atspi/registry", REGISTRY, REGISTRY)
        send(
            self._listening,
            new_method_call(registry, "RegisterEvent", "s", ("object:announcement",)),
        )

    def wait_for_announcement(self) -> str:
        """The next sentence that is to be read aloud."""
        with self._told as told:
            message = self._listening.recv_until_filtered(told, timeout=30)
        return message.body[3][1]

    def list_programs(self) -> list[Node]:
        found = self.ask(REGISTRY, ROOT, "Accessible", "GetChildren")
        return [self.read(*program) for program in found]

    def read(self, bus_name: str, path: str) -> Node:
        accessible = DBusAddress(path, bus_name, ATSPI + "Accessible")
        ((_, name),) = send(self._connection, Properties(accessible).get("Name"))
        role = self.ask(bus_name, path, "Accessible", "GetRoleName")
        return Node(self, name, role, bus_name, path)

    def ask(
        self, bus_name: str, path: str, interface: str, method: str, signature: str = "", *args: Any
    ) -> Any:
        address = DBusAddress(path, bus_name, ATSPI + interface)
        message = new_method_call(address, method, signature or None, args)
        (answer,) = send(self._connection, message)
        return answer

    def close(self) -> None:
        self._connection.close()
        self._listening.close()


def send(connection: DBusConnection, message: Message) -> tuple[Any, ...]:
    return unwrap_msg(connection.send_and_get_reply(message, timeout=30))


@pytest.fixture
def reader(own_screen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """On a session of its own, which the window shares."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    own_screen.environment |= {
        "XDG_RUNTIME_DIR": str(runtime),
        "TALSKRIFT_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    daemon = own_screen.start(*command, stdout=subprocess.PIPE, text=True)
    address = daemon.stdout.readline().strip()
    own_screen.environment["DBUS_SESSION_BUS_ADDRESS"] = address
    reader = Reader(address)
    yield reader
    reader.close()


def test_the_window_can_be_read_and_worked_without_being_seen(
    own_screen: Any, reader: Reader, tmp_path: Path
) -> None:
    media = tmp_path / "done, Åsas möte.mp3"
    media.write_bytes(b"x")
    window = own_screen.start(sys.executable, WINDOW, media, stdout=subprocess.PIPE, text=True)
    assert window.stdout.readline() == "open\n"
    assert reader.wait_for_announcement() == f"Klar: {media.name}"

    def find(role: str, name: str) -> Node | None:
        try:
            programs = [one for one in reader.list_programs() if one.name == "Talskrift"]
            found = [node for one in programs for node in one.find_all()]
        except DBusErrorResponse:  # it changed while it was read
            return None
        return next((one for one in found if one.role == role and name in one.name), None)

    own_screen.wait_for(lambda: find("list item", "done, Åsas möte.mp3") is not None)
    assert find("list", "Inspelningar och filer") is not None
    assert find("push button", "Spela in") is not None
    text = find("text", "Texten")
    assert text is not None
    own_screen.wait_for(lambda: "Mening 2." in text.ask("Text", "GetText", "ii", 0, -1))
    button = find("push button", "Öppna filer")
    assert button is not None
    assert button.ask("Component", "GrabFocus") is True
