"""The widgets of the settings window, one for each kind of row: a name, a sentence, a control.

They show a value and tell when the user has chosen another; they change nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from desktop.ui.flat_button import FlatButton
from desktop.ui.settings_kinds import Address, Choice, Folder, Keys, Number, Opens, Row, Switch
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.ui.tick_box import TickBox

WIDEST_CHOICE = 22  # characters; a longer one is shown whole when the list is open
KEYS_SIZE = QSize(170, 30)


class Field(QWidget):
    """A row. `control` is what the keyboard reaches."""

    chosen = Signal(str, object)  # name of the row, value

    def __init__(self, row: Row, control: QWidget, below: bool = False) -> None:
        """`below`: the control takes a line of its own."""
        super().__init__()
        self.row = row
        self.control = control
        self.label, self.note, self.told = (QLabel(wordWrap=True) for _ in range(3))
        self.label.setBuddy(control)
        self.told.hide()
        self._is_fault = False
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.note, 1, 0)
        if below:
            grid.addWidget(control, 2, 0, 1, 2)
        else:
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(control, 0, 1, 2, 1, side)
        grid.addWidget(self.told, 3, 0, 1, 2)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Name everything as the row says."""
        self.row = row
        self.label.setText(row.text)
        self.note.setText(row.note)
        self.note.setVisible(bool(row.note))
        name = row.text.replace("&", "")
        for part in (self.control, *self.control.findChildren(QLineEdit)):
            part.setAccessibleName(name)
            part.setAccessibleDescription(row.note)

    def show_value(self, value: Any) -> None:
        """Show what is chosen now; tells nobody."""

    def tell(self, text: str, is_fault: bool = False) -> None:
        """Say something of the value, below; "" for nothing."""
        self._is_fault = is_fault
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.recolour()

    def _emit_none(self) -> None:
        self.chosen.emit(self.row.name, None)

    def recolour(self) -> None:
        colours = pick_colours(self.palette())
        set_text_colour(self.note, colours.dim)
        set_text_colour(self.told, colours.error if self._is_fault else colours.dim)


class SwitchField(Field):
    """On or off; the whole name is the switch."""

    def __init__(self, row: Switch) -> None:
        self._box = TickBox()
        super().__init__(row, self._box)
        self.label.hide()
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        grid.removeWidget(self._box)
        grid.addWidget(self._box, 0, 0, 1, 2)
        self._box.toggled.connect(self._choose)

    def show_row(self, row: Row) -> None:
        super().show_row(row)
        self._box.setText(row.text)
        style = self._box.style()
        indent = style.pixelMetric(style.PixelMetric.PM_IndicatorWidth, None, self._box)
        indent += style.pixelMetric(style.PixelMetric.PM_CheckBoxLabelSpacing, None, self._box)
        self.note.setContentsMargins(indent, 0, 0, 0)

    def show_value(self, value: Any) -> None:
        show_silently(self._box, lambda: self._box.setChecked(bool(value)))

    def _choose(self, on: bool) -> None:
        self.chosen.emit(self.row.name, on)


class ChoiceField(Field):
    """One of a few."""

    def __init__(self, row: Choice) -> None:
        self._box = QComboBox()
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._value: object = None
        super().__init__(row, self._box)
        self._box.activated.connect(self._choose)

    def show_row(self, row: Row) -> None:
        super().show_row(row)
        if isinstance(row, Choice) and row.options:
            self.show_options(row.options)

    def show_options(self, options: tuple[tuple[object, str], ...]) -> None:
        """What can be chosen, as (value, name)."""
        self._box.clear()
        for value, name in options:
            self._box.addItem(name, value)
        longest = max((len(name) for _, name in options), default=0)
        self._box.setMinimumContentsLength(min(longest, WIDEST_CHOICE))
        self.show_value(self._value)

    def show_value(self, value: Any) -> None:
        self._value = value
        self._box.setCurrentIndex(self._box.findData(value))

    def _choose(self, at: int) -> None:
        self.chosen.emit(self.row.name, self._box.itemData(at))


