"""Every kind of remote, each against a server on this machine."""

import json
import shutil
import sys
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from training.features.remotes.address import open_remote
from training.features.remotes.archive import open_zip_link
from training.features.remotes.hopsworks import HopsworksRemote
from training.features.remotes.hub import open_hub
from training.features.remotes.remote import Remote, RemoteError
from training.features.shard import StoreError
from training.features.transfer import (
    find_remote_stores,
    pull_store,
    push_store,
    verify_remote_store,
)

from ..corpus.fake_hub import Revision, serve
from .conftest import hash_files, write_store
from .fake_hopsworks import handler_of as hopsworks_handler_of
from .remote_servers import (
    WritableHub,
    clean_environment,
    find_free_port,
    handler_of,
    make_host_key,
    require,
    serve_by_rclone,
    serve_http,
)

pytestmark = pytest.mark.slow

Open = Callable[[], Remote]
PASSWORD = "hemligt lösen"


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def open_s3(s3_url: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    import boto3

    for name, value in {
        "AWS_ENDPOINT_URL": s3_url,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-north-1",
    }.items():
        monkeypatch.setenv(name, value)
    where = {"LocationConstraint": "eu-north-1"}
    bucket = f"tal-{uuid.uuid4()}"
    boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
    return lambda: open_remote(f"s3://{bucket}/svenska/lager")


@pytest.fixture
def open_webdav(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setenv("TALSKRIFT_REMOTE_PASSWORD", PASSWORD)
    login = ("--user", "åsa", "--pass", PASSWORD)
    with serve_by_rclone("webdav", tmp_path / "served", *login) as port:
        yield lambda: open_remote(f"webdav://%C3%A5sa@127.0.0.1:{port}/svenska/ett%20lager")


@pytest.fixture
def open_sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    key, known = make_host_key(tmp_path)
    monkeypatch.setenv("TALSKRIFT_REMOTE_PASSWORD", PASSWORD)
    monkeypatch.setenv("RCLONE_SFTP_KNOWN_HOSTS_FILE", str(known))
    login = ("--user", "asa", "--pass", PASSWORD, "--key", str(key))
    with serve_by_rclone("sftp", tmp_path / "served", *login) as port:
        known.write_text(f"[127.0.0.1]:{port} {key.with_suffix('.pub').read_text()}")
        yield lambda: open_remote(f"sftp://asa@127.0.0.1:{port}/svenska/lager")


@pytest.fixture
def open_gdrive(tmp_path: Path) -> Open:
    """As far as rclone's side of it goes: a remote of that name in its configuration."""
    require("rclone")
    (tmp_path / "rclone.conf").write_text(f"[gdrive]\ntype = alias\nremote = {tmp_path}/drive\n")
    return lambda: open_remote("gdrive://svenska/lager")


@pytest.fixture
def open_folder(tmp_path: Path) -> Open:
    return lambda: open_remote(str(tmp_path / "mounted" / "lager"))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[WritableHub]:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    with serve(WritableHub()) as hub:
        yield hub


@pytest.fixture
def open_repository(hub: WritableHub) -> Open:
    api = HfApi(endpoint=hub.url, token=False)
    return lambda: open_hub("hf://asa/tal/lager", "asa/tal/lager", api)


@pytest.fixture(autouse=True)
def _nobody_is_logged_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clean_environment(monkeypatch, tmp_path)


@pytest.fixture(params=["folder", "s3", "webdav", "sftp", "gdrive", "repository"])
def open_any(request: pytest.FixtureRequest, _nobody_is_logged_in: None) -> Open:
    return request.getfixturevalue(f"open_{request.param}")


def read(remote: Remote, path: str, offset: int = 0) -> bytes:
    return b"".join(remote.read(path, offset))


def test_files_go_there_and_come_back(open_any: Open, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    big, small = folder / "big.parquet", folder / "ö.json"
    big.write_bytes(bytes(range(256)) * 12_000)
    small.write_text("åäö")

    remote = open_any()
    assert remote.list_sizes() == {}
    remote.upload(big, "train/shards/big.parquet")
    remote.upload(small, "ö.json")
    remote.finish()
    again = open_any()
    assert again.list_sizes() == {"train/shards/big.parquet": 256 * 12_000, "ö.json": 6}
    assert read(again, "train/shards/big.parquet") == big.read_bytes()
    assert read(again, "train/shards/big.parquet", 3_071_990) == bytes(range(246, 256))
    with pytest.raises(RemoteError, match="lager"):
        read(again, "train/shards/none.parquet")

    small.write_text("annat")
    again.upload(small, "ö.json")
    again.delete("train/shards/big.parquet")
    again.finish()
    assert open_any().list_sizes() == {"ö.json": 5}
    assert read(open_any(), "ö.json") == b"annat"


@pytest.mark.parametrize("kind", ["s3", "repository", "sftp"])
def test_a_store_goes_there_and_comes_back(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    open_there: Open = request.getfixturevalue(f"open_{kind}")
    store = write_store(tmp_path / "store", "ab")
    remote = open_there()
    push_store(store, remote, "train/", remote.list_sizes(), False, ignore)
    remote.finish()

    remote = open_there()
    done = push_store(store, remote, "train/", remote.list_sizes(), False, ignore)
    remote.finish()
    assert (done.n_moved, done.n_kept) == (0, 2)

    found = find_remote_stores(open_there())
    assert list(found) == ["train/"]
    verify_remote_store(found["train/"], ignore)
    pull_store(found["train/"], tmp_path / "back", False, ignore)
    assert hash_files(tmp_path / "back") == hash_files(store)

    other = write_store(tmp_path / "other", "bc", seed=1)
    remote = open_there()
    push_store(other, remote, "train/", remote.list_sizes(), True, ignore)
    remote.finish()
    names = {"manifest.json", "shards/b.parquet", "shards/c.parquet"}
    assert set(open_there().list_sizes()) == {f"train/{name}" for name in names}


def ignore(n_bytes: int) -> None:
    pass


class TestHub:
    def test_a_push_is_one_private_commit_and_goes_on_where_it_broke_off(
        self, hub: WritableHub, open_repository: Open, tmp_path: Path
    ) -> None:
        store = write_store(tmp_path / "store", "abcd")
        hub.refuse_after = 2
        with pytest.raises(RemoteError, match="hf auth login"):
            push_store(store, open_repository(), "", {}, False, ignore)
        assert hub.private == {"asa/tal": True}
        assert hub.datasets["asa/tal"]["main"].files == {}

        hub.refuse_after = None
        remote = open_repository()
        push_store(store, remote, "", remote.list_sizes(), False, ignore)
        assert hub.datasets["asa/tal"]["main"].files == {}
        remote.finish()
        assert hub.n_uploads == 4
        assert set(open_repository().list_sizes()) == set(hash_files(store))

    def test_who_is_not_let_in_is_told_what_to_do(
        self, hub: WritableHub, open_repository: Open, tmp_path: Path
    ) -> None:
        hub.datasets["asa/tal"] = {"main": Revision({"lager/manifest.json": b"{}"})}
        hub.token = "hf_secret"
        with pytest.raises(StoreError, match="holds no feature store"):
            find_remote_stores(open_repository())

    def test_a_name_without_owner(self) -> None:
        with pytest.raises(RemoteError, match="hf://OWNER/NAME"):
            open_remote("hf://tal")


class TestS3:
    def test_no_bucket_and_no_credentials(
        self, open_s3: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        store = write_store(tmp_path / "store", "a")
        with pytest.raises(RemoteError, match=r"nowhere.*AWS_ENDPOINT_URL"):
            push_store(store, open_remote("s3://nowhere/x"), "", {}, False, ignore)
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        with pytest.raises(RemoteError, match="AWS_ACCESS_KEY_ID"):
            open_remote("s3://tal/x").list_sizes()

    def test_no_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{find_free_port()}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        with pytest.raises(RemoteError, match="AWS_ENDPOINT_URL"):
            open_remote("s3://tal/x").list_sizes()


class TestRclone:
    def test_a_wrong_password(self, open_webdav: Open, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TALSKRIFT_REMOTE_PASSWORD", "fel")
        with pytest.raises(RemoteError, match=r"401 Unauthorized.*Check the address and the login"):
            open_webdav().list_sizes()

    def test_a_server_that_is_not_known(self, open_sftp: Open, tmp_path: Path) -> None:
        (tmp_path / "known_hosts").write_text("")
        with pytest.raises(RemoteError, match="knownhosts: key is unknown"):
            open_sftp().list_sizes()

    def test_the_password_is_not_in_the_command(
        self, open_webdav: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """What everyone on the computer can see is what a stand-in for rclone is started with."""
        spy = tmp_path / "bin" / "rclone"
        spy.parent.mkdir()
        spy.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/seen\nexec {require("rclone")} "$@"\n')
        spy.chmod(0o755)
        monkeypatch.setenv("PATH", str(spy.parent), prepend=":")
        assert open_webdav().list_sizes() == {}
        seen = (tmp_path / "seen").read_text()
        assert "lsjson" in seen and "pass" not in seen and PASSWORD not in seen

    def test_a_remote_that_is_not_set_up(self, open_gdrive: Open) -> None:
        with pytest.raises(RemoteError, match=r"onedrive \(it knows: gdrive\).*rclone config"):
            open_remote("onedrive://tal")

    def test_without_rclone(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        for address in ("sftp://host/x", "webdav://host/x", "gdrive://x", "rclone://a/x"):
            with pytest.raises(RemoteError, match="apt-get install rclone"):
                open_remote(address)


class TestZip:
    @pytest.fixture
    def store(self, tmp_path: Path) -> Path:
        return write_store(tmp_path / "lager" / "train", "ab")

    @pytest.fixture
    def archive(self, store: Path, tmp_path: Path) -> Path:
        """A folder with a store in it, zipped as people zip folders."""
        (tmp_path / "www").mkdir()
        name = shutil.make_archive(str(tmp_path / "www" / "lager"), "zip", tmp_path, "lager")
        return Path(name)

    @pytest.mark.parametrize("ranges", [True, False])
    def test_a_link(self, ranges: bool, archive: Path, store: Path, tmp_path: Path) -> None:
        handler = handler_of(archive.parent, ranges)
        with serve_http(handler) as url:
            found = find_remote_stores(open_remote(f"{url}/lager.zip"))
            assert list(found) == ["train/"]
            pull_store(found["train/"], tmp_path / "back", False, ignore)
        assert hash_files(tmp_path / "back") == hash_files(store)
        assert not ranges or handler.ranges

    def test_a_file(self, archive: Path, store: Path, tmp_path: Path) -> None:
        found = find_remote_stores(open_remote(str(archive)))
        pull_store(found["train/"], tmp_path / "b", False, ignore)
        assert hash_files(tmp_path / "b") == hash_files(store)

    def test_can_only_be_read(self, archive: Path, store: Path) -> None:
        remote = open_remote(str(archive))
        with pytest.raises(RemoteError, match="only be read"):
            push_store(store, remote, "", remote.list_sizes(), True, ignore)

    def test_links_that_lead_nowhere(self, archive: Path) -> None:
        (archive.parent / "page.zip").write_text("<html>Logga in</html>")
        with serve_http(handler_of(archive.parent, ranges=True)) as url:
            with pytest.raises(RemoteError, match="whole zip archive"):
                open_zip_link(f"{url}/page.zip")
            with pytest.raises(RemoteError, match="must be public"):
                open_zip_link(f"{url}/none.zip")
        with pytest.raises(RemoteError, match="Check the link"):
            open_zip_link(f"http://127.0.0.1:{find_free_port()}/x.zip")

    def test_a_damaged_archive(self, archive: Path, tmp_path: Path) -> None:
        content = bytearray(archive.read_bytes())
        content[len(content) // 3] ^= 0xFF
        archive.write_bytes(content)
        found = find_remote_stores(open_remote(str(archive)))
        with pytest.raises(RemoteError, match="whole zip archive"):
            pull_store(found["train/"], tmp_path / "back", False, ignore)
        assert not (tmp_path / "back" / "manifest.json").exists()

    @pytest.mark.parametrize("name", ["../../evil", "/evil", "..\\evil", "a/../../evil"])
    def test_names_that_lead_outside(self, name: str, store: Path, tmp_path: Path) -> None:
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


class TestHopsworks:
    @pytest.fixture
    def open_hopsworks(self, tmp_path: Path) -> Open:
        (tmp_path / "project" / "Resources").mkdir(parents=True)
        datasets = FakeDatasets(tmp_path / "project")
        address, root = "hopsworks://tal/Resources/lager", "Resources/lager"
        return lambda: HopsworksRemote(address, datasets, root, (OSError,))

    def test_files_and_stores(self, open_hopsworks: Open, tmp_path: Path) -> None:
        test_files_go_there_and_come_back(open_hopsworks, tmp_path)
        store = write_store(tmp_path / "store", "ab")
        remote = open_hopsworks()
        push_store(store, remote, "train/", remote.list_sizes(), False, ignore)
        pull_store(find_remote_stores(remote)["train/"], tmp_path / "back", False, ignore)
        assert hash_files(tmp_path / "back") == hash_files(store)

    def test_pages_of_a_long_list(
        self, open_hopsworks: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("training.features.remotes.hopsworks._PAGE", 2)
        folder = tmp_path / "project" / "Resources" / "lager"
        folder.mkdir()
        for n in range(5):
            (folder / str(n)).write_text("x" * n)
        assert open_hopsworks().list_sizes() == {str(n): n for n in range(5)}

    def test_the_real_client(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """hopsworks' own class against a server of ours; all but the login. It is no package of the
        tests: it asks for older versions of packages that are."""
        dataset_api = pytest.importorskip("hopsworks_common.core.dataset_api")
        import requests
        from hopsworks_common import client
        from hopsworks_common.client.exceptions import RestAPIError
        from hopsworks_common.client.external import Client

        (tmp_path / "project" / "Resources").mkdir(parents=True)
        with serve_http(hopsworks_handler_of(tmp_path / "project")) as url:
            connection = object.__new__(Client)
            connection._base_url, connection._session = url, requests.session()
            connection._auth, connection._verify, connection._connected = None, False, True
            connection._project_id, connection._project_name = "119", "tal"
            monkeypatch.setattr(client, "_client", connection)
            datasets, root = dataset_api.DatasetApi(), "Resources/lager"
            address = "hopsworks://tal/Resources/lager"
            errors = (OSError, ValueError, RestAPIError)
            test_files_go_there_and_come_back(
                lambda: HopsworksRemote(address, datasets, root, errors), tmp_path
            )

    def test_without_the_client(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "hopsworks", None)
        with pytest.raises(RemoteError, match="pip install hopsworks"):
            open_remote("hopsworks://project/Resources/x")


class TestAddresses:
    @pytest.mark.parametrize(
        "address", ["ftp://host/x", "s3:///x", "webdav://host:port/x", "s3://bucket/../x"]
    )
    def test_no_address(self, address: str) -> None:
        with pytest.raises(RemoteError, match="is no address"):
            open_remote(address)

    def test_a_password_in_the_address_is_refused_and_not_repeated(self) -> None:
        with pytest.raises(RemoteError, match="TALSKRIFT_REMOTE_PASSWORD") as caught:
            open_remote("webdavs://asa:secret@host/x")
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize(
        ("module", "address"), [("s3fs", "s3://b/x"), ("aiohttp", "https://host/x.zip")]
    )
    def test_a_client_that_is_not_installed(
        self, module: str, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, module, None)
        monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)
        monkeypatch.delitem(sys.modules, "fsspec.implementations.http", raising=False)
        with pytest.raises(RemoteError, match=f"pip install {module}"):
            open_remote(address)
