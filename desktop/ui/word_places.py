"""Finds the words of a transcript in its document, and the word at a place of it."""

from __future__ import annotations

import re
from bisect import bisect_right

from PySide6.QtGui import QTextCursor

from desktop.ui.spans import count_units
from desktop.ui.transcript_editor import TranscriptEditor

_WORD = re.compile(r"\S+")


def find_words(text: str) -> list[tuple[int, int]]:
    """Where each word of a text begins and ends, in units of UTF-16."""
    places = [found.span() for found in _WORD.finditer(text)]
    if len(text) == count_units(text):
        return places
    return [(count_units(text[:start]), count_units(text[:end])) for start, end in places]


def find_word_at(editor: TranscriptEditor, place: int) -> tuple[int, int] | None:
    """The number of the segment at a place, and of the word in it."""
    number = editor.find_segment(place)
    if number is None:
        return None
    start, _ = editor.find_line(number)
    starts = [begin for begin, _ in find_words(editor.read_line(number))]
    return number, max(0, bisect_right(starts, place - start) - 1)


def find_word_spans(editor: TranscriptEditor, number: int) -> list[tuple[int, int]]:
    """Where each word of a segment stands in the document."""
    start, _ = editor.find_line(number)
    return [(start + one, start + other) for one, other in find_words(editor.read_line(number))]


def keep_in_sight(editor: TranscriptEditor, place: int) -> None:
    """Scroll, where needed, so that a place is seen with some lines after it."""
    cursor = QTextCursor(editor.document())
    cursor.setPosition(place)
    rect, height = editor.cursorRect(cursor), editor.viewport().height()
    if not 0 <= rect.top() <= height - 3 * rect.height():
        bar = editor.verticalScrollBar()
        bar.setValue(bar.value() + rect.top() - height // 4)
