"""A hub on this machine that serves models as huggingface.co does, and misbehaves when told to.

`faults[file]` holds what happens to the next requests for a file's content, in order; after them
all goes well. Each is one of FAULTS, or a number: the status of the answer.
"""

from __future__ import annotations

import hashlib
import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

FAULTS = (
    "stalls",  # half of it, then nothing more
    "says nothing",  # not even that
    "breaks off",  # half of it, then the connection is cut
    "says too little",  # a Content-Length that is too small
    "says too much",  # … too large
    "ignores the range",  # 200 and the whole of it
    "half of the whole",  # the same, and breaks off
    "answers another range",  # one that begins a byte later
    "wrong byte",  # in the middle
    "sends more",  # and goes on after the end
    "says no length",  # the end of the connection is the end of the file
)
WHOLE = ("ignores the range", "half of the whole")
CUT = ("stalls", "breaks off", "half of the whole")
Files = dict[str, bytes]


class FakeHub(ThreadingHTTPServer):
    """`repos`: files by repository and revision. `requests`: (path, range, has a token) of each."""

    daemon_threads = True

    def __init__(self, repos: dict[str, dict[str, Files]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.repos = repos
        self.faults: dict[str, list[str | int]] = {}
        self.requests: list[tuple[str, str, bool]] = []
        self.n_bytes = 0  # of files' content
        self.block_bytes = 64 * 1024
        self.pace_s = 0.0  # waited after each block
        self.page: bytes | None = None  # in the place of every answer
        self.refuses_as_proxy = False
        self.is_secure = False
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        scheme = "https" if self.is_secure else "http"
        return f"{scheme}://localhost:{self.server_address[1]}"

    def secure(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.is_secure = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients go away in the middle, on purpose


@contextmanager
def serve(hub: FakeHub) -> Iterator[FakeHub]:
    with hub:
        thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield hub
        finally:
            hub.ended.set()
            hub.shutdown()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    server: FakeHub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_CONNECT(self) -> None:
        self.answer(b"", 407)

    def do_GET(self) -> None:
        hub, path = self.server, unquote(urlsplit(self.path).path)
        if self.path.startswith("http://") and hub.refuses_as_proxy:
            self.answer(b"", 407)
            return
        hub.requests.append(
            (self.path, self.headers.get("Range", ""), "Authorization" in self.headers)
        )
        if hub.page is not None:
            self.answer(hub.page, 200, "text/html")
        elif match := re.fullmatch(r"/api/models/([^/]+/[^/]+)/revision/(.+)", path):
            self.tell_files(*match.groups())
        elif match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([0-9a-f]{40})/(.+)", path):
            self.send_response(302)  # large files lie elsewhere
            self.send_header("Location", f"/elsewhere/{match[1]}/{match[2]}/{match[3]}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif match := re.fullmatch(r"/elsewhere/([^/]+/[^/]+)/([0-9a-f]{40})/(.+)", path):
            self.send_file(*match.groups())
        else:
            self.refuse("EntryNotFound")

    def find(self, repo: str, revision: str) -> Files | None:
        for name, files in self.server.repos.get(repo, {}).items():
            if revision in (name, make_commit(files)):
                return files
        self.refuse("RevisionNotFound" if repo in self.server.repos else "RepoNotFound")
        return None

    def tell_files(self, repo: str, revision: str) -> None:
        files = self.find(repo, revision)
        if files is not None:
            siblings = [{"rfilename": name, **describe(data)} for name, data in files.items()]
            info = {"id": repo, "sha": make_commit(files), "siblings": siblings, "tags": []}
            self.answer(json.dumps(info).encode(), 200, "application/json")

    def send_file(self, repo: str, commit: str, name: str) -> None:
        files = self.find(repo, commit)
        if files is None:
            return
        waiting = self.server.faults.get(name, [])
        fault = waiting.pop(0) if waiting else ""
        if isinstance(fault, int):
            self.answer(b"", fault)
            return
        if fault == "says nothing":
            self.server.ended.wait(20)
            self.close_connection = True
            return
        data, told = files[name], re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(told[1]) if told and fault not in WHOLE else 0
        if fault == "wrong byte":
            data = (
                data[: len(data) // 2]
                + bytes([data[len(data) // 2] ^ 1])
                + data[len(data) // 2 + 1 :]
            )
        if fault == "answers another range":
            start += 1
        body = data[start:] + (b"more" * 1000 if fault == "sends more" else b"")
        length = len(body) + {"says too little": -len(body) // 2, "says too much": 99}.get(fault, 0)
        self.send_response(206 if start else 200)
        if fault == "says no length":
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(length))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        self.send_slowly(body[: min(length, len(body) // 2 if fault in CUT else len(body))])
        if fault == "stalls":
            self.server.ended.wait(20)
        self.close_connection = bool(fault)

    def send_slowly(self, body: bytes) -> None:
        for begin in range(0, len(body), self.server.block_bytes):
            block = body[begin : begin + self.server.block_bytes]
            self.wfile.write(block)
            self.server.n_bytes += len(block)
            if self.server.pace_s:
                self.server.ended.wait(self.server.pace_s)

    def refuse(self, code: str) -> None:
        self.answer(b"", 404, headers={"X-Error-Code": code, "X-Error-Message": code})

    def answer(
        self,
        body: bytes,
        status: int,
        kind: str = "text/plain",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def make_commit(files: Files) -> str:
    told = "".join(f"{name}{hashlib.sha1(data).hexdigest()}" for name, data in files.items())
    return hashlib.sha1(told.encode()).hexdigest()


def describe(data: bytes) -> dict[str, Any]:
    """As the hub tells of a file: small ones by what git calls them, the others by sha256 too."""
    git = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    about: dict[str, Any] = {"size": len(data), "blobId": git}
    if len(data) > 10_000:
        sha256 = hashlib.sha256(data).hexdigest()
        about["lfs"] = {"sha256": sha256, "size": len(data), "pointerSize": 130}
    return about
