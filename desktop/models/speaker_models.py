"""Downloads or imports the two models that tell voices apart: both are there whole, or neither."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from desktop.errors import DownloadError, SpeakersError
from desktop.models.speaker_files import EMBEDDING, MANIFEST, MODELS, Published

if TYPE_CHECKING:
    from desktop.models.hub import Hub, HubFile

SPARE_BYTES = 100_000_000  # left free on the disk
MOST_BYTES = 500_000_000  # of an imported file
BLOCK_BYTES = 1 << 20
N_TRIES = 2  # to get a file that is as published

# Told the stage, the bytes that are done and those in all.
Report = Callable[[str, int, int], None]
Open = Callable[[], IO[bytes]]


def download_speakers(
    folder: Path, hub: Hub, report: Report, models: tuple[Published, ...] = MODELS
) -> None:
    """Fetch both into the folder. What has come is kept when it stops.

    Raises Stopped, DownloadError, OSError.
    """
    from desktop.models.download import forget_unsynced, is_as_published

    part = _find_part(folder)
    part.mkdir(parents=True, exist_ok=True)
    check_room(part, sum(model.n_bytes for model in models))
    published = {model.name: _find_file(hub, model) for model in models}
    n_total = sum(file.size for _, file in published.values())
    n_before = 0
    for model in models:
        commit, file = published[model.name]
        path = part / model.name

        def tell(stage: str, n_bytes: int, n_before: int = n_before) -> None:
            report(stage, n_before + n_bytes, n_total)

        if path.exists():
            forget_unsynced(path, file.size)
        for n_tried in range(1, N_TRIES + 1):
            hub.fetch(model.repo, commit, file, path, partial(tell, "download"))
            if is_as_published(path, model.sha256, None, partial(tell, "check")):
                break
            path.unlink()
            if n_tried == N_TRIES:
                raise DownloadError("download_damaged", host=hub.host, file=file.name)
        n_before += file.size
    _finish(part, folder, {"models": [asdict(model) for model in models]})


def import_speakers(source: Path, folder: Path) -> None:
    """Copy both from a folder or zip file. Raises SpeakersError: speakers_bad_models; OSError."""
    part = _find_part(folder).with_suffix(".import")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        if source.is_dir():
            files: dict[str, Open] = {
                str(path.relative_to(source)): partial(open_binary, path)
                for path in sorted(source.rglob("*.onnx"))
            }
            _copy(source, files, part)
        else:
            with zipfile.ZipFile(source) as archive:
                names = [one for one in archive.infolist() if one.filename.endswith(".onnx")]
                _copy(source, {one.filename: partial(archive.open, one) for one in names}, part)
        _finish(part, folder, {"imported_from": source.name})
    except (zipfile.BadZipFile, EOFError) as error:
        raise SpeakersError("speakers_bad_models", path=str(source)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def open_binary(path: Path) -> IO[bytes]:
    return path.open("rb")


def check_room(folder: Path, n_bytes: int) -> None:
    """Raises DownloadError: download_no_room."""
    needed, free = n_bytes + SPARE_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        raise DownloadError("download_no_room", needed=needed, free=free, path=str(folder))


def pick_models(names: Mapping[str, Open]) -> dict[str, str]:
    """Which of these files is which model; the one that is not found is missing.

    The quantised sibling that the segmentation comes with is passed over.
    """
    by_name = {PurePosixPath(name.replace("\\", "/")).name: name for name in names}
    picked: dict[str, str] = {}
    for model in MODELS:
        for name in (model.name, model.file):
            if name in by_name:
                picked.setdefault(model.name, by_name.pop(name))
    others = [name for name in by_name.values() if not name.endswith(".int8.onnx")]
    if EMBEDDING not in picked and len(others) == 1:  # another model of the same kind
        picked[EMBEDDING] = others[0]
    return picked


def _find_file(hub: Hub, model: Published) -> tuple[str, HubFile]:
    commit, files = hub.list_files(model.repo, "main")
    for file in files:
        if file.name == model.file:
            return commit, file
    raise DownloadError("download_not_published", host=hub.host, file=model.file)


def _copy(source: Path, files: Mapping[str, Open], part: Path) -> None:
    picked = pick_models(files)
    if len(picked) < len(MODELS):
        raise SpeakersError("speakers_bad_models", path=str(source))
    for name, found in picked.items():
        with files[found]() as file, (part / name).open("wb") as copy:
            n_bytes = 0
            while block := file.read(BLOCK_BYTES):
                n_bytes += len(block)
                if n_bytes > MOST_BYTES:
                    raise SpeakersError("speakers_bad_models", path=str(source))
                copy.write(block)


def _finish(part: Path, folder: Path, about: Mapping[str, object]) -> None:
    """Note what they are, last, and put the folder in its place."""
    from desktop.models.assemble import move_into_place, write_synced

    write_synced(part / MANIFEST, json.dumps(about).encode())
    if folder.exists():
        shutil.rmtree(folder)
    move_into_place(part, folder)


def _find_part(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.download")
