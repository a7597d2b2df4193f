"""A recording as one row of a panel: when, how long, its first words, and buttons for it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.library.job import Job
from desktop.ui.elided_label import ElidedLabel
from desktop.ui.flat_button import FlatButton
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.wording import Language

N_FIRST_WORDS = 20


class RecordingRow(QWidget):
    """Shows what it is told; its buttons are connected by whoever made it."""

    def __init__(self, n_buttons: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.words, self.note = ElidedLabel(), ElidedLabel(), QLabel()
        font = self.name.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.name.setFont(font)
        self.buttons = [FlatButton() for _ in range(n_buttons)]
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.name)
        texts.addWidget(self.words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 4, 6)
        layout.setSpacing(8)
        layout.addLayout(texts, 1)
        layout.addWidget(self.note)
        for button in self.buttons:
            layout.addWidget(button)
        self.note.hide()
        self._dim()

    def tell(self, name: str, duration: str, words: str, note: str = "") -> None:
        """What stands in the row; `note`: of less weight, beside the buttons."""
        self.name.set_text(name)
        self.words.set_text(f"{duration} · {words}" if duration else words)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def name_buttons(self, texts: Mapping[str, str], recording: str) -> None:
        """Name the buttons, from the left: text and tip, told of which recording to who hears."""
        for button, (text, tip) in zip(self.buttons, texts.items(), strict=True):
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"{text}: {recording}")
            button.setAccessibleDescription(tip)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dim()
        super().changeEvent(event)

    def _dim(self) -> None:
        for label in (self.words, self.note):
            set_text_colour(label, pick_colours(self.palette()).dim)


class RowList(QScrollArea):
    """Rows one below the other; scrolled where there are many. Tab goes through their buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addStretch()
        self.setWidget(inside)
        inside.setAutoFillBackground(False)  # which setWidget turns on
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def add(self, row: QWidget) -> None:
        self._rows.insertWidget(self._rows.count() - 1, row)

    def lay_out(self) -> None:
        """Give every row its place now: Qt would show new ones a moment later."""
        for at in range(self._rows.count()):
            item = self._rows.itemAt(at)
            row = item.widget() if item is not None else None
            if row is not None:
                row.show()
        self._rows.activate()
        self._inside.adjustSize()

    def take_away(self, row: QWidget) -> None:
        row.hide()  # now: the keyboard goes on to the next
        self._rows.removeWidget(row)
        row.deleteLater()


def quote_beginning(job: Job, language: Language) -> str:
    """The first words of a job's text, in quotation marks; empty where there is none."""
    words = " ".join(segment.text for segment in job.segments).split()
    if not words:
        return ""
    more = " …" if len(words) > N_FIRST_WORDS else ""
    return QLocale(language).quoteString(" ".join(words[:N_FIRST_WORDS]) + more)
