"""Pictures of dictating into other programs, for desktop.ui.screenshots."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.library.job import Fault
from desktop.settings import Settings
from desktop.ui.dictation_window import DictationWindow, Outcome
from desktop.ui.job_words import describe_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.record_panel import RecordState

WELCOME = "God morgon och välkomna till veckans möte."
BUDGET = "Vi börjar med budgeten för nästa år, och sedan går vi igenom schemat."
COSTS = "Åsa har räknat på tre förslag, och det billigaste kostar fyra miljoner kronor."


def show_small(settings: Settings) -> DictationWindow:
    """The small window of a dictation into another program."""
    small = DictationWindow()
    small.open(takes_keys=False)
    small.show_device("Headset Jabra Evolve2")
    small.show_state(RecordState.RECORDING)
    small.show_level(-17.0, False, 14.2)
    small.show_text(f"{WELCOME} {BUDGET} Åsa har räknat på", " tre försla")
    return small


def show_dictating(window: MainWindow, settings: Settings) -> QWidget:
    """… while it records."""
    return show_small(settings)


def show_typed(window: MainWindow, settings: Settings) -> QWidget:
    """… when the text is where it was to go."""
    small = show_small(settings)
    small.show_text(f"{WELCOME} {BUDGET} {COSTS}", "")
    small.show_state(RecordState.IDLE)
    small.show_outcome(Outcome.TYPED)
    return small


def show_not_typed(window: MainWindow, settings: Settings) -> QWidget:
    """… when it is not."""
    small = show_small(settings)
    small.show_text(f"{WELCOME} {BUDGET} {COSTS}", "")
    small.show_state(RecordState.IDLE)
    sentence = describe_fault(Fault("typing_moved", {}), settings.language)
    small.show_outcome(Outcome.FAILED, sentence)
    return small
