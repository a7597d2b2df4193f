"""Proxies, mirrors, certificates and networks that are not there; and a setting that needs none."""

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.errors import DownloadError
from desktop.models.catalogue import CatalogueModel
from desktop.models.download import download
from desktop.models.hub import Hub, Network
from desktop.models.model_folder import open_model_folder


def ignore(stage: str, n_bytes: int, n_total: int) -> None:
    pass


def refuse(client: Hub, model: CatalogueModel, folder: Path) -> DownloadError:
    with pytest.raises(DownloadError) as failed:
        download(model, folder, client, ignore)
    return failed.value


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that no system trusts by itself, and its key."""
    path = tmp_path_factory.mktemp("certificate") / "company.pem"
    about = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    extra = ["-addext", "subjectAltName=DNS:localhost", "-out", path, "-keyout", path]
    try:
        subprocess.run(["openssl", "req", *about, *extra], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return path


@pytest.fixture
def secure_hub(hub_module, published: dict[str, bytes], model: CatalogueModel, certificate: Path):
    hub = hub_module.FakeHub({model.repo: {"main": dict(published)}})
    hub.secure(certificate)
    with hub_module.serve(hub) as hub:
        yield hub


def test_a_certificate_that_the_system_trusts_is_trusted(
    secure_hub, client: Callable[..., Hub], model: CatalogueModel, certificate: Path,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    folder = download(model, tmp_path, client(mirror=secure_hub.url), ignore)
    open_model_folder(folder, verify=True)


def test_another_certificate_is_told_at_once(
    secure_hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path
) -> None:
    error = refuse(client(mirror=secure_hub.url), model, tmp_path)
    assert error.code == "download_certificate"
    assert "self-signed" in error.details["reason"].replace(" ", "-")
    assert secure_hub.requests == []


@pytest.mark.parametrize("told_by", ["setting", "environment"])
def test_a_proxy_is_used(
    hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path, told_by: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if told_by == "environment":
        monkeypatch.setenv("HTTP_PROXY", hub.url)
    through = client(mirror="http://hub.invalid", proxy=hub.url if told_by == "setting" else None)
    hub.faults["model.bin"] = ["breaks off"]
    download(model, tmp_path, through, ignore)
    assert {path.split("/")[2] for path, _, _ in hub.requests} == {"hub.invalid"}


def test_a_proxy_that_refuses_is_told(
    hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path
) -> None:
    hub.refuses_as_proxy = True
    for mirror in ("http://hub.invalid", "https://hub.invalid"):
        error = refuse(client(mirror=mirror, proxy=hub.url), model, tmp_path)
        assert (error.code, error.details["host"]) == ("download_proxy", "hub.invalid")


def test_nobody_there_is_told(
    client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path
) -> None:
    with socket.socket() as taken:  # and not listening
        taken.bind(("127.0.0.1", 0))
        mirror = f"http://127.0.0.1:{taken.getsockname()[1]}"
        error = refuse(client(mirror=mirror), model, tmp_path)
    assert error.code == "download_no_connection"
    assert error.details["host"] in mirror


@pytest.mark.parametrize("mirror", ["hub.example", "ftp://hub.example", "http://[", "http://"])
def test_an_address_that_is_none_is_told(
    client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path, mirror: str
) -> None:
    assert refuse(client(mirror=mirror), model, tmp_path).code == "download_no_connection"


@pytest.mark.parametrize("page", [b"<html>Log in</html>", b"[]", b'{"id": "a/b"}', b"{}"])
def test_a_page_to_log_in_on_is_no_hub(
    hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path, page: bytes
) -> None:
    hub.page = page
    assert refuse(client(), model, tmp_path).code == "download_no_connection"


def test_the_setting_to_stay_offline_comes_first(hub) -> None:
    with pytest.raises(DownloadError, match="download_offline"):
        Hub(Network(offline=True, mirror=hub.url))
