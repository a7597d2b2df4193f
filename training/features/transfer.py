"""Push feature stores to a remote, pull them from one, and verify what lies there.

The manifest's checksums decide what is whole. It goes last both ways, so a transfer that broke off
leaves no store, and the same command goes on with the shard, and within it, where it was.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from training.features.manifest import (
    MANIFEST_NAME,
    Manifest,
    parse_manifest,
    place_manifest,
    read_manifest,
)
from training.features.remotes.remote import Remote, RemoteError
from training.features.shard import (
    SHARDS_FOLDER,
    Shard,
    StoreError,
    hash_file,
    move_into_place,
    shard_path,
)

OnBytes = Callable[[int], None]
_SPLIT_NAME = re.compile(r"\w[\w .-]*")


@dataclass(frozen=True)
class RemoteStore:
    """A store at a remote. `prefix` leads to it: "", or a split's name and "/"; `file` are the
    bytes of its manifest."""

    remote: Remote
    prefix: str
    manifest: Manifest
    file: bytes

    @property
    def place(self) -> str:
        return f"{self.remote.address} ({self.prefix})" if self.prefix else self.remote.address


@dataclass(frozen=True)
class Transfer:
    """What a push or pull did with one store: shards moved, and shards that were there."""

    n_moved: int
    n_kept: int


def find_local_stores(folder: Path) -> dict[str, Path]:
    """The stores of a folder by prefix: itself, {"": folder}, or its splits.

    Raises StoreError when there is none.
    """
    if not (folder / MANIFEST_NAME).is_file():
        splits = sorted(path.parent for path in folder.glob(f"*/{MANIFEST_NAME}"))
        if splits:
            return {f"{store.name}/": store for store in splits}
        read_manifest(folder)  # says what is missing
    return {"": folder}


def find_remote_stores(remote: Remote) -> dict[str, RemoteStore]:
    """The stores of a remote by prefix. Raises StoreError when there is none, RemoteError."""
    there = remote.list_sizes()
    folders = [str(PurePosixPath(path).parent) for path in there if _names_manifest(path)]
    prefixes = ["" if folder == "." else f"{folder}/" for folder in sorted(folders)]
    known = [prefix for prefix in prefixes if not prefix or _SPLIT_NAME.fullmatch(prefix[:-1])]
    if not known:
        hint = f" It has stores in {', '.join(prefixes)}: give one of them." if prefixes else ""
        raise StoreError(
            f"{remote.address} holds no feature store that is whole: no {MANIFEST_NAME}.{hint} "
            "Check the address; a push that broke off is finished by the same command."
        )
    return {prefix: _open_remote_store(remote, prefix) for prefix in known}


def push_store(
    store: Path,
    remote: Remote,
    prefix: str,
    there: Mapping[str, int],
    replace: bool,
    on_bytes: OnBytes,
) -> Transfer:
    """Copy a store to a remote, which has the files `there`; `remote.finish()` is still to come.

    Shards that are there already are not sent again. With `replace` they are, and another store in
    that place gives way; without, that is refused. Raises StoreError, also where the store is not
    whole here, and RemoteError.
    """
    manifest = read_manifest(store)
    old = _find_old(remote, prefix, there)
    if not replace:
        _refuse_to_replace(old, manifest, f"{remote.address}/{prefix}")
    n_kept = 0
    for shard in manifest.shards:
        path = _remote_path(prefix, shard)
        known = old.get(shard.name, shard.sha256)
        if not replace and there.get(path) == shard.size and known == shard.sha256:
            n_kept += 1
        else:
            _check_local(store, shard)
            remote.upload(shard_path(store, shard.name), path)
        on_bytes(shard.size)
    remote.upload(store / MANIFEST_NAME, f"{prefix}{MANIFEST_NAME}")
    listed = {_remote_path(prefix, shard) for shard in manifest.shards}
    for path in there:
        is_shard = path.startswith(f"{prefix}{SHARDS_FOLDER}/")
        is_left_over = path.startswith(f"{prefix}.{MANIFEST_NAME}.")
        if (is_shard and path not in listed) or is_left_over:
            remote.delete(path)
    return Transfer(len(manifest.shards) - n_kept, n_kept)


def pull_store(source: RemoteStore, store: Path, replace: bool, on_bytes: OnBytes) -> Transfer:
    """Copy a store from a remote; it is there, whole and verified, or has no manifest.

    Shards that are here already are kept. Another store in that folder gives way with `replace`;
    without, that is refused. Raises StoreError, also when what the remote holds does not agree
    with its manifest, and RemoteError.
    """
    shards = store / SHARDS_FOLDER
    if not replace:
        found = [path.stem for path in shards.glob("*.parquet")]
        _refuse_to_replace(found, source.manifest, str(store))
    n_kept = 0
    with _explaining_write_errors(store):
        shards.mkdir(parents=True, exist_ok=True)
    for shard in source.manifest.shards:
        if _is_whole(store, shard):
            n_kept += 1
            on_bytes(shard.size)
        else:
            _pull_shard(source, store, shard, on_bytes)
    with _explaining_write_errors(store):
        place_manifest(store, source.manifest, source.file)
    return Transfer(len(source.manifest.shards) - n_kept, n_kept)


def verify_remote_store(source: RemoteStore, on_bytes: OnBytes) -> None:
    """Read all of a store at its remote; StoreError names the shards that are not what the
    manifest says."""
    altered = []
    for shard in source.manifest.shards:
        digest = hashlib.sha256()
        try:
            for chunk in source.remote.read(_remote_path(source.prefix, shard)):
                digest.update(chunk)
                on_bytes(len(chunk))
        except RemoteError as error:
            altered.append(f"{shard.name} ({error})")
            continue
        if digest.hexdigest() != shard.sha256:
            altered.append(f"{shard.name} (its sha256 differs)")
    if altered:
        raise StoreError(
            f"{source.place}: {len(altered)} of {len(source.manifest.shards)} shards are missing "
            f"or altered: {'; '.join(altered[:3])}. Push the store again with --replace."
        )


def _names_manifest(path: str) -> bool:
    return PurePosixPath(path).name == MANIFEST_NAME


def _remote_path(prefix: str, shard: Shard) -> str:
    return f"{prefix}{SHARDS_FOLDER}/{shard.name}.parquet"


def _open_remote_store(remote: Remote, prefix: str) -> RemoteStore:
    file = b"".join(remote.read(f"{prefix}{MANIFEST_NAME}"))
    place = f"{MANIFEST_NAME} of {remote.address}/{prefix}"
    return RemoteStore(remote, prefix, parse_manifest(file, place), file)


def _find_old(remote: Remote, prefix: str, there: Mapping[str, int]) -> dict[str, str]:
    """Name and sha256 of the shards of the store that is at the remote's place already."""
    if f"{prefix}{MANIFEST_NAME}" not in there:
        return {}
    manifest = _open_remote_store(remote, prefix).manifest
    return {shard.name: shard.sha256 for shard in manifest.shards}


