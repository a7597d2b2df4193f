"""Shows a transcript as text that can be read, selected and copied, with or without times."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop.transcript import Segment
from desktop.ui.record_panel import format_clock
from desktop.ui.theme import pick_colours

NEW_PARAGRAPH_PAUSE_S = 2.0
PAGE_MARGIN = 28
LINE_HEIGHT_PERCENT = 135.0


@dataclass(frozen=True)
class Mark:
    """A remark between the segments; an empty one only begins a new paragraph."""

    text: str


class TranscriptView(QTextEdit):
    """Appends what is new and leaves the reader's place alone, unless they read at the end."""

    copy_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Segment | Mark, ...] = ()
        self._show_times = False
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setAcceptDrops(False)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.setFont(font)
        self.document().setDocumentMargin(PAGE_MARGIN)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_lines(self, lines: tuple[Segment | Mark, ...], show_times: bool) -> None:
        """Show these segments and marks. Where they continue what is shown, only the new are
        added."""
        n_shown = len(self._lines)
        goes_on = show_times == self._show_times and lines[:n_shown] == self._lines
        if not goes_on:
            self.clear()
            n_shown = 0
        bar = self.verticalScrollBar()
        place, at_end = bar.value(), bar.value() >= bar.maximum() - 4
        self._show_times = show_times
        self._lines = lines
        selected = self.textCursor()
        anchor, position = selected.anchor(), selected.position()
        self._append(lines[n_shown:], lines[n_shown - 1] if n_shown else None)
        if goes_on:  # a cursor at the end would have gone along with the new text
            selected.setPosition(anchor)
            selected.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(selected)
            bar.setValue(bar.maximum() if at_end else place)

    def copied_text(self) -> str:
        """The selected text, or all of it when nothing is selected."""
        cursor = self.textCursor()
        text = cursor.selection().toPlainText() if cursor.hasSelection() else self.toPlainText()
        return text.strip()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            lines, self._lines = self._lines, ()
            self.clear()
            self.show_lines(lines, self._show_times)
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()  # the window's: it records
        else:
            super().keyPressEvent(event)

    def _append(self, lines: tuple[Segment | Mark, ...], before: Segment | Mark | None) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        indent = self.fontMetrics().horizontalAdvance("0:00:00  ") if self._show_times else 0
        paragraph = make_paragraph_format(indent)
        plain, dim = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(self.palette().color(QPalette.ColorRole.Text))
        dim.setForeground(pick_colours(self.palette()).dim)
        for line in lines:
            is_mark = isinstance(line, Mark)
            if line.text:
                if self.document().isEmpty():
                    cursor.setBlockFormat(paragraph)
                elif self._show_times or is_new_paragraph(before, line):
                    cursor.insertBlock(paragraph)
                else:
                    cursor.insertText(" ", plain)
                if self._show_times:
                    time = "" if isinstance(line, Mark) else format_clock(line.start_s)
                    cursor.insertText(f"{time}\t", dim)
                cursor.insertText(line.text.strip(), dim if is_mark else plain)
            before = line
        cursor.endEditBlock()


def is_new_paragraph(before: Segment | Mark | None, segment: Segment | Mark) -> bool:
    """Whether the speaker paused so long that a new thought seems to begin, or a mark comes."""
    if not isinstance(before, Segment) or not isinstance(segment, Segment):
        return True
    return segment.start_s - before.end_s >= NEW_PARAGRAPH_PAUSE_S


def make_paragraph_format(indent: int) -> QTextBlockFormat:
    """The look of a paragraph; its text hangs `indent` pixels to the right of its time."""
    block = QTextBlockFormat()
    block.setLineHeight(
        LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    )
    block.setBottomMargin(12)
    block.setLeftMargin(indent)
    block.setTextIndent(-indent)
    if indent:
        block.setTabPositions([QTextOption.Tab(indent, QTextOption.TabType.LeftTab)])
    return block
