"""A small server on this machine that speaks the part of Hopsworks' interface that remotes need."""

from __future__ import annotations

import json
import shutil
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .remote_servers import WholeFileHandler


def handler_of(project: Path) -> Any:
    """A handler that speaks the part of Hopsworks' interface for datasets that is used, of project
    119, called tal, whose datasets are the folders of this one."""

    class Handler(_Handler):
        root = project

    return Handler


class _Handler(WholeFileHandler):
    root: Path

    def do_GET(self) -> None:
        kind, path, query = self._parse()
        if kind == "variables":
            self._tell({"successMessage": "enabled"})
        elif not path.exists():
            self._tell({"errorCode": 110011, "errorMsg": "Path not found"}, 404)
        elif kind == "download":
            self._send(path.read_bytes())
        elif query.get("action") == ["listing"]:
            first, limit = int(query["offset"][0]), int(query["limit"][0])
            found = sorted(path.iterdir())
            items = [self._describe(entry) for entry in found[first : first + limit]]
            self._tell({"count": len(found), "items": items})
        else:
            self._tell(self._describe(path))

    def do_POST(self) -> None:
        kind, path, _ = self._parse()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if kind != "upload":
            path.mkdir()
            self._tell(self._describe(path))
            return
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = message_from_bytes(head + body)
        assert form.is_multipart()
        parts = {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in form.get_payload()
            if isinstance(part, Message)
        }
        # Chunks come in parallel; a file is there when all of it is.
        chunks = path / f".{parts['flowFilename'].decode()}.chunks"
        chunks.mkdir(exist_ok=True)
        (chunks / f"{int(parts['flowChunkNumber']):05d}").write_bytes(parts["file"])
        there = sorted(chunks.iterdir())
        if len(there) == int(parts["flowTotalChunks"]):
            content = b"".join(chunk.read_bytes() for chunk in there)
            (path / parts["flowFilename"].decode()).write_bytes(content)
            shutil.rmtree(chunks)
        self._tell({})

    def do_DELETE(self) -> None:
        self._parse()[1].unlink()
        self._send(b"")

    def _parse(self) -> tuple[str, Path, dict[str, list[str]]]:
        """What is asked for, the file that it is about, and the query."""
        url = urlsplit(self.path)
        parts = unquote(url.path).removeprefix("/hopsworks-api/api/").split("/")
        if parts[0] == "variables":
            return "variables", self.root, {}
        assert parts[:3] == ["project", "119", "dataset"], self.path
        kind, rest = "", parts[3:]
        if rest[0] in ("download", "upload"):
            kind, rest = rest[0], rest[2 if rest[0] == "download" else 1 :]
        return kind, self.root.joinpath(*rest), parse_qs(url.query)

    def _describe(self, path: Path) -> dict[str, Any]:
        name = f"/Projects/tal/{path.relative_to(self.root)}"
        size = 0 if path.is_dir() else path.stat().st_size
        return {"attributes": {"name": path.name, "path": name, "dir": path.is_dir(), "size": size}}

    def _tell(self, content: Any, status: int = 200) -> None:
        self._send(json.dumps(content).encode(), status)

    def _send(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
