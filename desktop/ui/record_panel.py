"""The record button, the time and the level meter. Shows what it is told; emits `toggled`."""

from __future__ import annotations

import math
from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.pause_button import SIDE, PauseButton
from desktop.ui.theme import blend, pick_colours, set_text_colour

QUIETEST_DBFS = -60.0  # the meter's left end; full scale is its right end
BUTTON_SIDE = 96


class RecordState(StrEnum):
    """What the recorder is doing, as the panel shows it."""

    IDLE = "idle"
    STARTING = "starting"
    RECORDING = "recording"
    DEAF = "deaf"  # recording, but the microphone is gone for the moment
    PAUSING = "pausing"  # the last moment is still written
    PAUSED = "paused"
    STOPPING = "stopping"


# The states in which a recording is going on, and can be stopped.
ONGOING = (RecordState.RECORDING, RecordState.DEAF, RecordState.PAUSING, RecordState.PAUSED)


class RecordButton(QAbstractButton):
    """A round button: a red dot to record, a red square to stop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recording = False  # a square to stop
        self.live = False  # sound is being written at this moment
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(BUTTON_SIDE, BUTTON_SIDE)

    def hitButton(self, pos: object) -> bool:
        centre = QPointF(self.rect().center())
        offset = QPointF(pos) - centre  # type: ignore[call-overload]
        return math.hypot(offset.x(), offset.y()) <= BUTTON_SIDE / 2

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, colours = self.palette(), pick_colours(self.palette())
        base = palette.color(QPalette.ColorRole.Base)
        ground, red = base, colours.record
        if self.isDown():
            ground = blend(base, red, 0.22)
        elif self.underMouse() and self.isEnabled():
            ground = blend(base, red, 0.10)
        if not self.isEnabled():
            red = blend(red, base, 0.6)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(5, 5, -5, -5)
        painter.setPen(QPen(red if self.live else colours.line, 2.5))
        painter.setBrush(ground)
        painter.drawEllipse(disc)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(red)
        if self.recording:
            painter.drawRoundedRect(disc.adjusted(27, 27, -27, -27), 6, 6)
        else:
            painter.drawEllipse(disc.adjusted(20, 20, -20, -20))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.accent, 2))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))


class LevelMeter(QWidget):
    """How loud the microphone is: a bar over decibels, red near clipping."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self._clipped = False
        self.setFixedHeight(8)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()  # an empty bar means nothing while nothing is recorded

    def show_level(self, level_dbfs: float, clipped: bool) -> None:
        """The level in decibels below full scale, and whether it is too loud."""
        share = share_of_meter(level_dbfs)
        if (share, clipped) != (self._share, self._clipped):  # silence is painted once
            self._share, self._clipped = share, clipped
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = pick_colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        painter.setBrush(colours.track)
        painter.drawRoundedRect(whole, radius, radius)
        if self._share <= 0:
            return
        filled = QRectF(whole)
        filled.setWidth(max(whole.height(), whole.width() * self._share))
        painter.setBrush(colours.record if self._clipped else colours.success)
        painter.drawRoundedRect(filled, radius, radius)


class RecordPanel(QWidget):
    """Buttons, time, hint and meter in one column."""

    toggled = Signal()  # the user wants to begin or to stop
    pause_toggled = Signal()  # … to pause or to go on

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = RecordState.IDLE
        self.button = RecordButton()
        self.button.clicked.connect(self.toggled)
        self.pause_button = PauseButton()
        self.pause_button.clicked.connect(self.pause_toggled)
        self.pause_button.hide()
        self.time = QLabel()
        font = self.time.font()
        font.setPointSizeF(font.pointSizeF() * 2.0)
        self.time.setFont(font)
        self.hint = QLabel()
        self.meter = LevelMeter()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 8)
        layout.setSpacing(6)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch()
        buttons.addSpacing(SIDE + buttons.spacing())  # so that the large one stands in the middle
        buttons.addWidget(self.button)
        buttons.addWidget(self.pause_button)
        buttons.addStretch()
        layout.addLayout(buttons)
        for widget in (self.time, self.hint):
            layout.addWidget(widget, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(6)
        layout.addWidget(self.meter)
        self.show_time(0.0)
        self.retranslate()

    def show_state(self, state: RecordState) -> None:
        """Show what the recorder is doing."""
        self._state = state
        ongoing = state in ONGOING
        self.button.recording = ongoing or state is RecordState.STOPPING
        self.button.live = state is RecordState.RECORDING
        self.button.setEnabled(ongoing or state is RecordState.IDLE)
        self.meter.setVisible(ongoing)
        self.pause_button.paused = state is RecordState.PAUSED
        self.pause_button.setVisible(ongoing)
        self.pause_button.update()
        if state in (RecordState.IDLE, RecordState.STARTING):
            self.show_level(QUIETEST_DBFS, False)
            self.show_time(0.0)
        self.button.update()
        self.retranslate()

    def show_level(self, level_dbfs: float, clipped: bool) -> None:
        """Show the present level, in decibels below full scale."""
        self.meter.show_level(level_dbfs, clipped)

    def show_time(self, recorded_s: float) -> None:
        """Show how long has been recorded."""
        text = format_clock(recorded_s)
        if text != self.time.text():
            self.time.setText(text)

    def retranslate(self) -> None:
        self.button.setAccessibleName(
            self.tr("Stoppa inspelningen") if self._state in ONGOING else self.tr("Spela in")
        )
        self.button.setToolTip(self.button.accessibleName() + " (Ctrl+R)")
        self.pause_button.setAccessibleName(
            self.tr("Fortsätt inspelningen") if self.pause_button.paused else self.tr("Pausa")
        )
        self.pause_button.setToolTip(self.pause_button.accessibleName() + " (P)")
        self.time.setAccessibleName(self.tr("Inspelad tid"))
        self.meter.setAccessibleName(self.tr("Ljudnivå"))
        self.hint.setText(
            {
                RecordState.IDLE: self.tr("Spela in: mellanslag"),
                RecordState.STARTING: self.tr("Öppnar mikrofonen …"),
                RecordState.RECORDING: self.tr("Spelar in. Stoppa: mellanslag"),
                RecordState.DEAF: self.tr("Mikrofonen är borta, väntar på den …"),
                RecordState.PAUSING: self.tr("Pausar …"),
                RecordState.PAUSED: self.tr("Pausad. Fortsätt: P"),
                RecordState.STOPPING: self.tr("Avslutar inspelningen …"),
            }[self._state]
        )
        self._dim_hint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dim_hint()
        super().changeEvent(event)

    def _dim_hint(self) -> None:
        colours = pick_colours(self.palette())
        red = self._state is RecordState.RECORDING
        set_text_colour(self.hint, colours.record if red else colours.dim)


def share_of_meter(level_dbfs: float) -> float:
    """Where a level stands on the meter, 0 to 1."""
    return min(1.0, max(0.0, 1 - level_dbfs / QUIETEST_DBFS))


def format_clock(seconds: float) -> str:
    """Seconds as 01:23, or 1:02:03 from an hour on."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    clock = f"{minutes:02d}:{whole % 60:02d}"
    return f"{hours}:{clock}" if hours else clock
