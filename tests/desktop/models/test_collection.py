"""What is on the disk, and what of it is shown."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.models.catalogue import SMALL, STARTER_WORK_S, list_catalogue
from desktop.models.collection import (
    OWN,
    STARTER,
    Activity,
    Collection,
    Entry,
    list_entries,
    read_collection,
)
from desktop.models.fit import Machine
from desktop.models.measure import Measured, load_speeds, remember_speed
from desktop.models.model_folder import read_model_info
from desktop.models.unfinished import find_part


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    return tmp_path / "hem å" / "models"


@pytest.fixture
def starter(tiny_whisper: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_whisper, tmp_path / "starter")


def add_model(models_dir: Path, tiny_whisper: Path, name: str, sha256: str = "") -> Path:
    """A model like the starter; with another sha256 of its weights where one is given."""
    folder = shutil.copytree(tiny_whisper, models_dir / name)
    if sha256:
        manifest = json.loads((folder / "model.json").read_text())
        manifest["files"]["model.bin"]["sha256"] = sha256
        (folder / "model.json").write_text(json.dumps(manifest))
    return folder


def show(collection: Collection, models_dir: Path, used: Path | None = None, **more) -> dict:
    entries = list_entries(
        collection, used, more.get("activities", {}), more.get("faults", {}), models_dir
    )
    return {entry.key: entry for entry in entries}


def test_with_nothing_there_the_catalogue_is_offered(models_dir: Path, starter: Path) -> None:
    collection = read_collection(models_dir, starter, None)
    assert collection.installed == ()
    assert collection.machine.memory_bytes > 10**8
    assert collection.machine.n_cores >= 1
    assert collection.free_bytes > 0  # of the disk on which the folder is yet to be made
    entries = show(collection, models_dir)
    assert list(entries) == [STARTER, *(model.model_id for model in list_catalogue())]
    assert entries[STARTER].is_used
    assert not entries[STARTER].is_ours
    assert [entry.key for entry in entries.values() if entry.is_recommended] == [
        model.model_id for model in [collection.recommended()] if model
    ]
    assert not models_dir.exists()  # looking makes nothing


def test_what_is_installed_half_fetched_or_broken_is_told(
    models_dir: Path, starter: Path, tiny_whisper: Path, tmp_path: Path
) -> None:
    small = add_model(models_dir, tiny_whisper, "kb-whisper-small", "a" * 64)
    broken = add_model(models_dir, tiny_whisper, "trasig")
    (broken / "model.json").unlink()
    elsewhere = add_model(tmp_path, tiny_whisper, "min egen")
    part = find_part(models_dir, "kb-whisper-base")
    part.mkdir()
    (part / "model.bin").write_bytes(bytes(1234))
    (part / "download.json").write_text("{}")
    remember_speed(models_dir, read_model_info(small), Measured(2.5, 900))
    collection = read_collection(models_dir, starter, elsewhere)
    entries = show(collection, models_dir, used=elsewhere)
    assert "kb-whisper-small" not in entries
    told = entries[str(small)]
    assert (told.group, told.is_ours, told.is_used, told.is_usable) == (OWN, True, False, True)
    assert (told.speed, told.is_speed_measured) == (2.5, True)
    assert (told.memory_bytes, told.is_memory_measured) == (900, True)
    assert told.word_errors is not None  # it is one of the catalogue's
    assert entries[str(broken)].fault is not None
    assert not entries[str(broken)].is_usable
    assert entries[str(elsewhere)].is_used
    assert not entries[str(elsewhere)].is_ours  # never deleted from here
    assert entries["kb-whisper-base"].n_downloaded == 1234
    assert entries["kb-whisper-tiny"].n_downloaded is None
    estimated = entries["kb-whisper-medium"]
    assert estimated.speed is not None
    assert 0 < estimated.speed < 2.5
    assert not estimated.is_speed_measured


def test_a_speed_is_known_again_wherever_the_model_lies(
    models_dir: Path, starter: Path, tiny_whisper: Path
) -> None:
    remember_speed(models_dir, read_model_info(starter), Measured(80.0))
    collection = read_collection(models_dir, starter, None)
    assert collection.starter.measured == Measured(80.0)
    (reference,) = collection.references()
    assert (reference.work_s, reference.speed) == (STARTER_WORK_S, 80.0)
    small = show(collection, models_dir)["kb-whisper-small"]
    assert small.speed == pytest.approx(80.0 * STARTER_WORK_S / SMALL.work_s)
    remember_speed(models_dir, read_model_info(starter), Measured(90.0))
    assert list(load_speeds(models_dir).values()) == [Measured(90.0)]


def test_what_is_being_done_stands_in_its_entry(
    models_dir: Path, starter: Path, tiny_whisper: Path
) -> None:
    folder = add_model(models_dir, tiny_whisper, "eget")
    collection = read_collection(models_dir, starter, None)
    downloading, fault = Activity("download", 1, 2), ("out_of_memory", {})
    entries = show(
        collection,
        models_dir,
        activities={"kb-whisper-tiny": downloading, str(folder): Activity("measure")},
        faults={"kb-whisper-base": fault, str(folder): fault},
    )
    assert entries["kb-whisper-tiny"].activity == downloading
    assert entries["kb-whisper-base"].fault == fault
    assert entries[str(folder)].activity == Activity("measure")
    assert entries[str(folder)].fault == fault


def test_what_the_memory_does_not_hold_is_told(models_dir: Path, starter: Path) -> None:
    collection = read_collection(models_dir, starter, None)
    small = replace(collection, machine=Machine(4 * 10**9, 2))
    fits: dict[str, Entry] = show(small, models_dir)
    assert fits["kb-whisper-small"].fits
    assert not fits["kb-whisper-large"].fits
