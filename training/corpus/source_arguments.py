"""The command line's words for a source of speech, the same for every command that reads one."""

from __future__ import annotations

import argparse

from training.corpus.corpus import Columns
from training.corpus.source import SourceOptions

_SOURCE_HELP = (
    "folder of a speech dataset (metadata.jsonl, .csv or .parquet), of Common Voice, NST or "
    "Parquet files; a Common Voice .tar.gz; a .parquet file; or "
    "hf:OWNER/NAME[:CONFIG[:SPLIT]][@REVISION]"
)


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Add SOURCE and the options that say how to read it."""
    parser.add_argument("source", metavar="SOURCE", help=_SOURCE_HELP)
    parser.add_argument(
        "--split",
        dest="splits",
        action="append",
        default=[],
        metavar="NAME",
        help="read this split alone; may be given again. Common Voice has train, validation, test "
        "and validated (all that is validated, without speakers and sentences of the tests)",
    )
    parser.add_argument(
        "--by-speaker",
        type=float,
        metavar="SHARE",
        help="divide into train, validation and test by speaker; SHARE (such as 0.05) of the "
        "speakers test and as many validate",
    )
    parser.add_argument("--text-column", metavar="NAME", help="column or key of the text")
    parser.add_argument("--speaker-column", metavar="NAME", help="column or key of the speaker")
    parser.add_argument(
        "--channel",
        type=int,
        choices=(1, 2),
        default=1,
        help="microphone of NST (default 1, close)",
    )


def read_source_options(args: argparse.Namespace) -> SourceOptions:
    columns = Columns(args.text_column, args.speaker_column)
    return SourceOptions(tuple(args.splits), args.by_speaker, columns, args.channel)
