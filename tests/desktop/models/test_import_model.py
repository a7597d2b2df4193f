"""Models come in from folders and zip files; what is none, or means harm, does not."""

import contextlib
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import DownloadError, ModelError, TalskriftError
from desktop.models import import_model as import_module
from desktop.models.import_model import import_model, make_folder_name
from desktop.models.model_folder import MANIFEST, NEEDED_FILES, open_model_folder
from desktop.models.weights import read_weights


def do_import(source: Path, models_dir: Path) -> Path:
    folder = import_model(source, models_dir, lambda *_: None, lambda: False)
    assert folder is not None
    return folder


def refuse(source: Path, models_dir: Path) -> TalskriftError:
    with pytest.raises(TalskriftError) as failed:
        do_import(source, models_dir)
    assert not models_dir.exists() or list(models_dir.iterdir()) == []
    return failed.value


@pytest.fixture
def ours(tiny_whisper: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_whisper, tmp_path / "Åsas modell")


@pytest.fixture
def other(ours: Path) -> Path:
    """As other programs have it: no model.json."""
    (ours / MANIFEST).unlink()
    (ours / "README.md").write_text("om modellen")
    return ours


def pack(folder: Path, path: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, f"{inside}{file.name}")
    return path


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    return tmp_path / "hem" / "models"


def test_a_folder_of_ours_is_copied_whole(ours: Path, models_dir: Path) -> None:
    told: list[tuple[int, int]] = []
    folder = import_model(ours, models_dir, lambda *n: told.append(n), lambda: False)
    assert folder is not None
    assert open_model_folder(folder, verify=True).name == "Liten"
    assert folder.name == "liten"
    assert told[-1][0] == told[-1][1] == sum(path.stat().st_size for path in ours.iterdir())
    assert [path.name for path in models_dir.iterdir()] == ["liten"]
    assert do_import(ours, models_dir).name == "liten-2"  # nothing is overwritten


@pytest.mark.parametrize("inside", ["", "modell å/", "a/b/c/"])
def test_a_zip_is_unpacked_wherever_the_model_lies_in_it(
    other: Path, models_dir: Path, tmp_path: Path, inside: str
) -> None:
    folder = do_import(pack(other, tmp_path / "KB test.zip", inside), models_dir)
    info = open_model_folder(folder, verify=True)
    assert (info.name, info.licence, folder.name) == ("KB test", "unknown", "kb-test")
    assert (info.n_mels, info.quantization) == (80, "float32")
    assert {path.name for path in folder.iterdir()} == {MANIFEST, *NEEDED_FILES}


def test_a_folder_of_another_program_becomes_a_model_folder(other: Path, models_dir: Path) -> None:
    tokens = json.loads((other / "vocabulary.json").read_text())
    (other / "vocabulary.json").unlink()
    (other / "preprocessor_config.json").unlink()
    (other / "vocabulary.txt").write_text("".join(f"{token}\n" for token in tokens))
    folder = do_import(other, models_dir)
    assert open_model_folder(folder, verify=True).name == "Åsas modell"
    assert json.loads((folder / "vocabulary.json").read_text()) == tokens


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
@pytest.mark.parametrize("zipped", [False, True])
def test_what_is_missing_is_named(
    other: Path, models_dir: Path, tmp_path: Path, name: str, zipped: bool
) -> None:
    (other / name).unlink()
    source = pack(other, tmp_path / "a.zip") if zipped else other
    error = refuse(source, models_dir)
    assert (error.code, error.details["file"]) == ("import_not_a_model", name)
    assert error.details["path"] == str(source)


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_file_that_is_not_what_it_is_called_is_named(
    other: Path, models_dir: Path, name: str
) -> None:
    (other / name).write_bytes(b"<html>not found</html>")
    error = refuse(other, models_dir)
    assert (error.code, error.details["file"]) == ("import_damaged", name)


def test_a_model_of_ours_that_was_altered_is_refused(ours: Path, models_dir: Path) -> None:
    weights = bytearray((ours / "model.bin").read_bytes())
    weights[-1] ^= 1
    (ours / "model.bin").write_bytes(weights)
    error = refuse(ours, models_dir)
    assert isinstance(error, ModelError)
    assert (error.code, error.details["path"]) == ("model_altered", str(ours))


