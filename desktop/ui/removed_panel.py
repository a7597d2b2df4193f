"""What the engine took for invented: one quiet line, and on request each text with its reason."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.library.removed_text import RemovedText
from desktop.ui.flat_button import FlatButton
from desktop.ui.job_words import describe_reason
from desktop.ui.record_panel import format_clock
from desktop.ui.theme import pick_colours, set_text_colour

LIST_HEIGHT = 230  # at most
ROWS_AT_A_TIME = 50  # hours of noise may hold thousands
SIDE_MARGIN = 28
RADIUS = 8
INSET = 4  # room for the ring of the focus


class RemovedRow(QWidget):
    """When, what, why, and the button that puts it back into the text or takes it out again."""

    moved = Signal(int, bool)  # index in Job.removed, into the text or out of it

    def __init__(self, index: int, text: RemovedText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index, self._text = index, text
        self.time = QLabel(alignment=Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.time.setMinimumWidth(self.fontMetrics().horizontalAdvance("0:00:00"))
        self.said = QLabel(wordWrap=True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.reason = QLabel(wordWrap=True)
        self.button = FlatButton()
        self.button.clicked.connect(self._ask_move)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.said)
        words.addWidget(self.reason)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 12, 8)
        layout.setSpacing(14)
        layout.addWidget(self.time)
        layout.addLayout(words, 1)
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignTop)
        self.show_text(text)

    def show_text(self, text: RemovedText) -> None:
        self._text = text
        self.time.setText(format_clock(text.segment.start_s))
        self.said.setText(text.segment.text)
        back = text.is_put_back
        self.reason.setText(
            self.tr("Tillbakalagt i texten") if back else capitalise(describe_reason(text.reason))
        )
        self.button.setText(self.tr("Ta bort igen") if back else self.tr("Lägg tillbaka"))
        self.button.setAccessibleName(f"{self.button.text()}: {text.segment.text}")
        self.recolour()

    def _ask_move(self) -> None:
        self.moved.emit(self._index, not self._text.is_put_back)

    def recolour(self) -> None:
        colours = pick_colours(self.palette())
        ink = self.palette().text().color()
        set_text_colour(self.said, ink if self._text.is_put_back else colours.dim)
        set_text_colour(self.reason, colours.success if self._text.is_put_back else colours.dim)
        set_text_colour(self.time, colours.dim)


class QuietButton(QToolButton):
    """A line of text that can be pressed; drawn by itself, so that no style makes it a block."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = pick_colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        lit = self.underMouse() or self.isDown()
        painter.setPen(colours.accent if lit else colours.dim)
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(INSET, 0, 0, 0), start, self.text())


class RowList(QScrollArea):
    """A card of rows, as high as they are, up to a limit."""

    def __init__(self, column: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = column
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setViewportMargins(1, 1, 1, 1)  # the card's outline
        self.viewport().setAutoFillBackground(False)
        self.setWidget(column)
        column.setAutoFillBackground(False)  # which setWidget has switched on
        column.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Be as high as the rows at the present width."""
        height = self._column.heightForWidth(self.viewport().width())
        self.setFixedHeight(min(LIST_HEIGHT, height + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pick_colours(self.palette()).line)
        whole = QRectF(self.viewport().rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(whole, RADIUS, RADIUS)


class RemovedPanel(QWidget):
    """Hidden while there is nothing; `moved` tells which text to put back or take out again."""

    moved = Signal(int, bool)  # index in Job.removed, into the text or out of it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._removed: tuple[RemovedText, ...] = ()
        self._n_rows = ROWS_AT_A_TIME
        self.rows: list[RemovedRow] = []
        self.line = QuietButton()
        self.line.setCheckable(True)
        self.line.toggled.connect(self._open_or_close)
        self.more = FlatButton()
        self.more.clicked.connect(self._show_more)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(0)
        self._column.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch()
        self.list = RowList(inner)
        self.list.hide()
        head = QHBoxLayout()
        head.setContentsMargins(SIDE_MARGIN - INSET, 0, 20, 0)
        head.addWidget(self.line)
        head.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        card = QHBoxLayout()
        card.setContentsMargins(SIDE_MARGIN, 6, 20, 4)
        card.addWidget(self.list)
        layout.addLayout(card)
        self.hide()

    def show_removed(self, removed: tuple[RemovedText, ...]) -> None:
        """Show these; what is shown already is left alone."""
        if removed == self._removed:
            return
        self._removed = removed
        self.setVisible(bool(removed))
        self._name_line()
        if self.line.isChecked():
            self._fill()

    def close_list(self) -> None:
        """Only the line again: another job is shown."""
        self._n_rows = ROWS_AT_A_TIME
        self.line.setChecked(False)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name_line()
            self._fill()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def _open_or_close(self, is_open: bool) -> None:
        self._fill()
        self.list.setVisible(is_open)
        self._name_line()

    def _show_more(self) -> None:
        self._n_rows += ROWS_AT_A_TIME
        self._fill()

    def _fill(self) -> None:
        """Bring the rows up to date; a closed list has none."""
        shown = self._removed[: self._n_rows] if self.line.isChecked() else ()
        while len(self.rows) > len(shown):
            self.rows.pop().deleteLater()
        for index, text in enumerate(shown):
            if index < len(self.rows):
                self.rows[index].show_text(text)
            else:
                self._add_row(index, text)
        self.more.setVisible(len(self._removed) > len(shown) > 0)
        self.more.setText(self.tr("Visa fler"))

    def _add_row(self, index: int, text: RemovedText) -> None:
        row = RemovedRow(index, text)
        row.moved.connect(self.moved)
        self.rows.append(row)
        self._column.insertWidget(index, row)

    def _name_line(self) -> None:
        n_removed = sum(not text.is_put_back for text in self._removed)
        if n_removed == 0:
            text = self.tr("Allt bortsorterat är tillbakalagt")
        elif n_removed == 1:
            text = self.tr("1 ställe bortsorterat")
        else:
            text = self.tr("{n} ställen bortsorterade").format(n=n_removed)
        self.list.setAccessibleName(self.tr("Bortsorterade ställen"))
        act = self.tr("dölj") if self.line.isChecked() else self.tr("visa")
        self.line.setText(f"{text} · {act}")
        self.line.setToolTip(self.tr("Text som troligen ingen har sagt"))
        self._recolour()

    def _recolour(self) -> None:
        self.line.update()
        for row in self.rows:
            row.recolour()


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
