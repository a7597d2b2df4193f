"""Marks places of a text by their ground, in layers that know nothing of one another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit


class Layer(IntEnum):
    """The higher covers the lower."""

    DOUBTFUL = 0
    HITS = 1
    FOUND = 2
    HEARD = 3


@dataclass(frozen=True)
class MarkedSpan:
    """A place of a document, in Qt's units, and how it is shown; without a ground, underlined."""

    start: int
    end: int
    ground: QColor | None
    ink: QColor


class TextMarks:
    """Of one text."""

    def __init__(self, text: QTextEdit) -> None:
        self._text = text
        self._spans: dict[Layer, list[MarkedSpan]] = {}
        self._selections: dict[Layer, list[QTextEdit.ExtraSelection]] = {}

    def put(self, layer: Layer, spans: list[MarkedSpan]) -> None:
        """Mark these, and nothing else in the layer. They move with the text."""
        if spans == self._spans.get(layer, []) and not spans:
            return
        self._spans[layer] = spans
        self._selections[layer] = [self._make_selection(span) for span in spans]
        self._text.setExtraSelections(
            [one for layer in sorted(self._selections) for one in self._selections[layer]]
        )

    def _make_selection(self, span: MarkedSpan) -> QTextEdit.ExtraSelection:
        cursor = QTextCursor(self._text.document())
        cursor.setPosition(span.start)
        cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        if span.ground is not None:
            look.setBackground(span.ground)
            look.setForeground(span.ink)
        else:
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(span.ink)
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor  # type: ignore[attr-defined]
        selection.format = look  # type: ignore[attr-defined]
        return selection
