"""A scored test set, as a table for the terminal and as a JSON file."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.scoring.errors import ScoringError
from training.scoring.groups import Grouping
from training.scoring.kblab import KblabScore, score_as_kblab
from training.scoring.normalise import normalise
from training.scoring.significance import Comparison, PairedDifference
from training.scoring.silence import SilenceScore
from training.scoring.wer import CONFIDENCE, Edits, Interval, TextScore, score_texts

_MAX_GROUPS = 15


@dataclass(frozen=True)
class Report:
    """What a model heard in a test set, and how far it is from what was said.

    `raw` compares the texts as they are written, `normalised` as they are spoken, `kblab` as KBLab
    does; all are in the order of `ids`. `groupings` are scores of parts of the set, normalised, and
    `noise_levels` of the whole set under noise. What was not asked for is empty or None.
    """

    model: str
    test_set: str
    options: dict[str, Any]
    audio_s: float
    elapsed_s: float
    ids: tuple[str, ...]
    raw: TextScore
    normalised: TextScore
    kblab: KblabScore
    groupings: tuple[Grouping, ...] = ()
    noise_levels: Grouping | None = None
    silence: tuple[SilenceScore, ...] = ()
    against: Comparison | None = None


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
    """The report on what was heard; parts and comparisons are added by dataclasses.replace."""
    return Report(
        model=model,
        test_set=test_set,
        options=options,
        audio_s=audio_s,
        elapsed_s=elapsed_s,
        ids=tuple(ids),
        raw=score_texts(references, hypotheses),
        normalised=score_normalised(references, hypotheses),
        kblab=score_as_kblab(references, hypotheses),
    )


def score_normalised(references: Sequence[str], hypotheses: Sequence[str]) -> TextScore:
    return score_texts([normalise(t) for t in references], [normalise(t) for t in hypotheses])


def format_report(report: Report, n_worst: int = 10) -> str:
    """The rates with their intervals, and the worst utterances, as lines of text."""
    speed = report.audio_s / max(report.elapsed_s, 1e-9)
    lines = [
        f"{report.model} on {report.test_set}: {len(report.ids)} utterances, "
        f"{report.audio_s / 60:.1f} min, decoded in {report.elapsed_s:.1f} s "
        f"({speed:.1f} × real time)",
        *_describe_app(report.options),
        "",
        f"{'':16}{'rate':>8}  {'95 % interval':>17}{'sub':>7}{'del':>7}{'ins':>7}{'of':>9}",
    ]
    for name, score in list_scores(report):
        lines.append(_format_row(f"WER {name}", score.words, score.wer_interval))
        lines.append(_format_row(f"CER {name}", score.characters, score.cer_interval))
    if report.kblab.mean_wer is not None:
        mean = format_percent(report.kblab.mean_wer)
        lines.append(f"{'WER KBLab, mean':16}{mean}  over utterances, as KBLab's scripts count")
    lines += _format_parts(report)
    worst = report.normalised.find_worst(n_worst)
    if worst:
        lines += ["", "Worst utterances, normalised:"]
    for index in worst:
        utterance = report.normalised.utterances[index]
        lines.append(f"{format_percent(utterance.words.rate)}  {report.ids[index]}")
        lines.append(f"    said:  {utterance.reference}")
        lines.append(f"    heard: {utterance.hypothesis}")
    return "\n".join(lines)


def _describe_app(options: dict[str, Any]) -> list[str]:
    lines = []
    if options.get("n_long"):
        means = "through the app" if options["long"] == "app" else "in windows cut at pauses"
        lines.append(f"{options['n_long']} of them longer than 30 s, heard {means}")
    if options.get("n_removed_by_app"):
        lines.append(f"the app's guards took away {options['n_removed_by_app']} texts as invented")
    return lines


def list_scores(report: Report) -> list[tuple[str, TextScore]]:
    return [
        ("normalised", report.normalised),
        ("raw", report.raw),
        ("KBLab", report.kblab.texts),
    ]


def write_report(report: Report, path: Path) -> None:
    """Write the report as JSON, whole or not at all; rates are ratios, null where infinite.

    The keys test_set, wer, cer (normalised) and n_utterances are what a model folder's scores
    are made of. Raises ScoringError when the file cannot be written.
    """
    text = json.dumps(_to_json(report), ensure_ascii=False, indent=1, allow_nan=False)
    write_text(path, text + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; ScoringError when that cannot be done."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ScoringError(f"The report cannot be written to {path}: {error}") from error


def _to_json(report: Report) -> dict[str, Any]:
    return {
        "model": report.model,
        "test_set": report.test_set,
        **report.options,
        "n_utterances": len(report.ids),
        "audio_s": round(report.audio_s, 2),
        "elapsed_s": round(report.elapsed_s, 2),
        "wer": finite_or_none(report.normalised.wer),
        "cer": finite_or_none(report.normalised.cer),
        "normalised": _describe(report.normalised),
        "raw": _describe(report.raw),
        "kblab": {**_describe(report.kblab.texts), "mean_wer": report.kblab.mean_wer},
        "by": {grouping.by: _describe_groups(grouping) for grouping in report.groupings},
        "noise_levels": _describe_groups(report.noise_levels) if report.noise_levels else None,
        "silence": [asdict(score) for score in report.silence],
        "against": _describe_comparison(report.against) if report.against else None,
        "utterances": [
            {"id": id, "said": raw.reference, "heard": raw.hypothesis, "word_errors": errors}
            for id, raw, errors in zip(
                report.ids,
                report.raw.utterances,
                [utterance.words.n_errors for utterance in report.normalised.utterances],
            )
        ],
    }


def _describe_groups(grouping: Grouping) -> list[dict[str, Any]]:
    return [
        {
            "name": group.name,
            "n_utterances": group.n_utterances,
            "wer": _describe_rate(group.words, group.wer_interval),
            "cer": finite_or_none(group.characters.rate),
        }
        for group in grouping.groups
    ]


def _describe_comparison(against: Comparison) -> dict[str, Any]:
    return {
        "model": against.model,
        "elapsed_s": round(against.elapsed_s, 2),
        "normalised": _describe(against.normalised),
        "raw": _describe(against.raw),
        "wer_difference": asdict(against.wer),
        "cer_difference": asdict(against.cer),
        "n_better": against.n_better,
        "n_worse": against.n_worse,
        "heard": [utterance.hypothesis for utterance in against.raw.utterances],
    }


def _describe(score: TextScore) -> dict[str, Any]:
    return {
        "wer": _describe_rate(score.words, score.wer_interval),
        "cer": _describe_rate(score.characters, score.cer_interval),
    }


def _describe_rate(edits: Edits, interval: Interval) -> dict[str, Any]:
    return {
        "rate": finite_or_none(edits.rate),
        "low": finite_or_none(interval.low),
        "high": finite_or_none(interval.high),
        **asdict(edits),
    }


def _format_parts(report: Report) -> list[str]:
    lines = []
    for grouping in report.groupings:
        if len(grouping.groups) > 1:
            lines += _format_groups(grouping)
    if report.noise_levels:
        lines += _format_groups(report.noise_levels)
    if report.silence:
        lines += _format_silence(report.silence)
    if report.against:
        lines += _format_comparison(report, report.against)
    return lines


def _format_groups(grouping: Grouping) -> list[str]:
    lines = ["", f"WER normalised by {grouping.by}:"]
    for group in grouping.groups[:_MAX_GROUPS]:
        name = f"{group.name} ({group.n_utterances})"
        bounds = format_bounds(group.wer_interval)
        lines.append(f"  {name:28}{format_percent(group.words.rate)}  {bounds:>17}")
    if len(grouping.groups) > _MAX_GROUPS:
        lines.append(f"  and {len(grouping.groups) - _MAX_GROUPS} more, in --json and --report")
    return lines


def _format_silence(silence: tuple[SilenceScore, ...]) -> list[str]:
    n_words = sum(score.n_words for score in silence)
    minutes = sum(score.audio_s for score in silence) / 60
    lines = ["", f"Words where nobody speaks: {n_words} in {minutes:.1f} min"]
    for score in silence:
        texts = ", ".join(f"”{text}” {n} ×" for text, n in score.texts)
        share = f"{score.n_with_words} of {score.n_recordings}"
        lines.append(f"  {score.kind:10}{score.n_words:5} words in {share} recordings  {texts}")
    return lines


def _format_comparison(report: Report, against: Comparison) -> list[str]:
    n_equal = len(report.ids) - against.n_better - against.n_worse
    lines = [
        "",
        f"Against {against.model}, normalised, in points (below zero: the first is better):",
        f"  it has WER {format_percent(against.normalised.wer).strip()}, "
        f"CER {format_percent(against.normalised.cer).strip()}",
    ]
    for name, paired in (("WER", against.wer), ("CER", against.cer)):
        lines.append(f"  {name} {format_difference(paired)}")
    lines.append(
        f"  fewer errors in {against.n_better} utterances, more in {against.n_worse}, "
        f"as many in {n_equal}"
    )
    return lines


def format_difference(paired: PairedDifference) -> str:
    """A difference in points with its interval and p."""
    verdict = "significant" if paired.p < 1 - CONFIDENCE else "not significant"
    return (
        f"{100 * paired.difference:+.2f} ({100 * paired.low:+.2f} to {100 * paired.high:+.2f}), "
        f"p {format_p(paired.p)}: {verdict} at 5 %"
    )


def format_p(p: float) -> str:
    return f"= {p:.4f}" if p >= 0.001 else "< 0.001"


def _format_row(name: str, edits: Edits, interval: Interval) -> str:
    return (
        f"{name:16}{format_percent(edits.rate)}  {format_bounds(interval):>17}"
        f"{edits.substitutions:7}{edits.deletions:7}{edits.insertions:7}{edits.n_reference:9}"
    )


def format_bounds(interval: Interval) -> str:
    return f"{format_percent(interval.low)} –{format_percent(interval.high)}"


def format_percent(rate: float) -> str:
    return f"{100 * rate:6.2f} %" if math.isfinite(rate) else f"{'–':>8}"


def finite_or_none(rate: float) -> float | None:
    return rate if math.isfinite(rate) else None
