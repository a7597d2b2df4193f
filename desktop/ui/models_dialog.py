"""The models, on this machine and to be fetched, with what each needs and how good it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QMessageBox, QVBoxLayout, QWidget

from desktop.models.collection import Activity, Collection, Entry
from desktop.ui.flat_button import FlatButton
from desktop.ui.model_row import ModelRow
from desktop.ui.model_words import describe_activity, name_group
from desktop.ui.recording_row import RowList
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.wording import Language, format_size

SIZE = QSize(860, 660)


class Heading(QWidget):
    """A group's name, and a sentence about it."""

    def __init__(self, group: str) -> None:
        super().__init__()
        self.group = group
        self.name, self.note = QLabel(), QLabel(wordWrap=True)
        font = self.name.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setWeight(QFont.Weight.DemiBold)
        self.name.setFont(font)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 16, 8, 2)
        layout.setSpacing(2)
        layout.addWidget(self.name)
        layout.addWidget(self.note)
        self.retranslate()

    def retranslate(self) -> None:
        name, note = name_group(self.group)
        self.name.setText(name)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        set_text_colour(self.note, pick_colours(self.palette()).dim)


class ModelsDialog(SideDialog):
    """Stands beside the main window. Shows what it is given, emits what the user wants."""

    asked = Signal(object, str)  # Entry, action (ModelRow)
    import_file_asked = Signal()
    import_folder_asked = Signal()
    network_asked = Signal()
    stop_import_asked = Signal()

    def __init__(self, find_language: Callable[[], Language], parent: QWidget) -> None:
        """`find_language`: the language that the app speaks at the time."""
        super().__init__(parent)
        self._find_language = find_language
        self._collection: Collection | None = None
        self._offline = False
        self._import: Activity | None = None
        self.rows: dict[str, ModelRow] = {}
        self.headings: dict[str, Heading] = {}
        self.note = QLabel(wordWrap=True)
        self.machine = QLabel(wordWrap=True)
        self.fault = QLabel(wordWrap=True)
        self.fault.hide()
        self.list = RowList()
        self.import_file, self.import_folder, self.network = (FlatButton() for _ in range(3))
        self.import_file.clicked.connect(self._on_import_file)
        self.import_folder.clicked.connect(self.import_folder_asked)
        self.network.clicked.connect(self.network_asked)
        self._lay_out()
        self.retranslate()

    def show_models(self, entries: list[Entry], collection: Collection, offline: bool) -> None:
        """What there is now. Rows that stay keep the keyboard and their place on the screen."""
        self._collection, self._offline = collection, offline
        keys = [entry.key for entry in entries]
        if keys != list(self.rows):
            self._build(entries)
        for entry in entries:
            self.rows[entry.key].show_entry(entry, self._find_language(), offline)
        self._describe_machine()

    def show_import(self, activity: Activity | None) -> None:
        """How far the import is; None when there is none."""
        self._import = activity
        self._name_import()

    def say_fault(self, text: str) -> None:
        """Tell why an import or a removal failed; nothing takes that away."""
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def reveal(self, key: str) -> None:
        """Scroll to a model and give its button the keyboard."""
        row = self.rows.get(key)
        if row is not None:
            self.list.lay_out()  # rows that were just added have no place yet
            self.list.ensureWidgetVisible(row)
            row.main.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Modeller"))
        self.note.setText(
            self.tr(
                "Modellen avgör hur väl talet förstås. En större gör färre fel men behöver mer "
                "minne och tid. Allt sker på din dator; nätet behövs bara medan en modell hämtas."
            )
        )
        self.import_folder.setText(self.tr("Importera mapp …"))
        self.network.setText(self.tr("Nätverk …"))
        self._name_import()
        for heading in self.headings.values():
            heading.retranslate()
        for row in self.rows.values():
            row.show_entry(row.entry, self._find_language(), self._offline)
        self._describe_machine()
        self.recolour()

    def ask_remove(self, entry: Entry, remove: Callable[[], None]) -> None:
        """Ask whether a model is to be deleted, and do so."""
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Ta bort"))
        box.setText(self.tr("Ta bort {name} från datorn?").format(name=entry.name))
        size = format_size(entry.n_bytes, self._find_language())
        box.setInformativeText(
            self.tr("{size} frigörs. Dina inspelningar och texter är kvar.").format(size=size)
        )
        delete = box.addButton(self.tr("Ta bort"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Avbryt"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(remove)
        box.open()

    def _on_import_file(self) -> None:
        asked = self.import_file_asked if self._import is None else self.stop_import_asked
        asked.emit()

    def _name_import(self) -> None:
        if self._import is None:
            self.import_file.setText(self.tr("Importera zip-fil …"))
        else:
            self.import_file.setText(self.tr("Avbryt importen"))
            self.fault.hide()
            text = describe_activity(self._import, self._find_language())
            self.machine.setText(text)
        self.import_folder.setEnabled(self._import is None)
        if self._import is None:
            self._describe_machine()

    def _describe_machine(self) -> None:
        if self._collection is None or self._import is not None:
            return
        language, machine = self._find_language(), self._collection.machine
        text = (
            self.tr("Den här datorn: {memory} minne, 1 kärna, {free} ledigt på disken")
            if machine.n_cores == 1
            else self.tr("Den här datorn: {memory} minne, {n} kärnor, {free} ledigt på disken")
        )
        memory = format_size(machine.memory_bytes, language)
        free = format_size(self._collection.free_bytes, language)
        self.machine.setText(text.format(memory=memory, n=machine.n_cores, free=free))

    def _build(self, entries: list[Entry]) -> None:
        place = self.list.verticalScrollBar().value()
        focused = next((key for key, row in self.rows.items() if row.has_keyboard()), None)
        for widget in (*self.rows.values(), *self.headings.values()):
            self.list.take_away(widget)
        self.rows, self.headings = {}, {}
        for entry in entries:
            if entry.group not in self.headings:
                self.headings[entry.group] = Heading(entry.group)
                self.list.add(self.headings[entry.group])
            row = ModelRow(entry)
            row.asked.connect(lambda action, row=row: self.asked.emit(row.entry, action))
            self.rows[entry.key] = row
            self.list.add(row)
        self.list.verticalScrollBar().setValue(place)
        if focused in self.rows:
            self.rows[focused].main.setFocus()
        elif focused is not None:
            self.close_button.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addWidget(self.note)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.fault)
        layout.addWidget(self.machine)
        self.lay_out(layout, self.import_file, self.import_folder, self.network, size=SIZE)

    def recolour(self) -> None:
        colours = pick_colours(self.palette())
        for label in (self.note, self.machine):
            set_text_colour(label, colours.dim)
        set_text_colour(self.fault, colours.error)
