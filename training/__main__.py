"""`python -m training`: the commands of the training room, one verb each."""

from __future__ import annotations

import argparse
import sys

from training.corpus.commands import add_commands as add_corpus
from training.errors import TrainingError
from training.features.commands import add_commands as add_features
from training.features.store_commands import add_commands as add_store
from training.finetune.commands import add_commands as add_finetune
from training.finetune.publish_command import add_commands as add_publish
from training.personalise.commands import add_commands as add_personalise
from training.scoring.agreement_command import add_commands as add_agree
from training.scoring.commands import add_commands as add_scoring


def main(argv: list[str] | None = None) -> int:
    """Runs one command; 0 done, 1 it could not be done (the reason on stderr), 2 usage."""
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="From Swedish speech to a Whisper checkpoint.",
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for add_commands in (
        add_corpus,
        add_features,
        add_store,
        add_finetune,
        add_personalise,
        add_publish,
        add_scoring,
        add_agree,
    ):
        add_commands(subparsers)
    args = parser.parse_args(argv)
    try:
        return args.run(args)
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
