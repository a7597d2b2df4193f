"""Puts a whole folder in place at once: either all of it is there or nothing changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from convert.errors import TargetError
from convert.model_folder import MANIFEST


@contextmanager
def replace_folder(target: Path, *, force: bool) -> Iterator[Path]:
    """Give an empty folder beside `target` to fill; when the block ends well, it becomes `target`.

    An existing model folder is replaced only with `force`, anything else never. What a killed run
    left behind is cleared away first. Raises TargetError.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.new")
    old = target.with_name(f".{target.name}.old")
    try:
        with FileLock(_lock_path(target), timeout=0):
            _clear_leftovers(target, new, old)
            _check_target(target, force=force)
            new.mkdir()
            try:
                yield new
                _fsync_folder(new)
                _swap(target, new, old)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except Timeout as error:
        raise TargetError(
            f"Another export is writing {target} just now. Wait until it has ended."
        ) from error


def _lock_path(target: Path) -> Path:
    # Outside the target's folder, so that nothing is left there; the lock ends with its process.
    key = hashlib.sha256(f"{Path.home()}\n{target}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"talskrift-export-{key}.lock"


def _clear_leftovers(target: Path, new: Path, old: Path) -> None:
    if old.exists():
        if target.exists():
            shutil.rmtree(old)
        else:
            old.rename(target)
    if new.exists():
        shutil.rmtree(new)


def _check_target(target: Path, *, force: bool) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise TargetError(f"{target} is a file. Name a folder for the model.")
    if not any(target.iterdir()):
        return
    if not (target / MANIFEST).is_file():
        raise TargetError(
            f"{target} exists and is no model folder, so it is left alone. Name another folder."
        )
    if not force:
        raise TargetError(f"{target} exists already. Give --force to replace it.")


def _swap(target: Path, new: Path, old: Path) -> None:
    if not target.exists():
        new.rename(target)
        _fsync(target.parent)
        return
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    _fsync(target.parent)
    shutil.rmtree(old)


def _fsync_folder(folder: Path) -> None:
    for path in folder.iterdir():
        _fsync(path)
    _fsync(folder)


def _fsync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder, and journals its renames itself.
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
