"""Tick boxes and choices with an outline that is seen on dark ground, too."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QRadioButton, QStyle, QStyleOptionButton

from desktop.ui.theme import blend, is_contrast, is_dark


class TickBox(QCheckBox):
    """Fusion's outline is darker than the window: on a dark one it would not be seen."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if needs_outline(self):
            option = QStyleOptionButton()
            self.initStyleOption(option)
            part = QStyle.SubElement.SE_CheckBoxIndicator
            where = QRectF(self.style().subElementRect(part, option, self))
            make_painter(self).drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), 2.0, 2.0)


class ChoiceButton(QRadioButton):
    """One of several, of which one is chosen."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if needs_outline(self):
            option = QStyleOptionButton()
            self.initStyleOption(option)
            part = QStyle.SubElement.SE_RadioButtonIndicator
            where = QRectF(self.style().subElementRect(part, option, self))
            make_painter(self).drawEllipse(where.adjusted(0.5, 0.5, -0.5, -0.5))


def needs_outline(button: QCheckBox | QRadioButton) -> bool:
    """In high contrast the style sheet draws one."""
    palette = button.palette()
    return is_dark(palette) and not is_contrast(palette)


def make_painter(button: QCheckBox | QRadioButton) -> QPainter:
    palette = button.palette()
    text = palette.color(QPalette.ColorRole.WindowText)
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(blend(palette.color(QPalette.ColorRole.Window), text, 0.5), 1))
    return painter
