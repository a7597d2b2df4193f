"""Pictures of a transcript that is listened to and corrected, for desktop.ui.screenshots."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPalette

from desktop.library.job import Job
from desktop.ui.main_window import MainWindow
from desktop.ui.text_marks import Layer, MarkedSpan
from desktop.ui.theme import blend, pick_colours

LENGTH_S, HEARD_S = 5688.0, 9.4
DOUBTFUL = ("budgeten", "schemat")
LOOKED_FOR = "förslag"


def show_editor(window: MainWindow, make_jobs: Callable[[], list[Job]]) -> None:
    """A word that is heard, and two of which the model was not sure."""
    window.add_jobs(make_jobs())
    window.list.select("Föreläsning 3.mp4")
    text, bar, actions = window.page.text, window.page.play_bar, window.actions_
    text.set_editable(True)
    bar.add_buttons([actions[name] for name in ("back", "play", "forward")])
    bar.show_length(LENGTH_S)
    bar.show_position(HEARD_S)
    bar.show_speed(0.8)
    bar.show()
    actions.show_playing(True)
    ink = pick_colours(window.palette()).error
    doubtful = [MarkedSpan(*find(window, word), None, ink) for word in DOUBTFUL]
    text.marks.put(Layer.DOUBTFUL, doubtful)
    text.marks.put(Layer.HEARD, [mark(window, "sedan", 0.6)])


def show_replace(window: MainWindow, make_jobs: Callable[[], list[Job]]) -> None:
    """Find and replace."""
    show_editor(window, make_jobs)
    bar = window.page.replace_bar
    bar.wanted.setText(LOOKED_FOR)
    bar.show()
    bar.show_place(1, 1, can_replace=True)
    window.page.text.marks.put(Layer.FOUND, [mark(window, LOOKED_FOR, 0.72)])


def mark(window: MainWindow, word: str, share: float) -> MarkedSpan:
    """A word on the ground of what is heard or found."""
    palette = window.palette()
    base, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    return MarkedSpan(*find(window, word), blend(pick_colours(palette).accent, base, share), ink)


def find(window: MainWindow, word: str) -> tuple[int, int]:
    start = window.page.text.toPlainText().index(word)
    return start, start + len(word)
