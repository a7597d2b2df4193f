"""A second start gives its files to the window that is open: real processes, real sockets."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from pytestqt.qtbot import QtBot

from desktop.app import EXIT_ALREADY_OPEN
from desktop.ui.handover import MAX_BYTES, Receiver, encode_message, hand_over, name_socket
from desktop.ui.one_window import lock_data

HERE = Path(__file__).parent
ODD_NAMES = ("Åsas möte.mp3", "rad\nbrytning.mp3", "citat'\".mp3")

pytestmark = pytest.mark.window


class Windows:
    """Real windows on one folder of data, as a user starts them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *files: str, cwd: Path | None = None) -> subprocess.Popen[str]:
        environment = {"TALSKRIFT_HOME": str(self.home), "QT_QPA_PLATFORM": "offscreen"}
        process = subprocess.Popen(
            [sys.executable, HERE / "plain_window.py", *files],
            env=os.environ | environment | {"PYTHONPATH": str(HERE.parents[2])},
            stdout=subprocess.PIPE,
            text=True,
            cwd=cwd,
        )
        self.processes.append(process)
        return process

    def list_sources(self) -> list[str]:
        """The files of all jobs, in the order they came."""
        journals = sorted((self.home / "jobs").glob("*.jsonl"))
        return [json.loads(path.read_text().splitlines()[0])["source"] for path in journals]

    def wait_for_sources(self, n_files: int) -> list[str]:
        deadline_s = time.monotonic() + 60
        while len(self.list_sources()) < n_files and time.monotonic() < deadline_s:
            time.sleep(0.02)
        return self.list_sources()


def wait_until_open(window: subprocess.Popen[str]) -> None:
    assert window.stdout is not None
    assert window.stdout.readline() == "open\n"


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Windows]:
    windows = Windows(tmp_path / "Åsas hem")
    yield windows
    for process in windows.processes:
        process.kill()
        process.communicate()


def test_the_second_window_gives_its_files_to_the_first(windows: Windows, tmp_path: Path) -> None:
    folder = tmp_path / "Åsas filer"
    folder.mkdir()
    for name in ODD_NAMES:
        (folder / name).write_bytes(b"x")
    first = windows.start()
    wait_until_open(first)
    assert windows.start(*ODD_NAMES, cwd=folder).wait(60) == 0
    sources = windows.wait_for_sources(3)
    assert sources == [str(folder / name) for name in ODD_NAMES]
    assert first.poll() is None
    assert first.stdout is not None
    assert first.stdout.readline() == "raised\n"


