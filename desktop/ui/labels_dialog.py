"""The form for a transcript's title, folder, tags and note, or for those of many at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.library.labels import LabelChange, Labels, split_tags, tidy_folder
from desktop.ui.flat_button import FlatButton
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour

SIZE = QSize(520, 340)
NOTE_LINES = 5


class LabelsDialog(SideDialog):
    """`saved` tells what is to change. Stands beside the main window without stopping it."""

    saved = Signal(object)  # LabelChange

    def __init__(
        self,
        labels: Labels | None,
        name: str,
        folders: Sequence[str],
        tags: Sequence[str],
        parent: QWidget,
    ) -> None:
        """`labels`: of one transcript, called `name`; None: of several."""
        super().__init__(parent)
        self._labels = labels
        self._name = name
        given = labels or Labels()
        self.title = QLineEdit(given.title)
        self.title.setPlaceholderText(name)
        self.folder = QComboBox(editable=True)
        self.folder.addItems(["", *folders])
        self.folder.setCurrentText(given.folder)
        self.tags = QLineEdit(", ".join(given.tags))
        self._known = QCompleter(QStringListModel(list(tags), self), self)
        self._known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._known.setWidget(self.tags)
        self._known.activated.connect(self._complete)
        self.tags.textEdited.connect(self._offer_tags)
        self.note = QPlainTextEdit(given.note)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(self.fontMetrics().lineSpacing() * NOTE_LINES + 16)
        self.explanation = QLabel(wordWrap=True)
        self.save, self.cancel = FlatButton(), self.close_button
        self.save.clicked.connect(self._save)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self._save)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows: list[tuple[QLabel, QWidget]] = []
        fields: list[QWidget] = [self.folder, self.tags]
        if labels is not None:
            fields = [self.title, *fields, self.note]
        for field in fields:
            label = QLabel()
            label.setBuddy(field)
            self._form.addRow(label, field)
            self._rows.append((label, field))
        self._lay_out()
        self.retranslate()
        self.recolour()
        fields[0].setFocus()

    def retranslate(self) -> None:
        several = self._labels is None
        self.setWindowTitle(self.tr("Märk alla i listan") if several else self.tr("Märkning"))
        names = {
            id(self.title): self.tr("&Namn"),
            id(self.folder): self.tr("&Mapp"),
            id(self.tags): self.tr("&Taggar"),
            id(self.note): self.tr("&Anteckning"),
        }
        for label, field in self._rows:
            label.setText(names[id(field)])
            field.setAccessibleName(names[id(field)].replace("&", ""))
        self.tags.setPlaceholderText(self.tr("viktigt, ekonomi"))
        folder = self.folder.lineEdit()
        if folder is not None:
            folder.setPlaceholderText(self.tr("Ingen mapp") if not several else "")
            folder.setAccessibleName(self.tr("Mapp"))
        text = self.tr("Skriv ett nytt namn för en ny mapp; Kunder/Berg ligger i Kunder.")
        if several:
            note = self.tr("{name}. Det som lämnas tomt ändras inte; taggarna läggs till.")
            text = f"{note.format(name=self._name)} {text}"
        self.explanation.setText(text)
        self.save.setText(self.tr("Spara"))
        self.cancel.setText(self.tr("Avbryt"))

    def _save(self) -> None:
        folder = tidy_folder(self.folder.currentText())
        tags = split_tags(self.tags.text())
        if self._labels is None:
            change = LabelChange(folder=folder or None, more_tags=tags)
        else:
            title, note = self.title.text().strip(), self.note.toPlainText().strip()
            change = LabelChange(title, folder, tags, note=note)
        self.saved.emit(change)
        self.close()

    def _offer_tags(self, typed: str) -> None:
        """Offer the tags that begin as the last one that is being typed."""
        begun = typed.rpartition(",")[2].strip(" #")
        if not begun:
            return
        self._known.setCompletionPrefix(begun)
        if self._known.completionCount():
            self._known.complete()

    def _complete(self, tag: str) -> None:
        before, comma, _ = self.tags.text().rpartition(",")
        self.tags.setText(f"{before}{comma} {tag}".strip() if comma else tag)

    def _lay_out(self) -> None:
        layout = QVBoxLayout()
        layout.setSpacing(12)
        layout.addLayout(self._form)
        layout.addWidget(self.explanation)
        layout.addStretch()
        size = SIZE if self._labels is not None else QSize(SIZE.width(), 0)
        self.lay_out(layout, self.save, size=size, beside_close=1)
        self.save.setDefault(True)

    def recolour(self) -> None:
        set_text_colour(self.explanation, pick_colours(self.palette()).dim)
