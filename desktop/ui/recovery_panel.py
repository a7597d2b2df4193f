"""Offers recordings that were cut off, above the text, without stopping the user's work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.library.job import Job
from desktop.ui.job_words import format_duration, name_job
from desktop.ui.recording_row import RecordingRow, RowList, quote_beginning
from desktop.ui.theme import draw_icon, paint_card, pick_colours, set_text_colour
from desktop.wording import Language

ROWS_SHOWN = 3  # more are scrolled to
ICON_SIDE = 20


class RecoveryPanel(QWidget):
    """Hidden until there is something to offer. Takes the keyboard from nobody."""

    continue_asked = Signal(str)  # job id: transcribe what is left of it
    keep_asked = Signal(str)  # … leave it as it is
    discard_asked = Signal(str)  # … to the bin

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.language: Language = "sv"
        self.rows: dict[str, OfferRow] = {}
        self._icon = QLabel()
        self.headline = QLabel()
        self.headline.setWordWrap(True)
        font = self.headline.font()
        font.setBold(True)
        self.headline.setFont(font)
        self.explanation = QLabel()
        self.explanation.setWordWrap(True)
        self.list = RowList()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.explanation)
        words.addSpacing(4)
        words.addWidget(self.list)
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
            self.list.take_away(self.rows.pop(job_id))
        for job_id, job in wanted.items():
            if job_id not in self.rows:
                self._add_row(job)
            self.rows[job_id].job = job
        was_hidden = self.isHidden()
        self.retranslate()
        self._fit()
        self.setVisible(bool(self.rows))
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
        paint_card(self, pick_colours(self.palette()).accent)

    def _add_row(self, job: Job) -> None:
        job_id, row = job.job_id, OfferRow(job)
        row.go_on.clicked.connect(lambda: self.continue_asked.emit(job_id))
        row.keep.clicked.connect(lambda: self.keep_asked.emit(job_id))
        row.discard.clicked.connect(lambda: self.discard_asked.emit(job_id))
        self.rows[job_id] = row
        self.list.add(row)

    def _fit(self) -> None:
        """As high as its rows, up to a few of them."""
        heights = [row.sizeHint().height() for row in self.rows.values()]
        self.list.setFixedHeight(sum(heights[:ROWS_SHOWN]))

    def _recolour(self) -> None:
        colours = pick_colours(self.palette())
        pixmap = draw_icon("microphone", colours.accent, ICON_SIDE, self.devicePixelRatioF())
        self._icon.setPixmap(pixmap)
        set_text_colour(self.explanation, colours.dim)
        self.update()


class OfferRow(RecordingRow):
    """One recording, and the three things that can be done with it: continue, keep, discard."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(3, parent)
        self.job = job
        self.go_on, self.keep, self.discard = self.buttons

    def show_in(self, language: Language) -> None:
        """Tell of the recording in the user's language."""
        name = name_job(self.job, language)
        words = quote_beginning(self.job, language) or self.tr("Ingen text ännu")
        self.tell(name, format_duration(self.job), words)
        self.name_buttons(
            {
                self.tr("Fortsätt"): self.tr("Skriv ut det som är kvar"),
                self.tr("Behåll"): self.tr("Behåll ljud och text som de är"),
                self.tr("Släng"): self.tr("Lägg i papperskorgen i 30 dagar"),
            },
            name,
        )
