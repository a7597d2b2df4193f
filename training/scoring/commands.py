"""`python -m training score`: WER and CER of a checkpoint or a model folder on a test set."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from training.features.cleaning import SAMPLE_RATE
from training.scoring.errors import ScoringError
from training.scoring.report import build_report, format_report, write_report


def add_commands(subparsers: Any) -> None:
    """Add `score` to the training room's commands."""
    parser = subparsers.add_parser(
        "score",
        help="word and character error rates of a checkpoint or a model folder",
        description="Decode a test set and compare what was heard with what was said, as written "
        "(raw) and as spoken (normalised).",
    )
    parser.add_argument("model", type=Path, metavar="CHECKPOINT|MODEL_FOLDER")
    parser.add_argument(
        "dataset", type=Path, help="folder with metadata.jsonl, or a feature store of one split"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N utterances")
    parser.add_argument(
        "--beam", type=int, default=1, metavar="N", help="beam size of a model folder (default 1)"
    )
    parser.add_argument(
        "--full-context", action="store_true", help="30 s windows even where shorter are allowed"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything to a file")
    parser.add_argument(
        "--worst", type=int, default=10, metavar="N", help="utterances to list (default 10)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    _check_options(args)
    # torch and transformers take seconds to import: --help and wrong options do not wait for them.
    from training.scoring.recognise import load_recogniser, recognise
    from training.scoring.recordings import read_recordings

    recordings = read_recordings(args.dataset, args.limit)
    recogniser = load_recogniser(args.model, args.beam)
    started_s = time.monotonic()
    hypotheses = recognise(recogniser, recordings, args.full_context)
    report = build_report(
        model=str(args.model),
        test_set=args.dataset.resolve().name,
        options={"beam_size": args.beam, "full_context": args.full_context, "limit": args.limit},
        ids=[recording.id for recording in recordings],
        references=[recording.text for recording in recordings],
        hypotheses=hypotheses,
        audio_s=sum(recording.n_samples for recording in recordings) / SAMPLE_RATE,
        elapsed_s=time.monotonic() - started_s,
    )
    print(format_report(report, args.worst))
    if args.json:
        write_report(report, args.json)
    return 0


def _check_options(args: argparse.Namespace) -> None:
    if args.beam < 1 or args.worst < 0 or (args.limit is not None and args.limit < 1):
        raise ScoringError("--beam and --limit must be at least 1, --worst at least 0.")
    if args.json and not args.json.absolute().parent.is_dir():
        raise ScoringError(f"There is no folder {args.json.absolute().parent} to write --json to.")
