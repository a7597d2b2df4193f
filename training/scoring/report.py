"""A scored test set, as a table for the terminal and as a JSON file."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.scoring.errors import ScoringError
from training.scoring.normalise import normalise
from training.scoring.wer import Edits, Interval, TextScore, score_texts


@dataclass(frozen=True)
class Report:
    """What a model heard in a test set, and how far it is from what was said.

    `raw` compares the texts as they are written, `normalised` as they are spoken; both are in the
    order of `ids`.
    """

    model: str
    test_set: str
    options: dict[str, Any]
    audio_s: float
    elapsed_s: float
    ids: tuple[str, ...]
    raw: TextScore
    normalised: TextScore


def build_report(
    model: str,
    test_set: str,
    options: dict[str, Any],
    ids: list[str],
    references: list[str],
    hypotheses: list[str],
    audio_s: float,
    elapsed_s: float,
) -> Report:
    normalised = score_texts([normalise(t) for t in references], [normalise(t) for t in hypotheses])
    raw = score_texts(references, hypotheses)
    return Report(model, test_set, options, audio_s, elapsed_s, tuple(ids), raw, normalised)


def format_report(report: Report, n_worst: int = 10) -> str:
    """The rates with their intervals, and the worst utterances, as lines of text."""
    speed = report.audio_s / max(report.elapsed_s, 1e-9)
    lines = [
        f"{report.model} on {report.test_set}: {len(report.ids)} utterances, "
        f"{report.audio_s / 60:.1f} min, decoded in {report.elapsed_s:.1f} s "
        f"({speed:.1f} × real time)",
        "",
        f"{'':16}{'rate':>8}  {'95 % interval':>17}{'sub':>7}{'del':>7}{'ins':>7}{'of':>9}",
    ]
    for name, score in (("normalised", report.normalised), ("raw", report.raw)):
        lines.append(_format_row(f"WER {name}", score.words, score.wer_interval))
        lines.append(_format_row(f"CER {name}", score.characters, score.cer_interval))
    worst = report.normalised.find_worst(n_worst)
    if worst:
        lines += ["", "Worst utterances, normalised:"]
    for index in worst:
        utterance = report.normalised.utterances[index]
        lines.append(f"{_percent(utterance.words.rate)}  {report.ids[index]}")
        lines.append(f"    said:  {utterance.reference}")
        lines.append(f"    heard: {utterance.hypothesis}")
    return "\n".join(lines)


def write_report(report: Report, path: Path) -> None:
    """Write the report as JSON, whole or not at all; rates are ratios, null where infinite.

    The keys test_set, wer, cer (normalised) and n_utterances are what a model folder's scores
    are made of. Raises ScoringError when the file cannot be written.
    """
    told = {
        "model": report.model,
        "test_set": report.test_set,
        **report.options,
        "n_utterances": len(report.ids),
        "audio_s": round(report.audio_s, 2),
        "elapsed_s": round(report.elapsed_s, 2),
        "wer": _finite(report.normalised.wer),
        "cer": _finite(report.normalised.cer),
        "normalised": _describe(report.normalised),
        "raw": _describe(report.raw),
        "utterances": [
            {"id": id, "said": raw.reference, "heard": raw.hypothesis, "word_errors": errors}
            for id, raw, errors in zip(
                report.ids,
                report.raw.utterances,
                [utterance.words.n_errors for utterance in report.normalised.utterances],
            )
        ],
    }
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False, indent=1, allow_nan=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ScoringError(f"The report cannot be written to {path}: {error}") from error


def _describe(score: TextScore) -> dict[str, Any]:
    rates = (
        ("wer", score.words, score.wer_interval),
        ("cer", score.characters, score.cer_interval),
    )
    return {
        name: {
            "rate": _finite(edits.rate),
            "low": _finite(interval.low),
            "high": _finite(interval.high),
            **asdict(edits),
        }
        for name, edits, interval in rates
    }


def _format_row(name: str, edits: Edits, interval: Interval) -> str:
    bounds = f"{_percent(interval.low)} –{_percent(interval.high)}"
    return (
        f"{name:16}{_percent(edits.rate)}  {bounds:>17}{edits.substitutions:7}"
        f"{edits.deletions:7}{edits.insertions:7}{edits.n_reference:9}"
    )


def _percent(rate: float) -> str:
    return f"{100 * rate:6.2f} %" if math.isfinite(rate) else f"{'–':>8}"


def _finite(rate: float) -> float | None:
    return rate if math.isfinite(rate) else None
