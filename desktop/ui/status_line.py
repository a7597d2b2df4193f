"""The window's bottom line: the model, what the engine is doing, and short confirmations."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.engine_client import EngineState, EngineStatus
from desktop.ui.flat_button import FlatButton
from desktop.ui.job_words import describe_fault, describe_time_left
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.wording import Language

FLASH_MS = 2500
DOT_SIDE = 10


class Dot(QWidget):
    """A small disc whose colour repeats what the text beside it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = EngineState.STOPPED
        self.setFixedSize(DOT_SIDE, DOT_SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = pick_colours(self.palette())
        colour: QColor = {
            EngineState.READY: colours.success,
            EngineState.BROKEN: colours.error,
        }.get(self.state, colours.dim)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour)
        painter.setBrush(colour if self.state is not EngineState.STARTING else QColor(0, 0, 0, 0))
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))


class StatusLine(QWidget):
    """A dot, a sentence, a button where the user can help, and the model's own caution with
    the way to other models."""

    retry_asked = Signal()
    models_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.language: Language = "sv"
        self._status = EngineStatus()
        self._note = ""
        self._n_queued = 0
        self._left_s: float | None = None
        self._dot = Dot()
        self.text = QLabel()
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.text.setWordWrap(True)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.models = FlatButton()
        self.models.clicked.connect(self.models_asked)
        self._caution = QWidget()
        self._caution.hide()
        self.offline = QLabel()
        self.offline.hide()
        self.retry = FlatButton()
        self.retry.clicked.connect(self.retry_asked)
        self.retry.hide()
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._dot)
        line.addWidget(self.text, 1)
        line.addWidget(self.offline)
        line.addWidget(self.retry)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 9, 20, 10)
        layout.setSpacing(3)
        layout.addLayout(line)
        caution = QHBoxLayout(self._caution)
        caution.setContentsMargins(0, 0, 0, 0)
        caution.setSpacing(10)
        caution.addWidget(self.note, 1)
        caution.addWidget(self.models)
        layout.addWidget(self._caution)
        self._flash = QTimer(self)
        self._flash.setSingleShot(True)
        self._flash.setInterval(FLASH_MS)
        self._flash.timeout.connect(self.retranslate)
        self.retranslate()
        self._dim()

    def show_engine(self, status: EngineStatus) -> None:
        self._status = status
        self._dot.state = status.state
        self._dot.update()
        self.retry.setVisible(status.state is EngineState.BROKEN)
        self._flash.stop()
        self.retranslate()

    def show_note(self, note: str) -> None:
        """What the model says of itself, where the user should know it; "" for nothing."""
        self._note = note
        self.note.setText(note)
        self._caution.setVisible(bool(note))

    def show_offline(self, is_offline: bool) -> None:
        """Tell that the app makes no connection to any other computer."""
        self.offline.setVisible(is_offline)

    def show_queue(self, n_queued: int, left_s: float | None) -> None:
        """How many files are yet to be done, and in how many seconds all will be."""
        if (n_queued, left_s) != (self._n_queued, self._left_s):
            self._n_queued, self._left_s = n_queued, left_s
            if not self._flash.isActive():
                self.retranslate()

    def flash(self, text: str) -> None:
        """Show a short confirmation in place of the engine's state for a moment."""
        self.text.setText(text)
        self._flash.start()

    def retranslate(self) -> None:
        self.retry.setText(self.tr("Försök igen"))
        self.models.setText(self.tr("Modeller …"))
        self.offline.setText(self.tr("Frånkopplad"))
        self.offline.setToolTip(self.tr("Talskrift ansluter inte till någon annan dator"))
        status = self._status
        if status.fault is not None:
            self.text.setText(describe_fault(status.fault, self.language))
        elif status.state is EngineState.READY:
            text = self.tr("{model} · redo").format(model=status.model)
            self.text.setText(" · ".join(filter(None, [text, self._describe_queue()])))
        elif status.state is EngineState.STARTING:
            self.text.setText(self.tr("Startar motorn …"))
        else:
            self.text.setText(self.tr("Motorn är inte igång"))

    def _describe_queue(self) -> str:
        """Of several files; of a single one its row tells the same."""
        if self._n_queued < 2:
            return ""
        text = self.tr("{count} filer kvar").format(count=self._n_queued)
        if self._left_s is None:
            return text
        done = self.tr("klara om {time}").format(time=describe_time_left(self._left_s))
        return f"{text}, {done}"

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dim()
        super().changeEvent(event)

    def _dim(self) -> None:
        for label in (self.note, self.offline):
            set_text_colour(label, pick_colours(self.palette()).dim)
