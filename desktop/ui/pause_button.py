"""The small round button that pauses a recording and goes on with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.ui.theme import blend, draw_icon, pick_colours

SIDE = 44
ICON_SIDE = 22


class PauseButton(QAbstractButton):
    """Two bars to pause, a red dot to go on. Hidden, it keeps its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paused = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click, Space still stops
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, colours = self.palette(), pick_colours(self.palette())
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        ground = base
        if self.isDown():
            ground = blend(base, text, 0.20)
        elif self.underMouse():
            ground = blend(base, text, 0.08)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(ground)
        painter.setPen(QPen(colours.accent if self.hasFocus() else colours.line, 2))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))
        icon, colour = ("record", colours.record) if self.paused else ("pause", text)
        corner = self.rect().center() - QPoint(ICON_SIDE // 2 - 1, ICON_SIDE // 2 - 1)
        painter.drawPixmap(corner, draw_icon(icon, colour, ICON_SIDE, self.devicePixelRatioF()))
