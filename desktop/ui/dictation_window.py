"""The small window of a dictation into another program: on top, and never in the way of its keys.

Shows what it is told; decides nothing.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QEnterEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.ui.dictation_text import DictationText
from desktop.ui.elided_label import ElidedLabel
from desktop.ui.flat_button import FlatButton
from desktop.ui.geometry import find_screen
from desktop.ui.record_panel import ONGOING, QUIETEST_DBFS, LevelMeter, RecordState, format_clock
from desktop.ui.theme import draw_icon, make_icon, pick_colours, set_text_colour

SIZE = QSize(520, 224)
ICON_SIDE = 20
CLOSE_AFTER_MS = 1800  # a dictation that went well has said so
READ_WITHIN_MS = 4000  # … or something worth reading


class Outcome(StrEnum):
    """What became of a dictation's text. It is in the library in any case."""

    TYPED = "typed"
    COPIED = "copied"
    KEPT = "kept"  # in the library alone
    SILENT = "silent"  # there is none
    FAILED = "failed"  # it is not where it was to go


class DictationWindow(QWidget):
    """`open` brings it up, and it goes by itself when all went well."""

    stop_asked = Signal()
    pause_asked = Signal()
    copy_asked = Signal()
    gone = Signal()  # to be remembered where it stood

    def __init__(self) -> None:
        super().__init__()
        self._state = RecordState.IDLE
        self._device = ""
        self._is_writing = False
        self._outcome: Outcome | None = None
        self._fault = ""
        self.stop_button, self.pause_button, self.close_button = (QToolButton() for _ in range(3))
        for button in (self.stop_button, self.pause_button, self.close_button):
            button.setAutoRaise(True)
            button.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
        self.stop_button.clicked.connect(self.stop_asked)
        self.pause_button.clicked.connect(self.pause_asked)
        self.close_button.clicked.connect(self.hide)
        self.time = QLabel()
        font = self.time.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self.time.setFont(font)
        self.meter = LevelMeter()
        self.text = DictationText()
        self.picture = QLabel()
        self.status = ElidedLabel()
        self.fault = QLabel(wordWrap=True)
        self.device = ElidedLabel()
        self.device.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.copy_button = FlatButton()
        self.copy_button.clicked.connect(self.copy_asked)
        self._goes = QTimer(self, singleShot=True)
        self._goes.timeout.connect(self.hide)
        self._lay_out()
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.resize(SIZE)
        self.retranslate()
        self._recolour()

    def open(self, *, takes_keys: bool) -> None:
        """Show an empty window for a dictation that begins.

        `takes_keys`: a click gives it the keyboard; else the other program always keeps that.
        """
        flags = (
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        if not takes_keys:
            flags |= Qt.WindowType.WindowDoesNotAcceptFocus
        if self.windowFlags() != flags:
            self.setWindowFlags(flags)
        self._goes.stop()
        self._outcome, self._fault, self._is_writing, self._device = None, "", False, ""
        self.text.show_text("", "")
        self.device.set_text("")
        self.show_level(QUIETEST_DBFS, False, 0.0)
        self._say()
        self.show()

    def show_state(self, state: RecordState) -> None:
        """Show what the recorder is doing."""
        self._state = state
        self._say()

    def show_level(self, level_dbfs: float, clipped: bool, recorded_s: float) -> None:
        """Show the present level, and how long has been recorded."""
        self.meter.show_level(level_dbfs, clipped)
        text = format_clock(recorded_s)
        if text != self.time.text():
            self.time.setText(text)

    def show_device(self, name: str) -> None:
        """Show the microphone that is in use."""
        self._device = name
        self.device.set_text(name)

    def show_text(self, committed: str, tentative: str) -> None:
        """Show what has been said so far: what stays, and what may change yet."""
        self.text.show_text(committed, tentative)

    def show_writing(self) -> None:
        """The recording has ended; its last words are still being written."""
        self._is_writing = True
        self._say()

    def show_outcome(self, outcome: Outcome, fault: str = "") -> None:
        """Show where the text is. The window goes by itself, unless there is a fault to read."""
        self._outcome, self._fault, self._is_writing = outcome, fault, False
        self._say()
        if outcome is Outcome.FAILED:
            self.show()  # it may have given way to the program in front
        else:
            short = outcome in (Outcome.TYPED, Outcome.COPIED)
            self._goes.start(CLOSE_AFTER_MS if short else READ_WITHIN_MS)

    def has_outcome(self) -> bool:
        """Whether it says already what became of the dictation."""
        return self._outcome is not None

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Talskrift: diktering"))
        names = {
            self.stop_button: self.tr("Stoppa dikteringen"),
            self.close_button: self.tr("Stäng"),
            self.time: self.tr("Inspelad tid"),
            self.meter: self.tr("Ljudnivå"),
            self.text: self.tr("Texten"),
        }
        for widget, name in names.items():
            widget.setAccessibleName(name)
        for button in (self.stop_button, self.close_button):
            button.setToolTip(button.accessibleName())
        self.copy_button.setText(self.tr("Kopiera texten"))
        self._say()

    # Qt's events.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Space: self.stop_asked, Qt.Key.Key_P: self.pause_asked}
        if event.key() in keys and self._state in ONGOING and not event.isAutoRepeat():
            keys[Qt.Key(event.key())].emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """It has no title: it is moved by its ground."""
        handle = self.windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def closeEvent(self, event: QCloseEvent) -> None:
        """While it records, to close it is to stop: nothing records unseen."""
        if self._state in ONGOING:
            event.ignore()
            self.stop_asked.emit()
        else:
            super().closeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._goes.stop()
        self.gone.emit()
        super().hideEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """It does not go from under the hand of who comes to use it."""
        self._goes.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self._outcome not in (None, Outcome.FAILED):
            self._goes.start(CLOSE_AFTER_MS)
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(pick_colours(self.palette()).line)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        for widget in (self.stop_button, self.time):
            top.addWidget(widget)
        top.addWidget(self.meter, 1)
        for widget in (self.pause_button, self.close_button):
            top.addWidget(widget)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self.picture)
        bottom.addWidget(self.status, 1)
        bottom.addWidget(self.fault, 1)
        bottom.addWidget(self.device, 1)
        bottom.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.text, 1)
        layout.addLayout(bottom)

    def _say(self) -> None:
        ongoing, outcome = self._state in ONGOING, self._outcome
        is_over = outcome is not None and not ongoing
        self.stop_button.setVisible(not is_over)
        self.stop_button.setEnabled(ongoing)
        self.pause_button.setVisible(ongoing)
        self.close_button.setVisible(is_over)
        self.meter.setVisible(ongoing)
        self.device.setVisible(not is_over)
        failed = is_over and outcome is Outcome.FAILED
        self.fault.setVisible(failed)
        self.status.setVisible(not failed)
        self.copy_button.setVisible(is_over and self.text.has_text())
        paused = self._state is RecordState.PAUSED
        pause_name = self.tr("Fortsätt dikteringen") if paused else self.tr("Pausa dikteringen")
        self.pause_button.setAccessibleName(pause_name)
        self.pause_button.setToolTip(pause_name)
        self.fault.setText(self._fault)
        self.status.set_text(self._describe(is_over))
        self._recolour()

    def _describe(self, is_over: bool) -> str:
        if is_over and self._outcome is not None:
            return {
                Outcome.TYPED: self.tr("Texten är skriven"),
                Outcome.COPIED: self.tr("Texten ligger på urklipp"),
                Outcome.KEPT: self.tr("Texten finns i biblioteket"),
                Outcome.SILENT: self.tr("Inget tal hördes"),
                Outcome.FAILED: self._fault,
            }[self._outcome]
        if self._is_writing:
            return self.tr("Skriver ut det sista …")
        return {
            RecordState.IDLE: "",
            RecordState.STARTING: self.tr("Öppnar mikrofonen …"),
            RecordState.RECORDING: self.tr("Tala"),
            RecordState.DEAF: self.tr("Mikrofonen är borta, väntar på den …"),
            RecordState.PAUSING: self.tr("Pausar …"),
            RecordState.PAUSED: self.tr("Pausad"),
            RecordState.STOPPING: self.tr("Avslutar inspelningen …"),
        }[self._state]

    def _recolour(self) -> None:
        colours, text = pick_colours(self.palette()), self.palette().text().color()
        over = self._outcome is not None and self._state not in ONGOING
        name, colour = "microphone", colours.dim
        if over and self._outcome is Outcome.FAILED:
            name, colour = "alert", colours.error
        elif over:
            name, colour = ("check" if self._outcome is not Outcome.SILENT else "info"), colours.dim
        elif self._state is RecordState.RECORDING:
            name, colour = "record", colours.record
        elif self._state in (RecordState.PAUSED, RecordState.PAUSING):
            name = "pause"
        self.picture.setPixmap(draw_icon(name, colour, ICON_SIDE, self.devicePixelRatioF()))
        self.stop_button.setIcon(make_icon("stop", colours.record, colours.line))
        paused = self._state is RecordState.PAUSED
        self.pause_button.setIcon(make_icon("play" if paused else "pause", text))
        self.close_button.setIcon(make_icon("close", text))
        for label in (self.device, self.status):
            set_text_colour(label, colours.dim)


def place_window(window: QWidget) -> None:
    """Put the window low in the middle of the screen, where it hides least."""
    area = find_screen(window).availableGeometry()
    left = area.center().x() - window.width() // 2
    window.move(QPoint(left, area.bottom() - window.height() - area.height() // 12))
