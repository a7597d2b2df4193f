"""What the app says in the terminal before it knows its settings: in Swedish or in English."""

from __future__ import annotations

import os
from collections.abc import Mapping

from desktop.wording import Language

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts
NO_LANGUAGE = ("", "C", "POSIX")


def find_terminal_language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of the terminal: Swedish, unless the locale names another."""
    locale = next((value for name in LOCALE_VARIABLES if (value := environment.get(name))), "")
    language = locale.partition(".")[0].partition("_")[0]
    return "sv" if language in (*NO_LANGUAGE, "sv") else "en"


WORDS: dict[Language, dict[str, str]] = {
    "sv": {
        "help": """\
Talskrift: svenskt tal till text, på din egen dator.

Användning
  talskrift [FIL …]              öppna fönstret, och skriv ut filerna
  talskrift transcribe FIL …     skriv ut filer i terminalen
  talskrift record               börja eller sluta spela in
  talskrift toggle               börja eller sluta diktera i programmet framför dig;
                                 för en tangent i datorns egna inställningar
  talskrift model verify MAPP    kontrollera att en modellmapp är hel
  talskrift install-desktop      lägg Talskrift bland skrivbordets program (Linux)
  talskrift install-desktop --remove
                                 ta bort det därifrån
  talskrift --tray               börja utan fönster, i aktivitetsfältet
  talskrift --self-check         skriv ut den medföljande provinspelningen och visa tiden
  talskrift --version            visa versionen
  talskrift --help               visa den här hjälpen

Exempel
  talskrift intervju.m4a
  talskrift transcribe --times möte.mp3 > möte.txt
  talskrift transcribe --format srt --output texter/ filmer/
  talskrift transcribe --help    alla val för filer i terminalen

Miljövariabler
  TALSKRIFT_HOME                 en mapp för allt som Talskrift sparar
  LANG                           språket här: svenska, eller engelska om det anger ett annat
""",
        "unknown_option": "Okänt val: {option}",
        "no_display": """\
Här finns ingen skärm att öppna fönstret på.
Skriv ut en fil i terminalen i stället:  talskrift transcribe FIL
""",
        "no_sample": "Provinspelningen saknas i {folder}. Installera Talskrift på nytt.",
        "not_installed": "0 (inte installerad)",
        "installed": "Talskrift finns nu bland skrivbordets program: {path}",
        "removed": "Talskrift är borttaget från skrivbordets program.",
        "only_linux": "install-desktop är till för Linux.",
        "foreign_entry": "{path} är skriven av någon annan, till exempel ett paket. Den är "
        "oförändrad.",
        "not_written": "Det gick inte att skriva: {reason}",
    },
    "en": {
        "help": """\
Talskrift: Swedish speech to text, on your own computer.

Usage
  talskrift [FILE …]             open the window, and transcribe the files
  talskrift transcribe FILE …    transcribe files in the terminal
  talskrift record               start or stop recording
  talskrift toggle               start or stop dictating into the program in front of you;
                                 for a key in the settings of your desktop
  talskrift model verify FOLDER  check that a model folder is whole
  talskrift install-desktop      add Talskrift to the programs of the desktop (Linux)
  talskrift install-desktop --remove
                                 take it away from there
  talskrift --tray               start without a window, in the tray
  talskrift --self-check         transcribe the bundled sample and show the time
  talskrift --version            show the version
  talskrift --help               show this help

Examples
  talskrift interview.m4a
  talskrift transcribe --times meeting.mp3 > meeting.txt
  talskrift transcribe --format srt --output texts/ films/
  talskrift transcribe --help    all options for files in the terminal

Environment
  TALSKRIFT_HOME                 one folder for all that Talskrift keeps
  LANG                           the language here: English, or Swedish where it names that or none
""",
        "unknown_option": "Unknown option: {option}",
        "no_display": """\
There is no display to open the window on.
Transcribe a file in the terminal instead:  talskrift transcribe FILE
""",
        "no_sample": "The sample is not in {folder}. Install Talskrift again.",
        "not_installed": "0 (not installed)",
        "installed": "Talskrift is now among the programs of the desktop: {path}",
        "removed": "Talskrift is no longer among the programs of the desktop.",
        "only_linux": "install-desktop is for Linux.",
        "foreign_entry": "Somebody else has written {path}, a package for instance. It is "
        "unchanged.",
        "not_written": "It could not be written: {reason}",
    },
}
