"""`python -m training score`: how well a checkpoint or a model folder hears a test set."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.features.cleaning import SAMPLE_RATE
from training.scoring.errors import ScoringError
from training.scoring.groups import (
    Grouping,
    group_by_field,
    group_by_length,
    group_by_speaker,
    make_group,
)
from training.scoring.recordings import MAX_DURATION_S, Recording, read_field, read_recordings
from training.scoring.report import (
    Report,
    build_report,
    format_report,
    score_normalised,
    write_report,
    write_text,
)
from training.scoring.significance import Comparison, compare_models
from training.scoring.silence import count_invented, make_silent_recordings
from training.scoring.sounds import NOISE_KINDS, Noise, add_noise_to
from training.scoring.wer import TextScore, score_texts

if TYPE_CHECKING:
    from training.scoring.listen import Listener, Listening

_CLEAN = "as recorded"
_MAX_SILENCE_MIN = 1000


def add_commands(subparsers: Any) -> None:
    """Add `score` to the training room's commands."""
    parser = subparsers.add_parser(
        "score",
        help="word and character error rates of a checkpoint or a model folder",
        description="Decode a test set and compare what was heard with what was said, as written "
        "(raw), as spoken (normalised) and as KBLab compares it. docs/scoring.md explains it all.",
    )
    parser.add_argument("model", type=Path, metavar="CHECKPOINT|MODEL_FOLDER")
    parser.add_argument(
        "dataset", type=Path, help="speech dataset of one split, or a feature store of one"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N utterances")
    parser.add_argument(
        "--against", type=Path, metavar="MODEL", help="another model on the same recordings"
    )
    parser.add_argument(
        "--by", action="append", default=[], metavar="FIELD", help="scores by a metadata field too"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything to a file")
    parser.add_argument(
        "--report", type=Path, metavar="FILE.html", help="write a page with plots and players"
    )
    parser.add_argument(
        "--worst", type=int, default=10, metavar="N", help="utterances to list (default 10)"
    )
    _add_listening_options(parser)
    _add_sound_options(parser)
    parser.set_defaults(run=run)


def _add_listening_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("listening")
    group.add_argument(
        "--beam",
        type=int,
        metavar="N",
        help="beam size of a model folder (default 1, in the app's engine 5)",
    )
    group.add_argument(
        "--full-context", action="store_true", help="30 s windows even where shorter are allowed"
    )
    group.add_argument(
        "--as-app",
        action="store_true",
        help="hear everything through the app's engine: its detector, beam and guards",
    )
    group.add_argument(
        "--long",
        choices=("app", "windows"),
        help="recordings over 30 s: through the app's engine (default for a model folder), or in "
        "windows cut at pauses (default for a checkpoint)",
    )


def _add_sound_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("noise and silence")
    group.add_argument(
        "--noise-db", type=float, metavar="DB", help="put noise this far below the speech"
    )
    group.add_argument(
        "--noise-levels",
        type=_parse_levels,
        default=(),
        metavar="DB,DB…",
        help="score the whole set again at each of these levels",
    )
    group.add_argument(
        "--noise-kind", choices=NOISE_KINDS, default="pink", help="(default %(default)s)"
    )
    group.add_argument(
        "--silence",
        type=float,
        metavar="MINUTES",
        help="count the words heard in so many minutes of silence, noise, hum, tones and clicks",
    )
    group.add_argument("--seed", type=int, default=0, metavar="N", help="of noise and silence")


def run(args: argparse.Namespace) -> int:
    _check_options(args)
    # torch and transformers take seconds to import: --help and wrong options do not wait for them.
    from training.scoring.listen import Listener, Listening

    listening = Listening(args.beam, args.full_context, args.as_app, args.long)
    for model in filter(None, (args.model, args.against)):
        Listener(model, listening)  # says what is wrong before any work is done
    recordings = read_recordings(args.dataset, args.limit)
    fields = {field: _read_values(args.dataset, field, recordings) for field in args.by}
    test_set = args.dataset.resolve().name
    noise = None
    if args.noise_db is not None:
        noise = Noise(args.noise_kind, args.noise_db, args.seed)
        test_set = f"{test_set}, {noise}"
    heard_recordings = add_noise_to(recordings, noise) if noise else recordings
    with Listener(args.model, listening) as listener:
        heard = _hear(listener, heard_recordings)
        options = _describe_options(args, recordings, listener)
        report = build_report(
            model=str(args.model),
            test_set=test_set,
            options=options,
            ids=[recording.id for recording in recordings],
            references=[recording.text for recording in recordings],
            hypotheses=heard.texts,
            audio_s=sum(recording.n_samples for recording in recordings) / SAMPLE_RATE,
            elapsed_s=heard.elapsed_s,
        )
        report = replace(report, groupings=_group(recordings, fields, report.normalised))
        if args.noise_levels:
            report = replace(report, noise_levels=_score_levels(args, listener, recordings, report))
        if args.silence:
            silent = make_silent_recordings(args.silence, args.seed)
            scores = count_invented(silent, listener.hear(silent))
            report = replace(report, silence=tuple(scores))
    if args.against:
        report = replace(
            report, against=_compare(args.against, listening, heard_recordings, report)
        )
    print(format_report(report, args.worst))
    if args.json:
        write_report(report, args.json)
    if args.report:
        from training.scoring.page import make_page

        write_text(args.report, make_page(report, heard_recordings, args.worst))
    return 0


@dataclass(frozen=True)
class _Heard:
    texts: list[str]
    elapsed_s: float


def _hear(listener: Listener, recordings: Sequence[Recording]) -> _Heard:
    started_s = time.monotonic()
    texts = listener.hear(recordings)
    return _Heard(texts, time.monotonic() - started_s)


def _describe_options(
    args: argparse.Namespace, recordings: Sequence[Recording], listener: Listener
) -> dict[str, Any]:
    options = {
        "beam_size": listener.beam_size,
        "full_context": args.full_context,
        "limit": args.limit,
    }
    if args.as_app:
        options["as_app"] = True
    n_long = sum(recording.n_samples > MAX_DURATION_S * SAMPLE_RATE for recording in recordings)
    if n_long:
        options |= {"n_long": n_long, "long": listener.long_by}
    if listener.n_removed:
        options["n_removed_by_app"] = listener.n_removed
    return options


def _group(
    recordings: Sequence[Recording], fields: dict[str, list[Any]], score: TextScore
) -> tuple[Grouping, ...]:
    speakers = [recording.speaker for recording in recordings]
    lengths = [recording.n_samples for recording in recordings]
    return (
        *([group_by_speaker(speakers, score)] if any(speakers) else []),
        group_by_length(lengths, score),
        *(group_by_field(field, values, score) for field, values in fields.items()),
    )


def _read_values(dataset: Path, field: str, recordings: Sequence[Recording]) -> list[Any]:
    return read_field(dataset, field, [recording.id for recording in recordings])


def _score_levels(
    args: argparse.Namespace, listener: Listener, recordings: Sequence[Recording], report: Report
) -> Grouping:
    """The set as it is, where that is what the report is on, then at each level, the quietest
    noise first."""
    groups = [] if args.noise_db is not None else [make_group(_CLEAN, report.normalised)]
    for snr_db in sorted(args.noise_levels, reverse=True):
        noise = Noise(args.noise_kind, snr_db, args.seed)
        texts = listener.hear(add_noise_to(recordings, noise))
        score = score_normalised([recording.text for recording in recordings], texts)
        groups.append(make_group(f"{snr_db:g} dB", score))
    return Grouping(f"level of {args.noise_kind} noise", tuple(groups))


def _compare(
    model: Path, listening: Listening, recordings: Sequence[Recording], report: Report
) -> Comparison:
    from training.scoring.listen import Listener

    with Listener(model, listening) as listener:
        heard = _hear(listener, recordings)
    references = [recording.text for recording in recordings]
    return compare_models(
        report.normalised,
        str(model),
        heard.elapsed_s,
        score_texts(references, heard.texts),
        score_normalised(references, heard.texts),
    )


def _check_options(args: argparse.Namespace) -> None:
    counts = [n for n in (args.beam, args.limit) if n is not None]
    if args.worst < 0 or any(n < 1 for n in counts):
        raise ScoringError("--beam and --limit must be at least 1, --worst at least 0.")
    if args.silence is not None and not 0 < args.silence <= _MAX_SILENCE_MIN:
        raise ScoringError(
            f"--silence is a number of minutes, more than 0 and at most {_MAX_SILENCE_MIN}."
        )
    if args.noise_db is not None and not math.isfinite(args.noise_db):
        raise ScoringError("--noise-db is a number of decibels, such as 15.")
    for name, path in (("--json", args.json), ("--report", args.report)):
        if path and not path.absolute().parent.is_dir():
            raise ScoringError(f"There is no folder {path.absolute().parent} to write {name} to.")


def _parse_levels(text: str) -> tuple[float, ...]:
    try:
        levels = tuple(float(level) for level in text.split(","))
    except ValueError:
        levels = (math.nan,)
    if not all(math.isfinite(level) for level in levels):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of levels in dB, such as 20,10,5")
    return levels
