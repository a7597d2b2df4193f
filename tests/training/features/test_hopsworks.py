"""Hopsworks as a remote: by a stand-in, and by its own client where that is installed."""

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from training.features.remotes.address import open_remote
from training.features.remotes.hopsworks import HopsworksRemote
from training.features.remotes.remote import RemoteError
from training.features.transfer import find_remote_stores, pull_store, push_store

from .conftest import hash_files, write_store
from .fake_hopsworks import handler_of
from .remote_checks import Open, check_files, ignore
from .remote_servers import serve_http


class FakeDatasets:
    """Hopsworks' dataset API on a folder, which stands for the project."""

    def __init__(self, project: Path) -> None:
        self.project = project

    def list(self, path: str, offset: int = 0, limit: int = 1000) -> list[str]:
        found = sorted((self.project / path).iterdir())
        # With a slash before, as the real one tells them.
        return [f"/{p.relative_to(self.project)}" for p in found[offset : offset + limit]]

    def get(self, path: str) -> dict[str, Any]:
        inode = self.project / path
        return {"attributes": {"dir": inode.is_dir(), "size": inode.stat().st_size}}

    def exists(self, path: str) -> bool:
        return (self.project / path).exists()

    def mkdir(self, path: str) -> str:
        (self.project / path).mkdir()
        return path

    def remove(self, path: str) -> None:
        (self.project / path).unlink()

    def upload(self, local_path: str, upload_path: str, overwrite: bool = False) -> str:
        target = self.project / upload_path / Path(local_path).name
        assert overwrite or not target.exists()
        shutil.copy(local_path, target)
        return str(target)

    def download(
        self, path: str, local_path: str | None = None, overwrite: bool | None = False
    ) -> str:
        assert local_path
        return shutil.copy(self.project / path, local_path)


@pytest.fixture
def open_hopsworks(tmp_path: Path) -> Open:
    (tmp_path / "project" / "Resources").mkdir(parents=True)
    datasets = FakeDatasets(tmp_path / "project")
    address, root = "hopsworks://tal/Resources/lager", "Resources/lager"
    return lambda: HopsworksRemote(address, datasets, root, (OSError,))


def test_files_and_stores(open_hopsworks: Open, tmp_path: Path) -> None:
    check_files(open_hopsworks, tmp_path)
    store = write_store(tmp_path / "store", "ab")
    remote = open_hopsworks()
    push_store(store, remote, "train/", remote.list_sizes(), False, ignore)
    pull_store(find_remote_stores(remote)["train/"], tmp_path / "back", False, ignore)
    assert hash_files(tmp_path / "back") == hash_files(store)


def test_pages_of_a_long_list(
    open_hopsworks: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.features.remotes.hopsworks._PAGE", 2)
    folder = tmp_path / "project" / "Resources" / "lager"
    folder.mkdir()
    for n in range(5):
        (folder / str(n)).write_text("x" * n)
    assert open_hopsworks().list_sizes() == {str(n): n for n in range(5)}


def test_the_real_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """hopsworks' own class against a server of ours; all but the login. It is no package of the
    tests: it asks for older versions of packages that are."""
    dataset_api = pytest.importorskip("hopsworks_common.core.dataset_api")
    import requests
    from hopsworks_common import client
    from hopsworks_common.client.exceptions import RestAPIError
    from hopsworks_common.client.external import Client

    (tmp_path / "project" / "Resources").mkdir(parents=True)
    with serve_http(handler_of(tmp_path / "project")) as url:
        connection = object.__new__(Client)
        connection._base_url, connection._session = url, requests.session()
        connection._auth, connection._verify, connection._connected = None, False, True
        connection._project_id, connection._project_name = "119", "tal"
        monkeypatch.setattr(client, "_client", connection)
        datasets, root = dataset_api.DatasetApi(), "Resources/lager"
        address = "hopsworks://tal/Resources/lager"
        errors = (OSError, ValueError, RestAPIError)
        check_files(lambda: HopsworksRemote(address, datasets, root, errors), tmp_path)


def test_without_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hopsworks", None)
    with pytest.raises(RemoteError, match="pip install hopsworks"):
        open_remote("hopsworks://project/Resources/x")
