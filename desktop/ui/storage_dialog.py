"""How much room the library takes, what may be deleted by itself, and backups."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop.library.retention import Storage
from desktop.settings import Settings
from desktop.ui.flat_button import FlatButton
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.ui.tick_box import TickBox
from desktop.wording import Language, format_size

SIZE = QSize(600, 560)
DAYS = (None, 7, 30, 90, 180, 365)
PROGRESS_HEIGHT = 10
STEPS = 1000  # of the progress bar


class StorageDialog(SideDialog):
    """Stands beside the main window. Shows what it is given, emits what the user wants."""

    compress_switched = Signal(bool)
    days_chosen = Signal(object)  # int | None
    bin_asked = Signal()
    back_up_asked = Signal()
    restore_asked = Signal()
    stop_asked = Signal()

    def __init__(self, find_language: Callable[[], Language], parent: QWidget) -> None:
        """`find_language`: the language that the app speaks at the time."""
        super().__init__(parent)
        self._find_language = find_language
        self._storage: Storage | None = None
        self.headings = [QLabel() for _ in range(3)]
        self.names = [QLabel() for _ in range(6)]
        self.sizes = [QLabel(alignment=Qt.AlignmentFlag.AlignRight) for _ in range(6)]
        self.compress = TickBox()
        self.compress.toggled.connect(self.compress_switched)
        self.days_label, self.days = QLabel(), QComboBox()
        self.days_label.setBuddy(self.days)
        for days in DAYS:
            self.days.addItem("", days)
        self.days.activated.connect(lambda row: self.days_chosen.emit(self.days.itemData(row)))
        self.notes = [QLabel(wordWrap=True) for _ in range(2)]
        self.progress = QProgressBar(textVisible=False, maximum=STEPS)
        self.progress.setFixedHeight(PROGRESS_HEIGHT)
        self.state = QLabel(wordWrap=True)
        self.bin, self.back_up, self.restore, self.stop = (FlatButton() for _ in range(4))
        for button, signal in (
            (self.bin, self.bin_asked),
            (self.back_up, self.back_up_asked),
            (self.restore, self.restore_asked),
            (self.stop, self.stop_asked),
        ):
            button.clicked.connect(signal)
        self._lay_out()
        self.show_work(None)
        self.retranslate()
        self.recolour()

    def show_settings(self, settings: Settings) -> None:
        """Follow the user's choices."""
        self.compress.setChecked(settings.compress_sound)
        row = self.days.findData(settings.delete_sound_after_days)
        if row < 0:  # of a settings file that somebody has written
            self.days.addItem("", settings.delete_sound_after_days)
            row = self.days.count() - 1
            self.retranslate()
        self.days.setCurrentIndex(row)

    def show_storage(self, storage: Storage) -> None:
        """Tell how much room everything takes."""
        self._storage = storage
        self.retranslate()

    def show_work(self, share: float | None, state: str = "") -> None:
        """How far a backup or restoring has come, 0 to 1; None: none is going on."""
        is_going_on = share is not None
        self.progress.setVisible(is_going_on)
        self.progress.setValue(round((share or 0.0) * STEPS))
        self.stop.setVisible(is_going_on)
        self.back_up.setEnabled(not is_going_on)
        self.restore.setEnabled(not is_going_on)
        self.state.setText(state)
        self.state.setVisible(bool(state))

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Lagring och säkerhetskopia"))
        titles = (self.tr("Utrymme"), self.tr("Inspelningarnas ljud"), self.tr("Säkerhetskopia"))
        for heading, title in zip(self.headings, titles, strict=True):
            heading.setText(title)
        for label, name in zip(
            self.names,
            (
                self.tr("Inspelningar"),
                self.tr("Papperskorgen"),
                self.tr("Texter och sökregister"),
                self.tr("Modeller"),
                self.tr("Övrigt"),
                self.tr("Ledigt på disken"),
            ),
            strict=True,
        ):
            label.setText(name)
        for label, size in zip(self.sizes, self._list_sizes(), strict=True):
            label.setText("…" if size is None else format_size(size, self._find_language()))
        self.compress.setText(self.tr("Packa ljudet när det är utskrivet, utan att något går bort"))
        self.days_label.setText(self.tr("&Radera ljudet, men inte texten:"))
        for row in range(self.days.count()):
            self.days.setItemText(row, self._name_days(self.days.itemData(row)))
        self.days.setAccessibleName(self.tr("Radera ljudet"))
        self.notes[0].setText(
            self.tr(
                "Det gäller bara det som Talskrift har spelat in och skrivit ut. Egna filer rörs "
                "aldrig. Allt om en person raderar du så: sök på namnet, öppna filtermenyn vid "
                "sökfältet och välj ”Radera alla i listan”."
            )
        )
        self.notes[1].setText(
            self.tr(
                "Allt i en fil: texter, ljud, märkning, papperskorg och inställningar, men inga "
                "modeller. Det som finns i biblioteket ändras aldrig när en kopia läses in."
            )
        )
        self.bin.setText(self.tr("Papperskorgen …"))
        self.back_up.setText(self.tr("Säkerhetskopiera …"))
        self.restore.setText(self.tr("Läs in en kopia …"))
        self.stop.setText(self.tr("Avbryt"))
        self.progress.setAccessibleName(self.tr("Säkerhetskopia"))

    def _list_sizes(self) -> tuple[int | None, ...]:
        known = self._storage
        if known is None:
            return (None,) * 6
        return (known.recordings, known.bin, known.texts, known.models, known.other, known.free)

    def _name_days(self, days: int | None) -> str:
        if days is None:
            return self.tr("aldrig")
        if days == 365:
            return self.tr("efter ett år")
        return self.tr("efter {days} dagar").format(days=days)

    def _lay_out(self) -> None:
        for heading in self.headings:
            font = heading.font()
            font.setPointSizeF(font.pointSizeF() * 1.15)
            font.setBold(True)
            heading.setFont(font)
        layout = QVBoxLayout()
        layout.setSpacing(10)
        layout.addWidget(self.headings[0])
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setVerticalSpacing(6)
        for row, (name, size) in enumerate(zip(self.names, self.sizes, strict=True)):
            grid.addWidget(name, row, 0)
            grid.addWidget(size, row, 1)
        layout.addLayout(grid)
        layout.addSpacing(10)
        layout.addWidget(self.headings[1])
        layout.addWidget(self.compress)
        rule = QHBoxLayout()
        rule.addWidget(self.days_label)
        rule.addWidget(self.days)
        rule.addStretch()
        layout.addLayout(rule)
        layout.addWidget(self.notes[0])
        layout.addSpacing(10)
        layout.addWidget(self.headings[2])
        layout.addWidget(self.notes[1])
        layout.addWidget(self.progress)
        layout.addWidget(self.state)
        layout.addStretch()
        buttons = (self.back_up, self.restore, self.stop, self.bin)
        self.lay_out(layout, *buttons, size=SIZE, beside_close=1)

    def recolour(self) -> None:
        for label in self.notes:
            set_text_colour(label, pick_colours(self.palette()).dim)
