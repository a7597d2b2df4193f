"""`python -m training agree`: leaves out of a feature store what a teacher hears otherwise."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "agree",
        help="leave out of a feature store what a teacher hears otherwise",
        description="Have MODEL hear every utterance of STORE, and write those whose text it "
        "agrees with to OUT, a store for `training finetune`. Killed, the same command goes on.",
    )
    parser.add_argument("store", type=Path, metavar="STORE", help="the feature store of a split")
    parser.add_argument("model", type=Path, metavar="MODEL", help="a checkpoint or model folder")
    parser.add_argument("out", type=Path, metavar="OUT", help="the store to make")
    parser.add_argument(
        "--most-cer",
        type=float,
        default=30.0,
        metavar="PERCENT",
        help="normalised character error rate up to which both agree (default %(default)g)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    # torch and transformers take seconds to import: only the commands that need them pay.
    from training.scoring.agreement import DISAGREEMENT, keep_agreed

    manifest = keep_agreed(args.store, args.model, args.out, args.most_cer)
    n_dropped = manifest.dropped.get(DISAGREEMENT, 0)
    print(f"{args.out}: {manifest.n_utterances} utterances kept, {n_dropped} left out")
    return 0
