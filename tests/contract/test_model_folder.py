"""The model folder, docs/model-folder.md: what convert writes, the app and faster-whisper read."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel

from convert.export import export_model
from convert.model_folder import read_scores
from convert.options import ExportOptions
from desktop.errors import ModelError
from desktop.models.model_folder import open_model_folder
from training.finetune.checkpoint import save_checkpoint
from training.finetune.model import TrainableWhisper, build_config, build_generation_config
from training.finetune.tokenizer import build_tokenizer
from training.scoring.report import build_report, write_report

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "assets" / "sample" / "sample.flac"
STARTER = Path(__file__).parents[2] / "assets" / "models" / "starter"
FILES = {
    "model.bin",
    "config.json",
    "vocabulary.json",
    "tokenizer.json",
    "preprocessor_config.json",
}
FIELDS = {
    "format_version": int,
    "name": str,
    "languages": list,
    "base": (str, type(None)),
    "licence": str,
    "quantization": str,
    "n_mels": int,
    "dynamic_context": bool,
    "description": dict,
    "scores": list,
    "files": dict,
}
SCORE_FIELDS = {"test_set": str, "wer": float, "cer": float, "n_utterances": int}


def check_manifest(manifest: dict[str, Any]) -> None:
    """docs/model-folder.md, field by field."""
    assert manifest.keys() == FIELDS.keys()
    for name, kind in FIELDS.items():
        assert isinstance(manifest[name], kind), name
    assert manifest["format_version"] == 1
    assert manifest["name"]
    assert manifest["languages"]
    assert all(re.fullmatch("[a-z]{2,3}", code) for code in manifest["languages"])
    assert manifest["licence"]
    assert manifest["n_mels"] in (80, 128)
    assert manifest["description"].keys() == {"sv", "en"}
    for score in manifest["scores"]:
        assert score.keys() == SCORE_FIELDS.keys()
        assert all(isinstance(score[name], kind) for name, kind in SCORE_FIELDS.items())
    assert manifest["files"].keys() == FILES
    for record in manifest["files"].values():
        assert record.keys() == {"sha256", "size"}
        assert re.fullmatch("[0-9a-f]{64}", record["sha256"])
        assert isinstance(record["size"], int)


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model on its whole way: written by training, exported by convert."""
    folder = tmp_path_factory.mktemp("Björns modeller")
    model = TrainableWhisper(build_config(d_model=64, encoder_layers=1, decoder_layers=1))
    model.generation_config = build_generation_config()
    save_checkpoint(model, build_tokenizer(), folder / "checkpoint")
    score = {"test_set": "test_default", "wer": 1, "cer": 0.5, "n_utterances": 2}
    (folder / "scores.json").write_text(json.dumps(score))
    # Random weights leave the words to chance roundings, so nothing is asked of them here.
    options = ExportOptions(
        name="Björns modell",
        licence="Apache-2.0",
        description={"sv": "Slumpvikter", "en": "Random weights"},
        score_files=(folder / "scores.json",),
        samples=(SAMPLE,),
        min_agreement=0.0,
    )
    export_model(folder / "checkpoint", folder / "modell", options, lambda *_: None)
    return folder / "modell"


@pytest.fixture
def model_copy(model_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder, tmp_path / "modell"))


def test_manifest_is_as_documented(model_folder: Path) -> None:
    check_manifest(json.loads((model_folder / "model.json").read_text(encoding="utf-8")))


def test_manifest_lists_every_file_with_its_hash(model_folder: Path) -> None:
    files = json.loads((model_folder / "model.json").read_text(encoding="utf-8"))["files"]
    assert {path.name for path in model_folder.iterdir()} == FILES | {"model.json"}
    for name, record in files.items():
        content = (model_folder / name).read_bytes()
        assert record == {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def test_the_app_reads_what_convert_writes(model_folder: Path) -> None:
    info = open_model_folder(model_folder, verify=True)
    assert info.name == "Björns modell"
    assert info.languages == ("sv",)
    assert (info.n_mels, info.dynamic_context, info.quantization) == (80, True, "int8")
    assert info.scores[0]["wer"] == 1.0
    assert info.n_bytes == sum((model_folder / name).stat().st_size for name in FILES)


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_app_refuses_an_altered_folder(model_copy: Path, name: str) -> None:
    content = (model_copy / name).read_bytes()
    (model_copy / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ModelError) as caught:
        open_model_folder(model_copy, verify=True)
    assert caught.value.code == "model_altered"
    (model_copy / name).write_bytes(content[:-1])
    with pytest.raises(ModelError) as caught:
        open_model_folder(model_copy)
    assert caught.value.code == "model_truncated"
    (model_copy / name).unlink()
    with pytest.raises(ModelError) as caught:
        open_model_folder(model_copy)
    assert caught.value.code == "model_missing_file"


def test_the_app_refuses_a_folder_that_was_never_finished(model_copy: Path) -> None:
    (model_copy / "model.json").unlink()
    with pytest.raises(ModelError) as caught:
        open_model_folder(model_copy)
    assert caught.value.code == "not_a_model"


def test_convert_takes_the_scores_that_training_writes(tmp_path: Path) -> None:
    report = build_report(
        model="m",
        test_set="test_voices",
        options={},
        ids=["a", "b"],
        references=["Hej på dig.", "Två öl, tack."],
        hypotheses=["Hej på dig", "Två hål, tack."],
        audio_s=2.0,
        elapsed_s=1.0,
    )
    write_report(report, tmp_path / "report.json")
    (score,) = read_scores(tmp_path / "report.json")
    assert (score.test_set, score.n_utterances) == ("test_voices", 2)
    assert score.wer == pytest.approx(1 / 6)


def test_faster_whisper_runs_the_folder(model_folder: Path) -> None:
    model = WhisperModel(str(model_folder), device="cpu", cpu_threads=1)
    assert model.feature_extractor.mel_filters.shape[0] == 80
    _, info = model.transcribe(np.zeros(16_000, dtype=np.float32), language="sv")
    assert info.duration == 1.0


@pytest.mark.skipif(not STARTER.is_dir(), reason="the starter model is not there yet")
def test_the_starter_model_is_as_documented() -> None:
    check_manifest(json.loads((STARTER / "model.json").read_text(encoding="utf-8")))
    info = open_model_folder(STARTER, verify=True)
    assert info.dynamic_context
    assert info.n_bytes <= 35_000_000
