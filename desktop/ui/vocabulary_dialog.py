"""The user's vocabulary: the names and terms to expect, one on each line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.settings import Vocabulary, read_vocabulary
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour

SIZE = QSize(480, 520)
MARGIN = 8
SAVE_AFTER_MS = 800  # without a key pressed


class VocabularyDialog(SideDialog):
    """Stands beside the main window. What is written is emitted as soon as the keys rest."""

    changed = Signal(object)  # Vocabulary

    def __init__(self, vocabulary: Vocabulary, parent: QWidget) -> None:
        super().__init__(parent)
        self.vocabulary = vocabulary
        self.note = QLabel(wordWrap=True)
        self.text = QPlainTextEdit()
        self.text.setPlainText("".join(f"{term}\n" for term in vocabulary))
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.document().setDocumentMargin(MARGIN)
        self.text.setTabChangesFocus(True)
        self.count = QLabel(wordWrap=True)
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save)
        self.text.textChanged.connect(self._timer.start)
        self.text.textChanged.connect(self._count)
        self._lay_out()
        self.retranslate()
        self.recolour()
        self.text.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Ordlista"))
        self.note.setText(
            self.tr(
                "Namn, facktermer och förkortningar som du ofta säger, ett på varje rad. Där något "
                "osäkert låter som ett av dem skrivs det så som här. Det gäller det som skrivs ut "
                "från och med nu."
            )
        )
        self.text.setAccessibleName(self.tr("Ordlista, ett ord på varje rad"))
        self.text.setPlaceholderText(self.tr("Lagercrantz\nÖrnsköldsvik\nmetoprolol"))
        self._count()

    def hideEvent(self, event: QEvent) -> None:  # type: ignore[override]
        """Also when the app ends with the dialog open."""
        self._save()
        super().hideEvent(event)  # type: ignore[arg-type]

    def _lay_out(self) -> None:
        layout = QVBoxLayout()
        layout.setSpacing(12)
        layout.addWidget(self.note)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.count)
        self.lay_out(layout, size=SIZE)

    def _count(self) -> None:
        read = read_vocabulary(self.text.toPlainText())
        if read.n_left_out:
            text = self.tr("{count} rader är för många eller för långa och används inte.")
            self.count.setText(text.format(count=read.n_left_out))
        else:
            self.count.setText(self.tr("Ord: {count}").format(count=len(read.terms)))

    def _save(self) -> None:
        self._timer.stop()
        terms = read_vocabulary(self.text.toPlainText()).terms
        if terms != self.vocabulary:
            self.vocabulary = terms
            self.changed.emit(terms)

    def recolour(self) -> None:
        for label in (self.note, self.count):
            set_text_colour(label, pick_colours(self.palette()).dim)
