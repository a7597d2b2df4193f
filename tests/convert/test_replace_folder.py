"""A folder is put in place whole or not at all, and never over something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert.errors import TargetError
from convert.replace_folder import replace_folder


def make_model(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "model.json").write_text(text)


def write_model(target: Path, text: str, *, force: bool = False) -> None:
    with replace_folder(target, force=force) as folder:
        (folder / "model.json").write_text(text)


def names_beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def test_new_folder_appears_whole_with_its_parents(tmp_path: Path) -> None:
    target = tmp_path / "modeller" / "ny"
    with replace_folder(target, force=False) as folder:
        (folder / "model.json").write_text("ny")
        assert not target.exists()
    assert (target / "model.json").read_text() == "ny"
    assert names_beside(target) == ["ny"]


def test_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), replace_folder(tmp_path / "ny", force=False) as folder:
        (folder / "model.bin").write_text("halv")
        raise ZeroDivisionError
    assert names_beside(tmp_path / "ny") == []


def test_existing_model_needs_force(tmp_path: Path) -> None:
    target = tmp_path / "modell"
    make_model(target, "gammal")
    with pytest.raises(TargetError, match="--force"):
        write_model(target, "ny")
    assert (target / "model.json").read_text() == "gammal"
    write_model(target, "ny", force=True)
    assert (target / "model.json").read_text() == "ny"
    assert names_beside(target) == ["modell"]


def test_failure_with_force_keeps_the_existing_model(tmp_path: Path) -> None:
    target = tmp_path / "modell"
    make_model(target, "gammal")
    with pytest.raises(ZeroDivisionError), replace_folder(target, force=True):
        raise ZeroDivisionError
    assert (target / "model.json").read_text() == "gammal"
    assert names_beside(target) == ["modell"]


def test_other_folders_and_files_are_never_replaced(tmp_path: Path) -> None:
    photos = tmp_path / "bilder"
    photos.mkdir()
    (photos / "katt.jpg").write_text("katt")
    with pytest.raises(TargetError, match="no model folder"):
        write_model(photos, "ny", force=True)
    with pytest.raises(TargetError, match="is a file"):
        write_model(photos / "katt.jpg", "ny", force=True)
    assert (photos / "katt.jpg").read_text() == "katt"


def test_leftovers_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    target = tmp_path / "modell"
    (tmp_path / ".modell.new").mkdir()
    (tmp_path / ".modell.new" / "model.bin").write_text("halv")
    write_model(target, "ny")
    assert names_beside(target) == ["modell"]


def test_model_renamed_away_by_a_killed_run_comes_back(tmp_path: Path) -> None:
    target = tmp_path / "modell"
    make_model(tmp_path / ".modell.old", "gammal")
    with pytest.raises(TargetError, match="--force"):
        write_model(target, "ny")
    assert (target / "model.json").read_text() == "gammal"


def test_replaced_model_not_yet_deleted_by_a_killed_run_goes(tmp_path: Path) -> None:
    target = tmp_path / "modell"
    make_model(target, "ny")
    make_model(tmp_path / ".modell.old", "gammal")
    write_model(target, "nyast", force=True)
    assert (target / "model.json").read_text() == "nyast"
    assert names_beside(target) == ["modell"]


def test_second_export_to_the_same_folder_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "modell"
    with replace_folder(target, force=False) as folder:
        with pytest.raises(TargetError, match="Another export"):
            write_model(target, "andra")
        (folder / "model.json").write_text("första")
    assert (target / "model.json").read_text() == "första"


def test_link_to_a_model_keeps_pointing_at_it(tmp_path: Path) -> None:
    make_model(tmp_path / "riktig", "gammal")
    (tmp_path / "genväg").symlink_to(tmp_path / "riktig")
    write_model(tmp_path / "genväg", "ny", force=True)
    assert (tmp_path / "genväg").is_symlink()
    assert (tmp_path / "riktig" / "model.json").read_text() == "ny"
