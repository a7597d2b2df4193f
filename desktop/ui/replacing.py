"""Finds and replaces in the chosen transcript; all places at once are undone in one step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPalette, QTextCursor

from desktop.library.corrections import Replacement
from desktop.text.find_replace import Span, Wish, replace_spans
from desktop.ui.editing import Editing
from desktop.ui.main_window import MainWindow
from desktop.ui.spans import count_units
from desktop.ui.text_marks import Layer, MarkedSpan
from desktop.ui.theme import blend, pick_colours
from desktop.ui.word_places import keep_in_sight

LOOK_AGAIN_MS = 200  # after the text has changed
MOST_MARKED = 1000


@dataclass(frozen=True)
class Found:
    """A place: the number of its segment, and from where to where in the segment's text."""

    number: int
    start: int
    end: int


class Replacing(QObject):
    """Looks through the text segment by segment: what is found lies within one."""

    def __init__(self, window: MainWindow, editing: Editing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = window.page
        self._bar = window.page.replace_bar
        self._editing = editing
        self._places: list[Found] = []
        self._current = -1
        self._again = QTimer(self._bar, singleShot=True, interval=LOOK_AGAIN_MS)
        self._again.timeout.connect(self.look)
        self._page.text.document().contentsChanged.connect(self._look_soon)
        self._page.shown.connect(lambda _: self._look_soon())
        window.actions_["replace"].triggered.connect(self.open)
        bar = self._bar
        bar.wanted_changed.connect(self._begin)
        bar.moved.connect(self.go)
        bar.replace_asked.connect(self.replace)
        bar.replace_all_asked.connect(self.replace_all)
        bar.closed.connect(self.close)

    def open(self) -> None:
        """Show the strip, with what is selected as what is looked for."""
        selected = self._page.text.textCursor().selectedText()
        if selected and "\u2028" not in selected and "\u2029" not in selected:
            self._bar.wanted.setText(selected)
        self._bar.show()
        self._bar.wanted.setFocus()
        self._bar.wanted.selectAll()
        self._begin()

    def close(self) -> None:
        self._bar.hide()
        self._page.text.marks.put(Layer.FOUND, [])
        self._page.text.setFocus()

    def look(self) -> None:
        """Find all places anew; the one that is shown stays where it is."""
        wish, text = self.read_wish(), self._page.text
        self._places = []
        if self._bar.isVisible() and not text.is_being_typed_in:
            self._places = [
                Found(number, *span)
                for number in range(text.count_lines())
                for span in wish.find(text.read_line(number))
            ]
        self._current = min(self._current, len(self._places) - 1)
        self._mark()

    def go(self, step: int) -> None:
        """Show the next place, or with -1 the one before; after the last comes the first."""
        self.look()
        if self._places:
            self._show((self._current + step) % len(self._places))

    def replace(self) -> None:
        """Replace the place that is shown, and show the next."""
        self.look()
        if not 0 <= self._current < len(self._places):
            self.go(1)
            return
        place = self._places[self._current]
        self._replace({place.number: [place]})
        after = place.start + len(self._bar.replacement.text())
        self.look()
        following = (
            number
            for number, one in enumerate(self._places)
            if (one.number, one.start) >= (place.number, after)
        )
        if self._places:
            self._show(next(following, 0))

    def replace_all(self) -> None:
        """Replace every place."""
        self.look()
        by_segment: dict[int, list[Found]] = {}
        for place in self._places:
            by_segment.setdefault(place.number, []).append(place)
        n_replaced = len(self._places)
        self._replace(by_segment)
        self.look()
        self._bar.say_replaced(n_replaced)

    def _replace(self, by_segment: dict[int, list[Found]]) -> None:
        """In one step; the last segments first, for one that is emptied moves those after it."""
        shown, written = self._editing.read_shown(), self._bar.replacement.text()
        replacements = []
        for number, places in sorted(by_segment.items(), reverse=True):
            # The text as it stands on the page, where no character is that Qt cannot show.
            segment = replace(shown[number], text=self._page.text.read_line(number))
            spans: list[Span] = [(place.start, place.end) for place in places]
            new = replace_spans(segment, spans, written)
            replacements.append(Replacement(number, number + 1, new))
        self._editing.replace(replacements)

    def read_wish(self) -> Wish:
        """What the strip asks for."""
        bar = self._bar
        return Wish(bar.wanted.text(), bar.replacement.text(), bar.exact_case.isChecked())

    def _begin(self) -> None:
        """Something else is looked for: show its first place from the cursor on."""
        self._current = -1
        self.look()
        if not self._places:
            return
        cursor = self._page.text.textCursor().selectionStart()
        spans = (number for number in range(len(self._places)) if self._span(number)[0] >= cursor)
        self._show(next(spans, 0))

    def _look_soon(self) -> None:
        if self._bar.isVisible() and not self._again.isActive():
            self._again.start()

    def _span(self, number: int) -> tuple[int, int]:
        """Where a place stands in the document."""
        place = self._places[number]
        start, _ = self._page.text.find_line(place.number)
        text = self._page.text.read_line(place.number)
        return start + count_units(text[: place.start]), start + count_units(text[: place.end])

    def _show(self, number: int) -> None:
        self._current = number
        start, end = self._span(number)
        cursor = QTextCursor(self._page.text.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._page.text.setTextCursor(cursor)
        keep_in_sight(self._page.text, start)
        self._mark()

    def _mark(self) -> None:
        palette = self._page.text.palette()
        base, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        accent = pick_colours(palette).accent
        first = max(0, self._current - MOST_MARKED // 2)
        spans = []
        for number in range(first, min(len(self._places), first + MOST_MARKED)):
            is_current = number == self._current
            ground = blend(accent, base, 0.0 if is_current else 0.72)
            spans.append(MarkedSpan(*self._span(number), ground, base if is_current else ink))
        self._page.text.marks.put(Layer.FOUND, spans)
        is_editable = self._page.text.is_editable
        self._bar.show_place(self._current + 1, len(self._places), is_editable)
