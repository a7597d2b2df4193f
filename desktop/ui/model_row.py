"""A model as one row of the dialog: what it is, what is being done with it, and its buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.collection import STARTER, Entry
from desktop.ui.flat_button import FlatButton
from desktop.ui.model_words import describe_errors, describe_facts, describe_state
from desktop.ui.theme import paint_card, pick_colours, set_text_colour
from desktop.wording import Language

PROGRESS_STEPS = 1000
PROGRESS_HEIGHT = 6
DOWNLOADING = ("download", "check")


class Badge(QLabel):
    """A word on a tinted ground beside a name."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(8, 2, 8, 2)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_card(self, pick_colours(self.palette()).accent)
        super().paintEvent(event)


class ModelRow(QWidget):
    """Shows the entry it is given; emits what the user wants done: `asked`, an action's name.

    Actions: download, pause, cancel, use, measure, remove.
    """

    asked = Signal(str)

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.name, self.badge, self.facts, self.state = QLabel(), Badge(), QLabel(), QLabel()
        font = self.name.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.name.setFont(font)
        for label in (self.facts, self.state):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(PROGRESS_HEIGHT)
        self.bar.setRange(0, PROGRESS_STEPS)
        self.main, self.second = FlatButton(), FlatButton()
        self._actions = ["", ""]
        self.main.clicked.connect(lambda: self.asked.emit(self._actions[0]))
        self.second.clicked.connect(lambda: self.asked.emit(self._actions[1]))
        for button in (self.main, self.second):
            button.setAutoDefault(False)
        self._lay_out()

    def show_entry(self, entry: Entry, language: Language, offline: bool) -> None:
        """What stands in the row now."""
        self.entry = entry
        self.name.setText(entry.name)
        facts = describe_facts(entry, language)
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        self.facts.setToolTip(describe_errors(entry, language))
        self._show_badge(entry)
        state = describe_state(entry, language)
        self.state.setText(state)
        self.state.setVisible(bool(state))
        self._show_progress(entry)
        self._name_buttons(entry, offline)
        self._colour()

    def has_keyboard(self) -> bool:
        """Whether one of the buttons has the keyboard."""
        return self.main.hasFocus() or self.second.hasFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._colour()
        super().changeEvent(event)

    def _show_badge(self, entry: Entry) -> None:
        text = ""
        if entry.is_used:
            text = self.tr("Används")
        elif entry.is_recommended:
            text = self.tr("Passar den här datorn")
        self.badge.setText(text)
        self.badge.setVisible(bool(text))

    def _show_progress(self, entry: Entry) -> None:
        activity = entry.activity
        n_bytes, n_total = (entry.n_downloaded or 0), entry.n_bytes
        if activity is not None and activity.n_total:
            n_bytes, n_total = activity.n_bytes, activity.n_total
        is_known = n_total > 0 and (activity is None or activity.n_total > 0)
        self.bar.setRange(0, PROGRESS_STEPS if is_known else 0)
        if is_known:
            self.bar.setValue(round(PROGRESS_STEPS * min(1.0, n_bytes / n_total)))
        self.bar.setVisible(activity is not None or entry.n_downloaded is not None)
        self.bar.setAccessibleName(entry.name)

    def _name_buttons(self, entry: Entry, offline: bool) -> None:
        texts = {
            "": ("", ""),
            "download": (self.tr("Hämta"), self.tr("Hämta modellen från nätet")),
            "resume": (self.tr("Fortsätt"), self.tr("Fortsätt att hämta, där det stannade")),
            "pause": (self.tr("Pausa"), self.tr("Pausa hämtningen; det som har kommit är kvar")),
            "cancel": (
                self.tr("Avbryt"),
                self.tr("Avbryt, och behåll ingenting")
                if entry.folder is None
                else self.tr("Avbryt mätningen"),
            ),
            "use": (self.tr("Använd"), self.tr("Skriv ut med den här modellen")),
            "measure": (self.tr("Mät farten"), self.tr("Mät hur snabb modellen är här")),
            "remove": (self.tr("Ta bort …"), self.tr("Ta bort modellen från datorn")),
        }
        names = pick_actions(entry)
        for at, (button, name) in enumerate(zip((self.main, self.second), names, strict=True)):
            text, tip = texts[name]
            self._actions[at] = "download" if name == "resume" else name
            button.setVisible(bool(name))
            needs_network = name in ("download", "resume")
            button.setEnabled(not (needs_network and offline))
            if needs_network and offline:
                tip = self.tr("Talskrift är frånkopplat från nätet: se Nätverk")
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"{text}: {entry.name}")
            button.setAccessibleDescription(f"{tip}\n{self.facts.text()}\n{self.state.text()}")

    def _colour(self) -> None:
        colours = pick_colours(self.palette())
        set_text_colour(self.facts, colours.dim)
        has_fault = self.entry.fault is not None and self.entry.activity is None
        set_text_colour(self.state, colours.error if has_fault else colours.dim)
        set_text_colour(self.badge, colours.accent)

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self.name)
        title.addWidget(self.badge)
        title.addStretch()
        texts = QVBoxLayout()
        texts.setSpacing(3)
        texts.addLayout(title)
        for widget in (self.facts, self.state, self.bar):
            texts.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 10, 8, 10)
        layout.setSpacing(8)
        layout.addLayout(texts, 1)
        for button in (self.main, self.second):
            layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)


def pick_actions(entry: Entry) -> tuple[str, str]:
    """What the two buttons do; empty for a button that is not there."""
    if entry.activity is not None:
        if entry.folder is None and entry.activity.stage in DOWNLOADING:
            return "pause", "cancel"
        return "", "cancel" if entry.activity.stage == "measure" else ""
    if entry.folder is None:
        return ("download", "") if entry.n_downloaded is None else ("resume", "cancel")
    removable = "remove" if entry.is_ours else ""
    if not entry.is_usable:
        return "", removable
    if entry.fault is not None:  # the engine could not work with it when it was measured
        return "measure", removable
    if entry.is_used:
        return "measure", removable
    if entry.key == STARTER:
        return "use", ""
    return "use", removable
