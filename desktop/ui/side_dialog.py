"""What the app's own dialogs share: they stand beside the main window and never stop it.

They follow language and colours as these change, and scroll what is too high for the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.flat_button import FlatButton
from desktop.ui.geometry import bring_to_front, find_screen

MARGINS = (24, 20, 24, 18)
GAP = 12
SMALLEST = QSize(360, 240)

D = TypeVar("D", bound="SideDialog")


class SideDialog(QDialog):
    """Is gone when it is closed. Subclasses name their texts in `retranslate`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.close_button = FlatButton()
        self.close_button.clicked.connect(self.close)
        self.close_button.setAutoDefault(False)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lines: list[QHBoxLayout] = []  # of the buttons, on the left and on the right

    def lay_out(self, body: QLayout, *buttons: QWidget, size: QSize, beside_close: int = 0) -> None:
        """The body above a row of buttons, the last of them Close.

        `size`: to open with, where the screen has room for it. `beside_close`: how many of the
        buttons stand there; the others stand on the left.
        """
        body.setContentsMargins(0, 0, 0, 0)
        n_left = len(buttons) - beside_close
        for group in (buttons[:n_left], (*buttons[n_left:], self.close_button)):
            line = QHBoxLayout()
            line.addStretch(self._buttons.count())  # none before the first group
            for button in group:
                line.addWidget(button)
            line.addStretch(1 - self._buttons.count())
            self._lines.append(line)
            self._buttons.addLayout(line)
        for button in self.findChildren(FlatButton):
            button.setAutoDefault(False)  # the return key is not Close's
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(GAP)
        layout.addWidget(make_scrolled(body), 1)
        layout.addLayout(self._buttons)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(SMALLEST)
        wanted = QSize(size.width(), size.height() or self.sizeHint().height())
        self.resize(wanted.boundedTo(find_screen(self.parentWidget() or self).availableSize()))

    def retranslate(self) -> None:
        """Name everything in the language now installed."""
        close = QCoreApplication.translate("SideDialog", "Stäng")  # tr() asks the subclass alone
        self.close_button.setText(close)

    def recolour(self) -> None:
        """Take the colours of the palette."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the buttons have no room beside each other they stand in two rows."""
        room = self.contentsRect().width() - MARGINS[0] - MARGINS[2]
        is_narrow = sum(line.sizeHint().width() for line in self._lines) + GAP > room
        directions = QBoxLayout.Direction
        self._buttons.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self.recolour()
        super().changeEvent(event)


def make_scrolled(body: QLayout | QWidget) -> QScrollArea:
    """What scrolls where it has too little room, and looks like no list where it has."""
    area = QScrollArea()
    content = body if isinstance(body, QWidget) else QWidget()
    if isinstance(body, QLayout):
        content.setLayout(body)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setBackgroundRole(QPalette.ColorRole.Window)
    content.setAutoFillBackground(False)
    return area


def open_beside(window: QWidget, kind: type[D], make: Callable[[], D]) -> D:
    """Bring the window's dialog of that kind to the front, or make one."""
    dialog = find_open(window, kind) or make()
    bring_to_front(dialog)
    return dialog


def find_open(window: QWidget, kind: type[D]) -> D | None:
    """The window's dialog of that kind, if there is one that has not been closed."""
    opened = [one for one in window.findChildren(kind) if one.isVisible()]
    return opened[0] if opened else None
