"""Underlines the words of which the model was not sure, and goes from one to the next."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor

from desktop.ui.editing import Editing
from desktop.ui.main_window import MainWindow
from desktop.ui.text_marks import Layer, MarkedSpan
from desktop.ui.theme import pick_colours
from desktop.ui.word_places import find_word_spans, keep_in_sight

SURE_FROM = 0.5  # confidence; a word below it is doubtful
MOST_MARKED = 1000  # words


class Doubtful(QObject):
    """While the switch is on. A word that was corrected is sure."""

    def __init__(self, window: MainWindow, editing: Editing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = window.page
        self._editing = editing
        self._switch = window.actions_["doubtful"]
        self._spans: list[tuple[int, int]] = []
        self._page.shown.connect(lambda _: self.mark())
        self._switch.toggled.connect(lambda _: self.mark())
        window.actions_["next_doubtful"].triggered.connect(self.go_on)

    def mark(self) -> None:
        """Underline what is doubtful now."""
        text, self._spans = self._page.text, []
        if self._switch.isChecked() and not text.is_being_typed_in:
            for number, segment in enumerate(self._editing.read_shown()):
                doubtful = [
                    at
                    for at, word in enumerate(segment.words)
                    if word.confidence is not None and word.confidence < SURE_FROM
                ]
                if not doubtful or number >= text.count_lines():
                    continue
                places = find_word_spans(text, number)
                if len(places) == len(segment.words):
                    self._spans += [places[at] for at in doubtful]
        ink = pick_colours(text.palette()).error
        marked = [MarkedSpan(*span, None, ink) for span in self._spans[:MOST_MARKED]]
        text.marks.put(Layer.DOUBTFUL, marked)

    def go_on(self) -> None:
        """Select the next doubtful word, from the cursor on; after the last comes the first."""
        self._switch.setChecked(True)
        self._page.text.flush()
        self.mark()
        if not self._spans:
            return
        cursor = self._page.text.textCursor()
        after = cursor.selectionEnd() if cursor.hasSelection() else cursor.position()
        start, end = next((one for one in self._spans if one[0] >= after), self._spans[0])
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._page.text.setTextCursor(cursor)
        self._page.text.setFocus()
        keep_in_sight(self._page.text, start)
