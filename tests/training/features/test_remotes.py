"""Every kind of remote, each against a server on this machine."""

import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from training.features.remotes.address import open_remote
from training.features.remotes.hub import open_hub
from training.features.remotes.remote import RemoteError
from training.features.shard import StoreError
from training.features.transfer import (
    find_remote_stores,
    pull_store,
    push_store,
    verify_remote_store,
)

from ..corpus.fake_hub import Revision, serve
from .conftest import hash_files, write_store
from .remote_checks import Open, check_files, ignore
from .remote_servers import (
    WritableHub,
    clean_environment,
    find_free_port,
    make_host_key,
    require,
    serve_by_rclone,
)

pytestmark = pytest.mark.slow

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


def test_files_go_there_and_come_back(open_any: Open, tmp_path: Path) -> None:
    check_files(open_any, tmp_path)


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