class NumberField(Field):
    """A number, or none: then the box shows the word for that, below the least."""

    def __init__(self, row: Number) -> None:
        self._box = QSpinBox()
        self._box.setKeyboardTracking(False)  # 12 is not first 1
        super().__init__(row, self._box)
        self._box.valueChanged.connect(self._choose)

    def show_row(self, row: Row) -> None:
        super().show_row(row)
        assert isinstance(row, Number)

        def set_up() -> None:
            self._box.setRange(row.least - bool(row.none) * row.step, row.most)
            self._box.setSingleStep(row.step)
            self._box.setSuffix(f" {row.unit}" if row.unit else "")
            self._box.setSpecialValueText(row.none)

        show_silently(self._box, set_up)

    def show_value(self, value: Any) -> None:
        number = self._box.minimum() if value is None else value
        show_silently(self._box, lambda: self._box.setValue(number))

    def _choose(self, number: int) -> None:
        assert isinstance(self.row, Number)
        is_none = bool(self.row.none) and number < self.row.least
        self.chosen.emit(self.row.name, None if is_none else number)


class FolderField(Field):
    """A folder; the button asks for one, and a second one takes it away."""

    def __init__(self, row: Folder) -> None:
        self._button = FlatButton()
        self.clear_button = FlatButton()
        self._folder: str | None = None
        super().__init__(row, self._button)
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        grid.addWidget(self.clear_button, 2, 1, Qt.AlignmentFlag.AlignRight)
        self._button.clicked.connect(self._ask)
        self.clear_button.clicked.connect(self._emit_none)

    def show_row(self, row: Row) -> None:
        super().show_row(row)
        self._button.setText(self.tr("Välj …"))
        self.clear_button.setText(self.tr("Ingen"))
        self.clear_button.setAccessibleName(f"{self.clear_button.text()}: {row.text}")
        self.show_value(self._folder)

    def show_value(self, value: Any) -> None:
        self._folder = value
        self.clear_button.setVisible(value is not None)
        assert isinstance(self.row, Folder)
        self.tell(str(value or self.row.none))

    def _ask(self) -> None:
        begin = self._folder or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.row.text, begin)
        if chosen:
            self.chosen.emit(self.row.name, chosen)


class AddressField(Field):
    """An address, taken when it is finished; what is none is told."""

    def __init__(self, row: Address) -> None:
        self._line = QLineEdit()
        super().__init__(row, self._line, below=True)
        self._line.editingFinished.connect(self._take)

    def show_row(self, row: Row) -> None:
        super().show_row(row)
        assert isinstance(row, Address)
        self._line.setPlaceholderText(row.example)

    def show_value(self, value: Any) -> None:
        if not self._is_fault:  # what is being mended stays
            self._line.setText(value or "")

    def _take(self) -> None:
        address = self._line.text().strip().rstrip("/")
        is_address = address.startswith(("http://", "https://")) and len(address) > len("https://")
        if address and not is_address:
            self.tell(self.tr("Adressen börjar med http:// eller https://"), is_fault=True)
            return
        self.tell("")
        self.chosen.emit(self.row.name, address or None)


class KeysField(Field):
    """The keys of a global shortcut."""

    def __init__(self, row: Keys) -> None:
        self._editor = QKeySequenceEdit()
        self._editor.setMaximumSequenceLength(1)
        self._editor.setClearButtonEnabled(True)
        self._editor.setMinimumSize(KEYS_SIZE)
        super().__init__(row, self._editor)
        self._editor.keySequenceChanged.connect(self._choose)

    def show_value(self, value: Any) -> None:
        keys = QKeySequence(value or "")
        show_silently(self._editor, lambda: self._editor.setKeySequence(keys))

    def _choose(self, keys: QKeySequence) -> None:
        text = keys.toString(QKeySequence.SequenceFormat.PortableText)
        self.chosen.emit(self.row.name, text or None)


class OpensField(Field):
    """A button for what has a window of its own."""

    def __init__(self, row: Opens) -> None:
        self._button = FlatButton()
        super().__init__(row, self._button)
        self._button.clicked.connect(self._emit_none)

    def show_row(self, row: Row) -> None:
        super().show_row(row)
        assert isinstance(row, Opens)
        self._button.setText(row.button)
        self._button.setAccessibleName(f"{row.text}: {row.button}")


FIELDS: dict[type[Row], Callable[[Any], Field]] = {
    Switch: SwitchField,
    Choice: ChoiceField,
    Number: NumberField,
    Folder: FolderField,
    Address: AddressField,
    Keys: KeysField,
    Opens: OpensField,
}


def make_field(row: Row) -> Field:
    """The widget for a row."""
    return FIELDS[type(row)](row)


def show_silently(control: QWidget, show: Callable[[], None]) -> None:
    """Change what a control shows without telling anybody."""
    was_blocked = control.blockSignals(True)
    show()
    control.blockSignals(was_blocked)
