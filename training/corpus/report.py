"""Reports on a corpus: a table for the terminal, PNG plots, one HTML page, figures as JSON."""

from __future__ import annotations

import base64
import html
import json
import os
import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.corpus.measure import CorpusFigures, DroppedGroup
from training.corpus.plots import draw_plots
from training.errors import CorpusError
from training.features.shard import move_into_place

PAGE_NAME = "index.html"
FIGURES_NAME = "report.json"
_N_FAULTS = 20
_USUAL = set(string.ascii_letters + string.digits + "åäöÅÄÖé .,?!:;-–'\"()%/&+")
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 0 0 1.5rem } td, th { padding: .2rem .8rem .2rem 0; text-align: left;
vertical-align: top; border-bottom: 1px solid #ddd } th { font-weight: 600 } td.n { text-align: right }
img { width: 30rem; max-width: 100%; margin: 0 .6rem .6rem 0 } small { color: #666 }
"""  # noqa: E501


def describe_figures(split: str, figures: CorpusFigures) -> str:
    """A split in some lines, for a terminal."""
    lines = [split or figures.name]
    lines += [f"  {name:<16} {value}" for name, value in _rows(figures)]
    for group in figures.dropped:
        lines.append(f"    {group.count:>7} × {group.reason}")
        lines += [f"              {name}  {text[:70]}" for name, text in group.examples]
    return "\n".join(lines)


def write_report(out: Path, by_split: dict[str, CorpusFigures], source: str) -> Path:
    """Write index.html (self-contained), report.json and the plots as PNG; gives the page's path.

    Raises CorpusError where they cannot be written.
    """
    sections = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for split, figures in by_split.items():
            plots = draw_plots(figures)
            for name, image in plots.items():
                _write(out / f"{split}-{name}.png" if split else out / f"{name}.png", image)
            sections.append(_make_section(split, figures, plots))
        told = {split: _to_json(figures) for split, figures in by_split.items()}
        text = json.dumps({"source": source, "splits": told}, ensure_ascii=False, indent=1)
        _write(out / FIGURES_NAME, f"{text}\n".encode())
        _write(out / PAGE_NAME, _make_page(source, sections).encode())
    except OSError as error:
        raise CorpusError(
            f"The report cannot be written to {out}: {error.strerror}. Give another folder."
        ) from error
    return out / PAGE_NAME


def _rows(figures: CorpusFigures) -> list[tuple[str, str]]:
    """The figures of a split in words."""
    n_left_out = figures.n_utterances - figures.n_kept
    share = n_left_out / max(1, figures.n_utterances)
    rows = [
        ("kept", f"{figures.n_kept} of {figures.n_utterances} utterances"),
        ("time", _describe_hours(figures.hours)),
        ("speakers", _describe_speakers(figures)),
    ]
    if figures.n_kept:
        rows.append(("length", _describe_spread(figures.durations_s, "s")))
        rows.append(("level", _describe_spread(figures.levels_db, "dB")))
    if figures.chars_per_s.size:
        words_per_s = figures.n_words.sum() / figures.durations_s[figures.n_chars > 0].sum()
        rate = _describe_spread(figures.chars_per_s, "characters a second")
        rows.append(("speaking rate", f"{rate}; {words_per_s:.2f} words a second"))
    if figures.characters:
        rows.append(("characters", _describe_characters(figures)))
    rows.append(("left out", f"{n_left_out} ({share:.1%})"))
    return rows


def _describe_hours(hours: float) -> str:
    return f"{hours:.2f} hours" if hours >= 1 else f"{hours * 60:.2f} minutes"


def _describe_speakers(figures: CorpusFigures) -> str:
    named = [(name, hours) for name, hours in figures.speaker_hours if name]
    nameless = sum(hours for name, hours in figures.speaker_hours if not name)
    if not named:
        return "not known"
    most = f"{len(named)}; the one who speaks most has {named[0][1] / max(figures.hours, 1e-9):.0%}"
    return f"{most}; {_describe_hours(nameless)} without a speaker" if nameless else most


def _describe_spread(values: np.ndarray, unit: str) -> str:
    low, middle, high = np.percentile(values, (5, 50, 95))
    return f"median {middle:.1f} {unit}, nine in ten {low:.1f} to {high:.1f}"


def _describe_characters(figures: CorpusFigures) -> str:
    total = sum(count for _, count in figures.characters)
    unusual = [(c, count) for c, count in figures.characters if c not in _USUAL]
    text = f"{total}, {len(figures.characters)} different"
    if unusual:
        shown = ", ".join(f"{c} (U+{ord(c):04X}) {count}" for c, count in unusual[:8])
        more = f" and {len(unusual) - 8} more" if len(unusual) > 8 else ""
        text += f"; unusual in Swedish: {shown}{more}"
    return text


def _make_section(split: str, figures: CorpusFigures, plots: dict[str, bytes]) -> str:
    parts = [f"<h2>{_escape(split or figures.name)}</h2>", _make_table(_rows(figures))]
    parts += [_make_image(name, image) for name, image in plots.items()]
    if figures.dropped:
        parts.append(f"<h3>Left out</h3>{_make_dropped_table(figures.dropped)}")
    if figures.faults:
        shown = figures.faults[:_N_FAULTS]
        n_more = len(figures.faults) - len(shown)
        more = f"<p>and {n_more} more, in {FIGURES_NAME}</p>" if n_more else ""
        rows = [(fault.path, fault.detail) for fault in shown]
        parts.append(f"<h3>Entries and files that cannot be used</h3>{_make_table(rows)}{more}")
    return "\n".join(parts)


def _make_table(rows: Sequence[tuple[str, str]]) -> str:
    cells = (f"<tr><th>{_escape(a)}</th><td>{_escape(b)}</td></tr>" for a, b in rows)
    return f"<table>{''.join(cells)}</table>"


def _make_dropped_table(groups: Sequence[DroppedGroup]) -> str:
    rows = []
    for group in groups:
        examples = "<br>".join(
            f"<small>{_escape(name)}</small> {_escape(text)}" for name, text in group.examples
        )
        rows.append(
            f"<tr><td class=n>{group.count}</td><td>{_escape(group.reason)}</td>"
            f"<td>{examples}</td></tr>"
        )
    return f"<table>{''.join(rows)}</table>"


def _make_image(name: str, image: bytes) -> str:
    data = base64.b64encode(image).decode()
    return f'<img alt="{_escape(name)}" src="data:image/png;base64,{data}">'


def _make_page(source: str, sections: Sequence[str]) -> str:
    title = f"Corpus report: {_escape(source)}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
        + "\n".join(sections)
        + "\n</body></html>\n"
    )


def _to_json(figures: CorpusFigures) -> dict[str, Any]:
    return {
        "n_utterances": figures.n_utterances,
        "n_kept": figures.n_kept,
        "hours": round(figures.hours, 4),
        "n_speakers": figures.n_speakers,
        "duration_s": _to_percentiles(figures.durations_s),
        "chars_per_s": _to_percentiles(figures.chars_per_s),
        "level_db": _to_percentiles(figures.levels_db),
        "speaker_hours": {name: round(hours, 4) for name, hours in figures.speaker_hours},
        "characters": dict(figures.characters),
        "dropped": {group.reason: group.count for group in figures.dropped},
        "faults": [{"path": fault.path, "detail": fault.detail} for fault in figures.faults],
    }


def _to_percentiles(values: np.ndarray) -> dict[str, float]:
    if not values.size:
        return {}
    shares = (0, 5, 25, 50, 75, 95, 100)
    return {str(s): round(float(v), 3) for s, v in zip(shares, np.percentile(values, shares))}


def _escape(text: str) -> str:
    return html.escape(text)


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        move_into_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