def _refuse_to_replace(found: Iterable[str], manifest: Manifest, place: str) -> None:
    if set(found) - {shard.name for shard in manifest.shards}:
        raise StoreError(
            f"{place} holds another feature store, or another state of this one. Give another "
            "place, or --replace to let this one take its place."
        )


def _check_local(store: Path, shard: Shard) -> None:
    if not _is_whole(store, shard):
        raise StoreError(
            f"The shard {shard.name} of {store} is missing or altered. Run `python -m training "
            "features` again: it makes that shard anew."
        )


def _is_whole(store: Path, shard: Shard) -> bool:
    path = shard_path(store, shard.name)
    try:
        return path.stat().st_size == shard.size and hash_file(path) == shard.sha256
    except OSError:
        return False


def _pull_shard(source: RemoteStore, store: Path, shard: Shard, on_bytes: OnBytes) -> None:
    """Download a shard, going on with what an earlier pull left, and give it its name."""
    part = shard_path(store, shard.name).with_name(f".{shard.name}.pull.tmp")
    was_begun = part.exists()
    _download(source, shard, part, on_bytes)
    if part.stat().st_size != shard.size or hash_file(part) != shard.sha256:
        on_bytes(-part.stat().st_size)
        part.unlink()
        if was_begun:  # perhaps what was there was of something else
            _pull_shard(source, store, shard, on_bytes)
            return
        raise StoreError(
            f"{source.place}: the shard {shard.name} is not what the manifest says. Push the "
            "store again with --replace."
        )
    with _explaining_write_errors(store):
        move_into_place(part, shard_path(store, shard.name))


def _download(source: RemoteStore, shard: Shard, part: Path, on_bytes: OnBytes) -> None:
    """Append to `part` until it has the shard's size. A connection that breaks is opened again for
    as long as each one brings something."""
    with _explaining_write_errors(part.parent), part.open("ab") as file:
        on_bytes(file.tell())
        while file.tell() < shard.size:
            n_before = file.tell()
            try:
                for chunk in source.remote.read(_remote_path(source.prefix, shard), n_before):
                    file.write(chunk)
                    on_bytes(len(chunk))
                    if file.tell() > shard.size:
                        break
            except RemoteError:
                if file.tell() == n_before:
                    raise
            if file.tell() == n_before:
                break


@contextmanager
def _explaining_write_errors(store: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{store} cannot be written: {error}. Free some space or give another folder, then run "
            "the command again: what was fetched is kept."
        ) from error
