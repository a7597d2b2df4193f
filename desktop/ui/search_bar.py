"""The search field above the list, and the strip above a text that goes from hit to hit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop.ui.theme import make_icon, pick_colours, set_text_colour


class SearchField(QLineEdit):
    """Down and Return lead on to the list, Ctrl+Return has the hit heard, Esc clears."""

    left = Signal()  # the keyboard is to go on to the list
    hear_asked = Signal()  # the hit is to be heard

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)
        self.setMinimumHeight(34)
        self._icon = QAction(self)
        self.addAction(self._icon, QLineEdit.ActionPosition.LeadingPosition)
        self._recolour()
        self.retranslate()

    def retranslate(self) -> None:
        self.setPlaceholderText(self.tr("Sök i allt som sagts"))
        self.setAccessibleName(self.tr("Sök i allt som sagts"))
        self.setToolTip(
            self.tr("Ord eller början av ord. ”Hela fraser” inom citattecken, -ord för utan.")
        )

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and asks_to_hear(event):
            event.accept()  # the window's own key plays from the cursor, wherever that is
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif asks_to_hear(event):
            self.hear_asked.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def _recolour(self) -> None:
        self._icon.setIcon(make_icon("search", pick_colours(self.palette()).dim))


def asks_to_hear(event: QKeyEvent) -> bool:
    """Whether Ctrl+Return is pressed."""
    is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return is_return and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class HitBar(QWidget):
    """Tells which hit is shown; hidden where nothing is looked for."""

    moved = Signal(int)  # 1: to the next hit, -1: to the one before
    hear_asked = Signal()  # the hit is to be heard

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = (0, 0)
        self.label = QLabel()
        self.hear, self.before, self.after = (self._make_button() for _ in range(3))
        self.hear.clicked.connect(self.hear_asked)
        self.before.clicked.connect(lambda: self.moved.emit(-1))
        self.after.clicked.connect(lambda: self.moved.emit(1))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(28, 0, 20, 6)
        layout.setSpacing(2)
        layout.addWidget(self.label)
        layout.addStretch()
        layout.addWidget(self.hear)
        layout.addWidget(self.before)
        layout.addWidget(self.after)
        self._recolour()
        self.retranslate()
        self.hide()

    def bind_keys(self, window: QWidget) -> None:
        """F3 and Shift+F3, wherever in the window the keyboard is."""
        for key, step in (
            (QKeySequence.StandardKey.FindNext, 1),
            (QKeySequence.StandardKey.FindPrevious, -1),
        ):
            QShortcut(key, window).activated.connect(lambda step=step: self.moved.emit(step))

    def show_hit(self, number: int, n_hits: int) -> None:
        """Tell of hit `number`, from 1 on, of `n_hits`."""
        self._shown = (number, n_hits)
        for button in (self.before, self.after):
            button.setEnabled(n_hits > 0)
        self.hear.setEnabled(number > 0)
        self.retranslate()

    def retranslate(self) -> None:
        number, n_hits = self._shown
        if n_hits == 0:
            text = self.tr("Inga träffar i texten")
        elif number == 0:
            text = self.tr("{count} träffar").format(count=n_hits)
        else:
            text = self.tr("Träff {number} av {count}").format(number=number, count=n_hits)
        self.label.setText(text)
        for button, name, key in (
            (self.hear, self.tr("Lyssna på träffen"), "Ctrl+Return"),
            (self.before, self.tr("Föregående träff"), QKeySequence.StandardKey.FindPrevious),
            (self.after, self.tr("Nästa träff"), QKeySequence.StandardKey.FindNext),
        ):
            shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            button.setAccessibleName(name)
            button.setToolTip(f"{name} ({shown})" if shown else name)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def _make_button(self) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIconSize(QSize(18, 18))
        return button

    def _recolour(self) -> None:
        ink = self.palette().text().color()
        dim = pick_colours(self.palette()).dim
        self.hear.setIcon(make_icon("play", ink, dim))
        self.before.setIcon(make_icon("up", ink, dim))
        self.after.setIcon(make_icon("down", ink, dim))
        set_text_colour(self.label, dim)
