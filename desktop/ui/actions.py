"""The window's actions and its menu bar: names, keys and icons, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence, QPalette
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop.export.write import TEXT_FORMATS
from desktop.settings import Settings
from desktop.ui.format_words import name_format
from desktop.ui.theme import blend, make_icon

ICONS = {
    "open": "open",
    "copy": "copy",
    "save": "save",
    "times": "clock",
    "back": "back",
    "forward": "forward",
}
KEYS = {
    "record": ["Ctrl+R"],
    "dictate": ["Ctrl+Shift+R"],
    "pause": ["P"],
    "pause_job": ["Ctrl+P"],
    "open": ["Ctrl+O"],
    "fetch": ["Ctrl+Shift+O"],
    "paste": ["Ctrl+V"],
    "save": ["Ctrl+S"],
    "copy": ["Ctrl+C"],
    "play": ["F9", "Ctrl+Space"],
    "back": ["F7"],
    "forward": ["F8"],
    "slower": ["F5"],
    "faster": ["F6"],
    "hear_here": ["Ctrl+Return"],
    "undo": ["Ctrl+Z"],
    "replace": ["Ctrl+H"],
    "next_doubtful": ["F4"],
    "new_speaker": ["Ctrl+Alt+N"],
    "note": ["Ctrl+Alt+M"],
    "redo": ["Ctrl+Shift+Z", "Ctrl+Y"],
    "times": ["Ctrl+T"],
    "labels": ["Ctrl+I"],
    "settings": ["Ctrl+,"],
    "larger": ["Ctrl++", "Ctrl+="],
    "smaller": ["Ctrl+-"],
    "usual_size": ["Ctrl+0"],
    "quit": ["Ctrl+Q"],
    "help": ["F1"],
}


TEXT_SWITCHES = ("spoken_commands", "spoken_commands_in_files", "clean_up")
SWITCHES = {
    "times": "show_times",
    "speakers": "show_speakers",
    "doubtful": "show_doubtful",
} | {  # and the settings they show
    name: name for name in TEXT_SWITCHES
}


class Actions(QObject):
    """Every action by its name, and the menus that hold them."""

    def __init__(self, menu_bar: QMenuBar) -> None:
        super().__init__(menu_bar)
        names = (
            "record", "pause", "open", "open_folder", "fetch", "save", "quit", "copy", "paste",
            "remove", "labels", "sound", "pause_job", "pause_all", "resume_all",
            "times", "models", "choose_model", "starter_model", "show_recordings", "bin",
            "larger", "smaller", "usual_size", "show_window", "settings", "storage",
            "dictate", "dictation", "network",
            "undo", "redo", "bring_back", "corrected_note",
            "replace", "doubtful", "next_doubtful",
            "speakers", "new_speaker", "no_speaker", "name_speakers", "note",
            "play", "back", "forward", "slower", "faster", "hear_here",
            "about", *TEXT_SWITCHES, "own_commands", "commands_help", "vocabulary",
            "training_speech", "http_api_key", "diagnostics", "help", "keys",
        )  # fmt: skip
        self.by_name = {name: QAction(self) for name in names}
        for name, keys in KEYS.items():
            self.by_name[name].setShortcuts([QKeySequence(key) for key in keys])
        self.by_name["pause"].setEnabled(False)
        self.by_name["corrected_note"].setEnabled(False)  # it only tells
        for name in ("undo", "redo"):
            self.by_name[name].setEnabled(False)
        for name in ("bring_back", "corrected_note"):
            self.by_name[name].setVisible(False)
        self._job_is_paused = self._is_playing = False
        self._pause_icons = [QIcon(), QIcon()]  # to pause, to go on
        for name in SWITCHES:
            self.by_name[name].setCheckable(True)
        self.text_switches = QActionGroup(self)
        self.text_switches.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for name in TEXT_SWITCHES:
            self.text_switches.addAction(self.by_name[name]).setData(name)
        self.by_name["quit"].setMenuRole(QAction.MenuRole.QuitRole)
        self.by_name["about"].setMenuRole(QAction.MenuRole.AboutRole)
        self.by_name["settings"].setMenuRole(QAction.MenuRole.PreferencesRole)
        self.copy_formats = QActionGroup(self)
        for format_ in TEXT_FORMATS:
            self.copy_formats.addAction("").setData(format_)
        self._menus = {
            "file": [
                "record",
                "pause",
                "dictate",
                "",
                "open",
                "open_folder",
                "fetch",
                "",
                "save",
                "",
                "storage",
                "bin",
                "quit",
            ],
            "edit": [
                "undo",
                "redo",
                "bring_back",
                "",
                "replace",
                "next_doubtful",
                "",
                "speaker",
                "note",
                "",
                "copy",
                "copy_as",
                "paste",
                "",
                "pause_job",
                "pause_all",
                "resume_all",
                "",
                "labels",
                "sound",
                "remove",
            ],
            "listen": ["play", "hear_here", "", "back", "forward", "", "slower", "faster"],
            "view": ["larger", "smaller", "usual_size", "", "times", "speakers", "doubtful"],
            "speaker": ["new_speaker", "no_speaker", "", "name_speakers"],
            "settings": [
                "microphone",
                "",
                "corrected_note",
                *TEXT_SWITCHES,
                "own_commands",
                "vocabulary",
                "training_speech",
                "",
                "models",
                "dictation",
                "",
                "settings",
            ],
            "help": [
                "help",
                "keys",
                "commands_help",
                "",
                "diagnostics",
                "show_recordings",
                "about",
            ],
        }
        inner = ("microphone", "copy_as", "speaker")
        self.menus = {name: menu_bar.addMenu("") for name in self._menus if name not in inner}
        self.menus |= {name: QMenu(menu_bar) for name in inner}
        self.menus["copy_as"].addActions(self.copy_formats.actions())
        self.by_name["times"].toggled.connect(self._name_formats)
        for menu, entries in self._menus.items():
            for entry in entries:
                if not entry:
                    self.menus[menu].addSeparator()
                elif entry in self.menus:
                    self.menus[menu].addMenu(self.menus[entry])
                else:
                    self.menus[menu].addAction(self.by_name[entry])
        self.retranslate(recording=False, paused=False)
        self.show_pause(can_pause=False, is_paused=False)

    def __getitem__(self, name: str) -> QAction:
        return self.by_name[name]

    def show_switches(self, settings: Settings) -> None:
        """Check what is on."""
        for name, setting in SWITCHES.items():
            self.by_name[name].setChecked(getattr(settings, setting))

    def show_playing(self, is_playing: bool) -> None:
        """Offer to pause the sound that is heard, or to play it."""
        self._is_playing = is_playing
        action = self.by_name["play"]
        action.setText(self.tr("Pausa ljudet") if is_playing else self.tr("Spela upp"))
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{action.text()} ({key})")
        action.setIcon(self._pause_icons[not is_playing])

    def show_pause(self, can_pause: bool, is_paused: bool) -> None:
        """Offer to pause the chosen job, or to go on with it; where neither fits, nothing."""
        is_other = is_paused is not self._job_is_paused
        self._job_is_paused = is_paused
        self.by_name["pause_job"].setEnabled(can_pause or is_paused)
        self.by_name["pause_job"].setVisible(can_pause or is_paused)
        if is_other:
            self._name_pause()
            self.by_name["pause_job"].setIcon(self._pause_icons[is_paused])

    def recolour(self, palette: QPalette) -> None:
        """Draw the icons in the palette's colours."""
        text = palette.color(QPalette.ColorRole.Text)
        faint = blend(text, palette.color(QPalette.ColorRole.Base), 0.6)
        self._pause_icons = [make_icon(name, text, faint) for name in ("pause", "play")]
        self.by_name["pause_job"].setIcon(self._pause_icons[self._job_is_paused])
        self.show_playing(self._is_playing)
        for name, icon in ICONS.items():
            self.by_name[name].setIcon(make_icon(icon, text, faint))

    def retranslate(self, recording: bool, paused: bool) -> None:
        """Name everything in the language now installed."""
        menus = {
            "file": self.tr("&Arkiv"),
            "edit": self.tr("&Redigera"),
            "view": self.tr("&Visa"),
            "listen": self.tr("&Lyssna"),
            "settings": self.tr("&Inställningar"),
            "help": self.tr("&Hjälp"),
            "microphone": self.tr("&Mikrofon"),
            "copy_as": self.tr("Kopiera so&m"),
            "speaker": self.tr("&Talare"),
        }
        for name, text in menus.items():
            self.menus[name].setTitle(text)
        texts = {
            "record": self.tr("Stoppa inspelningen") if recording else self.tr("Spela in"),
            "pause": self.tr("Fortsätt inspelningen") if paused else self.tr("Pausa"),
            "open": self.tr("Öppna filer …"),
            "open_folder": self.tr("Öppna mapp …"),
            "fetch": self.tr("Hämta från webbadress …"),
            "save": self.tr("Spara …"),
            "quit": self.tr("Avsluta"),
            "copy": self.tr("Kopiera"),
            "paste": self.tr("Klistra in filer"),
            "labels": self.tr("Namn, mapp och taggar …"),
            "sound": self.tr("Ljudspår och talare …"),
            "remove": self.tr("Ta bort"),
            "back": self.tr("Tillbaka 3 sekunder"),
            "forward": self.tr("Framåt 3 sekunder"),
            "slower": self.tr("Långsammare"),
            "faster": self.tr("Snabbare"),
            "hear_here": self.tr("Lyssna från markören"),
            "undo": self.tr("Ångra"),
            "replace": self.tr("Sök och ersätt …"),
            "speakers": self.tr("Talare"),
            "new_speaker": self.tr("Ny talare …"),
            "no_speaker": self.tr("Ingen talare"),
            "name_speakers": self.tr("Namn på talare …"),
            "note": self.tr("Anteckning …"),
            "doubtful": self.tr("Markera osäkra ord"),
            "next_doubtful": self.tr("Nästa osäkra ord"),
            "redo": self.tr("Gör om"),
            "bring_back": self.tr("Byt till den tidigare texten"),
            "corrected_note": self.tr("Den här texten är rättad och ändras inte av valen:"),
            "bin": self.tr("Papperskorgen …"),
            "storage": self.tr("Lagring och säkerhetskopia …"),
            "pause_all": self.tr("Pausa alla utskrifter"),
            "resume_all": self.tr("Fortsätt med alla utskrifter"),
            "times": self.tr("Tider"),
            "models": self.tr("Modeller …"),
            "settings": self.tr("Inställningar …"),
            "larger": self.tr("Större text"),
            "smaller": self.tr("Mindre text"),
            "usual_size": self.tr("Vanlig textstorlek"),
            "show_window": self.tr("Visa fönstret"),
            "spoken_commands": self.tr("Talade kommandon"),
            "spoken_commands_in_files": self.tr("Talade kommandon även i filer"),
            "clean_up": self.tr("Städa texten"),
            "own_commands": self.tr("Egna kommandon …"),
            "dictate": self.tr("Diktera i programmet bakom"),
            "dictation": self.tr("Diktera i andra program …"),
            "vocabulary": self.tr("Ordlista …"),
            "help": self.tr("Hjälp"),
            "keys": self.tr("Tangenter …"),
            "diagnostics": self.tr("Felsökning …"),
            "http_api_key": self.tr("Andra program …"),
            "training_speech": self.tr("Träningstal …"),
            "commands_help": self.tr("Talade kommandon …"),
            "show_recordings": self.tr("Visa inspelningarnas mapp"),
            "about": self.tr("Om Talskrift"),
        }
        for name, text in texts.items():
            self.by_name[name].setText(text)
        self._name_pause()
        self.show_playing(self._is_playing)
        self._name_formats()
        tips = {
            "copy": self.tr("Kopiera det markerade, eller hela texten"),
            "save": self.tr("Spara som text, dokument, undertexter eller tabell"),
            "times": self.tr("Visa när varje mening sägs, även i det som sparas"),
            "back": self.tr("Tillbaka 3 sekunder"),
            "forward": self.tr("Framåt 3 sekunder"),
        }
        for name, tip in tips.items():
            key = self.by_name[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            self.by_name[name].setToolTip(f"{tip} ({key})")

    def _name_formats(self) -> None:
        for action in self.copy_formats.actions():
            action.setText(name_format(action.data(), self.by_name["times"].isChecked()))

    def _name_pause(self) -> None:
        action, paused = self.by_name["pause_job"], self._job_is_paused
        action.setText(self.tr("Fortsätt utskriften") if paused else self.tr("Pausa utskriften"))
        action.setIconText(self.tr("Fortsätt") if paused else self.tr("Pausa"))
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{action.text()} ({key})")
