"""A zip archive, on this computer or at a public link, as a remote that can only be read."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, NoReturn, cast

from training.features.remotes.remote import CHUNK_SIZE, RemoteError, explaining

_BLOCK_SIZE = 4 << 20
_OF_MACOS = "__MACOSX/"


class ZipRemote:
    """The files in a zip archive; nothing is unpacked but what is read, through `read`.

    `file` must be seekable. Where all lies in one folder of the archive, as it does when a folder
    was zipped, paths are told from that folder.
    """

    def __init__(self, address: str, file: BinaryIO) -> None:
        self.address = address
        with self._explain():
            self._archive = zipfile.ZipFile(file)
        files = [
            entry
            for entry in self._archive.infolist()
            if not entry.is_dir() and not entry.filename.startswith(_OF_MACOS)
        ]
        tops = {entry.filename.split("/", 1)[0] for entry in files}
        nested = len(tops) == 1 and all("/" in entry.filename for entry in files)
        self._prefix = f"{tops.pop()}/" if nested else ""
        self._entries = {entry.filename.removeprefix(self._prefix): entry for entry in files}

    def list_sizes(self) -> dict[str, int]:
        return {path: entry.file_size for path, entry in self._entries.items()}

    def read(self, path: str, offset: int = 0) -> Iterator[bytes]:
        if path not in self._entries:
            raise RemoteError(f"{self.address} lacks {path}. Download a whole one.")
        with self._explain(), self._archive.open(self._entries[path]) as file:
            file.seek(offset)
            while chunk := file.read(CHUNK_SIZE):
                yield chunk

    def upload(self, file: Path, path: str) -> None:
        self._refuse()

    def delete(self, path: str) -> None:
        self._refuse()

    def finish(self) -> None:
        pass

    def _refuse(self) -> NoReturn:
        raise RemoteError(f"{self.address} is a zip archive and can only be read.")

    def _explain(self) -> AbstractContextManager[None]:
        # NotImplementedError: a compression that zipfile does not know; RuntimeError: a password.
        errors = (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, ValueError)
        return explaining(self.address, errors, "Check that it is a whole zip archive.")


def open_zip_file(path: Path) -> ZipRemote:
    """A zip archive of this computer."""
    with explaining(str(path), (OSError,), "Check the path."):
        return ZipRemote(str(path), path.open("rb"))


def open_zip_link(address: str) -> ZipRemote:
    """A zip archive at an http(s) link, read by ranges; whole, into a temporary file, from a server
    that knows no ranges."""
    try:
        import aiohttp
        from fsspec.implementations.http import HTTPFileSystem
    except ImportError as error:
        raise RemoteError(f"{address}: for links install aiohttp: pip install aiohttp.") from error
    advice = "Check the link: it must be public and lead to the archive itself."
    with explaining(address, (OSError, aiohttp.ClientError, ValueError), advice):
        files = HTTPFileSystem()
        file = files.open(address, "rb", block_size=_BLOCK_SIZE)
        try:
            file.seek(-1, io.SEEK_END)
            file.read(1)  # asks for a range, which a server may not know
        except ValueError:
            file = _copy(files.open(address, "rb", block_size=0))
    return ZipRemote(address, cast(BinaryIO, file))


def _copy(file: BinaryIO) -> BinaryIO:
    """What is left of a file, as a temporary file."""
    copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  # it outlives this function
    shutil.copyfileobj(file, copy, CHUNK_SIZE)
    return copy
