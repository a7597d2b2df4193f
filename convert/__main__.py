"""The convert commands: `python -m convert export`, `verify` and `publish`.

Exit codes: 0 done, 1 failed (explained on stderr), 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from convert.errors import ConvertError, OptionError, word_os_error
from convert.options import MIN_WORD_AGREEMENT, QUANTIZATIONS, UNKNOWN_LICENCE, ExportOptions

if TYPE_CHECKING:
    from convert.verify import Agreement

DONE, FAILED, INTERRUPTED = 0, 1, 130
MAX_SHOWN_CHARACTERS = 300


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    arguments = _build_parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except ConvertError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(word_os_error(error))
    except MemoryError:
        return _fail("There is not enough memory for this model. Close other programs.")
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    return DONE


def _fail(explanation: str) -> int:
    print(f"error: {explanation}", file=sys.stderr)
    return FAILED


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m convert",
        description="Turn a trained Whisper checkpoint into a model folder for the app.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_export(
        commands.add_parser(
            "export",
            help="checkpoint -> verified model folder",
            description="Convert a Hugging Face Whisper checkpoint for CTranslate2, prove on "
            "sample audio that it still says the same words, and put the model folder in place "
            "whole. docs/checkpoint.md and docs/model-folder.md describe the formats.",
        )
    )
    _add_verify(
        commands.add_parser(
            "verify",
            help="check a model folder's files, that it runs, and what it says",
            description="Check that a model folder is whole and runs; with --against, that it "
            "says the same words as the checkpoint.",
        )
    )
    _add_publish(
        commands.add_parser(
            "publish",
            help="upload a model folder to the Hugging Face hub",
            description="Verify a model folder and upload it in one commit, with a model card as "
            "README.md. Needs `hf auth login`. Nothing is sent with --dry-run.",
        )
    )
    return parser


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", type=Path, metavar="CHECKPOINT")
    parser.add_argument("target", type=Path, metavar="MODEL_FOLDER")
    parser.add_argument("--quantization", choices=QUANTIZATIONS, default="int8")
    parser.add_argument("--name", help="what the app calls the model; default: the folder's name")
    parser.add_argument("--base", help="the model that the training started from")
    parser.add_argument(
        "--licence", default=UNKNOWN_LICENCE, help="SPDX identifier, such as Apache-2.0"
    )
    parser.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="CODE",
        help="what the model is good for, the best first; default: from generation_config.json",
    )
    parser.add_argument("--description-sv", default="", metavar="TEXT")
    parser.add_argument("--description-en", default="", metavar="TEXT")
    parser.add_argument(
        "--scores",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE.json",
        help="test_set, wer, cer and n_utterances, one object or a list of them",
    )
    _add_samples(parser)
    parser.add_argument(
        "--words",
        type=Path,
        metavar="DATASET",
        help="a speech dataset with word times, to choose the attention heads by that tell them",
    )
    parser.add_argument("--force", action="store_true", help="replace an existing model folder")
    parser.set_defaults(run=_run_export)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="MODEL_FOLDER")
    parser.add_argument("--against", type=Path, metavar="CHECKPOINT")
    _add_samples(parser)
    parser.set_defaults(run=_run_verify)


def _add_publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="MODEL_FOLDER")
    parser.add_argument("repo_id", metavar="REPO_ID", help="owner/name")
    parser.add_argument("--private", action="store_true", help="make a new repository private")
    parser.add_argument("--dry-run", action="store_true", help="show what would be uploaded")
    parser.set_defaults(run=_run_publish)


def _add_samples(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sample",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="AUDIO",
        help="speech to compare the words on, its first 30 s; default: the bundled sample",
    )
    parser.add_argument(
        "--min-agreement",
        type=_parse_ratio,
        default=MIN_WORD_AGREEMENT,
        metavar="RATIO",
        help="share of equal words below which it fails (default: %(default)s)",
    )


def _parse_ratio(text: str) -> float:
    ratio = float(text)
    if not 0 <= ratio <= 1:
        raise ValueError(text)
    return ratio


def _run_export(arguments: argparse.Namespace) -> None:
    _prepare_libraries()
    from convert.export import export_model

    options = ExportOptions(
        quantization=arguments.quantization,
        name=arguments.name,
        base=arguments.base,
        licence=arguments.licence,
        languages=tuple(arguments.language),
        description={"sv": arguments.description_sv, "en": arguments.description_en},
        score_files=tuple(arguments.scores),
        samples=tuple(arguments.sample),
        words=arguments.words,
        min_agreement=arguments.min_agreement,
        force=arguments.force,
    )
    with tqdm(total=1, bar_format="{l_bar}{bar}| {n}/{total} [{elapsed}]") as bar:
        exported = export_model(
            arguments.checkpoint, arguments.target, options, _show_progress_on(bar)
        )
    _print_agreement(exported.agreement)
    if exported.word_times is not None:
        error = exported.word_times
        print(
            f"words begin {error.starts_ms:.0f} ms and end {error.ends_ms:.0f} ms off in the mean, "
            f"over {error.n_words} words"
        )
    size_mb = sum(record.size for record in exported.manifest.files.values()) / 1e6
    print(f"{exported.folder}: {exported.manifest.name}, {size_mb:.1f} MB, ready")


def _run_verify(arguments: argparse.Namespace) -> None:
    if arguments.sample and arguments.against is None:
        raise OptionError("--sample compares two models. Name the checkpoint with --against.")
    _prepare_libraries()
    from convert.audio import read_sample
    from convert.checkpoint import read_checkpoint
    from convert.export import choose_samples
    from convert.verify import compare_with_checkpoint, require_agreement, verify_model_folder

    manifest = verify_model_folder(arguments.folder)
    print(f"{arguments.folder}: {manifest.name}, all files are whole and the model runs")
    if arguments.against is None:
        return
    checkpoint = read_checkpoint(arguments.against)
    samples = [read_sample(path) for path in choose_samples(arguments.sample)]
    with tqdm(total=2 * len(samples), bar_format="{l_bar}{bar}| {n}/{total} [{elapsed}]") as bar:
        agreement = compare_with_checkpoint(
            arguments.folder, manifest, checkpoint, samples, lambda _: bar.update()
        )
    _print_agreement(agreement)
    require_agreement(agreement, arguments.min_agreement)


def _run_publish(arguments: argparse.Namespace) -> None:
    _quiet_libraries()
    from huggingface_hub import HfApi

    from convert.publish import prepare_publication, publish

    publication = prepare_publication(arguments.folder, arguments.repo_id)
    if arguments.dry_run:
        print(publication.card)
        for name, record in publication.manifest.files.items():
            print(f"{record.size:>12,} bytes  {name}")
        print(f"Nothing was sent. This would go to {publication.repo_id}.")
        return
    print(f"{publish(publication, HfApi(), private=arguments.private)}: published")


def _prepare_libraries() -> None:
    # Everything is read from the folders given: the hub is never asked for anything.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    _quiet_libraries()


def _quiet_libraries() -> None:
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


def _show_progress_on(bar: tqdm) -> Callable[[int, int, str], None]:
    def show(n_done: int, n_steps: int, what: str) -> None:
        bar.total = n_steps
        bar.n = n_done
        bar.set_description(what)

    return show


def _print_agreement(agreement: Agreement) -> None:
    for words in agreement.samples:
        text = textwrap.shorten(words.model_text, MAX_SHOWN_CHARACTERS, placeholder=" …")
        print(f"{words.sample}: {text or '(nothing)'}")
    if agreement.n_words:
        print(f"{agreement.ratio:.1%} of {agreement.n_words} words equal the checkpoint's")
    else:
        print("The checkpoint says nothing on these samples, so no words were compared.")


if __name__ == "__main__":
    sys.exit(main())
