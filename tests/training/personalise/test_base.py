"""Which checkpoint a name stands for, and what is said when there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.personalise.base import find_base


def make_model_folder(folder: Path, base: str | None) -> Path:
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"")
    (folder / "model.json").write_text(json.dumps({"base": base}), encoding="utf-8")
    return folder


def test_a_model_folder_leads_to_its_base(checkpoint: Path, tmp_path: Path) -> None:
    base = find_base(str(make_model_folder(tmp_path / "modell", str(checkpoint))))
    assert base.folder == checkpoint
    assert base.name == str(checkpoint)
    assert base.digest == find_base(str(checkpoint)).digest


@pytest.mark.parametrize("origin", [None, "itself"])
def test_a_model_folder_without_a_checkpoint_is_refused(tmp_path: Path, origin: str) -> None:
    folder = tmp_path / "modell"
    make_model_folder(folder, origin and str(folder))
    with pytest.raises(TrainingError, match="cannot be trained further"):
        find_base(str(folder))


def test_a_folder_without_weights_is_no_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no model\.safetensors"):
        find_base(str(tmp_path))


def test_a_name_that_can_be_no_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="neither a folder nor the name of a model"):
        find_base(str(tmp_path / "not" / "there"))
