"""What `training personalise` leaves is where the app looks for the user's own models."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert.model_folder import (
    MODEL_FILES,
    Manifest,
    hash_files,
    read_scores,
    write_manifest,
)
from desktop.models.voice import find_base, read_voice
from desktop.paths import VOICE_MODEL, user_models_dir
from training.personalise.judge import Judgement
from training.personalise.offer import FOLDER_NAME, find_models_folder, write_scores
from training.scoring.report import score_normalised


def test_both_look_in_one_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TALSKRIFT_HOME", raising=False)
    assert find_models_folder() == user_models_dir()
    monkeypatch.setenv("TALSKRIFT_HOME", str(tmp_path / "hem åäö"))
    assert find_models_folder() == user_models_dir() == tmp_path / "hem åäö" / "models"
    assert FOLDER_NAME == VOICE_MODEL


def test_the_app_tells_the_errors_that_personalise_has_counted(tmp_path: Path) -> None:
    said = ["ett två tre fyra"] * 5
    before = score_normalised(said, ["ett två tre", "fyra", *said[2:]])
    after = score_normalised(said, ["ett två tre", *said[1:]])
    path = tmp_path / "scores.json"
    write_scores(Judgement(before, before), Judgement(after, before), path)
    folder = tmp_path / "my-voice"
    folder.mkdir()
    for name in MODEL_FILES:
        (folder / name).write_bytes(b"x")
    manifest = Manifest(
        name="Min röst",
        languages=("sv",),
        base="KBLab/kb-whisper-small",
        licence="unknown",
        quantization="int8",
        n_mels=80,
        dynamic_context=False,
        description={"sv": "", "en": ""},
        scores=read_scores(path),
        files=hash_files(folder),
    )
    write_manifest(folder, manifest)
    voice = read_voice(folder)
    assert voice is not None
    assert (voice.name, voice.wer, voice.wer_before) == ("Min röst", 0.05, 0.2)
    assert find_base(str(folder)) == "KBLab/kb-whisper-small"
