"""A small server on this machine that speaks the part of the hub's interface that reading needs."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit


@dataclass
class Revision:
    """The files of a revision, and what its card tells."""

    files: dict[str, bytes]
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def sha(self) -> str:
        told = "".join(f"{name}{_digest(data)}" for name, data in sorted(self.files.items()))
        return hashlib.sha1(told.encode()).hexdigest()


class FakeHub(ThreadingHTTPServer):
    """Serves datasets, by name and revision; `token` is asked for where it is set.

    `n_bytes` counts what was sent of files; after `fail_after` requests for content all fail.
    """

    def __init__(self, datasets: dict[str, dict[str, Revision]], token: str | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.datasets = datasets
        self.token = token
        self.gated = False
        self.n_bytes = 0
        self.fail_after: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serve(hub: FakeHub) -> Iterator[FakeHub]:
    with hub:
        thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: FakeHub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if self.server.token and self.headers.get("Authorization") != f"Bearer {self.server.token}":
            code = "GatedRepo" if self.server.gated else "RepoNotFound"
            self._refuse(401, code)
        elif match := re.fullmatch(r"/api/datasets/([^/]+/[^/]+)/revision/(.+)", path):
            self._tell_info(*match.groups())
        elif match := re.fullmatch(r"/api/datasets/([^/]+/[^/]+)", path):
            self._tell_info(match[1], "main")
        elif match := re.fullmatch(r"/api/datasets/([^/]+/[^/]+)/tree/([0-9a-f]{40})(/.*)?", path):
            self._tell_tree(match[1], match[2], (match[3] or "").strip("/"))
        elif match := re.fullmatch(r"/datasets/([^/]+/[^/]+)/resolve/([0-9a-f]{40})/(.+)", path):
            self._send_file(*match.groups())
        else:
            self._refuse(404, "EntryNotFound")

    do_HEAD = do_GET

    def _find(self, name: str, revision: str) -> Revision | None:
        if name not in self.server.datasets:
            self._refuse(404, "RepoNotFound")
            return None
        revisions = self.server.datasets[name]
        by_sha = {found.sha: found for found in revisions.values()}
        found = revisions.get(revision) or by_sha.get(revision)
        if found is None:
            self._refuse(404, "RevisionNotFound")
        return found

    def _tell_info(self, name: str, revision: str) -> None:
        found = self._find(name, revision)
        if found:
            siblings = [{"rfilename": n, **_describe(data)} for n, data in found.files.items()]
            info = {"id": name, "sha": found.sha, "siblings": siblings, "private": False}
            self._answer({**info, "tags": [], "cardData": found.card, "downloads": 0})

    def _tell_tree(self, name: str, revision: str, folder: str) -> None:
        found = self._find(name, revision)
        if not found:
            return
        prefix = f"{folder}/" if folder else ""
        entries: dict[str, dict[str, Any]] = {}
        for path, data in found.files.items():
            if path.startswith(prefix):
                first, *rest = path.removeprefix(prefix).split("/")
                kind = {"type": "directory", "oid": "0" * 40, "size": 0}
                entry = kind if rest else {"type": "file", "oid": _digest(data), **_describe(data)}
                entries[prefix + first] = {"path": prefix + first, **entry}
        self._answer(list(entries.values()))

    def _send_file(self, name: str, revision: str, path: str) -> None:
        found = self._find(name, revision)
        if not found:
            return
        if self.server.fail_after is not None:
            self.server.fail_after -= 1
            if self.server.fail_after < 0:
                self._refuse(404, "EntryNotFound")
                return
        data = found.files[path]
        start, end = 0, len(data) - 1
        if match := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range") or ""):
            start, end = int(match[1]), min(int(match[2]), end)
        part = data[start : end + 1]
        self.send_response(206 if "Range" in self.headers else 200)
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.send_header("ETag", f'"{_digest(data)}"')
        self.send_header("X-Repo-Commit", found.sha)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(part)
            self.server.n_bytes += len(part)

    def _refuse(self, status: int, code: str) -> None:
        self._answer({"error": code}, status, {"X-Error-Code": code, "X-Error-Message": code})

    def _answer(
        self, content: Any, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


def _describe(data: bytes) -> dict[str, Any]:
    sha256 = hashlib.sha256(data).hexdigest()
    lfs = {"oid": sha256, "sha256": sha256, "size": len(data), "pointerSize": 130}
    return {"size": len(data), "blobId": _digest(data), "lfs": lfs}


def _digest(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()
