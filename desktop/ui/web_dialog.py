"""Where one names an address on the web, and sees what is being fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.library.job import Fault
from desktop.ui.drop_overlay import is_address
from desktop.ui.elided_label import ElidedLabel
from desktop.ui.flat_button import FlatButton
from desktop.ui.job_words import describe_fault
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.wording import Language, format_size

SIZE = QSize(620, 420)
PROGRESS_HEIGHT = 6
STEPS = 1000

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Fetching:
    """One address as it is shown. `n_total` 0: not known how much there is."""

    key: str
    url: str
    n_bytes: int = 0
    n_total: int = 0
    fault: Fault | None = None


class WebDialog(SideDialog):
    """Shows what it is given, emits what the user wants."""

    fetch_asked = Signal(str)  # address
    cancel_asked = Signal(str)  # key
    retry_asked = Signal(str)

    def __init__(self, find_language: Callable[[], Language], parent: QWidget) -> None:
        super().__init__(parent)
        self._find_language = find_language
        self.label, self.note = QLabel(), QLabel(wordWrap=True)
        self.address = QLineEdit(clearButtonEnabled=True)
        self.label.setBuddy(self.address)
        self.address.setPlaceholderText("https://")
        self.address.textChanged.connect(lambda _: self._enable())
        self.address.returnPressed.connect(self._ask)
        self.fetch = FlatButton()
        self.fetch.clicked.connect(self._ask)
        self.rows: dict[str, FetchRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(14)
        line = QHBoxLayout()
        line.addWidget(self.address, 1)
        line.addWidget(self.fetch)
        body = QVBoxLayout()
        body.setSpacing(8)
        body.addWidget(self.label)
        body.addLayout(line)
        body.addWidget(self.note)
        body.addSpacing(12)
        body.addLayout(self._list)
        body.addStretch()
        self.lay_out(body, size=SIZE)
        self.retranslate()
        self.recolour()
        self._enable()
        self._take_from_clipboard()
        self.address.setFocus()

    def show_fetching(self, fetching: Sequence[Fetching]) -> None:
        """Show these, a row each."""
        for key in self.rows.keys() - {one.key for one in fetching}:
            row = self.rows.pop(key)
            self._list.removeWidget(row)
            row.deleteLater()
        for one in fetching:
            if one.key not in self.rows:
                row = FetchRow(one.key)
                row.cancel_asked.connect(self.cancel_asked)
                row.retry_asked.connect(self.retry_asked)
                self.rows[one.key] = row
                self._list.addWidget(row)
            self.rows[one.key].show_state(one, self._find_language())

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Hämta från webbadress"))
        self.label.setText(self.tr("&Adress till en ljud- eller filmfil, eller till en sida"))
        self.address.setAccessibleName(self.tr("Webbadress"))
        self.fetch.setText(self.tr("Hämta"))
        self.note.setText(
            self.tr(
                "Filen hämtas till den här datorn och skrivs ut här. För sidor, till exempel "
                "YouTube, används programmet yt-dlp om det är installerat."
            )
        )
        for row in self.rows.values():
            row.retranslate(self._find_language())

    def recolour(self) -> None:
        set_text_colour(self.note, pick_colours(self.palette()).dim)

    def _take_from_clipboard(self) -> None:
        """Who has just copied an address wants that one."""
        text = QGuiApplication.clipboard().text().strip()
        if is_address(text):
            self.address.setText(text)
            self.address.selectAll()

    def _enable(self) -> None:
        self.fetch.setEnabled(is_address(self.address.text().strip()))

    def _ask(self) -> None:
        address = self.address.text().strip()
        if is_address(address):
            self.address.clear()
            self.fetch_asked.emit(address)


class FetchRow(QWidget):
    """One address: how far it is, and the way to stop it or try again."""

    cancel_asked = Signal(str)
    retry_asked = Signal(str)

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._shown = Fetching(key, "")
        self.name = ElidedLabel()
        self.state = QLabel(wordWrap=True)
        self.state.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.progress = QProgressBar(textVisible=False, maximum=STEPS)
        self.progress.setFixedHeight(PROGRESS_HEIGHT)
        self.cancel, self.retry = FlatButton(), FlatButton()
        self.cancel.clicked.connect(lambda: self.cancel_asked.emit(self._key))
        self.retry.clicked.connect(lambda: self.retry_asked.emit(self._key))
        for button in (self.cancel, self.retry):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(self.state, 1)
        line.addWidget(self.retry)
        line.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.name)
        layout.addWidget(self.progress)
        layout.addLayout(line)

    def show_state(self, fetching: Fetching, language: Language) -> None:
        self._shown = fetching
        self.name.set_text(fetching.url)
        self.progress.setVisible(fetching.fault is None)
        self.progress.setMaximum(STEPS if fetching.n_total else 0)  # 0: busy, no one knows
        if fetching.n_total:
            self.progress.setValue(round(STEPS * fetching.n_bytes / fetching.n_total))
        self.retry.setVisible(fetching.fault is not None)
        colours = pick_colours(self.palette())
        set_text_colour(self.state, colours.error if fetching.fault else colours.dim)
        self.retranslate(language)

    def retranslate(self, language: Language) -> None:
        shown = self._shown
        if shown.fault is not None:
            text = describe_fault(shown.fault, language)
        elif shown.n_total:
            text = self.tr("{part} av {whole}").format(
                part=format_size(shown.n_bytes, language),
                whole=format_size(shown.n_total, language),
            )
        elif shown.n_bytes:
            text = format_size(shown.n_bytes, language)
        else:
            text = self.tr("Söker …")
        self.state.setText(text)
        self.cancel.setText(self.tr("Ta bort") if shown.fault else self.tr("Avbryt"))
        self.retry.setText(self.tr("Försök igen"))
        self.progress.setAccessibleName(self.tr("Hämtar {address}").format(address=shown.url))
        for button in (self.cancel, self.retry):
            button.setAccessibleName(f"{button.text()}: {shown.url}")
