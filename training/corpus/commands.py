"""The `corpus` commands of `python -m training`."""

import argparse
from pathlib import Path
from typing import Any

from training.corpus.plan import RARE_SPLIT, SPLITS
from training.corpus.report_command import add_report
from training.corpus.synthesise import SynthesisOptions, synthesise_corpus


def add_commands(subparsers: Any) -> None:
    """Adds the `corpus` commands to the subparsers of an argparse parser."""
    corpus = subparsers.add_parser("corpus", help="make speech datasets, and report on any")
    actions = corpus.add_subparsers(dest="action", required=True)
    add_report(actions)
    parser = actions.add_parser(
        "synthesise",
        help="Swedish sentences spoken by espeak-ng",
        description="Makes a corpus of Swedish sentences spoken by espeak-ng. Run again after an "
        "interruption to go on, or with a larger --train to extend it.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="folder of the corpus")
    parser.add_argument("--train", type=_count, default=40_000, help="utterances to train on")
    parser.add_argument("--validation", type=_count, default=300)
    parser.add_argument("--test", type=_count, default=400, help="utterances of each test split")
    parser.add_argument(
        "--rare",
        type=_count,
        metavar="N",
        help="utterances of a further split, rare, that walks through the dictionary: to train on",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=_count, default=2, help="processes")
    parser.add_argument(
        "--words", action="store_true", help="have the metadata tell when each word is said"
    )
    parser.set_defaults(run=run_synthesise)


def run_synthesise(args: argparse.Namespace) -> int:
    """Runs `corpus synthesise`. Raises CorpusError."""
    counts = dict(zip(SPLITS, (args.train, args.validation, args.test, args.test)))
    # Small splits first: they are wanted before the long one is done.
    ordered = {split: counts[split] for split in reversed(SPLITS)}
    if args.rare:
        ordered[RARE_SPLIT] = args.rare
    synthesise_corpus(
        SynthesisOptions(args.out, ordered, args.seed, args.workers, word_times=args.words)
    )
    return 0


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return int(text)
