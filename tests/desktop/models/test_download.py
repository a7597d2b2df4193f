"""Models are downloaded by the real client from a hub that stalls, breaks off and lies."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import DownloadError
from desktop.models import download as download_module
from desktop.models.catalogue import CatalogueModel
from desktop.models.download import download
from desktop.models.hub import Hub, Network
from desktop.models.model_folder import NEEDED_FILES, open_model_folder
from desktop.models.unfinished import count_downloaded, discard_download, find_part
from desktop.network import SYNC_BYTES, Stopped

FAULTS = (
    "stalls", "breaks off", "says too little", "says too much", "ignores the range",
    "answers another range", "wrong byte", "sends more", "says no length",
)  # fmt: skip
HASTE_TRIES = 3  # of the client's here
NOTHING = ["says nothing"] * HASTE_TRIES


def ignore(stage: str, n_bytes: int, n_total: int) -> None:
    pass


def check_is_whole(folder: Path, published: dict[str, bytes]) -> None:
    info = open_model_folder(folder, verify=True)
    assert (info.folder / "model.bin").read_bytes() == published["model.bin"]
    assert {path.name for path in folder.iterdir()} == {*NEEDED_FILES, "model.json"}
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_model_becomes_a_folder_that_the_app_reads(
    hub, client: Callable[..., Hub], model: CatalogueModel, published: dict[str, bytes],
    tmp_path: Path, hub_module,
) -> None:  # fmt: skip
    told: list[tuple[str, int, int]] = []
    folder = download(model, tmp_path / "m å", client(), lambda *n: told.append(n))
    check_is_whole(folder, published)
    info = open_model_folder(folder)
    assert (info.name, info.licence, info.languages) == ("KB-Prov", "Apache-2.0", ("sv",))
    assert (info.n_mels, info.quantization, info.dynamic_context) == (80, "float32", False)
    assert hub_module.make_commit(published) in info.description["sv"]
    n_bytes = sum(len(published[name]) for name in NEEDED_FILES)
    assert told[-1] == ("check", n_bytes, n_bytes)
    downloaded = [n for stage, n, _ in told if stage == "download"]
    assert downloaded == sorted(downloaded)
    assert not any(has_token for _, _, has_token in hub.requests)
    asked = len(hub.requests)
    assert download(model, tmp_path / "m å", client(), ignore) == folder
    assert len(hub.requests) == asked  # what is there is not fetched again


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_misbehaves_once_delays_no_more(
    hub, client: Callable[..., Hub], model: CatalogueModel, published: dict[str, bytes],
    tmp_path: Path, fault: str,
) -> None:  # fmt: skip
    first = "breaks off" if "range" in fault else ""  # a range is asked for after that
    hub.faults["model.bin"] = [one for one in (first, fault) if one]
    check_is_whole(download(model, tmp_path / "m", client(), ignore), published)
    assert hub.faults["model.bin"] == []


def test_what_has_come_is_not_fetched_again_after_a_break(
    hub,
    client: Callable[..., Hub],
    model: CatalogueModel,
    published: dict[str, bytes],
    tmp_path: Path,
) -> None:
    hub.faults["model.bin"] = ["breaks off", "breaks off", "stalls", "breaks off", "breaks off"]
    check_is_whole(download(model, tmp_path / "m", client(), ignore), published)
    assert hub.n_bytes == sum(len(published[name]) for name in NEEDED_FILES)


@pytest.mark.parametrize("fault", ["stalls", 503])
def test_a_server_that_stays_so_is_told_and_what_has_come_is_kept(
    hub, client: Callable[..., Hub], model: CatalogueModel, published: dict[str, bytes],
    tmp_path: Path, fault: str | int, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    size = len(published["model.bin"])
    hub.faults["model.bin"] = ["breaks off", *([fault] * 3 if fault == 503 else NOTHING)]
    with pytest.raises(DownloadError) as failed:
        download(model, tmp_path, client(), ignore)
    assert failed.value.code == ("download_refused" if fault == 503 else "download_interrupted")
    assert failed.value.details["host"] == hub.url.split("/")[-1]
    assert size // 2 <= (find_part(tmp_path, "kb-prov") / "model.bin").stat().st_size < size
    assert (count_downloaded(tmp_path, "kb-prov") or 0) > size // 2
    hub.faults.clear()
    monkeypatch.setattr(download_module, "SYNC_BYTES", 1000)  # it is small, for a model
    hub.n_bytes = 0
    folder = download(model, tmp_path, client(), ignore)
    check_is_whole(folder, published)
    assert hub.n_bytes <= size // 2 + 1000


def test_a_server_that_never_gives_more_than_the_beginning_is_given_up(
    hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path
) -> None:
    """It knows no ranges, and its line always breaks: nothing is gained by going on."""
    hub.faults["model.bin"] = ["half of the whole"] * 50
    with pytest.raises(DownloadError, match="download_interrupted"):
        download(model, tmp_path, client(), ignore)
    assert len(hub.faults["model.bin"]) == 50 - 1 - HASTE_TRIES


def test_a_byte_that_stays_wrong_is_told_and_not_kept(
    hub,
    client: Callable[..., Hub],
    model: CatalogueModel,
    published: dict[str, bytes],
    tmp_path: Path,
) -> None:
    hub.faults["model.bin"] = ["wrong byte"] * 2
    with pytest.raises(DownloadError, match="download_damaged") as failed:
        download(model, tmp_path, client(), ignore)
    assert failed.value.details["file"] == "model.bin"
    assert not (find_part(tmp_path, "kb-prov") / "model.bin").exists()
    check_is_whole(download(model, tmp_path, client(), ignore), published)


def test_small_files_are_checked_too(
    hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path
) -> None:
    hub.faults["config.json"] = ["wrong byte"] * 2
    with pytest.raises(DownloadError, match="download_damaged"):
        download(model, tmp_path, client(), ignore)


def test_a_mirror_cannot_pass_off_other_weights(
    hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path
) -> None:
    """Not even one whose own checksums agree with what it sends."""
    pinned = replace(model, sha256=hashlib.sha256(b"the published ones").hexdigest())
    with pytest.raises(DownloadError, match="download_damaged"):
        download(pinned, tmp_path, client(), ignore)


def test_what_was_not_synced_when_the_power_went_is_fetched_again(
    hub,
    client: Callable[..., Hub],
    model: CatalogueModel,
    published: dict[str, bytes],
    tmp_path: Path,
) -> None:
    part = find_part(tmp_path, "kb-prov")
    hub.faults["model.bin"] = [404]
    with pytest.raises(DownloadError):
        download(model, tmp_path, client(), ignore)
    weights = published["model.bin"]
    (part / "model.bin").write_bytes(weights[:1000] + bytes(len(weights) // 2))
    assert len(weights) // 2 < SYNC_BYTES
    check_is_whole(download(model, tmp_path, client(), ignore), published)


def test_a_branch_that_has_moved_on_is_begun_anew(
    hub, client: Callable[..., Hub], model: CatalogueModel, published: dict[str, bytes],
    tmp_path: Path, hub_module,
) -> None:  # fmt: skip
    """The files of one commit belong together."""
    hub.faults["model.bin"] = ["breaks off", *NOTHING]
    with pytest.raises(DownloadError):
        download(model, tmp_path, client(), ignore)
    newer = published | {"config.json": published["config.json"] + b" "}
    hub.repos[model.repo] = {"main": newer}
    folder = download(model, tmp_path, client(), ignore)
    assert (folder / "config.json").read_bytes() == newer["config.json"]
    assert hub_module.make_commit(newer) in open_model_folder(folder).description["en"]


def test_stopping_keeps_what_has_come_and_cancelling_does_not(
    hub, model: CatalogueModel, tmp_path: Path
) -> None:
    hub.faults["model.bin"] = ["stalls"]
    stopped = Hub(Network(mirror=hub.url), is_stopped=lambda: hub.n_bytes > 0)
    with pytest.raises(Stopped):
        download(model, tmp_path, stopped, ignore)
    assert count_downloaded(tmp_path, "kb-prov")
    discard_download(tmp_path, "kb-prov")
    assert list(tmp_path.iterdir()) == []
    assert count_downloaded(tmp_path, "kb-prov") is None
    discard_download(tmp_path, "kb-prov")  # twice does no harm


def test_without_room_nothing_is_fetched(
    hub, client: Callable[..., Hub], model: CatalogueModel, small_disk: Path
) -> None:
    with pytest.raises(DownloadError, match="download_no_room") as failed:
        download(model, small_disk, client(), ignore)
    assert failed.value.details["free"] <= 512 * 1024 < failed.value.details["needed"]
    assert hub.n_bytes == 0


def test_a_disk_that_fills_up_meanwhile_is_told_the_same(
    hub, client: Callable[..., Hub], model: CatalogueModel, small_disk: Path, fill: Callable,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(download_module, "SPARE_BYTES", -(10**12))  # it looked like enough
    with pytest.raises(DownloadError, match="download_no_room"):
        download(model, small_disk, client(), lambda stage, n, total: n and fill(small_disk))


@pytest.mark.parametrize("missing", ["model.bin", "vocabulary.json", "tokenizer.json"])
def test_a_repository_that_is_not_complete_is_told(
    hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path, missing: str
) -> None:
    del hub.repos[model.repo]["main"][missing]
    with pytest.raises(DownloadError, match="download_not_published") as failed:
        download(model, tmp_path, client(), ignore)
    assert failed.value.details["file"] == missing
    assert hub.n_bytes == 0


def test_a_branch_without_weights_of_its_own_is_told(
    hub,
    client: Callable[..., Hub],
    model: CatalogueModel,
    published: dict[str, bytes],
    tmp_path: Path,
) -> None:
    other = hashlib.sha256(published["model.bin"]).hexdigest()
    with pytest.raises(DownloadError, match="download_not_published"):
        download(replace(model, other_than=other), tmp_path, client(), ignore)


@pytest.mark.parametrize(("repo", "revision"), [("KBLab/none", "main"), ("KBLab/kb-prov", "none")])
def test_what_is_not_there_is_told(
    client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path, repo: str, revision: str
) -> None:
    with pytest.raises(DownloadError, match="download_not_published"):
        download(replace(model, repo=repo, revision=revision), tmp_path, client(), ignore)


def test_what_other_conversions_leave_out_is_added(
    hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path
) -> None:
    """Systran's have a vocabulary.txt, and no preprocessor_config.json."""
    files = hub.repos[model.repo]["main"]
    tokens = json.loads(files.pop("vocabulary.json"))
    files["vocabulary.txt"] = "".join(f"{token}\n" for token in tokens).encode()
    del files["preprocessor_config.json"]
    folder = download(model, tmp_path, client(), ignore)
    open_model_folder(folder, verify=True)
    assert json.loads((folder / "vocabulary.json").read_text()) == tokens
    assert json.loads((folder / "preprocessor_config.json").read_text())["feature_size"] == 80
    assert not (folder / "vocabulary.txt").exists()


def test_weights_that_are_none_are_told(
    hub, client: Callable[..., Hub], model: CatalogueModel, tmp_path: Path
) -> None:
    hub.repos[model.repo]["main"]["model.bin"] = b"<html>" * 5000
    with pytest.raises(DownloadError, match="download_not_published"):
        download(model, tmp_path, client(), ignore)
    assert not (tmp_path / "kb-prov").exists()


def test_half_a_folder_of_that_name_is_replaced(
    client: Callable[..., Hub], model: CatalogueModel, published: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "kb-prov").mkdir()
    (tmp_path / "kb-prov" / "model.bin").write_bytes(b"half")
    check_is_whole(download(model, tmp_path, client(), ignore), published)
