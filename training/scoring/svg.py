"""Draws figures as inline SVG, which takes its colours from the page's style, light or dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH = 720
_ROW = 26
_TOP = 8
_BOTTOM = 34
_LABELS = 190
_RIGHT = 74
_BAR_HEIGHT = 190


@dataclass(frozen=True)
class Row:
    """A value with its interval; NaN and infinity are not drawn. `tip` is shown on hovering."""

    label: str
    value: float
    low: float
    high: float
    tip: str = ""


def draw_intervals(rows: Sequence[Row], title: str, unit: str = "%", mark: float = math.nan) -> str:
    """A dot and its interval for each row, on one axis in `unit`, with a line at `mark`."""
    numbers = [n for row in rows for n in (row.value, row.low, row.high)]
    axis = _choose_axis([n for n in [*numbers, mark, 0.0] if math.isfinite(n)])
    left, right = _LABELS, _WIDTH - _RIGHT
    height = _TOP + _ROW * len(rows) + _BOTTOM
    floor = height - _BOTTOM

    def x(value: float) -> float:
        return left + (right - left) * (value - axis[0]) / (axis[-1] - axis[0])

    parts = []
    for tick in axis:
        zero = " zero" if tick == 0 else ""
        parts.append(_line(x(tick), _TOP, x(tick), floor, f"grid{zero}"))
        label = f"{tick:g} {unit}" if tick == axis[-1] else f"{tick:g}"
        parts.append(_text(x(tick), floor + 18, label, "tick", "middle"))
    if math.isfinite(mark):
        parts.append(_line(x(mark), _TOP, x(mark), floor, "mark"))
    for index, row in enumerate(rows):
        y = _TOP + _ROW * (index + 0.5)
        parts.append(f"<g><title>{escape(row.tip or row.label)}</title>")
        parts.append(_text(left - 10, y + 4, _shorten(row.label), "label", "end"))
        if math.isfinite(row.low) and math.isfinite(row.high):
            parts.append(_line(x(row.low), y, x(row.high), y, "interval"))
        if math.isfinite(row.value):
            parts.append(f'<circle class="dot" cx="{x(row.value):.1f}" cy="{y:.1f}" r="5"/>')
            parts.append(_text(right + 8, y + 4, f"{row.value:.2f}", "value", "start"))
        parts.append("</g>")
    return _svg(height, title, parts)


def draw_bars(bars: Sequence[tuple[str, int]], title: str, unit: str) -> str:
    """A bar for each (label, count), with its count above it."""
    height = _TOP + 20 + _BAR_HEIGHT + _BOTTOM + 16
    floor = _TOP + 20 + _BAR_HEIGHT
    highest = max((count for _, count in bars), default=0) or 1
    width = _WIDTH / max(1, len(bars))
    parts = []
    for index, (label, count) in enumerate(bars):
        bar = _BAR_HEIGHT * count / highest
        left = index * width + 0.12 * width
        middle = (index + 0.5) * width
        parts.append(f"<g><title>{escape(f'{label}: {count} {unit}')}</title>")
        parts.append(
            f'<rect class="bar" x="{left:.1f}" y="{floor - bar:.1f}" '
            f'width="{0.76 * width:.1f}" height="{bar:.1f}"/>'
        )
        parts.append(_text(middle, floor - bar - 6, str(count), "value", "middle"))
        parts.append(_text(middle, floor + 18, label, "tick", "middle"))
        parts.append("</g>")
    parts.append(_line(0, floor, _WIDTH, floor, "grid zero"))
    return _svg(height, title, parts)


def _choose_axis(numbers: Sequence[float]) -> list[float]:
    """Four to nine round ticks that span the numbers."""
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    power = 10 ** math.floor(math.log10(span))
    step = next(power * m for m in (0.1, 0.2, 0.25, 0.5, 1, 2) if span / (power * m) <= 7)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * n, 10) for n in range(first, max(last, first + 1) + 1)]


def _shorten(label: str) -> str:
    return label if len(label) <= 27 else label[:26] + "…"


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, kind: str, anchor: str) -> str:
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:g}" role="img" aria-label="{escape(title)}">'
        + "".join(parts)
        + "</svg>"
    )
