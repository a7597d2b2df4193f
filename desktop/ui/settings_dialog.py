"""The settings window: sections of choices, a field that searches them, and each held at once.

Shows what it is given and emits what is chosen; desktop.ui.preferences carries it out.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.library.folding import fold
from desktop.settings import Settings
from desktop.ui.flat_button import FlatButton
from desktop.ui.settings_fields import Field, make_field
from desktop.ui.settings_kinds import Choice, Opens, Row, Section
from desktop.ui.settings_rows import list_sections
from desktop.ui.side_dialog import SideDialog, make_scrolled
from desktop.ui.theme import pick_colours, set_text_colour

SIZE = QSize(800, 600)
BETWEEN_ROWS = 18
NAVIGATION_ROOM = 36  # beside the longest name of a section
ROW_OF_LINES = 1.8  # height of a section's name in the list


class SettingsDialog(SideDialog):
    """One section is shown at a time; while something is looked for, all rows that have it."""

    chosen = Signal(str, object)  # field of Settings, value
    opened = Signal(str)  # the name of an Opens row
    reset_asked = Signal(object)  # tuple[str, ...]: the fields of a section

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self.search = QLineEdit(clearButtonEnabled=True)
        self.navigation = QListWidget()
        self.navigation.setFrameShape(QFrame.Shape.NoFrame)
        self.navigation.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.navigation.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.nothing = QLabel(wordWrap=True)
        self.pages = [SectionPage(section) for section in list_sections()]
        self.fields = {name: field for page in self.pages for name, field in page.fields.items()}
        for page in self.pages:
            self.navigation.addItem(page.title.text())
            page.reset_asked.connect(self.reset_asked)
        for field in self.fields.values():
            field.chosen.connect(self._pass_on)
        self.navigation.setCurrentRow(0)
        self.navigation.currentRowChanged.connect(self._on_section)
        self.search.textChanged.connect(self._show_wanted)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.search.setFocus)
        self._lay_out()
        self.retranslate()
        self.recolour()
        self._show_wanted()
        self.navigation.setFocus()

    def show_settings(self, settings: Settings) -> None:
        """Follow the user's choices, wherever they are made."""
        self._settings = settings
        for name, field in self.fields.items():
            if not isinstance(field.row, Opens):
                field.show_value(getattr(settings, name))
        for page in self.pages:
            page.reset.setEnabled(any(is_changed(name, settings) for name in page.settings))

    def show_section(self, name: str) -> None:
        """Turn to a section."""
        self.search.clear()
        names = [page.section.name for page in self.pages]
        self.navigation.setCurrentRow(names.index(name))

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Inställningar"))
        self.search.setPlaceholderText(self.tr("Sök inställning"))
        self.search.setAccessibleName(self.tr("Sök inställning"))
        self.navigation.setAccessibleName(self.tr("Avsnitt"))
        self.nothing.setText(self.tr("Ingen inställning heter så."))
        for at, (page, section) in enumerate(zip(self.pages, list_sections(), strict=True)):
            page.show_section(section)
            item = self.navigation.item(at)
            item.setText(section.title)
            item.setSizeHint(QSize(0, round(self.fontMetrics().lineSpacing() * ROW_OF_LINES)))
        titles = [page.section.title for page in self.pages]
        widest = max(self.fontMetrics().horizontalAdvance(title) for title in titles)
        self.navigation.setFixedWidth(widest + NAVIGATION_ROOM)
        self.show_settings(self._settings)

    def recolour(self) -> None:
        set_text_colour(self.nothing, pick_colours(self.palette()).dim)
        for field in self.fields.values():
            field.recolour()

    def _lay_out(self) -> None:
        rows = QVBoxLayout()
        rows.setSpacing(BETWEEN_ROWS)
        rows.addWidget(self.nothing)
        for page in self.pages:
            rows.addWidget(page)
        rows.addStretch()
        rows.setContentsMargins(24, 4, 12, 4)
        self.area = make_scrolled(rows)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.search)
        left.addWidget(self.navigation, 1)
        body = QHBoxLayout()
        body.addLayout(left)
        body.addWidget(self.area, 1)
        self.lay_out(body, size=SIZE)

    def _show_wanted(self, *_: object) -> None:
        sought = fold(self.search.text()).split()
        current = self.navigation.currentRow()
        n_shown = 0
        for at, page in enumerate(self.pages):
            n_shown += page.show_rows(sought) if sought else page.show_all(at == current)
        self.nothing.setVisible(n_shown == 0)
        self.area.verticalScrollBar().setValue(0)

    def _on_section(self, *_: object) -> None:
        if self.search.text():
            self.search.clear()  # shows what is wanted
        else:
            self._show_wanted()

    def _pass_on(self, name: str, value: object) -> None:
        if isinstance(self.fields[name].row, Opens):
            self.opened.emit(name)
        else:
            self.chosen.emit(name, value)


class SectionPage(QWidget):
    """A heading, its rows, and the way back to how they were at first."""

    reset_asked = Signal(object)  # tuple[str, ...]: the fields

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section
        self.title = QLabel(section.title)
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setWeight(QFont.Weight.DemiBold)
        self.title.setFont(font)
        self.fields: dict[str, Field] = {row.name: make_field(row) for row in section.rows}
        self.reset = FlatButton()
        self.reset.clicked.connect(self._ask_reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN_ROWS)
        layout.addWidget(self.title)
        for field in self.fields.values():
            layout.addWidget(field)
        layout.addWidget(self.reset, alignment=Qt.AlignmentFlag.AlignLeft)
        self.reset.setVisible(bool(self.settings))

    @property
    def settings(self) -> tuple[str, ...]:
        """The fields of Settings that are chosen here."""
        return tuple(row.name for row in self.section.rows if not isinstance(row, Opens))

    def _ask_reset(self) -> None:
        self.reset_asked.emit(self.settings)

    def show_section(self, section: Section) -> None:
        """Name everything as the section says."""
        self.section = section
        self.title.setText(section.title)
        for row in section.rows:
            self.fields[row.name].show_row(row)
        self.reset.setText(self.tr("Återställ"))
        self.reset.setAccessibleName(f"{self.reset.text()}: {section.title}")
        self.reset.setToolTip(self.tr("Allt i det här avsnittet som det var från början"))

    def show_all(self, is_shown: bool) -> int:
        """Show the whole section, or nothing of it; returns how many rows are shown."""
        self.setVisible(is_shown)
        for field in self.fields.values():
            field.show()
        self.reset.setVisible(bool(self.settings))
        return len(self.fields) if is_shown else 0

    def show_rows(self, sought: list[str]) -> int:
        """Show the rows that have all of these words; returns how many."""
        n_shown = 0
        for field in self.fields.values():
            text = fold(f"{self.title.text()} {list_words(field.row)}")
            is_found = all(word in text for word in sought)
            field.setVisible(is_found)
            n_shown += is_found
        self.reset.hide()
        self.setVisible(n_shown > 0)
        return n_shown


def list_words(row: Row) -> str:
    """All that a row says."""
    names = [name for _, name in row.options] if isinstance(row, Choice) else []
    return " ".join([row.text, row.note, *names])


def is_changed(name: str, settings: Settings) -> bool:
    """Whether a choice is another than at a first start."""
    return getattr(settings, name) != getattr(Settings(), name)
