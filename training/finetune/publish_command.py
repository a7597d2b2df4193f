"""`python -m training publish`: a checkpoint and its card to the hub or any remote, on request."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.errors import TrainingError


def add_commands(subparsers: Any) -> None:
    """Add `publish` to the training room's commands."""
    parser = subparsers.add_parser(
        "publish",
        help="send a checkpoint and its model card to the hub or another remote",
        description="Sends a finished checkpoint with a model card made for it. Nothing is sent by "
        "any other command, and nothing by this one with --dry-run.",
    )
    parser.add_argument("checkpoint", type=Path, metavar="CHECKPOINT")
    parser.add_argument(
        "address",
        metavar="ADDRESS",
        help="hf://OWNER/NAME for a model repository of the hub, or another remote, such as "
        "s3://BUCKET/FOLDER (docs/feature-store.md lists them)",
    )
    parser.add_argument("--licence", required=True, help="SPDX identifier, such as Apache-2.0")
    parser.add_argument("--name", help="title of the card (default: the last part of ADDRESS)")
    parser.add_argument("--base", metavar="MODEL", help="the model that the training started from")
    parser.add_argument(
        "--scores",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE.json",
        help="what `python -m training score … --json` wrote",
    )
    parser.add_argument("--private", action="store_true", help="make a new repository private")
    parser.add_argument("--dry-run", action="store_true", help="show card and files, send nothing")
    parser.set_defaults(run=run_publish)


def run_publish(args: argparse.Namespace) -> int:
    from huggingface_hub import HfApi

    from training.finetune.publish import About, prepare_publication, publish, read_scores

    if not args.licence.strip():
        raise TrainingError("--licence is empty. State one, such as Apache-2.0.")
    name = args.name or args.address.rstrip("/").rpartition("/")[2]
    scores = tuple(read_scores(path) for path in args.scores)
    about = About(name, args.licence, args.base, scores)
    publication = prepare_publication(args.checkpoint, about)
    if args.dry_run:
        print(publication.card)
        for file in publication.files:
            print(f"{file.stat().st_size:>14,} bytes  {file.name}")
        print(f"Nothing was sent. This would go to {args.address}.")
        return 0
    place = publish(publication, args.address, private=args.private, hub=HfApi())
    print(f"{place}: published")
    return 0
