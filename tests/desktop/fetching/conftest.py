"""A web server of this machine's that serves media well and badly, and counts what is asked."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

PAGE = """<html><head><title>Ett föredrag</title></head>
<body><video src="/film/tal.mp4"></video></body></html>"""


class Server:
    """`files`: what is served by path; a path may be told to break off or to answer a status."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        self.statuses: dict[str, int] = {}
        self.breaks_after: dict[str, list[int]] = {}  # bytes, for each request in turn
        self.stalls = threading.Event()  # set: an answer stops after its first kilobyte
        self.asked: list[tuple[str, str]] = []  # path and range
        self.ignores_ranges = False
        self.etag = '"v1"'
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_HEAD(self) -> None:
                server.answer(self, with_body=False)

            def do_GET(self) -> None:
                server.answer(self, with_body=True)

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._http.server_port}{path}"

    def answer(self, request: BaseHTTPRequestHandler, *, with_body: bool) -> None:
        path, asked = request.path, request.headers.get("Range", "")
        self.asked.append((path, asked))
        if path in self.statuses or path not in self.files:
            request.send_error(self.statuses.get(path, 404))
            return
        kind, body = self.files[path]
        is_same = request.headers.get("If-Range") in (None, self.etag)
        start = 0
        if asked and is_same and not self.ignores_ranges:
            start = int(asked.removeprefix("bytes=").partition("-")[0])
        request.send_response(206 if start else 200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body) - start))
        request.send_header("ETag", self.etag)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        request.end_headers()
        if not with_body:
            return
        breaks = self.breaks_after.get(path, [])
        end = start + breaks.pop(0) if breaks else len(body)
        if self.stalls.is_set():
            end = start + 1024
        request.wfile.write(body[start:end])
        request.wfile.flush()
        while self.stalls.is_set():
            self.stalls.wait()
            threading.Event().wait(0.05)

    def close(self) -> None:
        self.stalls.clear()
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    body = np.random.default_rng(7).bytes(300_000)
    server.files = {
        "/ljud/Min%20intervju.mp3": ("audio/mpeg", body),
        "/film/tal.mp4": ("video/mp4", body),
        "/sida": ("text/html; charset=utf-8", PAGE.encode()),
        "/text": ("text/html", b"<html><body>Bara text.</body></html>"),
        "/strom?id=3": ("audio/ogg", body),
        "/okand.bin": ("application/octet-stream", body),
        "/okand.wav": ("application/octet-stream", body),
    }
    yield server
    server.close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever proxy the machine has knows nothing of this server."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
