"""Offers recordings that were cut off, above the text, without stopping the user's work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.library.job import Job
from desktop.ui.elided_label import ElidedLabel
from desktop.ui.flat_button import FlatButton
from desktop.ui.job_words import format_duration, name_job
from desktop.ui.theme import blend, draw_icon, pick_colours, set_text_colour
from desktop.wording import Language

ROWS_SHOWN = 3  # more are scrolled to
ICON_SIDE = 20
N_FIRST_WORDS = 20


class RecoveryPanel(QWidget):
    """Hidden until there is something to offer. Takes the keyboard from nobody."""

    continue_asked = Signal(str)  # job id: transcribe what is left of it
    keep_asked = Signal(str)  # … leave it as it is
    discard_asked = Signal(str)  # … to the bin

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.language: Language = "sv"
        self.rows: dict[str, RecoveryRow] = {}
        self._icon = QLabel()
        self.headline = QLabel()
        self.headline.setWordWrap(True)
        font = self.headline.font()
        font.setBold(True)
        self.headline.setFont(font)
        self.explanation = QLabel()
        self.explanation.setWordWrap(True)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._list)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its buttons are reached with Tab
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._list.setAutoFillBackground(False)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.explanation)
        words.addSpacing(4)
        words.addWidget(self._scroll)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 8)
        layout.setSpacing(12)
        layout.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.retranslate()
        self._recolour()
        self.hide()

    def has(self, job_id: str) -> bool:
        """Whether this job is offered."""
        return job_id in self.rows

    def show_jobs(self, jobs: list[Job]) -> None:
        """Offer these jobs' recordings, and no others. Rows that stay keep the keyboard."""
        wanted = {job.job_id: job for job in jobs}
        for job_id in self.rows.keys() - wanted.keys():
            self._take_away(job_id)
        for job_id, job in wanted.items():
            if job_id not in self.rows:
                self._add_row(job)
            self.rows[job_id].job = job
        was_hidden = self.isHidden()
        self.setVisible(bool(self.rows))
        self.retranslate()
        self._fit()
        if was_hidden and self.rows:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def retranslate(self) -> None:
        many = len(self.rows) > 1
        self.headline.setText(
            self.tr("{count} inspelningar avbröts").format(count=len(self.rows))
            if many
            else self.tr("En inspelning avbröts")
        )
        self.explanation.setText(
            self.tr("Talskrift stängdes innan de var klara. Ljudet är sparat.")
            if many
            else self.tr("Talskrift stängdes innan den var klar. Ljudet är sparat.")
        )
        self.setAccessibleName(f"{self.headline.text()}. {self.explanation.text()}")
        for row in self.rows.values():
            row.show_in(self.language)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = pick_colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(blend(colours.accent, self.palette().base().color(), 0.88))
        painter.drawRoundedRect(self.rect(), 8, 8)

    def _add_row(self, job: Job) -> None:
        job_id, row = job.job_id, RecoveryRow(job)
        row.go_on.clicked.connect(lambda: self.continue_asked.emit(job_id))
        row.keep.clicked.connect(lambda: self.keep_asked.emit(job_id))
        row.discard.clicked.connect(lambda: self.discard_asked.emit(job_id))
        self.rows[job_id] = row
        self._rows.addWidget(row)

    def _take_away(self, job_id: str) -> None:
        row = self.rows.pop(job_id)
        row.hide()  # now: the keyboard goes on to the next
        self._rows.removeWidget(row)
        row.deleteLater()

    def _fit(self) -> None:
        """As high as its rows, up to a few of them."""
        heights = [row.sizeHint().height() for row in self.rows.values()]
        self._scroll.setFixedHeight(sum(heights[:ROWS_SHOWN]))

    def _recolour(self) -> None:
        colours = pick_colours(self.palette())
        pixmap = draw_icon("microphone", colours.accent, ICON_SIDE, self.devicePixelRatioF())
        self._icon.setPixmap(pixmap)
        set_text_colour(self.explanation, colours.dim)
        self.update()


class RecoveryRow(QWidget):
    """One recording: when, how long, its first words, and what can be done with it."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self.name = ElidedLabel()
        self.words = ElidedLabel()
        self.go_on, self.keep, self.discard = FlatButton(), FlatButton(), FlatButton()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.name)
        texts.addWidget(self.words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 4, 6)
        layout.setSpacing(8)
        layout.addLayout(texts, 1)
        for button in (self.go_on, self.keep, self.discard):
            layout.addWidget(button)
        self._dim()

    def show_in(self, language: Language) -> None:
        """Tell of the recording in the user's language."""
        name, duration = name_job(self.job, language), format_duration(self.job)
        self.name.set_text(f"{name} · {duration}" if duration else name)
        said = quote_beginning(self.job, language)
        self.words.set_text(said or self.tr("Ingen text ännu"))
        tips = {
            self.go_on: (self.tr("Fortsätt skriva ut"), self.tr("Skriv ut det som är kvar")),
            self.keep: (self.tr("Behåll"), self.tr("Behåll ljud och text som de är")),
            self.discard: (self.tr("Släng"), self.tr("Lägg i papperskorgen i 30 dagar")),
        }
        for button, (text, tip) in tips.items():
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"{text}: {name}")
            button.setAccessibleDescription(tip)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dim()
        super().changeEvent(event)

    def _dim(self) -> None:
        set_text_colour(self.words, pick_colours(self.palette()).dim)
        set_text_colour(self.name, self.palette().color(QPalette.ColorRole.Text))


def quote_beginning(job: Job, language: Language) -> str:
    """The first words of a job's text, in quotation marks; empty where there is none."""
    words = " ".join(segment.text for segment in job.segments).split()
    if not words:
        return ""
    more = " …" if len(words) > N_FIRST_WORDS else ""
    return QLocale(language).quoteString(" ".join(words[:N_FIRST_WORDS]) + more)
