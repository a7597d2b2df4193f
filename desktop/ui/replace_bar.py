"""The strip above a text that finds and replaces in it. Shows what it is told; emits wishes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from desktop.ui.flat_button import FlatButton
from desktop.ui.theme import make_icon, paint_card, pick_colours, set_text_colour
from desktop.ui.tick_box import TickBox


class ReplaceBar(QWidget):
    """Return goes to the next place, Esc closes."""

    wanted_changed = Signal()  # what is looked for
    moved = Signal(int)  # 1: to the next place, -1: to the one before
    replace_asked = Signal()
    replace_all_asked = Signal()
    everywhere_asked = Signal()  # in all transcripts
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted, self.replacement = QLineEdit(), QLineEdit()
        self.exact_case = TickBox()
        self.label = QLabel()
        self.before, self.after, self.close_button = QToolButton(), QToolButton(), QToolButton()
        self.replace, self.replace_all, self.everywhere = (FlatButton() for _ in range(3))
        for button in (self.before, self.after, self.close_button):
            button.setAutoRaise(True)
            button.setIconSize(QSize(18, 18))
        for field in (self.wanted, self.replacement):
            field.setMinimumHeight(34)
        self.wanted.textChanged.connect(lambda: self.wanted_changed.emit())
        self.exact_case.toggled.connect(lambda: self.wanted_changed.emit())
        self.before.clicked.connect(lambda: self.moved.emit(-1))
        self.after.clicked.connect(lambda: self.moved.emit(1))
        self.replace.clicked.connect(self.replace_asked)
        self.replace_all.clicked.connect(self.replace_all_asked)
        self.everywhere.clicked.connect(self.everywhere_asked)
        self.close_button.clicked.connect(self.closed)
        moving = QHBoxLayout()
        moving.setSpacing(2)
        for part in (self.before, self.after):
            moving.addWidget(part)
        moving.addWidget(self.exact_case)
        moving.addSpacing(12)
        moving.addWidget(self.label, 1)
        moving.addWidget(self.close_button)
        changing = QHBoxLayout()
        changing.setSpacing(6)
        changing.addWidget(self.replace)
        changing.addWidget(self.replace_all)
        changing.addWidget(self.everywhere)
        changing.addStretch()
        layout = QGridLayout(self)
        layout.setContentsMargins(10, 10, 8, 10)
        layout.setSpacing(6)
        layout.addWidget(self.wanted, 0, 0)
        layout.addLayout(moving, 0, 1)
        layout.addWidget(self.replacement, 1, 0)
        layout.addLayout(changing, 1, 1)
        layout.setColumnStretch(0, 2)
        layout.setColumnStretch(1, 3)
        self.retranslate()
        self._recolour()
        self.hide()

    def show_place(self, number: int, n_places: int, can_replace: bool) -> None:
        """Tell of place `number`, from 1 on (0: none yet), of so many."""
        if not self.wanted.text():
            self.label.setText("")
        elif n_places == 0:
            self.label.setText(self.tr("Finns inte i texten"))
        else:
            self.label.setText(
                self.tr("{number} av {count}").format(number=number, count=n_places)
                if number
                else self.tr("{count} ställen").format(count=n_places)
            )
        for button in (self.before, self.after):
            button.setEnabled(n_places > 0)
        self.everywhere.setEnabled(bool(self.wanted.text()))
        for change in (self.replace, self.replace_all):
            change.setEnabled(n_places > 0 and can_replace)

    def say_replaced(self, n_replaced: int) -> None:
        self.label.setText(self.tr("{count} ersatta").format(count=n_replaced))

    def retranslate(self) -> None:
        for field, name in (
            (self.wanted, self.tr("Sök i texten")),
            (self.replacement, self.tr("Ersätt med")),
        ):
            field.setPlaceholderText(name)
            field.setAccessibleName(name)
        for button, name in (
            (self.before, self.tr("Föregående ställe")),
            (self.after, self.tr("Nästa ställe")),
            (self.close_button, self.tr("Stäng")),
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)
        self.exact_case.setText(self.tr("Skilj på stora och små"))
        self.replace.setText(self.tr("Ersätt"))
        self.replace_all.setText(self.tr("Ersätt alla"))
        self.everywhere.setText(self.tr("I alla utskrifter …"))
        self.everywhere.setToolTip(self.tr("Sök och ersätt i alla utskrifter i biblioteket"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            backward = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if self.replacement.hasFocus() and not backward:
                self.replace_asked.emit()
            else:
                self.moved.emit(-1 if backward else 1)
        elif event.key() != Qt.Key.Key_Space:  # the window's: it records
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_card(self, pick_colours(self.palette()).dim)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def _recolour(self) -> None:
        ink, dim = self.palette().text().color(), pick_colours(self.palette()).dim
        for button, icon in (
            (self.before, "up"),
            (self.after, "down"),
            (self.close_button, "close"),
        ):
            button.setIcon(make_icon(icon, ink, dim))
        set_text_colour(self.label, dim)
