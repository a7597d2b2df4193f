"""A strip with a sentence and perhaps a button, shown without stopping the user's work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop.ui.flat_button import FlatButton
from desktop.ui.theme import draw_icon, make_icon, paint_card, pick_colours
from desktop.ui.wrapped_label import WrappedLabel


class NoticeBar(QWidget):
    """Hidden until it has something to say. `serious` gives it the colour of an error."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_serious = False
        self._act: Callable[[], None] | None = None
        self._topic = ""
        self._text: str | Callable[[], str] = ""
        self._icon = QLabel()
        self.text = WrappedLabel()
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = FlatButton()
        self.button.clicked.connect(self._on_button)
        self.other_button = FlatButton()
        self.other_button.clicked.connect(self.hide)
        self.close_button = QToolButton()
        self.close_button.setAutoRaise(True)
        self.close_button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 10, 10)
        layout.setSpacing(12)
        layout.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.other_button)
        layout.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignTop)
        self.retranslate()
        self.hide()

    def say(
        self,
        text: str | Callable[[], str],
        *,
        serious: bool = False,
        button: str = "",
        act: Callable[[], None] | None = None,
        other_button: str = "",
        topic: str = "",
    ) -> None:
        """Show a sentence; `act` is called when the button of that name is pressed.

        `other_button`: of one that declines.
        `text`: as a function, it is asked again when the language changes.
        `topic`: by which it can be withdrawn when it is no longer true.
        """
        self.is_serious, self._act, self._topic = serious, act, topic
        self._text = text
        self._show_text()
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.other_button.setText(other_button)
        self.other_button.setVisible(bool(other_button))
        self._recolour()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def withdraw(self, *topics: str) -> None:
        """Hide what is said, if it is of one of these topics."""
        if self._topic in topics:
            self.hide()

    def retranslate(self) -> None:
        self.close_button.setAccessibleName(self.tr("Stäng meddelandet"))
        self.close_button.setToolTip(self.close_button.accessibleName())

        self._show_text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = pick_colours(self.palette())
        paint_card(self, colours.error if self.is_serious else colours.accent)

    def _show_text(self) -> None:
        text = self._text if isinstance(self._text, str) else self._text()
        self.text.setText(text)
        self.setAccessibleName(text)

    def _recolour(self) -> None:
        colours = pick_colours(self.palette())
        colour = colours.error if self.is_serious else colours.accent
        name = "alert" if self.is_serious else "info"
        self._icon.setPixmap(draw_icon(name, colour, 20, self.devicePixelRatioF()))
        self.close_button.setIcon(make_icon("close", self.palette().text().color()))
        self.update()

    def _on_button(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
