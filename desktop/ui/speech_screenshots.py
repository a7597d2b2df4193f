"""Pictures of replacing everywhere and of training speech, for desktop.ui.screenshots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.library.job import Job
from desktop.library.replace_everywhere import Finding
from desktop.library.training_speech import Kept
from desktop.models.voice import Voice
from desktop.settings import Settings
from desktop.text.find_replace import Wish
from desktop.ui.main_window import MainWindow
from desktop.ui.replace_everywhere_dialog import ReplaceEverywhereDialog
from desktop.ui.training_speech_dialog import TrainingSpeechDialog
from desktop.ui.training_speech_window import word_command
from desktop.ui.voice_offer import describe_voice, translate

FINDINGS = (
    ("Veckomöte kommunstyrelsen.mp3", 12, "Lagerkrans har räknat på tre förslag, och det"),
    ("intervju-björn-del2.m4a", 3, "…det sa Lagerkrans redan i våras, men ingen lyssnade på"),
    ("Inspelning 22 november 09:15", 1, "Ring Lagerkrans på måndag."),
)
KEPT = (
    ("Hej, det här är till Sankt Eriksplan 12.", "Inspelning 22 november 09:15", 3.2),
    ("Patienten har fått metoprolol sedan i tisdags.", "Inspelning 21 november 16:40", 4.4),
    ("Kalla till möte i kommunstyrelsens arbetsutskott den tredje mars.", "Dagbok", 5.1),
    ("Lagercrantz återkommer med en ny kalkyl.", "Dagbok", 3.7),
)
VOICE = Voice(Path("my-voice"), "mark", "Min röst", 0.17, 0.35)


def show_replace_everywhere(window: MainWindow, settings: Settings) -> QWidget:
    """Some transcripts were found; one of them is not to be changed."""
    dialog = ReplaceEverywhereDialog(Wish("Lagerkrans", "Lagercrantz"), window)
    for name, n_places, line in FINDINGS:
        dialog.add(Finding(name, n_places, (line,)), name)
    dialog.untick(1)
    dialog.say_left_alone(["Föreläsning 3.mp4"])
    dialog.show_work("", None)
    dialog.show()
    return dialog


def list_clips(n_times: int) -> Sequence[Kept]:
    return [
        Kept(name, Path(f"{number} {text}"), text, length_s)
        for number in range(n_times)
        for text, name, length_s in KEPT
    ]


def show_training_speech(window: MainWindow, settings: Settings) -> QWidget:
    """Three minutes are kept, and were exported."""
    dialog = TrainingSpeechDialog(window)
    dialog.show_settings(replace(settings, training_speech=True))
    dialog.show_kept(list_clips(11), {name: name for _, name, _ in KEPT})
    dialog.show_teaching(True)
    dialog.show_command(word_command(Path("/home/åsa/talskrift-tal-2026-11-22")))
    dialog.show()
    return dialog


def show_voice_offer(window: MainWindow, make_jobs: Callable[[], list[Job]]) -> None:
    """The user's own model is ready."""
    window.add_jobs(make_jobs())
    window.notice.say(
        describe_voice(VOICE),
        button=translate("voice", "Använd den"),
        other_button=translate("voice", "Inte nu"),
    )
