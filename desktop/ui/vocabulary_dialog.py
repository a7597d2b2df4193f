"""The user's vocabulary: the names and terms to expect, one on each line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.settings import Vocabulary, read_vocabulary
from desktop.ui.flat_button import FlatButton
from desktop.ui.theme import pick_colours, set_text_colour

SIZE = QSize(480, 520)
MARGIN = 8
SAVE_AFTER_MS = 800  # without a key pressed


class VocabularyDialog(QDialog):
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
        self.close_button = FlatButton()
        self.close_button.clicked.connect(self.close)
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save)
        self.text.textChanged.connect(self._timer.start)
        self.text.textChanged.connect(self._count)
        self._lay_out()
        self.resize(SIZE)
        self.retranslate()
        self._dim()
        self.text.setFocus()

    def retranslate(self) -> None:
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
        self.close_button.setText(self.tr("Stäng"))
        self._count()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dim()
        super().changeEvent(event)

    def hideEvent(self, event: QEvent) -> None:  # type: ignore[override]
        """Also when the app ends with the dialog open."""
        self._save()
        super().hideEvent(event)  # type: ignore[arg-type]

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.deleteLater()

    def _lay_out(self) -> None:
        bottom = QHBoxLayout()
        bottom.addWidget(self.count, 1)
        bottom.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(self.note)
        layout.addWidget(self.text, 1)
        layout.addLayout(bottom)

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

    def _dim(self) -> None:
        for label in (self.note, self.count):
            set_text_colour(label, pick_colours(self.palette()).dim)
