"""`python -m training corpus report`: what a source holds, and what cleaning leaves out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.corpus.source import open_source
from training.corpus.source_arguments import add_source_arguments, read_source_options
from training.errors import TrainingError


def add_report(actions: Any) -> None:
    """Add `report` to the actions of `corpus`."""
    parser = actions.add_parser(
        "report",
        help="hours, speakers, speaking rate, characters, and what cleaning leaves out",
        description="Reads a source of speech as `features` would, and tells what is in it: a "
        "table here, and in OUT an HTML page that needs no other file, its plots as PNG, and "
        "report.json.",
    )
    add_source_arguments(parser)
    parser.add_argument("out", type=Path, metavar="OUT", help="folder of the report")
    parser.add_argument("--workers", type=int, default=2, help="processes that decode (default 2)")
    parser.set_defaults(run=run_report)


def run_report(args: argparse.Namespace) -> int:
    """Raises TrainingError."""
    # Here, because matplotlib takes long to import, and no other command needs it.
    from training.corpus.measure import measure_corpus
    from training.corpus.report import describe_figures, write_report

    if args.workers < 1:
        raise TrainingError("--workers must be at least 1.")
    by_split = {}
    for split, corpus in open_source(args.source, read_source_options(args)).items():
        by_split[split] = measure_corpus(corpus, n_workers=args.workers)
        print(describe_figures(split, by_split[split]))
    page = write_report(args.out, by_split, args.source)
    print(f"\nThe report with plots: {page}")
    return 0
