"""Gives the whole app its colours: those of the system, light, dark, or of high contrast."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.paths import bundled_asset
from desktop.ui.theme import is_dark

SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "contrast": Qt.ColorScheme.Dark,
}
BLACK, WHITE, YELLOW, GREY = "#000000", "#ffffff", "#ffff00", "#b0b0b0"
# Fusion draws outlines in shades of the window's colour: on black they would not be seen.
CONTRAST_STYLE = f"""
QLineEdit, QComboBox, QSpinBox, QPlainTextEdit, QTextEdit, QAbstractItemView, QToolTip, QMenu,
QProgressBar {{ border: 1px solid {WHITE}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus,
QAbstractItemView:focus, QToolButton:focus {{ border: 2px solid {YELLOW}; }}
QCheckBox:focus, QRadioButton:focus {{ outline: none; color: {YELLOW}; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: 16px; height: 16px; border: 1px solid {WHITE}; background: {BLACK}; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked {{ background: {YELLOW}; image: url("{{icons}}/check.svg"); }}
QRadioButton::indicator:checked {{ background: {YELLOW}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {YELLOW}; }}
QComboBox, QSpinBox {{ padding: 3px 6px; }}
QComboBox::drop-down, QSpinBox::up-button, QSpinBox::down-button {{
    background: {WHITE}; border: 1px solid {BLACK}; width: 20px; }}
QComboBox::down-arrow, QSpinBox::down-arrow {{ image: url("{{icons}}/down.svg"); width: 14px; }}
QSpinBox::up-arrow {{ image: url("{{icons}}/up.svg"); width: 14px; }}
QScrollBar {{ background: {BLACK}; border: 1px solid {WHITE}; }}
QScrollBar:vertical {{ width: 14px; }}
QScrollBar:horizontal {{ height: 14px; }}
QScrollBar::handle {{ background: {WHITE}; min-height: 24px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QMenu::item:selected, QMenuBar::item:selected {{ background: {YELLOW}; color: {BLACK}; }}
QMenu::item:disabled {{ color: {GREY}; }}
QSplitter::handle {{ background: {WHITE}; }}
"""


class Appearance(QObject):
    """`use` may be called at any time; all windows follow at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._used = "system"
        self._system_style = QApplication.style().name()

    def use(self, name: str) -> None:
        """`name`: one of SCHEMES."""
        if name == self._used:
            return
        self._used = name
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        style = "fusion" if name == "contrast" else self._system_style
        if QApplication.style().name() != style:
            QApplication.setStyle(QStyleFactory.create(style))
        app.styleHints().setColorScheme(SCHEMES[name])
        app.setStyleSheet("")  # while it stands, windows that are open keep their palette
        app.setPalette(QPalette())  # the system's, in that scheme where it has one
        if name == "contrast":
            app.setPalette(make_contrast_palette())
            app.setStyleSheet(write_style_sheet())
        elif name != "system" and is_dark(app.palette()) != (name == "dark"):
            app.setPalette(make_palette(dark=name == "dark"))


def make_palette(dark: bool) -> QPalette:
    """Fusion's own light palette, or the dark one that it takes from a dark desktop."""
    if not dark:
        return QStyleFactory.create("Fusion").standardPalette()
    palette = QPalette(QColor("#323232"), QColor("#2b2b2b"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#1e1e1e"))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(role, QColor("#f0f0f0"))
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#8a8a8a"))
    palette.setColor(QPalette.ColorRole.PlaceholderText, QColor("#a0a0a0"))
    return palette


def make_contrast_palette() -> QPalette:
    """White and yellow on black: 21:1 and 19:1; what is off 9:1."""
    palette = QPalette(QColor(BLACK), QColor(BLACK))
    roles = QPalette.ColorRole
    for role in (roles.Text, roles.WindowText, roles.ButtonText, roles.BrightText):
        palette.setColor(role, QColor(WHITE))
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(GREY))
    for role in (roles.Base, roles.AlternateBase, roles.ToolTipBase):
        palette.setColor(role, QColor(BLACK))
    palette.setColor(roles.ToolTipText, QColor(WHITE))
    palette.setColor(roles.PlaceholderText, QColor(GREY))
    palette.setColor(roles.Highlight, QColor(YELLOW))
    palette.setColor(roles.HighlightedText, QColor(BLACK))
    palette.setColor(roles.Link, QColor(YELLOW))
    return palette


def write_style_sheet() -> str:
    """The borders of high contrast."""
    return CONTRAST_STYLE.replace("{icons}", bundled_asset("icons").as_posix())
