"""`python -m training finetune`: trains what a recipe says, or goes on where it was killed.

`python -m training search` tries several settings of a recipe; `python -m training throughput`
compares its speed with the plain Hugging Face recipe's.
"""

from __future__ import annotations

import argparse
import logging
import os
from pathlib import Path
from typing import Any

from training.errors import TrainingError


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

    parser = subparsers.add_parser(
        "search",
        help="search for the best settings of a recipe by trying some",
        description="Trains the one stage of RECIPE again and again, with settings that its table "
        "[search] leaves open, into runs/<name>; bad trials end early. Killed, the same command "
        "goes on. Leaves runs/<name>/best.toml.",
    )
    parser.add_argument("recipe", type=Path, metavar="RECIPE.toml")
    parser.add_argument(
        "--trials", type=int, default=20, help="how many in all, earlier ones included (default 20)"
    )
    parser.add_argument("--workers", type=int, default=1, help="processes that prepare batches")
    parser.set_defaults(run=run_search)

    parser = subparsers.add_parser(
        "throughput",
        help="measure training in clips a second beside the plain Hugging Face recipe",
        description="Trains models of random weights on made-up clips, by transformers' "
        "Seq2SeqTrainer with every clip padded to 30 s and by ours, in alternating rounds.",
    )
    parser.add_argument("--size", choices=("starter", "tiny", "base", "small"), default="tiny")
    parser.add_argument("--clip-s", type=float, default=4.0, help="length of a clip, seconds")
    parser.add_argument("--batch-clips", type=int, default=14, help="clips in a batch")
    parser.add_argument("--steps", type=int, default=4, help="timed steps a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--precision", choices=("bf16", "fp16", "fp32"), default="bf16")
    parser.set_defaults(run=run_throughput)


def run_finetune(args: argparse.Namespace) -> int:
    # transformers and torch take seconds to import: only the commands that need them pay.
    from training.finetune.recipe import read_recipe
    from training.finetune.trainer import train

    tells = _tell_alone()
    recipe = read_recipe(args.recipe)
    checkpoint = train(recipe, workers=args.workers, tensorboard=args.tensorboard)
    if tells:
        print(f"Finished: {checkpoint}")
    return 0


def run_search(args: argparse.Namespace) -> int:
    from training.finetune.recipe import read_table
    from training.finetune.search import describe_trials, search

    _tell_alone()
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise TrainingError("A search trains in one process. Start it without torchrun.")
    trials = search(args.recipe, args.trials, workers=args.workers)
    print("\n".join(["", *describe_trials(trials)]))
    name = read_table(args.recipe)["name"]
    print(f"The best as a recipe: runs/{name}/best.toml")
    return 0


def _tell_alone() -> bool:
    """Sets up what is told; False in all but the first of several processes (which torchrun and
    accelerate number)."""
    import transformers

    tells = os.environ.get("RANK", "0") == "0"
    logging.basicConfig(level=logging.INFO if tells else logging.ERROR, format="%(message)s")
    for library in ("httpx", "datasets", "accelerate", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)
    transformers.logging.set_verbosity_error()
    return tells


def run_throughput(args: argparse.Namespace) -> int:
    import transformers

    from training.finetune.throughput import Contest, compare_throughput, tell

    transformers.logging.set_verbosity_error()
    contest = Contest(
        args.size, args.clip_s, args.batch_clips, args.steps, args.rounds, args.precision
    )
    speeds = compare_throughput(contest, report=lambda line: print(line, flush=True))
    print("\n".join(["", *tell(speeds)]))
    return 0
