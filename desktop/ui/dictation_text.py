"""The big text of the small dictation window: the end of what has been said, new words in grey."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPalette,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop.ui.theme import pick_colours

N_CHARACTERS = 1000  # more than the window has room for; Qt lays out all there is at each word


class DictationText(QTextEdit):
    """Follows the end. A screen reader is told what is final, piece by piece."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._committed, self._tentative = "", ""
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.document().setDocumentMargin(0)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        self.setFont(font)

    def show_text(self, committed: str, tentative: str) -> None:
        """Show this; `tentative` may change yet."""
        if (committed, tentative) == (self._committed, self._tentative):
            return
        said = committed.removeprefix(self._committed).strip()
        if said and committed.startswith(self._committed):
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self._committed, self._tentative = committed, tentative
        self._write()

    def has_text(self) -> bool:
        """Whether anything has been said."""
        return bool(self._committed or self._tentative)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._write()
        super().changeEvent(event)

    def _write(self) -> None:
        self.document().clear()
        cursor = QTextCursor(self.document())
        inks = (self.palette().color(QPalette.ColorRole.Text), pick_colours(self.palette()).dim)
        for text, ink in zip((self._committed[-N_CHARACTERS:], self._tentative), inks):
            look = QTextCharFormat()
            look.setForeground(ink)
            cursor.insertText(text, look)
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
