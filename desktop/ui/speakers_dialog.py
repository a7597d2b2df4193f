"""All speakers of a transcript: their names, to be changed everywhere at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCompleter, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.speakers import MOST_CHARACTERS, name_speaker, tidy_name
from desktop.ui.find_speakers_panel import FindPanel
from desktop.ui.flat_button import FlatButton
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.wording import Language

SIZE = QSize(520, 420)


class SpeakersDialog(SideDialog):
    """`renamed` tells what the speakers are called from now on: dict of the old names."""

    renamed = Signal(object)

    def __init__(
        self, known: Sequence[str], language: Callable[[], Language], parent: QWidget
    ) -> None:
        """`known`: names that may be meant."""
        super().__init__(parent)
        self._known = list(known)
        self._language = language
        self._of = ""
        self._counts: dict[str, int] = {}
        self._pick_colour: Callable[[str], QColor] = lambda _: QColor()
        self.fields: dict[str, QLineEdit] = {}
        self._labels: dict[str, QLabel] = {}
        self.none, self.note = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.finder = FindPanel()
        self.save = FlatButton()
        self.save.clicked.connect(self._save)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.body.addLayout(self._form)
        self.body.addWidget(self.none)
        self.body.addWidget(self.note)
        self.body.addSpacing(12)
        self.body.addWidget(self.finder)
        self.body.addStretch()
        self.lay_out(self.body, self.save, size=SIZE, beside_close=1)
        self.retranslate()
        self.recolour()

    def show_speakers(
        self, counts: Mapping[str, int], pick_colour: Callable[[str], QColor], of: str = ""
    ) -> None:
        """Show these speakers and in how many segments they speak.

        What was typed is kept, as long as they are `of` the same transcript.
        """
        self._pick_colour = pick_colour
        if of != self._of:
            self._of, self._counts, self.fields = of, {}, {}
            while self._form.rowCount():
                self._form.removeRow(0)
        if counts.keys() != self._counts.keys():
            typed = {
                name: field.text() for name, field in self.fields.items() if field.isModified()
            }
            while self._form.rowCount():
                self._form.removeRow(0)
            self.fields = {name: self._add_row(name, typed.get(name)) for name in counts}
            for field in list(self.fields.values())[:1]:
                field.setFocus()
                field.selectAll()
        self._counts = dict(counts)
        self.retranslate()
        self.recolour()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Talare"))
        self.save.setText(self.tr("Byt namn"))
        self.save.setEnabled(bool(self.fields))
        self.none.setText(self.tr("Här är ingen talare angiven än."))
        self.none.setVisible(not self.fields)
        self.note.setVisible(bool(self.fields))
        self.note.setText(
            self.tr(
                "Namnet byts överallt i texten. Ge två talare samma namn, så blir de en. "
                "Utan namn är det ingen som är känd."
            )
        )
        language = self._language()
        for speaker, field in self.fields.items():
            name = name_speaker(speaker, language)
            count = self.tr("{name}, {count} st.").format(name=name, count=self._counts[speaker])
            self._labels[speaker].setText(count.replace("&", "&&"))
            field.setAccessibleName(self.tr("Namn på {name}").format(name=name))
            if not field.isModified():
                field.setText(name)

    def recolour(self) -> None:
        self.finder.recolour()
        for label in (self.none, self.note):
            set_text_colour(label, pick_colours(self.palette()).dim)
        for speaker in self.fields:
            set_text_colour(self._labels[speaker], self._pick_colour(speaker))

    def _add_row(self, speaker: str, typed: str | None) -> QLineEdit:
        field, label = QLineEdit(), QLabel()
        field.setMaxLength(MOST_CHARACTERS)
        completer = QCompleter(self._known, field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        field.setCompleter(completer)
        field.returnPressed.connect(self._save)
        if typed is not None:
            field.setText(typed)
            field.setModified(True)
        label.setBuddy(field)
        self._labels[speaker] = label
        self._form.addRow(label, field)
        return field

    def _save(self) -> None:
        names = {
            speaker: tidy_name(field.text())
            for speaker, field in self.fields.items()
            if field.isModified()
        }
        for field in self.fields.values():
            field.setModified(False)
        self.renamed.emit(names)
