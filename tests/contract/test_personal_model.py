"""What `training personalise` leaves is where the app looks for the user's own models."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.paths import user_models_dir
from training.personalise.offer import find_models_folder


def test_both_look_in_one_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TALSKRIFT_HOME", raising=False)
    assert find_models_folder() == user_models_dir()
    monkeypatch.setenv("TALSKRIFT_HOME", str(tmp_path / "hem åäö"))
    assert find_models_folder() == user_models_dir() == tmp_path / "hem åäö" / "models"
