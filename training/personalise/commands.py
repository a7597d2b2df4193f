"""`python -m training personalise`: teaches a model the user's own voice."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any

from training.errors import TrainingError


def add_commands(subparsers: Any) -> None:
    """Add `personalise` to the training room's commands."""
    parser = subparsers.add_parser(
        "personalise",
        help="teach a model your own voice, and hand it to the app",
        description="Trains a model on speech of yours that you have corrected, about five "
        "minutes of it, holds part of it out, and makes a model for the app where that is "
        "understood better and other voices as well as before. Stopped, the same command goes "
        "on. docs/personalise.md tells more.",
    )
    parser.add_argument("dataset", metavar="DATASET", help="a speech dataset of your voice")
    parser.add_argument(
        "--model",
        metavar="CHECKPOINT",
        help="what to start from: the folder of a Whisper checkpoint, or one of the Hugging Face "
        "hub, such as KBLab/kb-whisper-small (default: the starter's)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="MODEL_FOLDER",
        help="where the model goes (default: my-voice among the app's own models)",
    )
    parser.add_argument(
        "--others",
        type=Path,
        metavar="FOLDER",
        help="feature stores train and validation of other voices (default: data/features where "
        "that is, or else synthesised speech)",
    )
    parser.add_argument("--name", default="Min röst", help="what the app calls the model")
    parser.add_argument("--licence", default="unknown", help="SPDX identifier of the model's")
    parser.add_argument(
        "--lora",
        action=argparse.BooleanOptionalAction,
        help="train small matrices beside the weights, or all weights (default: all of a model "
        "smaller than Whisper small)",
    )
    parser.add_argument("--steps", type=int, metavar="N", help="batches of 60 s to train on")
    parser.add_argument("--workers", type=int, default=2, help="processes that synthesise")
    parser.add_argument("--force", action="store_true", help="replace the model in MODEL_FOLDER")
    parser.set_defaults(run=run_personalise)


def run_personalise(args: argparse.Namespace) -> int:
    # transformers and torch take seconds to import: only the commands that need them pay.
    import transformers

    from training.personalise.base import DEFAULT_MODEL
    from training.personalise.offer import FOLDER_NAME, find_models_folder
    from training.personalise.personalise import PersonaliseOptions, personalise

    if args.workers < 1 or (args.steps is not None and args.steps < 1):
        raise TrainingError("--workers and --steps must be at least 1.")
    if args.out and args.out.exists() and not args.force:
        raise TrainingError(f"{args.out} is there already. Name another folder, or use --force.")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for library in ("httpx", "datasets", "accelerate"):
        logging.getLogger(library).setLevel(logging.WARNING)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    target = args.out or find_models_folder() / FOLDER_NAME
    try:
        personalise(
            PersonaliseOptions(
                dataset=args.dataset,
                model=args.model or DEFAULT_MODEL,
                target=target,
                name=args.name,
                others=args.others,
                licence=args.licence,
                lora=args.lora,
                n_steps=args.steps,
                n_workers=args.workers,
            )
        )
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise TrainingError(
            f"The system refused{where}: {error.strerror or error}. What is done is kept; run the "
            "command again when this is mended."
        ) from error
    how = "Choose" if args.out is None else "Import"
    print(
        f"{how} it in the app under Inställningar → Modeller …, or try it with\n"
        f"  talskrift transcribe RECORDING --model {target}"
    )
    return 0
