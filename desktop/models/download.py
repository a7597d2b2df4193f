"""Downloads a model of the catalogue into a model folder: resumed, checked, whole or not there.

What has come lies in `.ID.download` beside the finished folders, with a note of what is to come.
It survives a pause, a crash and a power cut; the finished folder appears by one renaming.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from desktop.errors import DownloadError
from desktop.models.assemble import (
    MODEL_FILES,
    About,
    assemble,
    find_missing_file,
    move_into_place,
    write_synced,
)
from desktop.models.catalogue import CatalogueModel
from desktop.models.hub import Hub, HubFile
from desktop.models.model_folder import HASH_BLOCK_BYTES, MANIFEST
from desktop.models.unfinished import PLAN, find_part
from desktop.network import SYNC_BYTES

SPARE_BYTES = 100_000_000  # left free on the disk
N_TRIES = 2  # to get a file that is as published
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)

# Told the stage, `download` or `check`, the bytes that are done and those in all.
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Plan:
    """What is being downloaded: one commit, so that the files belong together."""

    commit: str
    files: tuple[HubFile, ...]

    @property
    def n_bytes(self) -> int:
        return sum(file.size for file in self.files)


def download(model: CatalogueModel, models_dir: Path, hub: Hub, report: Report) -> Path:
    """The finished folder of the model, or one that is there already.

    Raises Stopped (what has come is kept), DownloadError, OSError.
    """
    target, part = models_dir / model.model_id, find_part(models_dir, model.model_id)
    if (target / MANIFEST).exists():
        return target
    try:
        plan = _make_plan(model, hub)
        if _read_plan(part) != plan:  # nothing was begun, or a branch has moved on since
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            write_synced(part / PLAN, json.dumps(asdict(plan)).encode())
        _check_room(part, plan)
        known = _fetch_all(model, hub, plan, part, report)
        _finish(model, plan, known, part, target, hub.host)
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        free = shutil.disk_usage(models_dir).free
        needed = model.n_bytes + SPARE_BYTES
        raise DownloadError(
            "download_no_room", needed=needed, free=free, path=str(models_dir)
        ) from error
    return target


def _make_plan(model: CatalogueModel, hub: Hub) -> Plan:
    commit, published = hub.list_files(model.repo, model.revision)
    files = {file.name: file for file in published if file.name in MODEL_FILES}
    missing = find_missing_file(set(files))
    if missing is None and model.other_than and files["model.bin"].sha256 == model.other_than:
        missing = f"{model.revision}/model.bin"  # a branch that was given no weights of its own
    if missing is not None:
        raise DownloadError("download_not_published", host=hub.host, file=missing)
    if "vocabulary.json" in files:
        files.pop("vocabulary.txt", None)
    # The small ones first: what is wrong with a repository is found before the long wait.
    return Plan(commit, tuple(sorted(files.values(), key=lambda file: file.size)))


def _read_plan(part: Path) -> Plan | None:
    """The note of an earlier start; None where there is none that can be read."""
    try:
        data = json.loads((part / PLAN).read_text("utf-8"))
        return Plan(data["commit"], tuple(HubFile(**file) for file in data["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _check_room(part: Path, plan: Plan) -> None:
    have = sum(_measure(part / file.name) for file in plan.files)
    needed, free = plan.n_bytes - have + SPARE_BYTES, shutil.disk_usage(part).free
    if free < needed:
        path = str(part.parent)
        raise DownloadError("download_no_room", needed=needed, free=free, path=path)


def _fetch_all(
    model: CatalogueModel, hub: Hub, plan: Plan, part: Path, report: Report
) -> dict[str, str]:
    """Fetch and check every file; returns the sha256 of those that were published with one."""
    known: dict[str, str] = {}
    n_before = 0
    for file in plan.files:
        path = part / file.name
        forget_unsynced(path, file.size)
        sha256 = model.sha256 if file.name == "model.bin" and model.sha256 else file.sha256

        def tell(stage: str, n_bytes: int, n_before: int = n_before) -> None:
            report(stage, n_before + n_bytes, plan.n_bytes)

        for n_tried in range(1, N_TRIES + 1):
            tell("download", _measure(path))
            hub.fetch(model.repo, plan.commit, file, path, partial(tell, "download"))
            if is_as_published(path, sha256, file.git_sha1, partial(tell, "check")):
                break
            path.unlink()
            if n_tried == N_TRIES:
                raise DownloadError("download_damaged", host=hub.host, file=file.name)
        n_before += file.size
        known |= {file.name: sha256} if sha256 else {}
    return known


def forget_unsynced(path: Path, size: int) -> None:
    """Cut off what a power cut may have spoilt: the end that was not yet synced to the disk."""
    n_bytes = _measure(path)
    if 0 < n_bytes < size:
        with path.open("r+b") as file:
            file.truncate(max(0, n_bytes - SYNC_BYTES))
    elif n_bytes > size:
        path.unlink()


def is_as_published(
    path: Path, sha256: str | None, git_sha1: str | None, on_read: Callable[[int], None]
) -> bool:
    """Whether a file has the digest that was published: its sha256, or for small files git's."""
    digest = hashlib.sha256()
    if sha256 is None:
        digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(HASH_BLOCK_BYTES):
            digest.update(block)
            on_read(file.tell())
    return digest.hexdigest() == (sha256 or git_sha1)


def _finish(
    model: CatalogueModel, plan: Plan, known: dict[str, str], part: Path, target: Path, host: str
) -> None:
    about = About(
        name=model.name,
        languages=model.languages,
        base=model.base,
        licence=model.licence,
        description={
            "sv": f"Hämtad från {host}/{model.repo}, version {plan.commit}",
            "en": f"Downloaded from {host}/{model.repo}, version {plan.commit}",
        },
    )
    try:
        assemble(part, about, known)
    except ValueError as error:
        name = str(error)
        (part / name).unlink(missing_ok=True)
        raise DownloadError("download_not_published", host=host, file=name) from error
    (part / "vocabulary.txt").unlink(missing_ok=True)
    if target.exists():
        shutil.rmtree(target)  # without a model.json: never finished, or half deleted
    move_into_place(part, target)
    (target / PLAN).unlink()


def _measure(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
