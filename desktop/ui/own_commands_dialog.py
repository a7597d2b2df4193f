"""The user's own commands: a table of what is said and what is written instead, and a form."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.text.own import LONGEST_SAID, LONGEST_WRITTEN, Replacement
from desktop.ui.flat_button import FlatButton
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour

SIZE = QSize(680, 520)
WRITTEN_LINES = 4
LINE_BREAK = " ⏎ "  # how the table shows one

Pairs = tuple[tuple[str, str], ...]


class CommandTable(QTableWidget):
    """Asks for the chosen row to be removed when the delete key is pressed."""

    remove_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete):
            self.remove_asked.emit()
        else:
            super().keyPressEvent(event)


class OwnCommandsDialog(SideDialog):
    """Stands beside the main window. Every change is emitted at once."""

    changed = Signal(object)  # Pairs

    def __init__(self, pairs: Pairs, parent: QWidget) -> None:
        super().__init__(parent)
        self.pairs = list(pairs)
        self.note = QLabel(wordWrap=True)
        self.table = CommandTable(0, 2)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._show_chosen)
        self.said, self.written = QLineEdit(), QPlainTextEdit()
        self.written.setTabChangesFocus(True)
        line = self.written.fontMetrics().lineSpacing()
        self.written.setFixedHeight(line * WRITTEN_LINES + 16)
        self.fault = QLabel(wordWrap=True)
        self.fault.hide()
        self.said_label, self.written_label = QLabel(), QLabel()
        self.said_label.setBuddy(self.said)
        self.written_label.setBuddy(self.written)
        self.save, self.new, self.remove = (FlatButton() for _ in range(3))
        self.save.clicked.connect(self._save)
        self.new.clicked.connect(self._begin_new)
        self.remove.clicked.connect(self._remove)
        self.said.returnPressed.connect(self.written.setFocus)
        self.said.textEdited.connect(lambda: self.fault.hide())
        self.table.remove_asked.connect(self._remove)
        self._lay_out()
        self._fill()
        self.retranslate()
        self.recolour()
        self.said.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Egna kommandon"))
        self.note.setText(
            self.tr(
                "När du säger orden till vänster skrivs texten till höger, just som den står. Den "
                "får ha flera rader. Säg ”bokstavligen” före, om du menar orden själva."
            )
        )
        self.table.setHorizontalHeaderLabels([self.tr("Du säger"), self.tr("Då skrivs")])
        self.table.setAccessibleName(self.tr("Egna kommandon"))
        self.said_label.setText(self.tr("Du &säger"))
        self.written_label.setText(self.tr("Då s&krivs"))
        self.said.setAccessibleName(self.tr("Du säger"))
        self.written.setAccessibleName(self.tr("Då skrivs"))
        self.save.setText(self.tr("Spara"))
        self.new.setText(self.tr("Nytt"))
        self.remove.setText(self.tr("Ta bort"))

    def _lay_out(self) -> None:
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addWidget(self.note)
        layout.addWidget(self.table, 1)
        for widget in (self.said_label, self.said, self.written_label, self.written, self.fault):
            layout.addWidget(widget)
        self.lay_out(layout, self.save, self.new, self.remove, size=SIZE)

    def _fill(self) -> None:
        self.table.setRowCount(len(self.pairs))
        for row, (said, written) in enumerate(self.pairs):
            for column, text in enumerate((said, written.replace("\n", LINE_BREAK))):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self.table.clearSelection()
        self.remove.setEnabled(False)

    def _find_chosen(self) -> int | None:
        rows = self.table.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def _show_chosen(self) -> None:
        row = self._find_chosen()
        self.remove.setEnabled(row is not None)
        if row is not None:
            self.said.setText(self.pairs[row][0])
            self.written.setPlainText(self.pairs[row][1])
            self.fault.hide()

    def _begin_new(self) -> None:
        self.table.clearSelection()
        self.said.clear()
        self.written.clear()
        self.fault.hide()
        self.said.setFocus()

    def _save(self) -> None:
        """Write the form into the chosen row, or the row of the same words, or a new one."""
        said, written = self.said.text().strip(), self.written.toPlainText().strip("\n")
        own = Replacement(said, written)
        if not own.is_usable or not written.strip():
            self._say_fault(own)
            return
        row = self._find_chosen()
        same = [at for at, pair in enumerate(self.pairs) if Replacement(*pair).phrase == own.phrase]
        if row is None and same:
            row = same[0]
        if row is None:
            self.pairs.append((said, written))
        else:
            self.pairs[row] = (said, written)
            self.pairs = [p for at, p in enumerate(self.pairs) if at == row or at not in same]
        self._fill()
        self._begin_new()
        self.changed.emit(tuple(self.pairs))

    def _remove(self) -> None:
        row = self._find_chosen()
        if row is None:
            return
        del self.pairs[row]
        self._fill()
        self._begin_new()
        self.changed.emit(tuple(self.pairs))

    def _say_fault(self, own: Replacement) -> None:
        if not own.phrase:
            text = self.tr("Skriv vilka ord du säger.")
            self.said.setFocus()
        elif len(own.phrase) > LONGEST_SAID:
            text = self.tr("Säg det med högst {count} ord.").format(count=LONGEST_SAID)
            self.said.setFocus()
        elif len(own.written) > LONGEST_WRITTEN:
            text = self.tr("Texten får ha högst {count} tecken.").format(count=LONGEST_WRITTEN)
            self.written.setFocus()
        else:
            text = self.tr("Skriv vad som ska stå i stället.")
            self.written.setFocus()
        self.fault.setText(text)
        self.fault.show()

    def recolour(self) -> None:
        colours = pick_colours(self.palette())
        set_text_colour(self.note, colours.dim)
        set_text_colour(self.fault, colours.error)
