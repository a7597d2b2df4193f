"""Pictures of what becomes of files, for desktop.ui.screenshots: queue, tracks, fetches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop.library.job import Fault, Job
from desktop.settings import Settings
from desktop.tracks import Contents, SoundChoice, Track
from desktop.ui.main_window import MainWindow
from desktop.ui.sound_dialog import SoundDialog
from desktop.ui.web_dialog import Fetching, WebDialog

TRACKS = (
    Track(1, "eng", "", 2, True),
    Track(2, "swe", "", 2),
    Track(3, "", "Mikrofon", 1),
)
FETCHING = (
    Fetching("a", "https://media.exempel.se/intervjuer/2026/kommunstyrelsen.mp3", 31, 84),
    Fetching("b", "https://exempel.se/sida"),
    Fetching(
        "c",
        "https://exempel.se/borta/föredrag.mp4",
        fault=Fault("web_not_found", {"host": "exempel.se", "status": 404}),
    ),
)
MEGABYTE = 1_000_000


def show_queue(window: MainWindow, make_jobs: Callable[[], list[Job]]) -> None:
    """Files that wait, and when they will be done."""
    first, waiting, *rest = make_jobs()
    others = [
        replace(waiting, job_id=name, source=waiting.source.with_name(name))
        for name in ("intervju-åsa-del1.m4a", "Föreläsning 4.mp4")
    ]
    window.add_jobs([first, waiting, *others, *rest])
    left_s = {first.job_id: 190.0, waiting.job_id: 420.0}
    left_s |= {job.job_id: 640.0 + 900.0 * at for at, job in enumerate(others)}
    window.jobs.show_times_left(left_s)
    window.status_line.show_queue(4, 1540.0)


def show_sound(window: MainWindow, settings: Settings) -> QWidget:
    """The tracks of a film."""
    dialog = SoundDialog("film", "Intervju med Björn.mkv", SoundChoice(), window)
    dialog.show_contents(Contents(TRACKS, 2, 1800.0))
    dialog.split.setChecked(True)
    dialog.show()
    return dialog


def show_web(window: MainWindow, settings: Settings) -> QWidget:
    """Three addresses: on its way, being looked for, not there."""
    dialog = WebDialog(lambda: settings.language, window)
    shown = [
        replace(one, n_bytes=one.n_bytes * MEGABYTE, n_total=one.n_total * MEGABYTE)
        for one in FETCHING
    ]
    dialog.show_fetching(shown)
    dialog.address.setText("https://exempel.se/sida")
    dialog.show()
    return dialog
