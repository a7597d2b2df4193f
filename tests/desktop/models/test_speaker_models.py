"""The models that tell voices apart: from a hub that errs, from a folder, from a zip file."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.errors import DownloadError, SpeakersError
from desktop.models.hub import Hub
from desktop.models.speaker_files import EMBEDDING, MODELS, SEGMENTATION, Published, are_there
from desktop.models.speaker_models import download_speakers, import_speakers

CONTENT = {"model.onnx": b"segmentation" * 999, "röst++.onnx": b"embedding" * 9999}
PUBLISHED = tuple(
    Published(
        name,
        f"prov/{at}",
        file,
        len(CONTENT[file]),
        hashlib.sha256(CONTENT[file]).hexdigest(),
        "MIT",
    )
    for at, (name, file) in enumerate(zip((SEGMENTATION, EMBEDDING), CONTENT))
)


@pytest.fixture
def hub(hub_module) -> Iterator:
    repos = {
        "prov/0": {"main": {"model.onnx": CONTENT["model.onnx"], "README.md": b"#"}},
        "prov/1": {"main": {"röst++.onnx": CONTENT["röst++.onnx"], "annan.onnx": b"annan"}},
    }
    with hub_module.serve(hub_module.FakeHub(repos)) as hub:
        yield hub


def ignore(stage: str, n_bytes: int, n_total: int) -> None:
    pass


def check(folder: Path) -> None:
    assert are_there(folder)
    assert (folder / SEGMENTATION).read_bytes() == CONTENT["model.onnx"]
    assert (folder / EMBEDDING).read_bytes() == CONTENT["röst++.onnx"]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_both_are_downloaded_into_one_folder(
    hub, client: Callable[..., Hub], tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    folder = tmp_path / "å" / "speaker-models"
    download_speakers(folder, client(), lambda *n: told.append(n), PUBLISHED)
    check(folder)
    n_bytes = sum(map(len, CONTENT.values()))
    assert told[-1] == ("check", n_bytes, n_bytes)
    assert [one["licence"] for one in json.loads((folder / "speakers.json").read_bytes())["models"]]


@pytest.mark.parametrize("fault", ["breaks off", "wrong byte"])
def test_a_hub_that_errs_once_is_asked_again(
    hub, client: Callable[..., Hub], tmp_path: Path, fault: str
) -> None:
    hub.faults["model.onnx"] = [fault]
    folder = tmp_path / "m" / "speaker-models"
    download_speakers(folder, client(), ignore, PUBLISHED)
    check(folder)
    assert hub.faults["model.onnx"] == []


def test_what_is_not_as_published_is_not_kept(
    hub, client: Callable[..., Hub], tmp_path: Path
) -> None:
    hub.faults["model.onnx"] = ["wrong byte"] * 2
    folder = tmp_path / "speaker-models"
    with pytest.raises(DownloadError) as raised:
        download_speakers(folder, client(), ignore, PUBLISHED)
    assert raised.value.code == "download_damaged"
    assert not are_there(folder)


def test_they_are_imported_from_a_folder_by_their_published_names(tmp_path: Path) -> None:
    source, folder = tmp_path / "minne", tmp_path / "m" / "speaker-models"
    inner = source / "sherpa-onnx-pyannote-segmentation-3-0"
    inner.mkdir(parents=True)
    (inner / "model.onnx").write_bytes(CONTENT["model.onnx"])
    (inner / "model.int8.onnx").write_bytes(b"other")
    (source / MODELS[1].file).write_bytes(CONTENT["röst++.onnx"])
    import_speakers(source, folder)
    check(folder)


def test_they_are_imported_from_a_zip_file_with_another_embedding(tmp_path: Path) -> None:
    source, folder = tmp_path / "modeller.zip", tmp_path / "m" / "speaker-models"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("x/segmentation.onnx", CONTENT["model.onnx"])
        archive.writestr("x/nemo_en_titanet_small.onnx", CONTENT["röst++.onnx"])
        archive.writestr("../../LÄSMIG.txt", "hej")
    import_speakers(source, folder)
    check(folder)


@pytest.mark.parametrize("names", [(), ("model.onnx",), ("a.onnx", "b.onnx", "model.onnx")])
def test_what_is_not_the_two_changes_nothing(tmp_path: Path, names: tuple[str, ...]) -> None:
    source, folder = tmp_path / "fel", tmp_path / "m" / "speaker-models"
    source.mkdir()
    folder.mkdir(parents=True)
    (folder / "speakers.json").write_text("{}")
    for name in names:
        (source / name).write_bytes(b"x")
    with pytest.raises(SpeakersError) as raised:
        import_speakers(source, folder)
    assert raised.value.code == "speakers_bad_models"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_file_that_is_no_zip_is_told(tmp_path: Path) -> None:
    source = tmp_path / "modeller.zip"
    source.write_bytes(b"not a zip")
    with pytest.raises(SpeakersError):
        import_speakers(source, tmp_path / "speaker-models")
