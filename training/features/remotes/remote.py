"""Remote: a folder of files somewhere else, the same whatever holds it.

Knows nothing of feature stores: paths, sizes and bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten
from typing import Protocol

from training.errors import TrainingError

CHUNK_SIZE = 1 << 20
_MOST_TOLD = 240  # characters of what a client says


class RemoteError(TrainingError):
    """A remote cannot be reached, read or written, or what is needed for it is not installed."""


class Remote(Protocol):
    """A folder of files elsewhere. `path` is always told from that folder, with "/" between.

    Every method raises RemoteError, which says what to do.
    """

    address: str

    def list_sizes(self) -> dict[str, int]:
        """Bytes of every file, by path; {} where the folder does not exist yet."""

    def read(self, path: str, offset: int = 0) -> Iterator[bytes]:
        """The bytes of a file from `offset` on."""

    def upload(self, file: Path, path: str) -> None:
        """Copy a file there. What is there under that name is replaced, by the whole file or not
        at all. `path` ends with the file's own name."""

    def delete(self, path: str) -> None:
        """Remove a file that is there."""

    def finish(self) -> None:
        """Make what was uploaded and deleted visible, where that is not done at once."""


@contextmanager
def explaining(address: str, errors: tuple[type[Exception], ...], advice: str) -> Iterator[None]:
    """Turns these errors of a client into a RemoteError about the address."""
    try:
        yield
    except RemoteError:
        raise
    except errors as error:
        told = shorten(str(error), _MOST_TOLD, placeholder=" …").rstrip(".")
        reason = "cannot be reached" if told in ("", address) else told
        raise RemoteError(f"{address}: {reason}. {advice}") from error
