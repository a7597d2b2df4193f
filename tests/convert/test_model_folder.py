"""model.json is read strictly, and every spoilt file is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from convert.errors import ModelFolderError, OptionError
from convert.export import Exported
from convert.model_folder import MODEL_FILES, Score, check_files, read_manifest, read_scores
from convert.verify import verify_model_folder


def edit_manifest(folder: Path, **changes: Any) -> None:
    content = json.loads((folder / "model.json").read_text(encoding="utf-8")) | changes
    (folder / "model.json").write_text(json.dumps(content), encoding="utf-8")


def test_written_manifest_is_read_back(exported: Exported) -> None:
    assert read_manifest(exported.folder) == exported.manifest


@pytest.mark.parametrize("name", MODEL_FILES)
def test_missing_truncated_and_altered_files_are_named(model_copy: Path, name: str) -> None:
    manifest = read_manifest(model_copy)
    content = (model_copy / name).read_bytes()
    for spoilt, said in (
        (None, f"{name} is missing"),
        (content[:-1], f"{name} has {len(content) - 1} bytes instead of {len(content)}"),
        (content[:-1] + bytes([content[-1] ^ 1]), f"{name} was altered"),
    ):
        (model_copy / name).unlink(missing_ok=True)
        if spoilt is not None:
            (model_copy / name).write_bytes(spoilt)
        with pytest.raises(ModelFolderError) as caught:
            check_files(model_copy, manifest)
        assert len(caught.value.faults) == 1
        assert said in caught.value.faults[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format_version": 2}, "format version 2"),
        ({"languages": []}, "languages"),
        ({"languages": "sv"}, "languages"),
        ({"n_mels": "80"}, "n_mels"),
        ({"n_mels": True}, "n_mels"),
        ({"dynamic_context": 1}, "dynamic_context"),
        ({"licence": None}, "licence"),
        ({"scores": [{"test_set": "x"}]}, "wer"),
        ({"files": {"../model.bin": {"sha256": "0", "size": 1}}}, "plain file name"),
        ({"files": {"model.bin": {"size": 1}}}, "sha256"),
    ],
)
def test_garbled_manifest_is_refused(model_copy: Path, changes: dict[str, Any], said: str) -> None:
    edit_manifest(model_copy, **changes)
    with pytest.raises(ModelFolderError, match=said):
        read_manifest(model_copy)


def test_absent_and_damaged_manifests_are_told_apart(model_copy: Path, tmp_path: Path) -> None:
    (model_copy / "model.json").write_text("{")
    with pytest.raises(ModelFolderError, match=r"model\.json is damaged"):
        read_manifest(model_copy)
    (model_copy / "model.json").unlink()
    with pytest.raises(ModelFolderError, match=r"model\.json is missing"):
        read_manifest(model_copy)
    with pytest.raises(ModelFolderError, match="no such folder"):
        read_manifest(tmp_path / "saknas")


def test_file_left_out_of_the_manifest_is_named(model_copy: Path) -> None:
    files = json.loads((model_copy / "model.json").read_text())["files"]
    del files["tokenizer.json"]
    edit_manifest(model_copy, files=files)
    with pytest.raises(ModelFolderError, match=r"does not list tokenizer\.json"):
        verify_model_folder(model_copy)


def test_scores_are_read_singly_and_in_lists(tmp_path: Path) -> None:
    one = {"test_set": "test_default", "wer": 0.041, "cer": 0.012, "n_utterances": 400, "more": 1}
    expected = Score("test_default", 0.041, 0.012, 400)
    path = tmp_path / "scores.json"
    path.write_text(json.dumps(one))
    assert read_scores(path) == (expected,)
    path.write_text(json.dumps([one, one]))
    assert read_scores(path) == (expected, expected)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[1]",
        '{"test_set": "x", "wer": "0.1", "cer": 0.1, "n_utterances": 1}',
        '{"test_set": "x", "wer": -0.1, "cer": 0.1, "n_utterances": 1}',
        '{"test_set": "x", "wer": NaN, "cer": 0.1, "n_utterances": 1}',
        '{"test_set": "x", "wer": 0.1, "cer": 0.1, "n_utterances": 0}',
    ],
)
def test_file_that_holds_no_scores_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "scores.json"
    path.write_text(content)
    with pytest.raises(OptionError, match=r"scores\.json is no file of scores"):
        read_scores(path)
