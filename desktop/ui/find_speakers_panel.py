"""The part of the speakers' dialog that has them found: how many, how far, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop.models.collection import Activity
from desktop.models.speaker_files import N_BYTES
from desktop.ui.flat_button import FlatButton
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.wording import Language, format_size

MOST_SPEAKERS = 12
PERMILLE = 1000


@dataclass(frozen=True)
class FindState:
    """What can be done now. `activity`: what is being done; `fault`: what went wrong, in words."""

    has_models: bool = False
    can_find: bool = False  # there is a text that can be changed, and its sound
    activity: Activity | None = None
    fault: str = ""
    language: Language = "sv"


class FindPanel(QWidget):
    """Emits what is wanted."""

    find_asked = Signal(object)  # how many speakers there are; None: not known
    download_asked = Signal()
    import_asked = Signal(str)  # a folder or zip file
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = FindState()
        self.note, self.fault = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.count_label, self.count = QLabel(), QComboBox()
        self.count_label.setBuddy(self.count)
        self.begin, self.stop = FlatButton(), FlatButton()
        self.download, self.import_file, self.import_folder = (
            FlatButton(),
            FlatButton(),
            FlatButton(),
        )
        self.bar = QProgressBar(maximum=PERMILLE, textVisible=False)
        self.begin.clicked.connect(self._ask_find)
        self.stop.clicked.connect(self.stop_asked)
        self.download.clicked.connect(self.download_asked)
        self.import_file.clicked.connect(self._choose_file)
        self.import_folder.clicked.connect(self._choose_folder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.note)
        for widgets in (
            (self.count_label, self.count, self.begin),
            (self.download, self.import_file, self.import_folder),
            (self.bar, self.stop),
        ):
            row = QHBoxLayout()
            for widget in widgets:
                row.addWidget(widget, 1 if widget is self.bar else 0)
            if self.bar not in widgets:
                row.addStretch()
            layout.addLayout(row)
        layout.addWidget(self.fault)
        self.retranslate()

    def show_state(self, state: FindState) -> None:
        """Show what can be done."""
        self._state = state
        self.retranslate()

    def retranslate(self) -> None:
        """Name everything in the language now installed, and show what fits the state."""
        state, activity = self._state, self._state.activity
        chosen = max(self.count.currentIndex(), 0)
        self.count.clear()
        self.count.addItem(self.tr("vet inte"))
        self.count.addItems([str(number) for number in range(2, MOST_SPEAKERS + 1)])
        self.count.setCurrentIndex(chosen)
        self.count_label.setText(self.tr("&Hur många talar?"))
        self.count.setAccessibleName(self.tr("Hur många talar?"))
        self.begin.setText(self.tr("Hitta talare"))
        self.stop.setText(self.tr("Avbryt"))
        self.download.setText(self.tr("Hämta"))
        self.import_file.setText(self.tr("Från zip-fil …"))
        self.import_folder.setText(self.tr("Från mapp …"))
        self.note.setText(self._describe())
        self.fault.setText(state.fault)
        self.fault.setVisible(bool(state.fault))
        is_idle = activity is None
        for widget in (self.count_label, self.count, self.begin):
            widget.setVisible(is_idle and state.has_models)
            widget.setEnabled(state.can_find)
        for button in (self.download, self.import_file, self.import_folder):
            button.setVisible(is_idle and not state.has_models)
        for one in (self.bar, self.stop):
            one.setVisible(not is_idle)
        self.bar.setAccessibleName(self.note.text())
        if activity is not None:
            total = activity.n_total
            self.bar.setMaximum(PERMILLE if total else 0)
            self.bar.setValue(PERMILLE * activity.n_bytes // total if total else 0)

    def recolour(self) -> None:
        """Take the colours of the palette."""
        colours = pick_colours(self.palette())
        set_text_colour(self.note, colours.dim)
        set_text_colour(self.fault, colours.error)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _describe(self) -> str:
        state, activity = self._state, self._state.activity
        if activity is not None:
            stages = {
                "decode": self.tr("Läser ljudet …"),
                "find": self.tr("Lyssnar efter röster …"),
                "download": self.tr("Hämtar …"),
                "check": self.tr("Kontrollerar …"),
                "import": self.tr("Kopierar …"),
            }
            return stages.get(activity.stage, self.tr("Arbetar …"))
        if not state.has_models:
            size = format_size(N_BYTES, state.language).replace(" ", "\u00a0")
            return self.tr(
                "Talskrift kan lyssna sig till vem som talar när. Det behöver två modeller till, "
                "{size}, som hämtas en gång. De är gjorda av pyannote och WeSpeaker."
            ).format(size=size)
        if not state.can_find:
            return self.tr("När texten är klar och ljudet finns kvar går det att hitta talare.")
        return self.tr("Det som redan har en talare ändras inte, och allt går att ångra.")

    def _ask_find(self) -> None:
        at = self.count.currentIndex()
        self.find_asked.emit(at + 1 if at > 0 else None)

    def _choose_file(self) -> None:
        title, kind = self.tr("Modellerna som skiljer röster åt"), self.tr("Zip-filer")
        name, _ = QFileDialog.getOpenFileName(self, title, "", f"{kind} (*.zip)")
        if name:
            self.import_asked.emit(name)

    def _choose_folder(self) -> None:
        title = self.tr("Modellerna som skiljer röster åt")
        name = QFileDialog.getExistingDirectory(self, title)
        if name:
            self.import_asked.emit(name)
