"""What every kind of remote must do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from training.features.remotes.remote import Remote, RemoteError

Open = Callable[[], Remote]


def ignore(n_bytes: int) -> None:
    """Takes the progress of a transfer."""


def read(remote: Remote, path: str, offset: int = 0) -> bytes:
    return b"".join(remote.read(path, offset))


def check_files(open_there: Open, tmp_path: Path) -> None:
    """Files go there and come back, whole and in part; are replaced and deleted."""
    folder = tmp_path / "here"
    folder.mkdir()
    big, small = folder / "big.parquet", folder / "ö.json"
    big.write_bytes(bytes(range(256)) * 12_000)
    small.write_text("åäö")

    remote = open_there()
    assert remote.list_sizes() == {}
    remote.upload(big, "train/shards/big.parquet")
    remote.upload(small, "ö.json")
    remote.finish()
    again = open_there()
    assert again.list_sizes() == {"train/shards/big.parquet": 256 * 12_000, "ö.json": 6}
    assert read(again, "train/shards/big.parquet") == big.read_bytes()
    assert read(again, "train/shards/big.parquet", 3_071_990) == bytes(range(246, 256))
    with pytest.raises(RemoteError, match="lager"):
        read(again, "train/shards/none.parquet")

    small.write_text("annat")
    again.upload(small, "ö.json")
    again.delete("train/shards/big.parquet")
    again.finish()
    assert open_there().list_sizes() == {"ö.json": 5}
    assert read(open_there(), "ö.json") == b"annat"
