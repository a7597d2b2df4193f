"""Marks in a text what is looked for, and goes from one place to the next."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPalette, QTextCursor

from desktop.library.folding import compose
from desktop.library.query import Query
from desktop.ui.spans import count_units
from desktop.ui.text_marks import Layer, MarkedSpan
from desktop.ui.theme import blend, pick_colours
from desktop.ui.transcript_view import TranscriptView

MOST_MARKED = 1000  # places; painting more of them takes longer than reading them would help
LOOK_AGAIN_MS = 200  # after the text has grown


class Hits(QObject):
    """Of one text at a time. Follows the text as it grows."""

    changed = Signal(int, int)  # the place that is shown, from 1 on (0: none), and how many

    def __init__(self, text: TranscriptView) -> None:
        super().__init__(text)
        self._text = text
        self._query = Query()
        self._spans: list[tuple[int, int]] = []  # places in the document
        self._current = -1
        self._wanted_s: float | None = None  # to show when the text is there
        self._again = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look)
        text.document().contentsChanged.connect(self._look_soon)

    def look_for(self, query: Query, at_s: float | None = None) -> None:
        """Mark where the query holds, and show the place at a time of the recording."""
        self._query = query
        self._current = -1
        self._wanted_s = at_s
        self._again.stop()
        self._look()

    def go(self, step: int) -> None:
        """Show the next place, or with -1 the one before; after the last comes the first."""
        if self._spans:
            self._show((self._current + step) % len(self._spans))

    def find_shown(self) -> int | None:
        """Where in the text the shown place begins; None where none is shown."""
        if not 0 <= self._current < len(self._spans):
            return None
        return self._spans[self._current][0]

    def find_start(self) -> float | None:
        """When the segment of the shown place begins, in seconds."""
        place = self.find_shown()
        return None if place is None else self._text.find_start(place)

    def _look_soon(self) -> None:
        if self._query and not self._again.isActive():
            self._again.start()

    def _look(self) -> None:
        text = self._text.document().toRawText() if self._query.wanted else ""
        composed = compose(text)
        # Where composing has moved the places, the text is looked through as it stands.
        spans = self._query.find_spans(composed if len(composed) == len(text) else text)
        places = merge([(span.start, span.end) for span in spans])
        if len(text) != count_units(text):
            places = [(count_units(text[:start]), count_units(text[:end])) for start, end in places]
        self._spans = places
        self._current = min(self._current, len(places) - 1)
        if self._wanted_s is not None and places:
            wanted_s, self._wanted_s = self._wanted_s, None
            first = self._text.find_place(wanted_s)
            after = (number for number, (start, _) in enumerate(places) if start >= first)
            self._show(next(after, 0))
        else:
            self._mark()

    def _show(self, number: int) -> None:
        self._current = number
        self._mark()
        cursor = QTextCursor(self._text.document())
        cursor.setPosition(self._spans[number][0])
        self._text.setTextCursor(cursor)
        bar = self._text.verticalScrollBar()
        middle = self._text.cursorRect(cursor).center().y() - self._text.viewport().height() // 2
        bar.setValue(bar.value() + middle)

    def _mark(self) -> None:
        palette = self._text.palette()
        base, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        accent = pick_colours(palette).accent
        around = range(max(0, self._current - MOST_MARKED // 2), len(self._spans))[:MOST_MARKED]
        spans = []
        for number in around:
            is_current = number == self._current
            ground = blend(accent, base, 0.0 if is_current else 0.72)
            spans.append(MarkedSpan(*self._spans[number], ground, base if is_current else ink))
        self._text.marks.put(Layer.HITS, spans)
        self.changed.emit(self._current + 1, len(self._spans))


def merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
