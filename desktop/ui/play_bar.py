"""The strip below a text that plays its recording. Shows what it is told; emits what is wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from desktop.ui.record_panel import format_clock
from desktop.ui.theme import pick_colours, set_text_colour

SPEEDS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
STEPS_PER_S = 10  # of the slider


class PlayBar(QWidget):
    """Play, back and forward, the place in the recording, and the speed."""

    place_chosen = Signal(float)  # seconds
    speed_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length_s = 0.0
        self.buttons: list[QToolButton] = []
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setTracking(False)
        self.slider.sliderMoved.connect(lambda step: self._show_clock(step / STEPS_PER_S))
        self.slider.actionTriggered.connect(self._on_slider)
        self.slider.sliderReleased.connect(self._on_released)
        self.clock = QLabel()
        self.speed = QComboBox()
        self.speed.activated.connect(lambda row: self.speed_chosen.emit(SPEEDS[row]))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 6, 20, 8)
        self._row.setSpacing(4)
        self._row.addWidget(self.slider, 1)
        self._row.addWidget(self.clock)
        self._row.addSpacing(8)
        self._row.addWidget(self.speed)
        self.retranslate()
        self.show_speed(1.0)
        self._recolour()

    def add_buttons(self, actions: list[QAction]) -> None:
        """Put flat buttons for these on the left."""
        for number, action in enumerate(actions):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            button.setIconSize(QSize(18, 18))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor in the text
            self._row.insertWidget(number, button)
            self.buttons.append(button)

    def show_sound(self, has_sound: bool) -> None:
        """Whether there is a sound to play; else it is said that it was deleted."""
        for part in (self.slider, self.speed):
            part.setEnabled(has_sound)
        if not has_sound:
            self.clock.setText(self.tr("Ljudet är raderat, texten finns kvar"))

    def show_length(self, length_s: float) -> None:
        self._length_s = length_s
        self.slider.setRange(0, round(length_s * STEPS_PER_S))
        self.slider.setPageStep(10 * STEPS_PER_S)
        self.slider.setSingleStep(STEPS_PER_S)
        self._show_clock(self.slider.value() / STEPS_PER_S)

    def show_position(self, position_s: float) -> None:
        """Follow what is heard, unless the user holds the handle."""
        if not self.slider.isSliderDown():
            self.slider.setValue(round(position_s * STEPS_PER_S))
            self._show_clock(position_s)

    def show_speed(self, speed: float) -> None:
        self.speed.setCurrentIndex(SPEEDS.index(speed))

    def retranslate(self) -> None:
        self.slider.setAccessibleName(self.tr("Plats i inspelningen"))
        self.speed.setAccessibleName(self.tr("Hastighet"))
        self.speed.setToolTip(self.tr("Hastighet"))
        row = max(0, self.speed.currentIndex())
        self.speed.clear()
        for speed in SPEEDS:
            self.speed.addItem(f"{self.locale().toString(speed, 'g', 3)}×")
        self.speed.setCurrentIndex(row)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def _on_slider(self, _: int) -> None:
        """A key, or a click beside the handle."""
        if not self.slider.isSliderDown():
            self.place_chosen.emit(self.slider.sliderPosition() / STEPS_PER_S)

    def _on_released(self) -> None:
        self.place_chosen.emit(self.slider.sliderPosition() / STEPS_PER_S)

    def _show_clock(self, position_s: float) -> None:
        self.clock.setText(f"{format_clock(position_s)} / {format_clock(self._length_s)}")

    def _recolour(self) -> None:
        set_text_colour(self.clock, pick_colours(self.palette()).dim)
