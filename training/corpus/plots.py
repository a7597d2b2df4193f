"""Draws the figures of a corpus as PNG images."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from training.corpus.measure import CorpusFigures

_COLOUR = "#2f6f9f"
_LIMIT = "#b5442e"
_N_CHARACTERS = 50
_N_SPEAKERS = 200


def draw_plots(figures: CorpusFigures) -> dict[str, bytes]:
    """PNG files by name, those that there is something to draw for."""
    plots: dict[str, tuple[bool, Callable[[Axes, CorpusFigures], None]]] = {
        "durations": (figures.n_kept > 0, _draw_durations),
        "speaking-rate": (figures.chars_per_s.size > 0, _draw_rates),
        "levels": (figures.n_kept > 0, _draw_levels),
        "speakers": (figures.n_speakers > 0, _draw_speakers),
        "characters": (bool(figures.characters), _draw_characters),
        "left-out": (bool(figures.dropped), _draw_dropped),
    }
    return {name: _draw(draw, figures) for name, (wanted, draw) in plots.items() if wanted}


def _draw(draw: Callable[[Axes, CorpusFigures], None], figures: CorpusFigures) -> bytes:
    # Without pyplot: no display, no state that outlives the picture.
    figure = Figure(figsize=(7.2, 3.4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    draw(axes, figures)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=120, metadata={"Software": None})
    return file.getvalue()


def _draw_durations(axes: Axes, figures: CorpusFigures) -> None:
    axes.hist(figures.durations_s, bins=60, color=_COLOUR)
    axes.set(title="Length", xlabel="seconds", ylabel="utterances")


def _draw_rates(axes: Axes, figures: CorpusFigures) -> None:
    axes.hist(figures.chars_per_s, bins=60, color=_COLOUR)
    axes.axvline(figures.cleaning.max_chars_per_s, color=_LIMIT, linestyle="--", linewidth=1)
    axes.set(
        title="Speaking rate (dashed: faster is left out)",
        xlabel="characters a second",
        ylabel="utterances",
    )


def _draw_levels(axes: Axes, figures: CorpusFigures) -> None:
    axes.hist(np.maximum(figures.levels_db, -100), bins=60, color=_COLOUR)
    axes.set(title="Level", xlabel="dB (root mean square, 0 is full scale)", ylabel="utterances")


def _draw_speakers(axes: Axes, figures: CorpusFigures) -> None:
    hours = [hours for name, hours in figures.speaker_hours if name][:_N_SPEAKERS]
    axes.bar(range(1, len(hours) + 1), np.array(hours) * 60, width=1.0, color=_COLOUR)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    shown = f", the {_N_SPEAKERS} who speak most" if figures.n_speakers > _N_SPEAKERS else ""
    axes.set(title=f"Minutes by speaker{shown}", xlabel="speaker", ylabel="minutes")


def _draw_characters(axes: Axes, figures: CorpusFigures) -> None:
    shown = figures.characters[:_N_CHARACTERS]
    axes.bar(range(len(shown)), [count for _, count in shown], color=_COLOUR, log=True)
    # A sign that the font lacks, or that would start a formula, is shown by its code.
    names = [c if c.isascii() or c.isalpha() else f"{ord(c):04X}" for c, _ in shown]
    axes.set_xticks(range(len(shown)), ["␣" if name == " " else name for name in names])
    for label in axes.get_xticklabels():
        label.set_parse_math(False)
    axes.tick_params(axis="x", labelsize=7)
    axes.set(title=f"The {len(shown)} commonest characters", ylabel="times")


def _draw_dropped(axes: Axes, figures: CorpusFigures) -> None:
    groups = figures.dropped[::-1]
    bars = axes.barh([group.reason for group in groups], [group.count for group in groups])
    axes.bar_label(bars, padding=3)
    for bar in bars:
        bar.set_color(_LIMIT)
    axes.margins(y=0.4)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(title="Left out, and why", xlabel="utterances")
