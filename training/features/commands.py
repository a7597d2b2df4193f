"""`python -m training features`: any source of speech into feature stores, one for each split."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.corpus.source import open_source
from training.corpus.source_arguments import add_source_arguments, read_source_options
from training.errors import TrainingError
from training.features.on_ray import make_shards_on_ray
from training.features.pipeline import build_store
from training.features.plan import PipelineSettings
from training.features.store import Manifest

_N_FAULTS_SHOWN = 5


def add_commands(subparsers: Any) -> None:
    """Add `features` to the training room's commands."""
    parser = subparsers.add_parser(
        "features",
        help="clean a corpus and store it, 16 kHz mono, for training",
        description="Clean a corpus into a feature store. A source with splits gives one store for "
        "each, STORE/<split>. A run that was stopped goes on where it was.",
    )
    add_source_arguments(parser)
    parser.add_argument("store", type=Path, metavar="STORE", help="folder to make or continue")
    parser.add_argument("--workers", type=int, default=2, help="processes that decode (default 2)")
    parser.add_argument(
        "--shard-size", type=int, default=1000, help="utterances in a shard (default 1000)"
    )
    parser.add_argument(
        "--executor",
        choices=["processes", "ray"],
        default="processes",
        help="where: processes of this machine (default), or the Ray cluster of RAY_ADDRESS",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.workers < 1 or args.shard_size < 1:
        raise TrainingError("--workers and --shard-size must be at least 1.")
    settings = PipelineSettings(shard_size=args.shard_size)
    make_shards = make_shards_on_ray if args.executor == "ray" else None
    for split, corpus in open_source(args.source, read_source_options(args)).items():
        store = args.store / split
        manifest = build_store(
            corpus, store, settings, n_workers=args.workers, make_shards=make_shards
        )
        print(describe(store, manifest))
    return 0


def describe(store: Path, manifest: Manifest) -> str:
    """A store in a few lines: its size, what was left out and why, the first faults."""
    lines = [
        f"{store}: {manifest.n_utterances} utterances, {manifest.hours:.2f} hours, "
        f"{len(manifest.shards)} shards"
    ]
    lines += [f"  left out: {n} × {reason}" for reason, n in manifest.dropped.items()]
    lines += [f"  {fault.path}: {fault.detail}" for fault in manifest.faults[:_N_FAULTS_SHOWN]]
    n_more = len(manifest.faults) - _N_FAULTS_SHOWN
    if n_more > 0:
        lines.append(f"  and {n_more} more faults, listed in {store / 'manifest.json'}")
    return "\n".join(lines)
