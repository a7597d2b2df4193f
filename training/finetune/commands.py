"""`python -m training finetune`: trains what a recipe says, or goes on where it was killed."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "finetune",
        help="train a model by a recipe, or go on where it stopped",
        description="Trains the stages of RECIPE one after another into runs/<name>. Killed at "
        "any moment, the same command goes on from the last checkpoint with the same batches.",
    )
    parser.add_argument("recipe", type=Path, metavar="RECIPE.toml")
    parser.add_argument("--workers", type=int, default=1, help="processes that prepare batches")
    parser.add_argument(
        "--tensorboard",
        action="store_true",
        help="write the figures for TensorBoard as well, to runs/<name>/tensorboard",
    )
    parser.set_defaults(run=run_finetune)


def run_finetune(args: argparse.Namespace) -> int:
    # transformers and torch take seconds to import: only the commands that need them pay.
    import transformers

    from training.finetune.recipe import read_recipe
    from training.finetune.trainer import train

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for library in ("httpx", "datasets", "accelerate"):
        logging.getLogger(library).setLevel(logging.WARNING)
    transformers.logging.set_verbosity_error()
    recipe = read_recipe(args.recipe)
    checkpoint = train(recipe, workers=args.workers, tensorboard=args.tensorboard)
    print(f"Finished: {checkpoint}")
    return 0