@pytest.mark.parametrize(
    "name",
    ["../model.bin", "a/../../x", "/etc/passwd", "C:\\x", "..\\..\\x", "\\\\server\\x", "C:x"],
)
def test_a_zip_that_points_elsewhere_is_refused(
    other: Path, models_dir: Path, tmp_path: Path, name: str
) -> None:
    path = pack(other, tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, b"harm")
    assert refuse(path, models_dir).code == "import_unsafe"


def test_a_link_in_a_zip_is_refused(other: Path, models_dir: Path, tmp_path: Path) -> None:
    path = pack(other, tmp_path / "a.zip")
    link = zipfile.ZipInfo("config.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(link, "/etc/passwd")
    assert refuse(path, models_dir).code == "import_unsafe"


def test_a_zip_bomb_is_not_unpacked(other: Path, models_dir: Path, tmp_path: Path) -> None:
    (other / "model.bin").write_bytes(bytes(30_000_000))
    error = refuse(pack(other, tmp_path / "a.zip"), models_dir)
    assert (error.code, error.details["file"]) == ("import_too_large", "model.bin")


def test_more_than_any_model_is_not_unpacked(
    other: Path, models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module, "MAX_MODEL_BYTES", 1000)
    assert refuse(pack(other, tmp_path / "a.zip"), models_dir).code == "import_too_large"


def test_a_zip_that_lies_of_its_sizes_yields_no_more_than_it_says(
    other: Path, models_dir: Path, tmp_path: Path
) -> None:
    """The directory says that the weights are short; what is packed is not."""
    path = pack(other, tmp_path / "a.zip")
    size = (other / "model.bin").stat().st_size.to_bytes(4, "little")
    raw = path.read_bytes()
    at = raw.index(size, raw.index(b"PK\x01\x02"))  # in the central directory
    path.write_bytes(raw[:at] + (1000).to_bytes(4, "little") + raw[at + 4 :])
    assert refuse(path, models_dir).code == "import_damaged"


@pytest.mark.parametrize("damage", ["cut", "byte", "none"])
def test_a_damaged_zip_is_told(other: Path, models_dir: Path, tmp_path: Path, damage: str) -> None:
    path = pack(other, tmp_path / "a.zip")
    raw = bytearray(path.read_bytes())
    if damage == "cut":
        raw = raw[: len(raw) // 2]
    elif damage == "byte":
        raw[raw.index(b"model.bin") + 200] ^= 0xFF
    else:
        raw = bytearray(b"no zip at all")
    path.write_bytes(raw)
    assert refuse(path, models_dir).code == "import_damaged"


def test_what_is_not_there_is_told(models_dir: Path, tmp_path: Path) -> None:
    assert refuse(tmp_path / "none.zip", models_dir).code == "import_not_found"


def test_stopping_leaves_nothing(other: Path, models_dir: Path) -> None:
    assert import_model(other, models_dir, lambda *_: None, lambda: True) is None
    assert list(models_dir.iterdir()) == []


def test_without_room_nothing_is_copied(other: Path, small_disk: Path) -> None:
    error = refuse(other, small_disk / "models")
    assert isinstance(error, DownloadError)
    assert error.code == "download_no_room"


def test_a_disk_that_fills_up_is_told_and_left_clean(
    other: Path, small_disk: Path, fill: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module, "SPARE_BYTES", -(10**12))
    fill(small_disk)
    assert refuse(other, small_disk / "models").code == "download_no_room"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("KB-Whisper small", "kb-whisper-small"),
        ("Åsas röst (v. 2)", "asas-rost-v.-2"),
        ("../..", "model"),
        ("語", "model"),
        ("a" * 200, "a" * 60),
    ],
)
def test_folders_have_plain_names(name: str, folder: str) -> None:
    assert make_folder_name(name) == folder


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_weights_that_are_cut_or_altered_are_read_or_refused(
    data: st.DataObject, tiny_whisper: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    raw = bytearray((tiny_whisper / "model.bin").read_bytes())
    path = tmp_path_factory.mktemp("weights") / "model.bin"
    cut = data.draw(st.integers(0, len(raw) - 1))
    path.write_bytes(raw[:cut])
    with pytest.raises(ValueError):
        read_weights(path)
    for _ in range(3):
        raw[data.draw(st.integers(0, 4000))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    with contextlib.suppress(ValueError):  # and nothing else
        assert read_weights(path).n_mels > 0
