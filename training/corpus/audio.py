"""Opens an utterance's audio wherever it lies: a file, a member of a tar archive, a Parquet cell.

Archives and Parquet files stay open between calls, and are read forward: audio that is asked for in
the order of its corpus is read once, without unpacking and a few clips at a time.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq
from huggingface_hub.errors import HTTPError

from training.corpus.utterance import Audio, ParquetAudio, TarAudio
from training.errors import CorpusError

_OPENERS: dict[bytes, Callable[[Path], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZ": bz2.open,
    b"\xfd7": lzma.open,
}
_CELLS_AT_ONCE = 8
_REMOTE_BUFFER = 4 << 20


def open_audio(audio: Audio) -> BinaryIO:
    """A file object at the start of the audio file.

    Raises OSError or ValueError where this one cannot be read, CorpusError where the archive or
    Parquet file around it, or the network, fails: that is no fault of one clip.
    """
    if isinstance(audio, Path):
        return audio.open("rb")
    if isinstance(audio, TarAudio):
        return io.BytesIO(_read_member(audio))
    return io.BytesIO(_read_cell(audio))


def open_tar(archive: Path) -> BinaryIO:
    """The unpacked content of an archive, by what its first bytes say. Raises OSError."""
    with archive.open("rb") as file:
        opener = _OPENERS.get(file.read(2))
    return cast(BinaryIO, opener(archive) if opener else archive.open("rb"))


def open_parquet(address: str) -> pq.ParquetFile:
    """A Parquet file at a path or an hf:// address; of the latter only what is used is fetched.

    Raises OSError, pyarrow.ArrowException, or the hub client's HTTPError.
    """
    if not address.startswith("hf://"):
        return pq.ParquetFile(address, memory_map=True)
    # Here, because it takes long to import, in every worker, and few sources need it.
    from huggingface_hub import HfFileSystem

    # pyarrow buffers each column by itself; a cache below would fetch what lies between as well.
    file = HfFileSystem().open(address, "rb", cache_type="none")
    return pq.ParquetFile(file, buffer_size=_REMOTE_BUFFER, pre_buffer=False)


def explain_damage(file: Path | str, error: Exception) -> CorpusError:
    """The error for a container that fails while it is read."""
    detail = str(error) or type(error).__name__
    if str(file).startswith("hf://"):
        return CorpusError(
            f"{file} cannot be fetched: {detail}. Check the network and run the command again: "
            "what is finished is kept."
        )
    return CorpusError(
        f"{file} is damaged or cut off: {detail}. Download or copy it again and compare its size "
        "with the original's."
    )


def _read_member(audio: TarAudio) -> bytes:
    try:
        status = audio.archive.stat()
        content = _keep_tar_open(audio.archive, status.st_mtime_ns, status.st_size)
        content.seek(audio.offset)
        data = content.read(audio.size)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise explain_damage(audio.archive, error) from error
    if len(data) < audio.size:
        raise explain_damage(audio.archive, EOFError(f"it ends within {audio.name}"))
    return data


@lru_cache(maxsize=2)
def _keep_tar_open(archive: Path, mtime_ns: int, size: int) -> BinaryIO:
    return open_tar(archive)


def _read_cell(audio: ParquetAudio) -> bytes:
    try:
        cell = _keep_cells_open(audio.file, audio.version, audio.column).read(audio)
    except (OSError, pa.ArrowException, HTTPError) as error:
        raise explain_damage(audio.file, error) from error
    if isinstance(cell, dict):
        if cell.get("bytes") is None and cell.get("path"):
            return _read_beside(audio, cell["path"])
        cell = cell.get("bytes")
    if not cell:
        raise ValueError("the cell holds no audio")
    return cell


def _read_beside(audio: ParquetAudio, path: str) -> bytes:
    if audio.file.startswith("hf://"):
        raise ValueError("the cell holds a path and no audio")
    return (Path(audio.file).parent / path).read_bytes()


@lru_cache(maxsize=2)
def _keep_cells_open(file: str, version: str, column: str) -> _Cells:
    return _Cells(open_parquet(file), column)


class _Cells:
    """One column of a Parquet file, read forward a few cells at a time; going back starts anew."""

    def __init__(self, file: pq.ParquetFile, column: str) -> None:
        self._file = file
        self._column = column
        self._row_group = -1
        self._batches: Iterator[pa.RecordBatch] = iter(())
        self._batch: pa.RecordBatch | None = None
        self._start = 0

    def read(self, audio: ParquetAudio) -> Any:
        if audio.row_group != self._row_group or audio.row < self._start:
            self._rewind(audio.row_group)
        while self._batch is None or audio.row >= self._start + len(self._batch):
            self._start += len(self._batch) if self._batch is not None else 0
            self._batch = next(self._batches, None)
            if self._batch is None:
                raise pa.ArrowInvalid(f"{audio.name} is no longer there")
        return self._batch.column(0)[audio.row - self._start].as_py()

    def _rewind(self, row_group: int) -> None:
        self._batches = self._file.iter_batches(
            _CELLS_AT_ONCE, row_groups=[row_group], columns=[self._column], use_threads=False
        )
        self._row_group, self._batch, self._start = row_group, None, 0
