"""The bin's own window: what was thrown away, how long it is kept, and the ways out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QDate, QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.library.bin import KEPT_FOR, Discarded
from desktop.ui.flat_button import FlatButton
from desktop.ui.job_words import name_job
from desktop.ui.main_window import MainWindow
from desktop.ui.record_panel import format_clock
from desktop.ui.recording_row import RecordingRow, RowList, quote_beginning
from desktop.ui.removal import Removal
from desktop.ui.side_dialog import SideDialog, open_beside
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.wording import Language

SIZE = QSize(760, 420)


class BinDialog(SideDialog):
    """Stands beside the main window without stopping it. Shows what `show_entries` gives it."""

    restore_asked = Signal(object)  # list[Discarded]
    delete_asked = Signal(object)  # list[Discarded]; the user has confirmed it

    def __init__(self, find_language: Callable[[], Language], parent: QWidget) -> None:
        """`find_language`: the language that the app speaks at the time."""
        super().__init__(parent)
        self._find_language = find_language
        self.rows: list[BinRow] = []
        self.note = QLabel(wordWrap=True)
        self.empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.list = RowList()
        self._body = QStackedWidget()
        self._body.addWidget(self.list)
        self._body.addWidget(self.empty)
        self.empty_button = FlatButton()
        self.empty_button.clicked.connect(
            lambda: self._ask_delete([row.entry for row in self.rows])
        )
        layout = QVBoxLayout()
        layout.setSpacing(12)
        layout.addWidget(self.note)
        layout.addWidget(self._body, 1)
        self.lay_out(layout, self.empty_button, size=SIZE)
        self.recolour()
        self.show_entries([])
        self.close_button.setFocus()

    def show_entries(self, entries: list[Discarded]) -> None:
        """What is in the bin now. Rows that stay keep the keyboard."""
        shown = [row.entry for row in self.rows]
        for row in [row for row in self.rows if row.entry not in entries]:
            self.rows.remove(row)
            self.list.take_away(row)
        for entry in entries:
            if entry not in shown:
                self._add_row(entry)
        self._body.setCurrentWidget(self.list if entries else self.empty)
        self.empty_button.setEnabled(bool(entries))
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Papperskorgen"))
        self.note.setText(
            self.tr("Inspelningar som du har slängt raderas efter {days} dagar.").format(
                days=KEPT_FOR.days
            )
        )
        self.empty.setText(self.tr("Papperskorgen är tom"))
        self.empty_button.setText(self.tr("Töm papperskorgen …"))
        for row in self.rows:
            row.show_in(self._find_language(), datetime.now(UTC))

    def _add_row(self, entry: Discarded) -> None:
        row = BinRow(entry)
        row.restore.clicked.connect(lambda: self.restore_asked.emit([entry]))
        row.delete.clicked.connect(lambda: self._ask_delete([entry]))
        self.rows.append(row)
        self.list.add(row)

    def _ask_delete(self, entries: list[Discarded]) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Radera"))
        box.setText(
            self.tr("Radera inspelningen för alltid?")
            if len(entries) == 1
            else self.tr("Radera {count} inspelningar för alltid?").format(count=len(entries))
        )
        box.setInformativeText(self.tr("Ljud och text försvinner och kan inte fås tillbaka."))
        delete = box.addButton(self.tr("Radera"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Avbryt"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(lambda: self.delete_asked.emit(entries))
        box.open()

    def recolour(self) -> None:
        for label in (self.note, self.empty):
            set_text_colour(label, pick_colours(self.palette()).dim)


class BinRow(RecordingRow):
    """One recording in the bin, and the two ways out of it."""

    def __init__(self, entry: Discarded, parent: QWidget | None = None) -> None:
        super().__init__(2, parent)
        self.entry = entry
        self.restore, self.delete = self.buttons

    def show_in(self, language: Language, now: datetime) -> None:
        """Tell of the recording in the user's language."""
        entry = self.entry
        name = name_job(entry.job, language) if entry.job else entry.recording.parent.name
        words = quote_beginning(entry.job, language) if entry.job else ""
        thrown = entry.discarded.astimezone()
        date = QLocale(language).toString(QDate(thrown.year, thrown.month, thrown.day), "d MMM")
        n_days = entry.count_days_left(now)
        left = self.tr("1 dag kvar") if n_days == 1 else self.tr("{days} dagar kvar")
        note = self.tr("Slängd {date}").format(date=date) + " · " + left.format(days=n_days)
        words = words or self.tr("Ingen text ännu")
        self.tell(name, format_clock(entry.duration_s), words, note)
        self.name_buttons(
            {
                self.tr("Lägg tillbaka"): self.tr("Tillbaka till listan"),
                self.tr("Radera …"): self.tr("Radera för alltid"),
            },
            name,
        )


def open_bin(window: MainWindow, removal: Removal) -> BinDialog:
    """Open the bin beside the window, or bring it to the front, and have it filled."""

    def make() -> BinDialog:
        dialog = BinDialog(lambda: window.language, window)
        removal.bin_changed.connect(dialog.show_entries)
        dialog.restore_asked.connect(removal.restore)
        dialog.delete_asked.connect(removal.delete)
        return dialog

    dialog = open_beside(window, BinDialog, make)
    removal.list_bin()
    return dialog
