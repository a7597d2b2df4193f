"""The bin's own window: what was thrown away, how long it is kept, and the ways out."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDate, QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.library.bin import KEPT_FOR, Discarded
from desktop.ui.flat_button import FlatButton
from desktop.ui.geometry import bring_to_front
from desktop.ui.job_words import name_job
from desktop.ui.record_panel import format_clock
from desktop.ui.recovery_panel import quote_beginning
from desktop.ui.removal import Removal
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.wording import Language

SIZE = QSize(760, 420)
ENTRY = Qt.ItemDataRole.UserRole
TEXT_COLUMN = 1


class BinDialog(QDialog):
    """Stands beside the main window without stopping it. Shows what `show_entries` gives it."""

    restore_asked = Signal(object)  # list[Discarded]
    delete_asked = Signal(object)  # list[Discarded]; the user has confirmed it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.language: Language = "sv"
        self._entries: list[Discarded] = []
        self.note = QLabel(wordWrap=True)
        self.empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.list = self._make_list()
        self._body = QStackedWidget()
        self._body.addWidget(self.list)
        self._body.addWidget(self.empty)
        self.restore, self.delete, self.close_button = FlatButton(), FlatButton(), FlatButton()
        self.restore.clicked.connect(lambda: self.restore_asked.emit(self.selected()))
        self.delete.clicked.connect(self._ask_delete)
        self.close_button.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.restore)
        buttons.addWidget(self.delete)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.addWidget(self.note)
        layout.addWidget(self._body, 1)
        layout.addLayout(buttons)
        self.resize(SIZE)
        self._dim()
        self.show_entries([])

    def show_entries(self, entries: list[Discarded]) -> None:
        """What is in the bin now; what was selected stays so."""
        kept = {entry.folder for entry in self.selected()}
        self._entries = entries
        self.list.clear()
        for entry in entries:
            item = QTreeWidgetItem(self.list)
            item.setData(0, ENTRY, entry)
            item.setSelected(entry.folder in kept)
        if entries and not self.selected():
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self._body.setCurrentWidget(self.list if entries else self.empty)
        self.retranslate()

    def selected(self) -> list[Discarded]:
        """The entries that the user has selected, from the top."""
        items = [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]
        return [item.data(0, ENTRY) for item in items if item is not None and item.isSelected()]

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Papperskorgen"))
        self.note.setText(
            self.tr("Inspelningar som du har slängt raderas efter {days} dagar.").format(
                days=KEPT_FOR.days
            )
        )
        self.empty.setText(self.tr("Papperskorgen är tom"))
        self.restore.setText(self.tr("Lägg tillbaka"))
        self.delete.setText(self.tr("Radera nu …"))
        self.close_button.setText(self.tr("Stäng"))
        self.list.setAccessibleName(self.tr("Papperskorgen"))
        self.list.setHeaderLabels(
            [self.tr("Inspelning"), self.tr("Text"), self.tr("Slängd"), self.tr("Raderas om")]
        )
        now = datetime.now(UTC)
        for row, entry in enumerate(self._entries):
            item = self.list.topLevelItem(row)
            assert item is not None
            for column, text in enumerate(self._describe(entry, now)):
                item.setText(column, text)
        self._follow_selection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.selected():
            self._ask_delete()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dim()
        super().changeEvent(event)

    def _make_list(self) -> QTreeWidget:
        table = QTreeWidget()
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setAllColumnsShowFocus(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setTabKeyNavigation(False)
        table.setColumnCount(4)
        header = table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(TEXT_COLUMN, QHeaderView.ResizeMode.Stretch)
        table.itemSelectionChanged.connect(self._follow_selection)
        return table

    def _describe(self, entry: Discarded, now: datetime) -> tuple[str, str, str, str]:
        """What stands in the columns: recording, text, when it was thrown away, days left."""
        name = name_job(entry.job, self.language) if entry.job else entry.recording.parent.name
        thrown = entry.discarded.astimezone()
        day = QDate(thrown.year, thrown.month, thrown.day)
        date = QLocale(self.language).toString(day, "d MMM")
        n_days = entry.count_days_left(now)
        days = self.tr("1 dag") if n_days == 1 else self.tr("{days} dagar").format(days=n_days)
        said = quote_beginning(entry.job, self.language) if entry.job else ""
        return f"{name} · {format_clock(entry.duration_s)}", said, date, days

    def _follow_selection(self) -> None:
        for button in (self.restore, self.delete):
            button.setEnabled(bool(self.selected()))

    def _ask_delete(self) -> None:
        entries = self.selected()
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

    def _dim(self) -> None:
        colours = pick_colours(self.palette())
        for label in (self.note, self.empty):
            set_text_colour(label, colours.dim)


def open_bin(window: QWidget, removal: Removal, language: Language) -> BinDialog:
    """Open the bin beside the window, or bring it to the front, and have it filled."""
    dialog = window.findChild(BinDialog)
    if dialog is None:
        dialog = BinDialog(window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        removal.bin_changed.connect(dialog.show_entries)
        dialog.restore_asked.connect(removal.restore)
        dialog.delete_asked.connect(removal.delete)
    dialog.language = language
    dialog.retranslate()
    bring_to_front(dialog)
    removal.list_bin()
    return dialog
