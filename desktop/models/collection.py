"""What is there to choose from: the models on this machine, those half downloaded, and the rest.

`read_collection` reads the disk; `list_entries` makes of that, of the catalogue and of what is
being done what a window shows. Knows no window.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.engine.cores import count_fast_cores
from desktop.errors import ModelError
from desktop.models.assemble import find_existing_parent
from desktop.models.catalogue import (
    STARTER_WORK_S,
    CatalogueModel,
    WordErrors,
    find_model,
    list_catalogue,
)
from desktop.models.fit import Machine, Reference, estimate_speed, fits_memory, recommend
from desktop.models.measure import Measured, load_speeds
from desktop.models.model_folder import ModelInfo, read_model_info
from desktop.models.unfinished import count_downloaded

STARTER = "starter"  # the key of its entry
OWN = "own"  # the group of all that lies on this machine


@dataclass(frozen=True)
class Installed:
    """A model folder on this machine; `info` is None where it cannot be used, and `fault` why."""

    folder: Path
    info: ModelInfo | None
    measured: Measured | None = None
    fault: tuple[str, Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class Collection:
    """What the disk holds. `partial`: bytes of unfinished downloads, by the model's id."""

    starter: Installed
    installed: tuple[Installed, ...]
    partial: Mapping[str, int]
    machine: Machine
    free_bytes: int

    def references(self) -> list[Reference]:
        """The measured speeds of the models whose size is known."""
        found = []
        for one in (self.starter, *self.installed):
            model = find_model(one.folder.name)
            work_s = STARTER_WORK_S if one is self.starter else model and model.shape.work_s
            if one.measured is not None and work_s:
                found.append(Reference(work_s, one.measured.speed))
        return found

    def recommended(self) -> CatalogueModel | None:
        """The model of the catalogue that fits this machine."""
        return recommend(list_catalogue(), self.machine, self.references())


@dataclass(frozen=True)
class Activity:
    """What is being done for an entry. `stage`: download, check, import or measure.

    `left_s`: seconds that the stage will take at the pace so far; None: not known yet.
    """

    stage: str
    n_bytes: int = 0
    n_total: int = 0
    left_s: float | None = None


@dataclass(frozen=True)
class Entry:
    """One model as it is shown. `key`: the catalogue's id, or the path of its folder."""

    key: str
    name: str
    group: str  # OWN, or the catalogue's family
    folder: Path | None  # None: not on this machine
    n_bytes: int
    memory_bytes: int | None = None
    is_memory_measured: bool = False
    fits: bool = True
    speed: float | None = None  # seconds of speech a second
    is_speed_measured: bool = False
    word_errors: WordErrors | None = None
    licence: str = ""
    description: Mapping[str, str] | None = None
    is_recommended: bool = False
    is_used: bool = False
    is_ours: bool = False  # in the folder of the app's own models: it can be deleted
    is_usable: bool = True  # its model.json can be read
    n_downloaded: int | None = None  # of a download that stands still
    activity: Activity | None = None
    fault: tuple[str, Mapping[str, Any]] | None = None


def read_collection(models_dir: Path, starter: Path, chosen: Path | None) -> Collection:
    """Look at the folders; `chosen`: the model in use, wherever it lies. Broken ones are told."""
    import psutil  # here: the window is shown before it is needed

    speeds = load_speeds(models_dir)
    folders = [path for path in _list_folders(models_dir) if not path.name.startswith(".")]
    if chosen is not None and chosen not in folders and chosen != starter:
        folders.append(chosen)
    partial = {
        model.model_id: n_bytes
        for model in list_catalogue()
        if (n_bytes := count_downloaded(models_dir, model.model_id)) is not None
    }
    return Collection(
        starter=_look_at(starter, speeds),
        installed=tuple(_look_at(folder, speeds) for folder in folders),
        partial=partial,
        machine=Machine(psutil.virtual_memory().total, count_fast_cores()),
        free_bytes=shutil.disk_usage(find_existing_parent(models_dir)).free,
    )


def list_entries(
    collection: Collection,
    used: Path | None,
    activities: Mapping[str, Activity],
    faults: Mapping[str, tuple[str, Mapping[str, Any]]],
    models_dir: Path,
) -> list[Entry]:
    """The starter, the user's models, then the rest of the catalogue. `used` None: the starter."""
    references, best = collection.references(), collection.recommended()
    entries = [
        _describe_installed(one, collection, used, activities, faults, models_dir)
        for one in (collection.starter, *collection.installed)
    ]
    for model in list_catalogue():
        if any(one.folder == models_dir / model.model_id for one in collection.installed):
            continue
        entries.append(
            Entry(
                key=model.model_id,
                name=model.name,
                group=model.family,
                folder=None,
                n_bytes=model.n_bytes,
                memory_bytes=model.shape.memory_bytes,
                fits=fits_memory(model, collection.machine),
                speed=estimate_speed(model.shape.work_s, references),
                word_errors=model.word_errors,
                licence=model.licence,
                is_recommended=model == best,
                n_downloaded=collection.partial.get(model.model_id),
                activity=activities.get(model.model_id),
                fault=faults.get(model.model_id),
            )
        )
    return entries


def _describe_installed(
    one: Installed,
    collection: Collection,
    used: Path | None,
    activities: Mapping[str, Activity],
    faults: Mapping[str, tuple[str, Mapping[str, Any]]],
    models_dir: Path,
) -> Entry:
    is_starter = one is collection.starter
    is_ours = one.folder.parent == models_dir
    model = find_model(one.folder.name) if is_ours else None
    info, measured = one.info, one.measured
    memory_bytes = measured.memory_bytes if measured else None
    estimated = estimate_speed(model.shape.work_s, collection.references()) if model else None
    key = STARTER if is_starter else str(one.folder)
    return Entry(
        key=key,
        name=info.name if info else one.folder.name,
        group=OWN,
        folder=one.folder,
        n_bytes=info.n_bytes if info else 0,
        memory_bytes=memory_bytes or (model.shape.memory_bytes if model else None),
        is_memory_measured=memory_bytes is not None,
        speed=measured.speed if measured else estimated,
        is_speed_measured=measured is not None,
        word_errors=model.word_errors if model else None,
        licence=info.licence if info else "",
        description=info.description if info else None,
        is_recommended=model is not None and model == collection.recommended(),
        is_used=used is None if is_starter else used == one.folder,
        is_ours=is_ours and not is_starter,
        is_usable=info is not None,
        activity=activities.get(key),
        fault=one.fault or faults.get(key),
    )


def _look_at(folder: Path, speeds: Mapping[str, Measured]) -> Installed:
    try:
        info = read_model_info(folder)
    except ModelError as error:
        return Installed(folder, None, fault=(error.code, error.details))
    return Installed(folder, info, speeds.get(info.files["model.bin"].sha256))


def _list_folders(models_dir: Path) -> list[Path]:
    try:
        return sorted(path for path in models_dir.iterdir() if path.is_dir())
    except OSError:
        return []
