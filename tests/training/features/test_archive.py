"""Zip archives as remotes: public links, files, damaged and hostile ones."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from training.features.remotes.address import open_remote
from training.features.remotes.archive import open_zip_link
from training.features.remotes.remote import RemoteError
from training.features.shard import StoreError
from training.features.transfer import find_remote_stores, pull_store, push_store

from .conftest import hash_files, write_store
from .remote_checks import ignore
from .remote_servers import find_free_port, handler_of, serve_http


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return write_store(tmp_path / "lager" / "train", "ab")


@pytest.fixture
def archive(store: Path, tmp_path: Path) -> Path:
    """A folder with a store in it, zipped as people zip folders."""
    (tmp_path / "www").mkdir()
    name = shutil.make_archive(str(tmp_path / "www" / "lager"), "zip", tmp_path, "lager")
    return Path(name)


@pytest.mark.parametrize("ranges", [True, False])
def test_a_link(ranges: bool, archive: Path, store: Path, tmp_path: Path) -> None:
    handler = handler_of(archive.parent, ranges)
    with serve_http(handler) as url:
        found = find_remote_stores(open_remote(f"{url}/lager.zip"))
        assert list(found) == ["train/"]
        pull_store(found["train/"], tmp_path / "back", False, ignore)
    assert hash_files(tmp_path / "back") == hash_files(store)
    assert not ranges or handler.ranges


def test_a_file(archive: Path, store: Path, tmp_path: Path) -> None:
    found = find_remote_stores(open_remote(str(archive)))
    pull_store(found["train/"], tmp_path / "b", False, ignore)
    assert hash_files(tmp_path / "b") == hash_files(store)


def test_can_only_be_read(archive: Path, store: Path) -> None:
    remote = open_remote(str(archive))
    with pytest.raises(RemoteError, match="only be read"):
        push_store(store, remote, "", remote.list_sizes(), True, ignore)


def test_links_that_lead_nowhere(archive: Path) -> None:
    (archive.parent / "page.zip").write_text("<html>Logga in</html>")
    with serve_http(handler_of(archive.parent, ranges=True)) as url:
        with pytest.raises(RemoteError, match="whole zip archive"):
            open_zip_link(f"{url}/page.zip")
        with pytest.raises(RemoteError, match="must be public"):
            open_zip_link(f"{url}/none.zip")
    with pytest.raises(RemoteError, match="Check the link"):
        open_zip_link(f"http://127.0.0.1:{find_free_port()}/x.zip")


def test_a_damaged_archive(archive: Path, tmp_path: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[len(content) // 3] ^= 0xFF
    archive.write_bytes(content)
    found = find_remote_stores(open_remote(str(archive)))
    with pytest.raises(RemoteError, match="whole zip archive"):
        pull_store(found["train/"], tmp_path / "back", False, ignore)
    assert not (tmp_path / "back" / "manifest.json").exists()


@pytest.mark.parametrize("name", ["../../evil", "/evil", "..\\evil", "a/../../evil"])
def test_names_that_lead_outside(name: str, store: Path, tmp_path: Path) -> None:
    """Both as a member of the archive, which is never unpacked, and in the manifest."""
    manifest = (store / "manifest.json").read_text()
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("manifest.json", manifest.replace('"a"', json.dumps(name)))
        file.write(store / "shards" / "a.parquet", f"shards/{name}.parquet")
        file.writestr(f"{name}/manifest.json", manifest)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError, match="no name of a shard"):
        find_remote_stores(open_remote(str(archive)))
    assert sorted(tmp_path.rglob("*")) == before
