"""`python -m training store`: feature stores to and from remotes, and their verification."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from training.features.manifest import Manifest, read_manifest
from training.features.remotes.address import open_remote
from training.features.store import FeatureStore
from training.features.transfer import (
    Transfer,
    find_local_stores,
    find_remote_stores,
    pull_store,
    push_store,
    verify_remote_store,
)

_ADDRESS = "a folder, or an address such as s3://BUCKET/FOLDER (docs/feature-store.md lists them)"


def add_commands(subparsers: Any) -> None:
    """Add `store` to the training room's commands."""
    parser = subparsers.add_parser("store", help="push, pull and verify feature stores")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    push = verbs.add_parser(
        "push",
        help="copy a store, with all its splits, to a remote",
        description="Copy a store to a remote. A push that was stopped goes on where it was.",
    )
    push.add_argument("store", type=Path, metavar="STORE", help="a store, or a folder of splits")
    push.add_argument("address", metavar="ADDRESS", help=_ADDRESS)
    push.set_defaults(run=run_push)

    pull = verbs.add_parser(
        "pull",
        help="copy a store, with all its splits, from a remote, and verify it",
        description="Copy a store from a remote, or out of a zip archive at a link. Every shard is "
        "compared with its checksum. A pull that was stopped goes on where it was.",
    )
    pull.add_argument("address", metavar="ADDRESS", help=f"{_ADDRESS}, or a link to a zip archive")
    pull.add_argument("store", type=Path, metavar="STORE", help="folder to make or continue")
    pull.set_defaults(run=run_pull)

    for verb in (push, pull):
        verb.add_argument(
            "--replace", action="store_true", help="also in the place of another store"
        )

    verify = verbs.add_parser(
        "verify", help="read all of a store and compare it with its checksums"
    )
    verify.add_argument("address", metavar="ADDRESS", help=_ADDRESS)
    verify.set_defaults(run=run_verify)


def run_push(args: argparse.Namespace) -> int:
    stores = find_local_stores(args.store)
    remote = open_remote(args.address)
    there = remote.list_sizes()
    manifests = {prefix: read_manifest(store) for prefix, store in stores.items()}
    done = {}
    with _show_progress(manifests.values(), "push") as bar:
        for prefix, store in stores.items():
            done[prefix] = push_store(store, remote, prefix, there, args.replace, bar.update)
    remote.finish()
    for prefix, transfer in done.items():
        print(_describe(f"{args.address}/{prefix}", manifests[prefix], transfer))
    return 0


def run_pull(args: argparse.Namespace) -> int:
    sources = find_remote_stores(open_remote(args.address))
    with _show_progress([source.manifest for source in sources.values()], "pull") as bar:
        done = {
            prefix: pull_store(source, args.store / prefix, args.replace, bar.update)
            for prefix, source in sources.items()
        }
    for prefix, transfer in done.items():
        print(_describe(str(args.store / prefix), sources[prefix].manifest, transfer))
    return 0


def run_verify(args: argparse.Namespace) -> int:
    if "://" not in args.address and Path(args.address).is_dir():
        stores = [FeatureStore(store) for store in find_local_stores(Path(args.address)).values()]
        with _show_progress([store.manifest for store in stores], "verify") as bar:
            for store in stores:
                store.verify(lambda shard: bar.update(shard.size))
        n_shards = sum(len(store.manifest.shards) for store in stores)
    else:
        sources = find_remote_stores(open_remote(args.address)).values()
        with _show_progress([source.manifest for source in sources], "verify") as bar:
            for source in sources:
                verify_remote_store(source, bar.update)
        n_shards = sum(len(source.manifest.shards) for source in sources)
    print(f"{args.address}: whole, {n_shards} shards as their checksums say")
    return 0


def _show_progress(manifests: Iterable[Manifest], verb: str) -> tqdm:
    total = sum(shard.size for manifest in manifests for shard in manifest.shards)
    return tqdm(total=total, unit="B", unit_scale=True, desc=verb)


def _describe(place: str, manifest: Manifest, transfer: Transfer) -> str:
    size = sum(shard.size for shard in manifest.shards)
    return (
        f"{place.rstrip('/')}: {manifest.n_utterances} utterances, {size / 1e6:.1f} MB, "
        f"{transfer.n_moved} shards copied, {transfer.n_kept} were there"
    )
