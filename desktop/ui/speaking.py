"""Says who speaks in the chosen transcript, and keeps notes on what is said, by hand.

Each is a correction of the text (desktop.library.corrections).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QInputDialog

from desktop.library.corrections import Remark
from desktop.library.job import Job
from desktop.settings import Settings
from desktop.speakers import count_speakers, find_renamed, is_number, name_speaker, tidy_name
from desktop.ui.choices import Choices
from desktop.ui.editing import Editing
from desktop.ui.job_desk import JobDesk
from desktop.ui.main_window import MainWindow
from desktop.ui.side_dialog import find_open, open_beside
from desktop.ui.speakers_dialog import SpeakersDialog

N_KEYS = 9  # Ctrl+1 to Ctrl+9: the first speakers


class Speaking(QObject):
    """Of the segments at the cursor, or of those that are selected."""

    opened = Signal(object)  # a SpeakersDialog that has just been made

    def __init__(
        self,
        desk: JobDesk,
        window: MainWindow,
        editing: Editing,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._editing = editing
        self._choices = choices
        self._menu = window.actions_.menus["speaker"]
        self._menu.setEnabled(False)
        self._names: list[QAction] = []  # of the menu: a speaker each, and a line below them
        self._listed: tuple[list[str], str] | None = None  # in the menu; in which language
        actions = window.actions_
        actions["new_speaker"].triggered.connect(self._ask_for_speaker)
        actions["no_speaker"].triggered.connect(self._assign_nobody)
        actions["name_speakers"].triggered.connect(self._open)
        actions["note"].triggered.connect(self._ask_for_note)
        actions["speakers"].toggled.connect(self._switch)
        choices.changed.connect(self._follow)
        window.page.text.more_menus.append(self._menu)
        window.page.shown.connect(self._on_shown)
        self._follow(choices.settings)

    def assign(self, speaker: str) -> None:
        """Say who speaks in the chosen segments; "": nobody who is known."""
        chosen = self._find_chosen()
        if chosen is not None:
            self._assign_to(*chosen, speaker)

    def note(self, number: int, text: str) -> None:
        """Put a note on a segment, in the place of the one it has; an empty one takes it away."""
        segments = self._editing.read_shown()
        text = " ".join(text.split())
        if number < len(segments) and segments[number].note != text:
            self._editing.replace([Remark(number, number + 1, note=text)])

    def rename(self, names: Mapping[str, str]) -> None:
        """Call speakers otherwise, everywhere in the transcript, in one step."""
        runs = find_renamed(self._editing.read_shown(), names)
        self._editing.replace([Remark(first, end, speaker=name) for first, end, name in runs])

    def open(self) -> SpeakersDialog:
        """Open the dialog with all speakers of the transcript, or bring it to the front."""
        is_new = find_open(self._window, SpeakersDialog) is None
        dialog = open_beside(self._window, SpeakersDialog, self._make_dialog)
        self._show_dialog(dialog)
        if is_new:
            self.opened.emit(dialog)
        return dialog

    def _make_dialog(self) -> SpeakersDialog:
        dialog = SpeakersDialog(self._list_known(), lambda: self._window.language, self._window)
        dialog.renamed.connect(self.rename)
        return dialog

    def _show_dialog(self, dialog: SpeakersDialog) -> None:
        can_change = self._editing.whole is not None
        segments = self._editing.read_shown() if can_change else ()
        job, pick_colour = self._window.page.job, self._window.page.text.pick_speaker_colour
        dialog.show_speakers(count_speakers(segments), pick_colour, job.job_id if job else "")

    def _assign_to(self, first: int, end: int, speaker: str) -> None:
        self._editing.replace([Remark(first, end, speaker=speaker)])

    def _find_chosen(self) -> tuple[int, int] | None:
        """The segments that are selected, or the one at the cursor: from, and to before."""
        text = self._window.page.text
        text.flush()
        cursor = text.textCursor()
        first = text.find_segment(cursor.selectionStart())
        last = text.find_segment(cursor.selectionEnd())
        if self._editing.whole is None or not text.count_lines():
            return None
        first, last = first or 0, last or 0
        if last > first and text.find_line(last)[0] == cursor.selectionEnd():
            last -= 1  # nothing of it is selected
        return first, last + 1

    def _ask_for_speaker(self) -> None:
        chosen = self._find_chosen()
        if chosen is None:
            return
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Ny talare"))
        dialog.setLabelText(self.tr("Vem talar här?"))
        present = count_speakers(self._editing.read_shown())
        dialog.setComboBoxItems(["", *(name for name in self._list_known() if name not in present)])
        dialog.setComboBoxEditable(True)
        dialog.textValueSelected.connect(partial(self._take_speaker, *chosen))
        dialog.open()

    def _take_speaker(self, first: int, end: int, typed: str) -> None:
        if tidy_name(typed):
            self._assign_to(first, end, tidy_name(typed))

    def _ask_for_note(self) -> None:
        chosen = self._find_chosen()
        if chosen is None:
            return
        number = chosen[0]
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Anteckning"))
        dialog.setLabelText(self.tr("Anteckning om det som sägs här. Tom: ingen anteckning."))
        dialog.setTextValue(self._editing.read_shown()[number].note)
        dialog.resize(480, 0)
        dialog.textValueSelected.connect(partial(self.note, number))
        dialog.open()

    def _list_known(self) -> list[str]:
        """Names in the transcripts that are on the desk, in the order of the alphabet."""
        names = {name for job in self._desk.jobs() for name in count_speakers(job.segments)}
        return sorted((name for name in names if not is_number(name)), key=str.casefold)

    def _on_shown(self, job: Job | None) -> None:
        can_change = self._editing.whole is not None
        self._menu.setEnabled(can_change)
        self._window.actions_["note"].setEnabled(can_change)
        speakers = list(count_speakers(job.segments)) if job is not None and can_change else []
        if (speakers, self._window.language) != self._listed:
            self._listed = (speakers, self._window.language)
            self._fill_menu(speakers)
        dialog = find_open(self._window, SpeakersDialog)
        if dialog is not None:
            self._show_dialog(dialog)

    def _fill_menu(self, speakers: Sequence[str]) -> None:
        for action in self._names:
            self._menu.removeAction(action)
            action.deleteLater()
        before = self._menu.actions()[0]
        self._names = [self._menu.insertSeparator(before)] if speakers else []
        for number, speaker in enumerate(speakers, 1):
            name = name_speaker(speaker, self._window.language).replace("&", "&&")
            action = QAction(name, self._menu)
            if number <= N_KEYS:
                action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(partial(self._assign_named, speaker))
            self._menu.insertAction(self._names[0], action)
            self._names.append(action)

    def _assign_nobody(self) -> None:
        self.assign("")

    def _open(self) -> None:
        self.open()

    def _assign_named(self, speaker: str, _: bool = False) -> None:
        self.assign(speaker)

    def _switch(self, shown: bool) -> None:
        self._choices.change(show_speakers=shown)

    def _follow(self, settings: Settings, _: Settings | None = None) -> None:
        self._window.page.show_speakers(settings.show_speakers)
