"""The window of training speech: what is kept of the user's corrections.

Shows what it is given, emits what the user wants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop.library.training_speech import Kept
from desktop.settings import Settings
from desktop.ui.flat_button import FlatButton
from desktop.ui.row_table import DataRole, RowTable
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.ui.tick_box import TickBox

SIZE = QSize(820, 640)
NEEDED_S, LEAST_S = 300.0, 60.0  # a good start for python -m training personalise; its least
PROGRESS_HEIGHT = 10
INDENT = 24  # of a choice below another


class TrainingSpeechDialog(SideDialog):
    """Stands beside the main window."""

    switched = Signal(bool)  # keep corrections
    files_switched = Signal(bool)  # … of files too
    play_asked = Signal(object)  # Kept | None: be silent
    delete_asked = Signal(object)  # list[Kept]; all of them the user has confirmed
    export_asked = Signal()
    teach_asked = Signal()
    stop_asked = Signal()
    copy_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept: Sequence[Kept] = ()
        self._can_teach = self._is_teaching = False
        self._playing: Kept | None = None
        self.note, self.total, self.state = (QLabel(wordWrap=True) for _ in range(3))
        self.keep, self.keep_files = TickBox(), TickBox()
        self.keep.clicked.connect(self.switched)
        self.keep_files.clicked.connect(self.files_switched)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedHeight(PROGRESS_HEIGHT)
        self.list = RowTable(3, numbers=2)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setColumnWidth(1, SIZE.width() // 4)
        self.list.itemActivated.connect(self._play_or_stop)
        self.list.itemSelectionChanged.connect(self._see_what_can_be_done)
        self.list.delete_asked.connect(self._delete_chosen)
        self.play, self.delete, self.delete_all = (FlatButton() for _ in range(3))
        self.export, self.teach, self.stop, self.copy = (FlatButton() for _ in range(4))
        self.play.clicked.connect(self._play_or_stop)
        self.delete.clicked.connect(self._delete_chosen)
        self.delete_all.clicked.connect(self._ask_to_delete_all)
        self.export.clicked.connect(self.export_asked)
        self.teach.clicked.connect(self.teach_asked)
        self.stop.clicked.connect(self.stop_asked)
        self.command = QLineEdit(readOnly=True)
        self.command.setMinimumHeight(34)
        self.copy.clicked.connect(self._ask_to_copy)
        self._lay_out()
        self.show_command("")
        self.retranslate()
        self.recolour()

    def show_settings(self, settings: Settings) -> None:
        """Follow the user's choices."""
        self.keep.setChecked(settings.training_speech)
        self.keep_files.setChecked(settings.training_speech_from_files)
        self.keep_files.setEnabled(settings.training_speech)

    def show_kept(self, kept: Sequence[Kept], names: Mapping[str, str]) -> None:
        """List this; `names`: those of the transcripts, by id. What was chosen stays so."""
        chosen = {one.clip for one in self.list_chosen()}
        self._kept = kept
        self.list.clear()
        for one in kept:
            length = self.tr("{seconds} s").format(seconds=round(one.duration_s))
            item = self.list.add([one.text, names.get(one.job_id, ""), length], one)
            item.setSelected(one.clip in chosen or (not chosen and one is kept[0]))
        self.retranslate()

    def show_playing(self, playing: Kept | None) -> None:
        """What is heard now."""
        self._playing = playing
        self.retranslate()

    def show_teaching(self, can_teach: bool, text: str | None = None) -> None:
        """`can_teach`: the model can be taught here. `text`: how far that is; None: it is not."""
        self._can_teach, self._is_teaching = can_teach, text is not None
        self.progress.setRange(0, 0 if self._is_teaching else round(NEEDED_S))
        if text is not None:
            self.say(text)
        self.retranslate()

    def show_command(self, command: str) -> None:
        """What to run where the training room is; "": nothing was written yet."""
        self.command.setText(command)
        self.command.setCursorPosition(0)
        self.command.setVisible(bool(command))
        self.copy.setVisible(bool(command))

    def say(self, text: str) -> None:
        """A sentence on what was done."""
        self.state.setText(text)
        self.state.setVisible(bool(text))

    def list_chosen(self) -> list[Kept]:
        """What is selected."""
        return [item.data(0, DataRole) for item in self.list.selectedItems()]

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Träningstal"))
        self.note.setText(
            self.tr(
                "Meningar som du har rättat, med sitt ljud. Med ungefär fem minuter kan en egen "
                "modell lära sig din röst. Allt stannar på den här datorn. Ta bort det som någon "
                "annan säger, och det där texten inte är ord för ord vad som sägs."
            )
        )
        self.keep.setText(self.tr("Spara meningar som jag rättar"))
        self.keep_files.setText(self.tr("… också ur filer som jag öppnar"))
        total_s = sum(one.duration_s for one in self._kept)
        text = self.tr("{length} av ungefär {needed} som behövs")
        needed = self.describe_length(NEEDED_S)
        self.total.setText(text.format(length=self.describe_length(total_s), needed=needed))
        if not self._is_teaching:
            self.progress.setValue(min(round(total_s), round(NEEDED_S)))
        self.progress.setAccessibleName(self.tr("Träningstal"))
        self.list.setHeaderLabels([self.tr("Text"), self.tr("Ur"), self.tr("Längd")])
        self.list.setAccessibleName(self.tr("Sparade meningar"))
        self.play.setText(self.tr("Lyssna") if self._playing is None else self.tr("Tyst"))
        self.delete.setText(self.tr("Ta bort"))
        self.delete_all.setText(self.tr("Ta bort alla …"))
        self.export.setText(self.tr("Spara som datamängd …"))
        self.teach.setText(self.tr("Lär en modell min röst"))
        self.stop.setText(self.tr("Avbryt"))
        self.copy.setText(self.tr("Kopiera"))
        self.command.setAccessibleName(self.tr("Kommando som lär en modell rösten"))
        self._see_what_can_be_done()

    def recolour(self) -> None:
        for label in (self.note, self.state):
            set_text_colour(label, pick_colours(self.palette()).dim)

    def describe_length(self, length_s: float) -> str:
        """So many minutes and seconds, in words."""
        minutes, seconds = divmod(round(length_s), 60)
        text = self.tr("{minutes} min {seconds} s") if minutes and seconds else ""
        text = text or (self.tr("{minutes} min") if minutes else self.tr("{seconds} s"))
        return text.format(minutes=minutes, seconds=seconds)

    def _lay_out(self) -> None:
        body = QVBoxLayout()
        body.setSpacing(10)
        below = QHBoxLayout()
        below.addSpacing(INDENT)
        below.addWidget(self.keep_files)
        body.addWidget(self.note)
        body.addWidget(self.keep)
        body.addLayout(below)
        body.addWidget(self.total)
        body.addWidget(self.progress)
        body.addWidget(self.list, 1)
        row = QHBoxLayout()
        for button in (self.play, self.delete, self.delete_all):
            row.addWidget(button)
        row.addStretch()
        body.addLayout(row)
        body.addWidget(self.state)
        told = QHBoxLayout()
        told.addWidget(self.command, 1)
        told.addWidget(self.copy)
        body.addLayout(told)
        self.state.hide()
        self.lay_out(body, self.export, self.teach, self.stop, size=SIZE)

    def _see_what_can_be_done(self) -> None:
        has_chosen = bool(self.list.selectedItems())
        self.play.setEnabled(has_chosen or self._playing is not None)
        self.delete.setEnabled(has_chosen)
        self.delete_all.setEnabled(bool(self._kept))
        self.export.setEnabled(bool(self._kept))
        self.teach.setVisible(self._can_teach and not self._is_teaching)
        has_enough = sum(one.duration_s for one in self._kept) >= LEAST_S
        self.teach.setEnabled(has_enough)
        self.teach.setToolTip("" if has_enough else self.tr("Minst en minut tal behövs."))
        self.stop.setVisible(self._is_teaching)

    def _play_or_stop(self) -> None:
        item = self.list.currentItem()
        wanted = None if item is None else item.data(0, DataRole)
        self.play_asked.emit(None if self._playing is not None else wanted)

    def _delete_chosen(self) -> None:
        chosen = self.list_chosen()
        if chosen:
            self.delete_asked.emit(chosen)

    def _ask_to_delete_all(self) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Ta bort"))
        text = self.tr("Ta bort alla {count} sparade meningar för alltid?")
        box.setText(text.format(count=len(self._kept)))
        box.setInformativeText(self.tr("Utskrifterna och deras ljud är kvar."))
        delete = box.addButton(self.tr("Ta bort"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Avbryt"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(self._delete_all)
        box.open()

    def _delete_all(self) -> None:
        self.delete_asked.emit(list(self._kept))

    def _ask_to_copy(self) -> None:
        self.copy_asked.emit(self.command.text())
