import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import training
from training.__main__ import main
from training.features.manifest import MANIFEST_NAME
from training.features.remotes.local import LocalRemote
from training.features.remotes.remote import RemoteError
from training.features.shard import StoreError
from training.features.store import FeatureStore
from training.features.transfer import (
    find_remote_stores,
    pull_store,
    push_store,
    verify_remote_store,
)

from .conftest import hash_files, write_store

Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `store …`; gives what it told on success, or on stderr where it is to fail."""

    def run(*arguments: str | Path, fails: bool = False) -> str:
        status = main(["store", *map(str, arguments)])
        told = capsys.readouterr()
        assert status == (1 if fails else 0), told.err
        return told.err if fails else told.out

    return run


def ignore(n_bytes: int) -> None:
    pass


class BrokenLine(LocalRemote):
    """A folder at the end of a line that breaks after so many bytes, again and again; uploads too
    are only taken `n_uploads` times."""

    def __init__(self, folder: Path, n_bytes: int | None = None, n_uploads: int = 99) -> None:
        super().__init__(folder)
        self.n_bytes = n_bytes
        self.n_uploads = n_uploads
        self.offsets: list[int] = []

    def read(self, path: str, offset: int = 0) -> Iterator[bytes]:
        if path.endswith(MANIFEST_NAME) or self.n_bytes is None:
            yield from super().read(path, offset)
            return
        self.offsets.append(offset)
        yield b"".join(super().read(path, offset))[: self.n_bytes]
        raise RemoteError("the line broke")

    def upload(self, file: Path, path: str) -> None:
        self.n_uploads -= 1
        if self.n_uploads < 0:
            raise RemoteError("the line broke")
        super().upload(file, path)


class Dead(LocalRemote):
    """A remote that is gone once the manifest has been read, after `n_bytes` more."""

    def __init__(self, folder: Path, n_bytes: int) -> None:
        super().__init__(folder)
        self.n_bytes = n_bytes

    def read(self, path: str, offset: int = 0) -> Iterator[bytes]:
        if path.endswith(MANIFEST_NAME):
            yield from super().read(path, offset)
            return
        content = b"".join(super().read(path, offset))[: self.n_bytes]
        self.n_bytes -= len(content)
        yield content
        raise RemoteError("the line is dead")


def pull(remote: LocalRemote, store: Path, replace: bool = False) -> tuple[int, int]:
    done = pull_store(find_remote_stores(remote)[""], store, replace, ignore)
    return done.n_moved, done.n_kept


def test_splits_go_there_and_back_by_the_command_line(run: Run, tmp_path: Path) -> None:
    write_store(tmp_path / "store" / "train", "abc")
    write_store(tmp_path / "store" / "test", "d", seed=1)
    there, back = tmp_path / "there", tmp_path / "back"
    assert "train: 24 utterances" in run("push", tmp_path / "store", there)
    assert "whole, 4 shards" in run("verify", there)
    assert "3 shards copied, 0 were there" in run("pull", there, back)
    assert hash_files(back) == hash_files(tmp_path / "store")
    assert "0 shards copied, 3 were there" in run("pull", there, back)
    assert "0 shards copied, 3 were there" in run("push", tmp_path / "store", there)
    assert len(FeatureStore(back / "train")) == 24


def test_one_store_without_splits(run: Run, tmp_path: Path) -> None:
    store = write_store(tmp_path / "store", "ab")
    run("push", store, tmp_path / "there")
    run("pull", tmp_path / "there", tmp_path / "back")
    assert hash_files(tmp_path / "back") == hash_files(tmp_path / "there") == hash_files(store)


def test_a_push_that_broke_off_is_no_store_and_goes_on(run: Run, tmp_path: Path) -> None:
    store, there = write_store(tmp_path / "store", "abc"), tmp_path / "there"
    with pytest.raises(RemoteError, match="broke"):
        push_store(store, BrokenLine(there, n_uploads=2), "", {}, False, ignore)
    assert "holds no feature store that is whole" in run(
        "pull", there, tmp_path / "back", fails=True
    )
    for name in ("shards/.c.parquet.123.tmp", ".manifest.json.123.tmp"):
        (there / name).write_bytes(b"what a killed push leaves")
    assert "1 shards copied, 2 were there" in run("push", store, there)
    assert hash_files(there) == hash_files(store)


def test_a_pull_goes_on_within_a_shard_each_time_the_line_breaks(tmp_path: Path) -> None:
    store = write_store(tmp_path / "store", "ab")
    size = (store / "shards" / "a.parquet").stat().st_size
    remote = BrokenLine(store, n_bytes=20_000)
    assert pull(remote, tmp_path / "back") == (2, 0)
    assert remote.offsets[: 1 + size // 20_000] == list(range(0, size, 20_000))
    assert hash_files(tmp_path / "back") == hash_files(store)


def test_a_pull_that_broke_off_is_no_store_and_goes_on(tmp_path: Path) -> None:
    store, back = write_store(tmp_path / "store", "abc"), tmp_path / "back"
    size = (store / "shards" / "a.parquet").stat().st_size
    with pytest.raises(RemoteError, match="dead"):
        pull(Dead(store, size + 1000), back)
    with pytest.raises(StoreError, match="no feature store, or one not finished"):
        FeatureStore(back)
    assert [path.stat().st_size for path in back.rglob(".b.pull.tmp")] == [1000]
    remote = BrokenLine(store, n_bytes=10**9)
    assert pull(remote, back) == (2, 1)
    assert remote.offsets == [1000, 0]
    assert hash_files(back) == hash_files(store)


@pytest.mark.slow
def test_a_killed_pull_leaves_no_store_and_goes_on(tmp_path: Path) -> None:
    store, back = write_store(tmp_path / "store", "abcdefgh"), tmp_path / "back"
    program = (
        "import sys, time; from pathlib import Path\n"
        "from training.features.remotes.local import LocalRemote\n"
        "from training.features.transfer import find_remote_stores, pull_store\n"
        "class Slow(LocalRemote):\n"
        "    def read(self, path, offset=0):\n"
        "        for chunk in super().read(path, offset):\n"
        "            for at in range(0, len(chunk), 1000):\n"
        "                time.sleep(0.002)\n"
        "                yield chunk[at : at + 1000]\n"
        "source = find_remote_stores(Slow(Path(sys.argv[1])))['']\n"
        "pull_store(source, Path(sys.argv[2]), False, lambda n: None)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(training.__file__).parents[1])}
    for n_wanted in (1, 3):
        process = subprocess.Popen([sys.executable, "-c", program, store, back], env=environment)
        while len(list(back.glob("shards/[a-z]*.parquet"))) < n_wanted:
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not (back / MANIFEST_NAME).exists()
    n_moved, n_kept = pull(LocalRemote(store), back)
    assert n_kept >= 3 and n_moved + n_kept == 8
    assert hash_files(back) == hash_files(store)


def test_what_was_left_of_another_transfer_is_fetched_anew(tmp_path: Path) -> None:
    store, back = write_store(tmp_path / "store", "a"), tmp_path / "back"
    (back / "shards").mkdir(parents=True)
    (back / "shards" / ".a.pull.tmp").write_bytes(b"something else")
    assert pull(LocalRemote(store), back) == (1, 0)
    assert hash_files(back) == hash_files(store)


def test_altered_shards_are_found_by_verify_and_pull(run: Run, tmp_path: Path) -> None:
    store, there = write_store(tmp_path / "store", "abc"), tmp_path / "there"
    run("push", store, there)
    path = there / "shards" / "b.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    (there / "shards" / "c.parquet").unlink()
    with pytest.raises(StoreError, match=r"2 of 3 shards .* b \(its sha256 differs\); c \("):
        verify_remote_store(find_remote_stores(LocalRemote(there))[""], ignore)
    told = run("pull", there, tmp_path / "back", fails=True)
    assert "the shard b is not what the manifest says" in told and "--replace" in told
    assert not (tmp_path / "back" / MANIFEST_NAME).exists()

    run("push", store, there, "--replace")
    run("pull", there, tmp_path / "back")
    assert hash_files(tmp_path / "back") == hash_files(store) == hash_files(there)


def test_more_than_the_manifest_says_is_not_taken(tmp_path: Path) -> None:
    """As from a server, or an archive, that goes on and on."""
    store = write_store(tmp_path / "store", "a")
    size = (store / "shards" / "a.parquet").stat().st_size

    class Endless(LocalRemote):
        def read(self, path: str, offset: int = 0) -> Iterator[bytes]:
            yield from super().read(path, offset)
            while not path.endswith(MANIFEST_NAME):
                assert (tmp_path / "back" / "shards" / ".a.pull.tmp").stat().st_size <= 2 * size
                yield bytes(size)

    with pytest.raises(StoreError, match="not what the manifest says"):
        pull(Endless(store), tmp_path / "back")


def test_a_store_that_is_not_whole_here_is_not_pushed(run: Run, tmp_path: Path) -> None:
    store = write_store(tmp_path / "store", "ab")
    os.truncate(store / "shards" / "b.parquet", 100)
    told = run("push", store, tmp_path / "there", fails=True)
    assert "shard b" in told and "missing or altered" in told
    assert not (tmp_path / "there" / MANIFEST_NAME).exists()


def test_another_store_gives_way_only_when_told_to(run: Run, tmp_path: Path) -> None:
    first = write_store(tmp_path / "first", "ab")
    second = write_store(tmp_path / "second", "bc", seed=1)
    there, back = tmp_path / "there", tmp_path / "back"
    run("push", first, there)
    run("pull", there, back)
    assert "another feature store" in run("push", second, there, fails=True)
    assert hash_files(there) == hash_files(first)
    run("push", second, there, "--replace")
    assert hash_files(there) == hash_files(second)
    assert "another feature store" in run("pull", there, back, fails=True)
    assert hash_files(back) == hash_files(first)
    run("pull", there, back, "--replace")
    assert hash_files(back) == hash_files(second)


def test_a_store_that_grew_takes_its_own_place_without_being_told_to(
    run: Run, tmp_path: Path
) -> None:
    there, back = tmp_path / "there", tmp_path / "back"
    run("push", write_store(tmp_path / "store", "ab"), there)
    run("pull", there, back)
    grown = write_store(tmp_path / "grown", "abc")
    assert "1 shards copied, 2 were there" in run("push", grown, there)
    assert "1 shards copied, 2 were there" in run("pull", there, back)
    assert hash_files(back) == hash_files(grown)


def test_no_store_here_or_there(run: Run, tmp_path: Path) -> None:
    assert "no feature store" in run("push", tmp_path, tmp_path / "there", fails=True)
    assert "holds no feature store" in run("pull", tmp_path / "no", tmp_path / "x", fails=True)
    write_store(tmp_path / "all" / "cv" / "train", "a")
    told = run("pull", tmp_path / "all", tmp_path / "x", fails=True)
    assert "It has stores in cv/train/: give one of them" in told


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    store = write_store(tmp_path / "store", "a")
    (tmp_path / "file").write_text("")
    assert "cannot be written" in run("pull", store, tmp_path / "file" / "x", fails=True)
    assert "Check the path" in run("push", store, tmp_path / "file" / "x", fails=True)
