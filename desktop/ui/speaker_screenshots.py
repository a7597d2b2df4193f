"""Pictures of a transcript with speakers and a note, for desktop.ui.screenshots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop.library.growing import Growing
from desktop.library.job import Job
from desktop.models.collection import Activity
from desktop.speakers import count_speakers
from desktop.ui.find_speakers_panel import FindState
from desktop.ui.main_window import MainWindow
from desktop.ui.speakers_dialog import SpeakersDialog

SPEAKERS = ("Åsa Öberg", "2", "2", "Åsa Öberg", "Bo")
NOTED, NOTE = 1, "Kolla årtalet"


def show_speakers(window: MainWindow, make_jobs: Callable[[], list[Job]]) -> None:
    """Names before the turns, and a note."""
    jobs = make_jobs()
    window.add_jobs([name_speakers(job) if job.segments else job for job in jobs])
    window.list.select("Föreläsning 3.mp4")


def show_speakers_dialog(window: MainWindow, make_jobs: Callable[[], list[Job]]) -> QWidget:
    """Names to change, and the voices being listened to."""
    show_speakers(window, make_jobs)
    dialog = SpeakersDialog(["Åsa Öberg", "Bo"], lambda: window.language, window)
    job = window.page.job
    segments = job.segments if job is not None else ()
    dialog.show_speakers(count_speakers(segments), window.page.text.pick_speaker_colour)
    activity = Activity("find", 411, 1000)
    dialog.finder.show_state(FindState(True, True, activity, language=window.language))
    dialog.show()
    return dialog


def show_speaker_models(window: MainWindow, make_jobs: Callable[[], list[Job]]) -> QWidget:
    """No speakers yet, and no models to find them by."""
    window.add_jobs(make_jobs())
    window.list.select("Föreläsning 3.mp4")
    dialog = SpeakersDialog([], lambda: window.language, window)
    dialog.show_speakers({}, window.page.text.pick_speaker_colour)
    dialog.finder.show_state(FindState(language=window.language))
    dialog.show()
    return dialog


def name_speakers(job: Job) -> Job:
    """The job with a speaker for each segment, and a note on one."""
    segments = [
        replace(segment, speaker=SPEAKERS[at % len(SPEAKERS)], note=NOTE if at == NOTED else "")
        for at, segment in enumerate(job.segments)
    ]
    return replace(job, segments=Growing(segments))