@pytest.mark.slow
def test_windows_started_at_the_same_instant_are_one_and_lose_no_file(
    windows: Windows, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.mp3" for number in range(3)]
    for file in files:
        file.write_bytes(b"x")
    started = [windows.start(str(file)) for file in files]
    assert sorted(windows.wait_for_sources(3)) == [str(file) for file in files]
    deadline_s = time.monotonic() + 60
    while sum(process.poll() is None for process in started) > 1 and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert sorted(str(process.poll()) for process in started) == ["0", "0", "None"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_after_a_killed_window_the_next_one_opens(windows: Windows, tmp_path: Path) -> None:
    first = windows.start()
    wait_until_open(first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    file = tmp_path / "möte.mp3"
    file.write_bytes(b"x")
    second = windows.start(str(file))
    wait_until_open(second)
    assert windows.wait_for_sources(1) == [str(file)]
    assert windows.start().wait(60) == 0  # its socket took the place of the dead one's


@pytest.mark.slow
def test_a_window_that_does_not_answer_is_told_of(windows: Windows) -> None:
    windows.home.mkdir()
    lock = lock_data(windows.home)  # this process has the data, and no socket
    assert lock is not None
    second = windows.start("möte.mp3")
    out, _ = second.communicate(timeout=60)
    assert second.returncode == EXIT_ALREADY_OPEN
    assert "Talskrift är redan öppet" in out
    lock.unlock()


@pytest.fixture
def received() -> list[list[Path]]:
    return []


@pytest.fixture
def receiver(qtbot: QtBot, tmp_path: Path, received: list) -> Iterator[Receiver]:
    receiver = Receiver(tmp_path)
    receiver.received.connect(received.append)
    yield receiver
    receiver.close()


def send(qtbot: QtBot, data_dir: Path, data: bytes) -> bytes:
    """What a stranger is answered, until they are hung up on."""
    socket = QLocalSocket()
    socket.connectToServer(name_socket(data_dir))
    assert socket.waitForConnected()
    socket.write(data)
    gone = QLocalSocket.LocalSocketState.UnconnectedState
    qtbot.waitUntil(lambda: socket.state() is gone, timeout=20_000)
    return bytes(socket.readAll().data())


ABSOLUTE = str(Path("/tal/möte.mp3").absolute())


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"\xff\xfe\x00 nonsense\n",
        b"[1, 2]\n",
        b"[" * 100_000 + b"\n",
        b"GET / HTTP/1.1\r\n",
        encode_message("open", files="/a.mp3"),
        encode_message("open", files=["relative.mp3"]),
        encode_message("open", files=[ABSOLUTE, 3]),
        encode_message("open", files=[ABSOLUTE + "\0"]),
        encode_message("open", files=[ABSOLUTE], token="a\0b"),
        encode_message("open", files=[ABSOLUTE], token=7),
        encode_message("close", files=[ABSOLUTE]),
        encode_message("open", files=[ABSOLUTE]).replace(b'"v": 1', b'"v": 2'),
    ],
)
def test_who_talks_nonsense_is_hung_up_on(
    qtbot: QtBot, tmp_path: Path, receiver: Receiver, received: list, line: bytes
) -> None:
    assert send(qtbot, tmp_path, line) == b""
    assert received == []
    assert send(qtbot, tmp_path, encode_message("open", files=[ABSOLUTE])) == encode_message(
        "taken"
    )
    assert received == [[Path(ABSOLUTE)]]


def test_who_never_comes_to_the_point_is_hung_up_on(
    qtbot: QtBot, tmp_path: Path, receiver: Receiver, received: list
) -> None:
    assert send(qtbot, tmp_path, b"x" * (MAX_BYTES + 1)) == b""
    assert received == []


def test_a_message_may_come_in_pieces(
    qtbot: QtBot, tmp_path: Path, receiver: Receiver, received: list
) -> None:
    socket = QLocalSocket()
    socket.connectToServer(name_socket(tmp_path))
    assert socket.waitForConnected()
    for byte in encode_message("open", files=[ABSOLUTE]):
        socket.write(bytes([byte]))
        socket.flush()
        qtbot.wait(0)
    qtbot.waitUntil(lambda: received == [[Path(ABSOLUTE)]])


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are text there")
def test_a_name_that_is_no_text_comes_through(
    qtbot: QtBot, tmp_path: Path, receiver: Receiver, received: list
) -> None:
    name = os.fsdecode(b"/tal/m\xf6te.mp3")  # Latin-1
    send(qtbot, tmp_path, encode_message("open", files=[name]))
    assert [os.fsencode(path) for path in received[0]] == [b"/tal/m\xf6te.mp3"]


def test_each_folder_of_data_has_a_socket_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert name_socket(tmp_path / "a") == name_socket(tmp_path / "b" / ".." / "a")
    assert name_socket(tmp_path / "a") != name_socket(tmp_path / "b")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sees to it by itself")
def test_only_the_user_may_open_the_socket(
    qtbot: QtBot, tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(receiver._server.fullServerName())
    assert path.stat().st_mode & 0o077 == 0
    monkeypatch.setattr(os, "getuid", lambda: 4711)  # one that somebody else put there is not used
    other = QLocalServer()
    assert other.listen(name_socket(tmp_path))
    assert not hand_over(tmp_path, [])
    other.close()


def test_a_recording_is_begun_from_the_desktops_menu(start: Callable, qtbot: QtBot) -> None:
    """`talskrift record`, the entry's action, as a second start hands it over."""
    desk = start()
    data_dir = desk.app._parts.data_dir
    handing = [sys.executable, "-m", "desktop", "record"]
    environment = os.environ | {"TALSKRIFT_HOME": str(data_dir)}
    with subprocess.Popen(handing, env=environment) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    qtbot.waitUntil(lambda: "start" in desk.recorders[-1].calls, timeout=20_000)
