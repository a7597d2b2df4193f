"""The report as one HTML page: plots, players for and alignments of the worst utterances.

Self-contained: style, figures and sound are in the file, and a policy in it forbids any request.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

import numpy as np

from training.scoring.alignment import (
    DELETED,
    INSERTED,
    SUBSTITUTED,
    AlignedWord,
    count_confusions,
)
from training.scoring.groups import Grouping
from training.scoring.page_style import STYLE
from training.scoring.page_utterances import make_worst_utterances
from training.scoring.recordings import Recording
from training.scoring.report import (
    Report,
    format_bounds,
    format_difference,
    format_percent,
    list_scores,
)
from training.scoring.significance import Comparison
from training.scoring.silence import SilenceScore
from training.scoring.svg import Row, draw_bars, draw_intervals
from training.scoring.wer import TextScore

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src data:"
_MAX_ROWS = 40
_N_CONFUSIONS = 15
_ERROR_STEPS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)


def make_page(report: Report, recordings: Sequence[Recording], n_worst: int) -> str:
    """The page's text; `recordings` are those that were heard, in the report's order."""
    title = f"{Path(report.model).name or report.model} on {report.test_set}"
    sections = [
        _make_head(report, title),
        _make_rates(report),
        _make_spread(report.normalised),
        *(_make_groups(g, report) for g in report.groupings if len(g.groups) > 1),
        _make_groups(report.noise_levels, report) if report.noise_levels else "",
        _make_silence(report.silence) if report.silence else "",
        _make_comparison(report, report.against) if report.against else "",
        _make_confusions(report.normalised),
        make_worst_utterances(report, recordings, n_worst),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(filter(None, sections))
        + "\n</body>\n</html>\n"
    )


def _make_head(report: Report, title: str) -> str:
    speed = report.audio_s / max(report.elapsed_s, 1e-9)
    options = ", ".join(
        f"{name.replace('_', ' ')}: {value}"
        for name, value in report.options.items()
        if value not in (None, False)
    )
    figures = [
        ("WER, normalised", format_percent(report.normalised.wer)),
        ("CER, normalised", format_percent(report.normalised.cer)),
    ]
    if report.silence:
        n_words = sum(score.n_words for score in report.silence)
        figures.append(("words where nobody speaks", str(n_words)))
    if report.against:
        difference = 100 * report.against.wer.difference
        figures.append((f"points of WER against {report.against.model}", f"{difference:+.2f}"))
    tiles = "".join(f"<div><b>{escape(v)}</b>{escape(name)}</div>" for name, v in figures)
    return (
        f'<h1>{escape(title)}</h1>\n<p class="soft">{escape(report.model)}. {len(report.ids)} '
        f"utterances, {report.audio_s / 60:.1f} minutes, decoded in {report.elapsed_s:.1f} s "
        f"({speed:.1f} × real time). {escape(options)}</p>\n"
        f'<div class="figures">{tiles}</div>'
    )


def _make_rates(report: Report) -> str:
    rows = []
    for name, score in list_scores(report):
        for rate, edits, interval in (
            ("WER", score.words, score.wer_interval),
            ("CER", score.characters, score.cer_interval),
        ):
            counts = (edits.substitutions, edits.deletions, edits.insertions, edits.n_reference)
            numbers = [format_percent(edits.rate), format_bounds(interval), *map(str, counts)]
            rows.append([f"{rate} {name}", *numbers])
    if report.kblab.mean_wer is not None:
        mean = format_percent(report.kblab.mean_wer)
        rows.append(["WER KBLab, mean over utterances", mean, "", "", "", "", ""])
    heads = ("", "rate", "95 % interval", "substituted", "deleted", "inserted", "of")
    return (
        "<h2>Error rates</h2>\n<p>Raw: as written. Normalised: lower case, digits as words, no "
        "punctuation. KBLab: as KBLab's evaluation scripts compare texts; the mean over "
        f"utterances is theirs too.</p>\n{_make_table(heads, rows)}"
    )


def _make_spread(score: TextScore) -> str:
    """How many utterances are how wrong."""
    names = ["0"] + [f"{100 * low:g}–{100 * high:g}" for low, high in pairwise(_ERROR_STEPS)]
    names.append("over 100")
    rates = [utterance.words.rate for utterance in score.utterances]
    steps = np.searchsorted(_ERROR_STEPS, rates, side="left")
    counts = np.bincount(steps, minlength=len(names))
    bars = [(name, int(count)) for name, count in zip(names, counts, strict=True)]
    return "<h2>Utterances by their WER, per cent</h2>\n" + draw_bars(
        bars, "Utterances by their word error rate", "utterances"
    )


def _make_groups(grouping: Grouping, report: Report) -> str:
    rows = [
        Row(
            label=f"{group.name} ({group.n_utterances})",
            value=100 * group.words.rate,
            low=100 * group.wer_interval.low,
            high=100 * group.wer_interval.high,
            tip=f"{group.name}: {group.n_utterances} utterances, {group.words.n_reference} words, "
            f"WER {format_percent(group.words.rate)}, CER {format_percent(group.characters.rate)}",
        )
        for group in grouping.groups[:_MAX_ROWS]
    ]
    n_more = len(grouping.groups) - len(rows)
    more = f'<p class="soft">and {n_more} more, in the JSON file</p>' if n_more else ""
    title = f"WER by {grouping.by}"
    figure = draw_intervals(rows, title, mark=100 * report.normalised.wer)
    return (
        f'<h2>{escape(title)}</h2>\n<p class="soft">Normalised, with 95 % intervals; number of '
        f"utterances in brackets; dashed: the whole set.</p>\n{figure}{more}"
    )


def _make_silence(silence: Sequence[SilenceScore]) -> str:
    rows = []
    for score in silence:
        texts = ", ".join(f"”{text}” ({n})" for text, n in score.texts)
        counts = (score.n_recordings, score.n_with_words, score.n_words)
        per_minute = f"{score.words_per_minute:.2f}"
        minutes = f"{score.audio_s / 60:.1f}"
        rows.append([score.kind, minutes, *map(str, counts), per_minute, texts])
    heads = ("sound", "minutes", "recordings", "with words", "words", "a minute", "commonest texts")
    return (
        "<h2>Words where nobody speaks</h2>\n<p>Every word is one that the model made up.</p>\n"
        + _make_table(heads, rows)
    )


def _make_comparison(report: Report, against: Comparison) -> str:
    pairs = (("WER", against.wer), ("CER", against.cer))
    rows = [
        Row(name, 100 * d.difference, 100 * d.low, 100 * d.high, format_difference(d))
        for name, d in pairs
    ]
    told = "".join(f"<li>{name}: {escape(format_difference(d))}</li>" for name, d in pairs)
    n_equal = len(report.ids) - against.n_better - against.n_worse
    heads = ("", "WER", "95 % interval", "CER", "95 % interval")
    table = [
        [
            model,
            format_percent(score.wer),
            format_bounds(score.wer_interval),
            format_percent(score.cer),
            format_bounds(score.cer_interval),
        ]
        for model, score in (
            (report.model, report.normalised),
            (against.model, against.normalised),
        )
    ]
    return (
        f"<h2>Against {escape(against.model)}</h2>\n{_make_table(heads, table)}"
        f"<p>The difference in points, by paired bootstrap over utterances; left of zero "
        f"{escape(report.model)} is better. It has fewer errors in {against.n_better} utterances, "
        f"more in {against.n_worse}, as many in {n_equal}.</p><ul>{told}</ul>\n"
        + draw_intervals(rows, "Difference of the error rates", unit="points")
    )


def _make_confusions(score: TextScore) -> str:
    counts = count_confusions(score.utterances)
    lists = []
    for kind, heading in (
        (SUBSTITUTED, "Heard as another"),
        (DELETED, "Not heard"),
        (INSERTED, "Not said"),
    ):
        found = sorted(
            ((word, n) for word, n in counts.items() if word.kind == kind),
            key=lambda item: (-item[1], item[0].said, item[0].heard),
        )[:_N_CONFUSIONS]
        lines = [f"{n} × {_name_confusion(word)}" for word, n in found]
        items = "<br>".join(lines) or '<span class="soft">none</span>'
        lists.append((heading, items))
    cells = "".join(f'<td lang="sv">{items}</td>' for _, items in lists)
    heads = "".join(f"<th>{heading}</th>" for heading, _ in lists)
    return (
        "<h2>The commonest errors</h2>\n"
        f'<div class="wide"><table><tr>{heads}</tr><tr>{cells}</tr></table></div>'
    )


def _name_confusion(word: AlignedWord) -> str:
    if word.kind == SUBSTITUTED:
        return f"{escape(word.said)} → {escape(word.heard)}"
    return escape(word.said or word.heard)


def _make_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A name at the left of each row, and numbers after it; a last column "…texts" is in words."""

    def make_row(tag: str, cells: Sequence[str]) -> str:
        kinds = ["", *[' class="n"'] * (len(heads) - 1)]
        if heads[-1].endswith("texts"):
            kinds[-1] = ' lang="sv"' if tag == "td" else ""
        made = (f"<{tag}{kind}>{escape(cell)}</{tag}>" for kind, cell in zip(kinds, cells))
        return f"<tr>{''.join(made)}</tr>"

    body = "".join(make_row("td", row) for row in rows)
    return f'<div class="wide"><table>{make_row("th", heads)}{body}</table></div>'
