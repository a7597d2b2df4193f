"""Which audio track of a file is transcribed, and whether its channels are two speakers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop.tracks import Contents, SoundChoice, Track
from desktop.ui.flat_button import FlatButton
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour
from desktop.ui.tick_box import ChoiceButton, TickBox

SIZE = QSize(520, 380)
# Qt names these by the country that it takes for granted.
PLAIN_NAMES = {QLocale.Language.English: "English", QLocale.Language.Spanish: "español"}

translate = QCoreApplication.translate


class SoundDialog(SideDialog):
    """Of one job; `chosen` is emitted when the user has decided."""

    chosen = Signal(str, object)  # job id, SoundChoice

    def __init__(self, job_id: str, name: str, sound: SoundChoice, parent: QWidget) -> None:
        super().__init__(parent)
        self.job_id = job_id
        self._name = name
        self._sound = sound
        self._contents: Contents | None = None
        self.heading = QLabel(wordWrap=True)
        self.heading.setText(name)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.state = QLabel(wordWrap=True)
        self.group = QButtonGroup(self)
        self.group.idToggled.connect(lambda _: self._enable())
        self.tracks: list[ChoiceButton] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.split = TickBox()
        self.split.setChecked(sound.split_channels)
        self.split.toggled.connect(lambda _: self._enable())
        self.split_note, self.note = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.start = FlatButton()
        self.start.clicked.connect(self._choose)
        body = QVBoxLayout()
        body.setSpacing(8)
        body.addWidget(self.heading)
        body.addWidget(self.state)
        body.addLayout(self._rows)
        body.addSpacing(10)
        body.addWidget(self.split)
        body.addWidget(self.split_note)
        body.addSpacing(10)
        body.addWidget(self.note)
        body.addStretch()
        self.lay_out(body, self.start, size=SIZE, beside_close=1)
        self.retranslate()
        self.recolour()
        self._enable()

    def show_contents(self, contents: Contents) -> None:
        """Offer the tracks of the file."""
        if contents == self._contents:
            return
        chosen = self.group.checkedId() if self.tracks else self._sound.track or contents.track
        for button in self.tracks:
            self.group.removeButton(button)
            self._rows.removeWidget(button)
            button.deleteLater()
        self._contents, self.tracks = contents, []
        for track in contents.tracks:
            button = ChoiceButton(describe_track(track))
            button.setChecked(track.number == chosen)
            self.group.addButton(button, track.number)
            self._rows.addWidget(button)
            self.tracks.append(button)
        self.retranslate()
        self._enable()

    @property
    def sound(self) -> SoundChoice:
        """What is chosen now."""
        contents, number = self._contents, self.group.checkedId()
        if contents is None or not self.tracks:
            return self._sound
        track = self._sound.track if number == (self._sound.track or contents.track) else number
        return SoundChoice(track, self.split.isEnabled() and self.split.isChecked())

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Ljudspår och talare"))
        if self._contents is None:
            self.state.setText(self.tr("Filen undersöks …"))
        elif not self._contents.tracks:
            self.state.setText(self.tr("Filen går inte att läsa just nu."))
        else:
            self.state.setText(self.tr("Ljudspår"))
        for button, track in zip(
            self.tracks, self._contents.tracks if self._contents else (), strict=True
        ):
            button.setText(describe_track(track))
        self.split.setText(self.tr("&Två talare, en i varje kanal"))
        self.split_note.setText(
            self.tr(
                "För intervjuer där var och en har egen mikrofon, och för inspelade samtal. "
                "Talarna skrivs ut var för sig, i tidsordning."
            )
        )
        self.note.setText(
            self.tr("Filen skrivs ut från början. Det du har rättat kan du byta tillbaka till.")
        )
        self.start.setText(self.tr("Skriv ut"))

    def recolour(self) -> None:
        for label in (self.split_note, self.note):
            set_text_colour(label, pick_colours(self.palette()).dim)

    def _enable(self) -> None:
        number, contents = self.group.checkedId(), self._contents
        tracks = contents.tracks if contents is not None else ()
        n_channels = next((one.n_channels for one in tracks if one.number == number), 0)
        self.split.setEnabled(n_channels == 2)
        self.start.setEnabled(bool(self.tracks) and self.sound != self._sound)

    def _choose(self) -> None:
        self.chosen.emit(self.job_id, self.sound)
        self.close()


def describe_track(track: Track) -> str:
    """One track in a line: "2  English, stereo · Kommentator"."""
    channels = {1: translate("SoundDialog", "mono"), 2: translate("SoundDialog", "stereo")}
    many = translate("SoundDialog", "{count} kanaler").format(count=track.n_channels)
    said = ", ".join(
        filter(None, [name_language(track.language), channels.get(track.n_channels, many)])
    )
    title = f" · {track.title}" if track.title else ""
    return f"{track.number}  {said}{title}"


def name_language(tag: str) -> str:
    """A language by the name that it gives itself, or its tag where Qt does not know it."""
    code = tag.replace("_", "-").partition("-")[0]
    language = QLocale.codeToLanguage(code)
    if language is QLocale.Language.AnyLanguage:
        return tag
    return PLAIN_NAMES.get(language) or QLocale(language).nativeLanguageName()
