"""The window that replaces in all transcripts: lists where it is said, tells how far it has come.

Shows what it is given, emits what the user wants.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QProgressBar,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.library.replace_everywhere import Finding
from desktop.text.find_replace import Wish
from desktop.ui.flat_button import FlatButton
from desktop.ui.row_table import DataRole, RowTable
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour

SIZE = QSize(760, 520)
STEPS = 1000  # of the progress bar
PROGRESS_HEIGHT = 10


class ReplaceEverywhereDialog(SideDialog):
    """Stands beside the main window. One row a transcript, ticked where it is to be changed."""

    replace_asked = Signal(object)  # list[Finding]
    take_back_asked = Signal()
    stop_asked = Signal()

    def __init__(self, wish: Wish, parent: QWidget) -> None:
        super().__init__(parent)
        self.wish = wish
        self.headline, self.state = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.note = QLabel(wordWrap=True)
        for label in (self.headline, self.state, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.list = RowTable(3, numbers=1)
        self.list.itemChanged.connect(self._count)
        self.progress = QProgressBar(textVisible=False, maximum=STEPS)
        self.progress.setFixedHeight(PROGRESS_HEIGHT)
        self.replace, self.take_back, self.stop = (FlatButton() for _ in range(3))
        self.replace.clicked.connect(self._ask_to_replace)
        self.take_back.clicked.connect(self.take_back_asked)
        self.stop.clicked.connect(self.stop_asked)
        self._is_working = self._is_done = False
        self._left_alone: list[str] = []
        body = QVBoxLayout()
        body.setSpacing(10)
        font = self.headline.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        self.headline.setFont(font)
        for widget in (self.headline, self.state, self.progress):
            body.addWidget(widget)
        body.addWidget(self.list, 1)
        body.addWidget(self.note)
        self.lay_out(body, self.replace, self.take_back, self.stop, size=SIZE)
        header = self.list.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setColumnWidth(0, SIZE.width() // 3)
        self.retranslate()
        self.recolour()

    def add(self, finding: Finding, name: str) -> None:
        """One more transcript that says it."""
        item = self.list.add([name, str(finding.n_places), finding.lines[0]], finding)
        item.setToolTip(2, "\n".join(finding.lines))
        item.setCheckState(0, Qt.CheckState.Checked)

    def untick(self, row: int) -> None:
        """Leave a transcript as it is."""
        item = self.list.topLevelItem(row)
        if item is not None:
            item.setCheckState(0, Qt.CheckState.Unchecked)

    def list_chosen(self) -> list[Finding]:
        """What is ticked."""
        return [item.data(0, DataRole) for item in self.list.list_items() if is_ticked(item)]

    def show_work(self, text: str, share: float | None) -> None:
        """What is being done and how far it has come, 0 to 1; None: nothing is being done."""
        self.state.setText(text)
        self._is_working = share is not None
        self.progress.setValue(round((share or 0.0) * STEPS))
        self._count()

    def show_done(self, text: str, can_take_back: bool) -> None:
        """It has been replaced, or taken back."""
        self._is_done = True
        self.list.setEnabled(False)
        self.show_work(text, None)
        self.take_back.setVisible(can_take_back)
        if can_take_back:
            self.take_back.setFocus()

    def say_left_alone(self, names: list[str]) -> None:
        """Which transcripts say it too, and cannot be changed now."""
        self._left_alone = names
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Ersätt i alla utskrifter"))
        wish = self.wish
        text = (
            self.tr("Ersätt ”{wanted}” med ”{written}”")
            if wish.written
            else self.tr("Ta bort ”{wanted}”")
        )
        self.headline.setText(text.format(wanted=wish.wanted, written=wish.written))
        self.list.setHeaderLabels(
            [self.tr("Utskrift"), self.tr("Ställen"), self.tr("Första raden där det står")]
        )
        self.list.setAccessibleName(self.tr("Utskrifter där det står"))
        self.progress.setAccessibleName(self.tr("Så långt har det kommit"))
        self.take_back.setText(self.tr("Ångra i alla"))
        self.stop.setText(self.tr("Avbryt"))
        names = ", ".join(self._left_alone)
        note = self.tr("Skrivs ut just nu och lämnas som de är: {names}").format(names=names)
        self.note.setText(note if names else "")
        self.note.setVisible(bool(names))
        self._count()

    def recolour(self) -> None:
        for label in (self.state, self.note):
            set_text_colour(label, pick_colours(self.palette()).dim)

    def _ask_to_replace(self) -> None:
        self.replace_asked.emit(self.list_chosen())

    def _count(self) -> None:
        chosen = self.list_chosen()
        n_places = sum(finding.n_places for finding in chosen)
        text = self.tr("Ersätt på {places} i {transcripts}")
        self.replace.setText(
            text.format(places=count_places(n_places), transcripts=count_transcripts(len(chosen)))
        )
        self.replace.setEnabled(bool(chosen) and not self._is_working)
        self.replace.setVisible(not self._is_done)
        self.progress.setVisible(self._is_working)
        self.stop.setVisible(self._is_working)
        self.state.setVisible(bool(self.state.text()))
        if not self._is_done:
            self.take_back.hide()


def is_ticked(item: QTreeWidgetItem) -> bool:
    return item.checkState(0) is Qt.CheckState.Checked


def count_places(n_places: int) -> str:
    """So many places, in words."""
    if n_places == 1:
        return QCoreApplication.translate("replace_everywhere", "1 ställe")
    text = QCoreApplication.translate("replace_everywhere", "{count} ställen")
    return text.format(count=n_places)


def count_transcripts(n_transcripts: int) -> str:
    """So many transcripts, in words."""
    if n_transcripts == 1:
        return QCoreApplication.translate("replace_everywhere", "1 utskrift")
    text = QCoreApplication.translate("replace_everywhere", "{count} utskrifter")
    return text.format(count=n_transcripts)
