"""Hands what a second start was given to the window that is already open, on this computer alone.

A local socket (a named pipe on Windows) that the same user alone may open. One JSON line goes each
way: `{"v": 1, "type": "open", "files": […], "token": …}`, and `{"v": 1, "type": "taken"}` back. The
token is what Wayland's desktops give a start, so that its window may come to the front. What
`talskrift toggle` asks for is `{"v": 1, "type": "do", "command": "toggle"}`; no window comes then.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

VERSION = 1
TOKEN = "XDG_ACTIVATION_TOKEN"  # where the desktop puts it and Qt looks for it
CONNECT_WITHIN_MS = 500
TELL_WITHIN_MS = 5000
COMMANDS = ("toggle", "record")
MAX_BYTES = 16 * 1024**2  # more than any command line can hold


class Receiver(QObject):
    """The open window's end. Whoever says nothing sensible is hung up on."""

    received = Signal(object)  # list[Path], perhaps empty: the user started the app once more
    commanded = Signal(str)  # one of COMMANDS

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = name_socket(data_dir)
        QLocalServer.removeServer(name)  # that of a window that was killed: we hold the data now
        self._server.listen(name)  # where that fails, the second start says that we are open

    def close(self) -> None:
        """Take nothing more."""
        self._server.close()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(partial(self._read, socket))
            QTimer.singleShot(TELL_WITHIN_MS, socket, socket.abort)
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > MAX_BYTES:
                socket.abort()
            return
        message = parse_message(bytes(socket.readLine().data()))
        if message is None:
            socket.abort()
            return
        if message.token:
            os.environ[TOKEN] = message.token
        if message.command:
            self.commanded.emit(message.command)
        else:
            self.received.emit(message.files)
        socket.write(encode_message("taken"))
        socket.disconnectFromServer()


def hand_over(data_dir: Path, files: Sequence[Path], command: str = "") -> bool:
    """Give files to the window that works on this data; whether it took them. Waits for it.

    `command`: what it is to do instead of opening files.
    """
    name = name_socket(data_dir)
    if not is_own(name):
        return False
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(CONNECT_WITHIN_MS):
        return False
    # The path as the shell gave it: resolving links would change the name that the user knows.
    paths = [os.path.abspath(file) for file in files]  # noqa: PTH100
    token = os.environ.get(TOKEN, "")
    if command:
        socket.write(encode_message("do", command=command))
    else:
        socket.write(encode_message("open", files=paths, token=token))
    while not socket.canReadLine() and socket.waitForReadyRead(TELL_WITHIN_MS):
        pass
    return read_object(bytes(socket.readLine().data())).get("type") == "taken"


def name_socket(data_dir: Path) -> str:
    """One for each user and folder of data."""
    user = os.environ.get("USERNAME", "") if sys.platform == "win32" else os.getuid()
    key = f"{user} {os.path.normcase(data_dir.resolve())}"
    return f"talskrift-{hashlib.sha256(os.fsencode(key)).hexdigest()[:20]}"


def is_own(name: str) -> bool:
    """Whether the socket is this user's own, as far as there is one to be seen."""
    if sys.platform == "win32":
        return True  # a pipe: Qt has Windows see to it
    try:
        return Path(QDir.tempPath(), name).lstat().st_uid == os.getuid()
    except OSError:
        return False


def encode_message(kind: str, **fields: object) -> bytes:
    """A message as it goes over the socket; names of files that are no text come through whole."""
    return json.dumps({"v": VERSION, "type": kind, **fields}).encode("ascii") + b"\n"


@dataclass(frozen=True)
class Message:
    """What a second start wants: these files opened, or a command done."""

    files: list[Path] = field(default_factory=list)
    token: str = ""
    command: str = ""


def parse_message(line: bytes) -> Message | None:
    """The message in a line; None when it is none."""
    message = read_object(line)
    files, token = message.get("files"), message.get("token", "")
    if message.get("v") == VERSION and message.get("type") == "do":
        command = message.get("command")
        return Message(command=str(command)) if command in COMMANDS else None
    if message.get("v") != VERSION or message.get("type") != "open":
        return None
    if not isinstance(token, str) or not (token.isascii() and token.isprintable()):
        return None
    if not isinstance(files, list) or not all(is_absolute(file) for file in files):
        return None
    return Message([Path(file) for file in files], token)


def is_absolute(file: object) -> bool:
    return isinstance(file, str) and "\0" not in file and Path(file).is_absolute()


def read_object(line: bytes) -> dict[str, object]:
    """The JSON object in a line; an empty one when there is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
