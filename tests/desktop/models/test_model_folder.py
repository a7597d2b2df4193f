"""A model folder is taken when it is whole, and each fault is named when it is not."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import ModelError
from desktop.models.model_folder import (
    MANIFEST,
    NEEDED_FILES,
    find_faults,
    open_model_folder,
    read_model_info,
)


def refuse(folder: Path, verify: bool | None = None) -> ModelError:
    with pytest.raises(ModelError) as caught:
        open_model_folder(folder, verify)
    return caught.value


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def test_a_whole_folder_is_taken(fake_model: Path) -> None:
    info = open_model_folder(fake_model, verify=True)
    assert info.name == "Påhittad"
    assert info.languages == ("sv",)
    assert info.dynamic_context
    assert set(info.files) == set(NEEDED_FILES)
    assert info.n_bytes == sum((fake_model / name).stat().st_size for name in NEEDED_FILES)


@pytest.mark.parametrize("name", NEEDED_FILES)
def test_each_missing_file_is_named(fake_model: Path, name: str) -> None:
    (fake_model / name).unlink()
    error = refuse(fake_model)
    assert (error.code, error.details["file"]) == ("model_missing_file", name)


@pytest.mark.parametrize("name", NEEDED_FILES)
def test_each_truncated_file_is_named(fake_model: Path, name: str) -> None:
    size = (fake_model / name).stat().st_size
    os.truncate(fake_model / name, size - 1)
    error = refuse(fake_model, verify=False)
    assert (error.code, error.details["file"]) == ("model_truncated", name)
    assert (error.details["size"], error.details["expected"]) == (size - 1, size)


@pytest.mark.parametrize("name", NEEDED_FILES)
def test_each_altered_file_is_named(fake_model: Path, name: str) -> None:
    content = bytearray((fake_model / name).read_bytes())
    content[len(content) // 2] ^= 1
    (fake_model / name).write_bytes(content)
    assert open_model_folder(fake_model, verify=False), "sizes alone cannot tell"
    for verify in (True, None):
        error = refuse(fake_model, verify)
        assert (error.code, error.details["file"]) == ("model_altered", name)


def test_a_file_that_has_grown_is_altered(fake_model: Path) -> None:
    with (fake_model / "model.bin").open("ab") as file:
        file.write(b"x")
    assert refuse(fake_model, verify=False).code == "model_altered"


def test_every_fault_is_named_at_once(fake_model: Path) -> None:
    (fake_model / "config.json").unlink()
    os.truncate(fake_model / "model.bin", 3)
    error = refuse(fake_model)
    named = {(error.code, error.details["file"])}
    named |= {(one["code"], one["details"]["file"]) for one in error.details["also"]}
    assert named == {("model_truncated", "model.bin"), ("model_missing_file", "config.json")}
    faults = find_faults(read_model_info(fake_model), thorough=True)
    assert {(fault.code, fault.details["file"]) for fault in faults} == named


def test_what_is_no_model_folder(tmp_path: Path, fake_model: Path) -> None:
    assert refuse(tmp_path / "nowhere").code == "model_not_found"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert refuse(empty).code == "not_a_model"
    assert not refuse(empty).details["convertible"]
    (fake_model / MANIFEST).unlink()
    assert refuse(fake_model).code == "not_a_model"
    assert refuse(fake_model).details["convertible"]


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.update(format_version=2),
        lambda manifest: manifest.pop("format_version"),
        lambda manifest: manifest.pop("n_mels"),
        lambda manifest: manifest.update(dynamic_context="yes"),
        lambda manifest: manifest.update(files=[]),
        lambda manifest: manifest["files"].pop("tokenizer.json"),
        lambda manifest: manifest["files"].update({"model.bin": {"size": 3}}),
        lambda manifest: manifest["files"]["model.bin"].update(size=float("inf")),
        lambda manifest: manifest.update(description="en modell"),
        lambda manifest: manifest.update(scores=5),
        lambda manifest: manifest["files"].update({"../x": {"size": 3, "sha256": ""}}),
    ],
)
def test_a_manifest_that_is_not_ours(
    fake_model: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    rewrite(fake_model, change)
    assert refuse(fake_model).code == "model_wrong_format"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_manifest_that_is_no_json_object(fake_model: Path, content: bytes) -> None:
    (fake_model / MANIFEST).write_bytes(content)
    assert refuse(fake_model).code == "model_wrong_format"


def test_the_starter_is_whole(model_folder: Path) -> None:
    info = open_model_folder(model_folder, verify=True)
    assert "sv" in info.languages
    assert info.dynamic_context
    assert set(info.description) == {"sv", "en"}
