"""A push button as flat as the rest of the window: a hairline, a rounded ground, icon and text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from desktop.ui.theme import blend, pick_colours

RADIUS = 8.0
ROOM = 8  # on both sides of the label, beside what the style gives


class FlatButton(QPushButton):
    """Drawn by itself, but for the label, which the style draws."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(34)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(2 * ROOM, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, colours = self.palette(), pick_colours(self.palette())
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        ground = base
        if self.isDown():
            ground = blend(base, text, 0.16)
        elif self.underMouse() and self.isEnabled():
            ground = blend(base, text, 0.06)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(ground)
        focused = self.hasFocus()
        painter.setPen(QPen(colours.accent if focused else colours.line, 2 if focused else 1))
        inset = 1.0 if focused else 0.5
        whole = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(whole, RADIUS, RADIUS)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.state &= ~QStyle.StateFlag.State_Sunken  # the label stays where it is
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonLabel, option, painter, self)
