"""A folder of this computer, or one that is mounted, as a remote."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from training.features.remotes.remote import CHUNK_SIZE, explaining
from training.features.shard import move_into_place


class LocalRemote:
    """Files below a folder; the folder is made when it is first written to."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder)
        self._folder = folder

    def list_sizes(self) -> dict[str, int]:
        with self._explain():
            return {
                path.relative_to(self._folder).as_posix(): path.stat().st_size
                for path in self._folder.rglob("*")
                if path.is_file()
            }

    def read(self, path: str, offset: int = 0) -> Iterator[bytes]:
        with self._explain(), (self._folder / path).open("rb") as file:
            file.seek(offset)
            while chunk := file.read(CHUNK_SIZE):
                yield chunk

    def upload(self, file: Path, path: str) -> None:
        target = self._folder / path
        temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        with self._explain():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, temporary)
            move_into_place(temporary, target)

    def delete(self, path: str) -> None:
        with self._explain():
            (self._folder / path).unlink()

    def finish(self) -> None:
        pass

    def _explain(self) -> AbstractContextManager[None]:
        advice = "Check the path, its rights and the free space."
        return explaining(self.address, (OSError,), advice)
