"""Servers on this machine that feature stores are pushed to and pulled from: real ones where there
are, and a small one that speaks the part of the hub's interface that writing needs."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from ..corpus.fake_hub import FakeHub, Revision, _Handler


def require(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve_by_rclone(kind: str, folder: Path, *options: str) -> Iterator[int]:
    """The port at which rclone serves a folder as webdav or sftp."""
    port = find_free_port()
    program = require("rclone")
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [program, "serve", kind, f"--addr=127.0.0.1:{port}", *options, str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            assert process.poll() is None, f"rclone serve {kind} ended"
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.02)
        yield port
    finally:
        process.kill()
        process.wait()


@contextmanager
def serve_http(handler: type[Any]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class WholeFileHandler(SimpleHTTPRequestHandler):
    """Serves a folder's files; knows no ranges."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


class RangeHandler(WholeFileHandler):
    """Serves a folder's files, and ranges of them; `ranges` are those that were asked for."""

    ranges: list[str]

    def do_GET(self) -> None:
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range") or "")
        path = Path(self.translate_path(self.path))
        if not match or not path.is_file():
            super().do_GET()
            return
        self.ranges.append(match[0])
        size = path.stat().st_size
        start, end = int(match[1]), min(int(match[2]), size - 1)
        part = path.read_bytes()[start : end + 1]
        self.send_response(206)
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        self.end_headers()
        self.wfile.write(part)

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()


def handler_of(folder: Path, ranges: bool) -> Any:
    """A handler that serves this folder; RangeHandler.ranges is its own."""
    if not ranges:
        return partial(WholeFileHandler, directory=str(folder))

    class Handler(RangeHandler):
        ranges: list[str] = []  # noqa: RUF012

        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

    return Handler


class WritableHub(FakeHub):
    """A hub to which files can be committed. `objects` are the large files that it has been sent;
    after `refuse_after` uploads it refuses more, and `n_uploads` counts all."""

    def __init__(self) -> None:
        super().__init__({})
        self.RequestHandlerClass = _WritableHandler
        self.objects: dict[str, bytes] = {}
        self.refuse_after: int | None = None
        self.n_uploads = 0
        self.private: dict[str, bool] = {}


class _WritableHandler(_Handler):
    server: WritableHub

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        found = re.fullmatch(r"/api/datasets/([^/]+/[^/]+)/tree/main(/.*)?", path)
        if found and "recursive=true" in self.path:
            self._tell_whole_tree(found[1], (found[2] or "").strip("/"))
            return
        # What can be read at a commit can be read at the branch.
        for name, revisions in self.server.datasets.items():
            if f"/{name}/" in path:
                self.path = re.sub(
                    "/(tree|resolve)/main", rf"/\1/{revisions['main'].sha}", self.path
                )
        super().do_GET()

    do_HEAD = do_GET

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/api/repos/create":
            self._create(json.loads(body))
        elif re.fullmatch(r"/api/datasets/[^/]+/[^/]+/preupload/main", self.path):
            self._choose_modes(json.loads(body))
        elif re.fullmatch(r"/datasets/[^/]+/[^/]+\.git/info/lfs/objects/batch", self.path):
            self._offer_uploads(json.loads(body))
        elif match := re.fullmatch(r"/api/datasets/([^/]+/[^/]+)/commit/main", self.path):
            self._commit(match[1], [json.loads(line) for line in body.splitlines()])
        else:
            self._refuse(404, "EntryNotFound")

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.refuse_after is not None:
            self.server.refuse_after -= 1
            if self.server.refuse_after < 0:
                self._refuse(403, "Forbidden")
                return
        assert hashlib.sha256(body).hexdigest() == self.path.removeprefix("/objects/")
        self.server.objects[hashlib.sha256(body).hexdigest()] = body
        self.server.n_uploads += 1
        self._answer({})

    def _tell_whole_tree(self, name: str, folder: str) -> None:
        if name not in self.server.datasets:
            self._refuse(404, "RepoNotFound")
            return
        files = self.server.datasets[name]["main"].files
        prefix = f"{folder}/" if folder else ""
        inside = {path: data for path, data in files.items() if path.startswith(prefix)}
        if not inside:
            self._refuse(404, "EntryNotFound")
            return
        self._answer(
            [
                {"type": "file", "path": path, "oid": "0" * 40, "size": len(data)}
                for path, data in inside.items()
            ]
        )

    def _create(self, told: dict[str, Any]) -> None:
        name = f"{told['organization']}/{told['name']}"
        exists = name in self.server.datasets
        self.server.datasets.setdefault(name, {"main": Revision({})})
        self.server.private.setdefault(name, told["visibility"] == "private")
        url = f"{self.server.url}/datasets/{name}"
        self._answer({"url": url, "id": name}, 409 if exists else 200)

    def _choose_modes(self, told: dict[str, Any]) -> None:
        modes = [
            {
                "path": file["path"],
                "uploadMode": "lfs" if file["path"].endswith(".parquet") else "regular",
                "shouldIgnore": False,
            }
            for file in told["files"]
        ]
        self._answer({"files": modes})

    def _offer_uploads(self, told: dict[str, Any]) -> None:
        offers = []
        for entry in told["objects"]:
            if entry["oid"] not in self.server.objects:
                href = f"{self.server.url}/objects/{entry['oid']}"
                entry["actions"] = {"upload": {"href": href}}
            offers.append(entry)
        self._answer({"transfer": "basic", "objects": offers})

    def _commit(self, name: str, lines: list[dict[str, Any]]) -> None:
        files = dict(self.server.datasets[name]["main"].files)
        for line in lines:
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                files[value["path"]] = self.server.objects[value["oid"]]
            elif line["key"] == "deletedFile":
                del files[value["path"]]
        self.server.datasets[name] = {"main": Revision(files)}
        sha = self.server.datasets[name]["main"].sha
        url = f"{self.server.url}/datasets/{name}/commit/{sha}"
        self._answer({"commitUrl": url, "commitOid": sha})

    def _answer(
        self, content: Any, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """As for reading, and with a body to whatever was asked but HEAD."""
        command, self.command = self.command, "HEAD" if self.command == "HEAD" else "GET"
        super()._answer(content, status, headers)
        self.command = command


def make_host_key(folder: Path) -> tuple[Path, Path]:
    """A server's key (its public half beside it), and where to write the known hosts."""
    key = folder / "host_key"
    command = [require("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)]
    subprocess.run(command, check=True)
    return key, folder / "known_hosts"


def clean_environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Nothing of the user's own logins."""
    for name in os.environ:
        if name.startswith(("AWS_", "RCLONE_", "HF_", "TALSKRIFT_", "HOPSWORKS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RCLONE_CONFIG", str(folder / "rclone.conf"))
    monkeypatch.setenv("HOME", str(folder))
