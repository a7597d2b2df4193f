"""A transcript that one types in: what was typed is told a word at a time, as lines for segments.

The document is Qt's to edit, so cursor, selection, input methods and dead keys behave as
everywhere; this keeps times and remarks out of reach, knows which segments a change concerns, and
shows the corrected segments where they are others than what stands there. Writes nothing down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QTextEdit, QWidget

from desktop.library.corrections import Change, find_change
from desktop.library.job import LiveText
from desktop.transcript import Segment
from desktop.ui.spans import make_lines, split_lines
from desktop.ui.transcript_runs import Look, Mark, Place, Run, lay_out, make_note, make_runs, merge
from desktop.ui.transcript_view import TranscriptView, note_spans, read_text
from desktop.ui.typed_keys import changes_text, is_typing

IDLE_MS = 600  # without a key, and what was typed of a word is told too
LINE_BREAK = "\u2028"
EDITABLE = Qt.TextInteractionFlag.TextEditorInteraction
READABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class TranscriptEditor(TranscriptView):
    """Read only until `set_editable`."""

    edited = Signal(int, int, object)  # segments from, to before, are now these: list[Line]
    undo_asked = Signal()
    redo_asked = Signal()
    hear_asked = Signal(int)  # the sound is to be heard from this place of the text on
    typing_refused = Signal()  # the text cannot be changed now

    def __init__(self, parent: QWidget | None = None) -> None:
        self._is_writing = False
        self.more_menus: list[QMenu] = []  # at the end of the one that a right click opens
        self._composed: int | None = None  # the line that an input method changes now
        super().__init__(parent)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(lambda: self.flush(leave=False))
        self.setTabChangesFocus(True)
        self.document().contentsChange.connect(self._on_change)
        self.cursorPositionChanged.connect(self._on_cursor)

    @property
    def is_editable(self) -> bool:
        return not self.isReadOnly()

    def set_editable(self, editable: bool) -> None:
        """Let the text be changed, or not; what was typed is told first."""
        if editable is self.is_editable:
            return
        self.flush()
        self.setReadOnly(not editable)
        self.setTextInteractionFlags(EDITABLE if editable else READABLE)

    def flush(self, *, leave: bool = True) -> None:
        """Tell what was typed. An emptied line is told when one has left it."""
        self._idle.stop()
        number = self._spans.open
        if number is None:
            return
        parts = split_lines(self._read(self._spans.starts[number], self._spans.ends[number]))
        if not parts and not leave:
            return
        end = number + self._spans.n_in_open
        old = self._segments[number:end]
        lines = make_lines(parts, old[0].begins)
        self._spans.close(parts)
        if [(line.text, line.begins) for line in lines] != [
            (segment.text.strip(), segment.begins) for segment in old
        ]:
            self.edited.emit(number, end, lines)
        if any(segment.speaker or segment.note for segment in old[1:]) or old[0].note:
            self._restore_remarks(number, len(parts))

    def ask_undo(self) -> None:
        """Tell what was typed, and ask for the last change to be undone."""
        self.flush()
        self.undo_asked.emit()

    def ask_redo(self) -> None:
        """Ask for what was undone."""
        self.flush()
        self.redo_asked.emit()

    def cut_selected(self) -> None:
        """Put the selected text on the clipboard, and take it out of the transcript."""
        if self._take_in_hand() and self.textCursor().hasSelection():
            QGuiApplication.clipboard().setText(read_text(self.textCursor()))
            self.textCursor().removeSelectedText()
            self.flush(leave=False)

    def type_text(self, text: str) -> None:
        """Put a text in the place of the selection, as if it were typed."""
        if self._take_in_hand():
            self.textCursor().insertText(text)
            self.ensureCursorVisible()
            self.flush(leave=False)

    @property
    def is_being_typed_in(self) -> bool:
        """Whether something was typed that is not told yet."""
        return self._spans.open is not None

    def count_lines(self) -> int:
        """How many segments stand in the document."""
        return len(self._spans)

    def find_line(self, number: int) -> tuple[int, int]:
        """Where the text of a segment begins and ends in the document."""
        return self._spans.starts[number], self._spans.ends[number]

    def read_line(self, number: int) -> str:
        """The text of a segment as it stands in the document."""
        return self._read(*self.find_line(number))

    def find_segment(self, place: int) -> int | None:
        """The number of the segment at a place of the text."""
        self.flush()
        return self._spans.find_before(place)

    # Qt's events.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = QKeySequence.StandardKey
        if not self.is_editable:
            super().keyPressEvent(event)
            if is_typing(event) and event.key() != Qt.Key.Key_Space:
                self.typing_refused.emit()
        elif event.matches(key.Copy):
            self.copy_asked.emit()
        elif event.matches(key.Cut):
            self.cut_selected()
        elif event.matches(key.Undo):
            self.ask_undo()
        elif event.matches(key.Redo):
            self.ask_redo()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # the window's: it plays
            else:
                self.type_text(LINE_BREAK)
        elif not changes_text(event):
            QTextEdit.keyPressEvent(self, event)
        elif self._take_in_hand(keeps_nothing=not is_typing(event)):
            if not self._join(event):
                QTextEdit.keyPressEvent(self, event)
            if event.text().isalnum():
                self._idle.start()  # the word may go on
            else:
                self.flush(leave=False)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if not self._take_in_hand():
            return
        if event.commitString() or event.preeditString():
            self.textCursor().removeSelectedText()
        self._composed = self._spans.find(self.textCursor().position())
        super().inputMethodEvent(event)
        self._composed = None
        self._idle.start()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.is_editable and source.hasText():
            self.type_text(source.text().replace("\r\n", "\n").replace("\n", LINE_BREAK))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self.flush()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.hear_asked.emit(self.cursorForPosition(event.position().toPoint()).position())
        else:
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        has_selection = self.textCursor().hasSelection()
        place = self.cursorForPosition(event.pos()).position()
        entries = [
            (
                self.tr("Lyssna härifrån"),
                partial(self.hear_asked.emit, place),
                len(self._spans) > 0,
            ),
            (self.tr("Kopiera"), self.copy_asked.emit, True),
            (self.tr("Klipp ut"), self.cut_selected, self.is_editable and has_selection),
            (self.tr("Klistra in"), self.paste, self.is_editable),
            (self.tr("Ångra"), self.ask_undo, self.is_editable),
            (self.tr("Gör om"), self.ask_redo, self.is_editable),
        ]
        for name, act, is_possible in entries:
            action = menu.addAction(name)
            action.setEnabled(is_possible)
            action.triggered.connect(lambda _=False, act=act: act())
        for more in self.more_menus:
            menu.addMenu(more)
        menu.popup(event.globalPos())

    # What becomes of it.

    def _take_in_hand(self, *, keeps_nothing: bool = False) -> bool:
        """Keep cursor and selection to the text; False where there is none to change.

        `keeps_nothing`: nor where all that was selected is no text.
        """
        if not self.is_editable:
            return False
        cursor = self.textCursor()
        selected = cursor.selectionStart(), cursor.selectionEnd()
        if self._spans.open is not None and not self._spans.is_open(*selected):
            self.flush()
            cursor = self.textCursor()
            selected = cursor.selectionStart(), cursor.selectionEnd()
        if not len(self._spans):
            return False
        start, end = self._spans.clamp(*selected)
        if (start, end) != selected:
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            with self._writing():
                self.setTextCursor(cursor)
        if start == end and start in self._spans.starts:  # not in the look of a time or a name
            with self._writing():
                self.setCurrentCharFormat(self._formats.pick(Run("", Look.SAID)))
        return not (keeps_nothing and selected[0] < selected[1] and start == end)

    def _join(self, event: QKeyEvent) -> bool:
        """Make one line of two where a key has taken away what is between them."""
        cursor = self.textCursor()
        place, forward = cursor.position(), event.key() == Qt.Key.Key_Delete
        number = self._spans.find(place)
        if cursor.hasSelection() or number is None:
            return False
        if forward and place == self._spans.ends[number]:
            number += 1
        elif event.key() != Qt.Key.Key_Backspace or place != self._spans.starts[number]:
            return False
        if not 0 < number < len(self._spans):
            return True  # nothing is before the first, nor after the last
        between = self._select(self._spans.ends[number - 1], self._spans.starts[number])
        # Between two sentences of a paragraph a blank goes; a line's end makes room for one.
        between.insertText("" if between.selectedText() == " " else " ")
        return True

    def _on_change(self, at: int, n_removed: int, n_added: int) -> None:
        if self._is_writing:
            return
        spans, moved = self._spans, n_added - n_removed
        if self._composed is not None:  # an input method: Qt tells of the paragraph as a whole
            number = self._composed
            if moved or self._reads_otherwise(number):
                spans.change(number, number, spans.starts[number], max(0, -moved), max(0, moved))
        elif len(spans):
            spans.change(*spans.touch(at, n_removed), at, n_removed, n_added)
        self._tail_at += moved

    def _reads_otherwise(self, number: int) -> bool:
        spans = self._spans
        text = self._read(spans.starts[number], spans.ends[number]).strip()
        return number == spans.open or text != read_line(self._segments[number])

    def _on_cursor(self) -> None:
        place = self.textCursor().position()
        has_open = self._spans.open is not None
        if not self._is_writing and has_open and not self._spans.is_open(place, place):
            self.flush()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        was_writing, self._is_writing = self._is_writing, True
        try:
            yield
        finally:
            self._is_writing = was_writing

    def _begin_anew(self) -> None:
        with self._writing():
            super()._begin_anew()

    def _replace_tail(self, runs: list[Run]) -> None:
        with self._writing():
            super()._replace_tail(runs)

    def _patch(
        self,
        segments: Sequence[Segment],
        marks: tuple[Mark, ...],
        live: LiveText | None,
        show_times: bool,
    ) -> bool:
        is_same_page = (marks, live, show_times) == (self._marks, self._live, self._show_times)
        if not (is_same_page and self._segments and segments) or self._spans.open is not None:
            return False
        change = find_change(self._segments, segments)
        n_before, n_after = len(change.before), len(change.after)
        stands = len(self._spans) == len(segments) and all(
            self._read(start, end).strip() == read_line(segment)
            for start, end, segment in zip(
                self._spans.starts[change.first :], self._spans.ends[change.first :], change.after
            )
        )
        if not stands and len(self._spans) != len(self._segments):
            return False
        is_tidy = n_after > 0 and (n_before == n_after or not show_times)
        is_tidy = is_tidy and keeps_remarks(change)
        self._segments = segments
        if not (stands and is_tidy):
            self._rewrite(change, n_after if stands else n_before, keep_cursor=stands)
        return True

    def _rewrite(self, change: Change, n_lines: int, *, keep_cursor: bool) -> None:
        """Write the changed segments in the place of so many lines, and the one that follows."""
        first, spans, segments = change.first, self._spans, self._segments
        last = min(first + n_lines + 1, len(spans))
        written = segments[first : first + len(change.after) + 1]
        start = spans.ends[first - 1] if first else 0
        has_next = last > first + n_lines  # its note, if it has one, stays as it is
        end = spans.ends[last - 1] if has_next else self._tail_at
        if has_next:
            written = (*written[:-1], replace(written[-1], note=""))
        begins_s = segments[first - 1].start_s if first else float("-inf")
        until_s = written[-1].start_s if written else begins_s
        marks = [mark for mark in self._marks if begins_s < mark.at_s <= until_s]
        block = self.document().findBlock(start).position()
        place = Place(first == 0, None, start - block)
        noted: list[Run] = []  # what follows the segment before
        if first:
            former = segments[first - 1]
            noted = make_note(former)
            end_s = None if noted else former.end_s
            place = replace(place, end_s=end_s, speaker=self._name(former.speaker))
        final, _ = merge(written, marks, None)
        runs, _ = lay_out(final, place, self._show_times, self._name)
        runs = noted + runs
        cursor = self.textCursor()
        here = spans.clamp(cursor.position(), cursor.position())[0] if len(spans) else 0
        kept = spans.find(here) if keep_cursor else None
        offset = here - spans.starts[kept] if kept is not None else 0
        with self._writing():
            n_units = self._write_runs(start, end, runs)
        new = type(spans)()
        note_spans(new, runs, written, start)
        moved = n_units - (end - start)
        spans.replace(first, last, list(zip(new.starts, new.ends)), moved)
        self._tail_at += moved
        if kept is not None:
            here = min(spans.starts[kept] + offset, spans.ends[kept])
        elif len(spans):
            here = spans.ends[max(0, min(first + len(change.after), len(spans)) - 1)]
        else:
            here = 0
        cursor.setPosition(here)
        self.setTextCursor(cursor)

    def _restore_remarks(self, first: int, n_lines: int) -> None:
        """Write lines again whose names or notes may have been deleted with what was between."""
        if len(self._spans) == len(self._segments) and self._spans.open is None:
            written = tuple(self._segments[first : first + n_lines])
            self._rewrite(Change(first, (), written), n_lines, keep_cursor=True)

    def _write_runs(self, start: int, end: int, runs: Sequence[Run]) -> int:
        """Write runs in the place of some text; returns their length."""
        cursor = self._select(start, end)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        for run in runs:
            cursor.insertText(run.text, self._formats.pick(run))
        cursor.endEditBlock()
        return cursor.position() - start


def keeps_remarks(change: Change) -> bool:
    """Whether speakers and notes stand where they stood; `after` is not empty."""
    before = [(segment.speaker, segment.note) for segment in change.before]
    after = [(segment.speaker, segment.note) for segment in change.after]
    return before == after or ({*before, *after} == {after[0]} and not after[0][1])


def read_line(segment: Segment) -> str:
    """A segment's text as it stands in the document."""
    return "".join(run.text for run in make_runs(segment))
