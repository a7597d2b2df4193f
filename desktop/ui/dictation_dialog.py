"""How one dictates into other programs: where the text goes, and at which keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.library.job import Fault
from desktop.settings import DICTATION_TARGETS, Settings
from desktop.ui.flat_button import FlatButton
from desktop.ui.job_words import describe_fault
from desktop.ui.shortcut_keys import SHORTCUTS
from desktop.ui.theme import pick_colours, set_text_colour

SIZE = QSize(560, 0)
INDENT = 26
EDITOR_HEIGHT = 30


class DictationDialog(QDialog):
    """Stands beside the main window. What is chosen is emitted, and holds, at once."""

    changed = Signal(str, object)  # name of the setting, value

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._language = settings.language
        self._faults: dict[str, Fault] = {}
        self._keys: dict[str, str] = {}
        self.headline, self.keys_headline = QLabel(), QLabel()
        self.targets = {target: QRadioButton() for target in DICTATION_TARGETS}
        self._group = QButtonGroup(self)
        self.notes = {target: QLabel(wordWrap=True) for target in DICTATION_TARGETS}
        for target, button in self.targets.items():
            self._group.addButton(button)
            button.setChecked(target == settings.dictation_target)
            button.toggled.connect(lambda on, chosen=target: self._choose(chosen, on))
        self.names = {name: QLabel() for name in SHORTCUTS}
        self.editors = {name: QKeySequenceEdit() for name in SHORTCUTS}
        self.told = {name: QLabel(wordWrap=True) for name in SHORTCUTS}
        for name, editor in self.editors.items():
            editor.setMaximumSequenceLength(1)
            editor.setClearButtonEnabled(True)
            for line in editor.findChildren(QLineEdit):
                line.setMinimumHeight(EDITOR_HEIGHT)
            editor.setKeySequence(QKeySequence(getattr(settings, f"shortcut_{name}") or ""))
            editor.keySequenceChanged.connect(lambda keys, name=name: self._set_keys(name, keys))
            self.names[name].setBuddy(editor)
        self.foot = QLabel(wordWrap=True)
        self.close_button = FlatButton()
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        self._lay_out()
        self.resize(SIZE)
        self.retranslate()
        self._dim()

    def show_shortcuts(self, faults: dict[str, Fault], keys: dict[str, str]) -> None:
        """Tell which shortcuts are not to be had, and which keys the desktop has given them."""
        self._faults, self._keys = dict(faults), dict(keys)
        self._tell()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Diktera i andra program"))
        self.headline.setText(self.tr("När dikteringen slutar ska texten"))
        self.keys_headline.setText(self.tr("Kortkommandon som fungerar i alla program"))
        texts = {
            "typed": (
                self.tr("&skrivas i programmet"),
                self.tr("Där markören står när du stoppar, som om du hade skrivit den själv."),
            ),
            "clipboard": (
                self.tr("&läggas på urklipp"),
                self.tr("Klistra in den var du vill."),
            ),
            "library": (
                self.tr("bara &finnas i biblioteket"),
                self.tr("Där finns den alltid, också när den skrivs eller kopieras."),
            ),
        }
        for target, (name, note) in texts.items():
            self.targets[target].setText(name)
            self.targets[target].setAccessibleDescription(note)
            self.notes[target].setText(note)
        names = {
            "toggle": self.tr("Börja och &sluta"),
            "talk": self.tr("Diktera medan tangenten &hålls nere"),
            "pause": self.tr("&Pausa och fortsätt"),
        }
        for name, text in names.items():
            self.names[name].setText(text)
            for part in (self.editors[name], *self.editors[name].findChildren(QLineEdit)):
                part.setAccessibleName(text.replace("&", ""))
        self.foot.setText(
            self.tr(
                "Datorns egna inställningar kan också lägga kommandot ”talskrift toggle” på en "
                "tangent. Det gör detsamma som den första."
            )
        )
        self.close_button.setText(self.tr("Stäng"))
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dim()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.deleteLater()

    def show_language(self, settings: Settings) -> None:
        """Word what is told in the user's language."""
        self._language = settings.language
        self._tell()

    def _choose(self, target: str, is_chosen: bool) -> None:
        if is_chosen:
            self.changed.emit("dictation_target", target)

    def _set_keys(self, name: str, keys: QKeySequence) -> None:
        text = keys.toString(QKeySequence.SequenceFormat.PortableText)
        self.changed.emit(f"shortcut_{name}", text or None)

    def _tell(self) -> None:
        for name, label in self.told.items():
            chosen = not self.editors[name].keySequence().isEmpty()
            fault = self._faults.get(name) or (self._faults.get("") if chosen else None)
            text = ""
            if chosen and fault is not None:
                text = describe_fault(fault, self._language)
            elif chosen and self._keys.get(name):
                text = self.tr("Skrivbordet har lagt det på {keys}.").format(keys=self._keys[name])
            label.setText(text)
            label.setVisible(bool(text))
            colours = pick_colours(self.palette())
            set_text_colour(label, colours.error if fault is not None else colours.dim)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(6)
        for headline in (self.headline, self.keys_headline):
            font = headline.font()
            font.setBold(True)
            headline.setFont(font)
        layout.addWidget(self.headline)
        layout.addSpacing(4)
        for target, button in self.targets.items():
            layout.addWidget(button)
            self.notes[target].setContentsMargins(INDENT, 0, 0, 4)
            layout.addWidget(self.notes[target])
        layout.addSpacing(14)
        layout.addWidget(self.keys_headline)
        layout.addSpacing(4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(SHORTCUTS):
            grid.addWidget(self.names[name], 2 * row, 0)
            grid.addWidget(self.editors[name], 2 * row, 1)
            grid.addWidget(self.told[name], 2 * row + 1, 0, 1, 2)
        layout.addLayout(grid)
        layout.addSpacing(8)
        layout.addWidget(self.foot)
        layout.addStretch()
        bottom = QHBoxLayout()
        bottom.addStretch()
        bottom.addWidget(self.close_button)
        layout.addSpacing(8)
        layout.addLayout(bottom)

    def _dim(self) -> None:
        for label in (*self.notes.values(), self.foot):
            set_text_colour(label, pick_colours(self.palette()).dim)
        self._tell()
