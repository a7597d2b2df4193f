"""The library's pictures for desktop.ui.screenshots: a search, the labels, the storage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QApplication, QWidget

from desktop.library.job import Job
from desktop.library.labels import Labels
from desktop.library.query import parse_query
from desktop.library.retention import Storage
from desktop.library.search import Filters, Said, find_places
from desktop.settings import Settings
from desktop.ui.labels_dialog import LabelsDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.storage_dialog import StorageDialog

LOOKED_FOR = "budget"
LABELS = Labels("Kommunstyrelsen, budget 2027", "Kommunen/Möten", ("budget", "viktigt"), "Åsa!")
FOLDERS = ("Intervjuer", "Kommunen", "Kommunen/Möten")
TAGS = ("budget", "viktigt", "våg 1", "åtgärd")
STORAGE = Storage(
    recordings=4_812_000_000,
    uncompressed=115_000_000,
    bin=231_000_000,
    texts=96_000_000,
    models=1_530_000_000,
    other=2_100_000,
    free=61_300_000_000,
)


def show_search(window: MainWindow, make_jobs: Callable[[], list[Job]]) -> None:
    """A word was looked for, in a folder; its second hit is shown."""
    jobs = make_jobs()
    found = [replace(jobs[0], labels=LABELS), jobs[3]]
    window.add_jobs(found)
    window.filters.choose(Filters(folder="Kommunen"))
    window.search_field.setText(LOOKED_FOR)
    query = parse_query(LOOKED_FOR)
    window.show_list([job.job_id for job in found], is_search=True)
    window.say_found(len(found))
    places = {
        job.job_id: find_places(
            Said(job.source.name, tuple((one.start_s, one.text) for one in job.segments)), query
        )
        for job in found
    }
    window.jobs.show_places(places)
    window.page.hit_bar.show()
    window.page.hits.look_for(query, 0.0)
    QApplication.processEvents()


def show_labels(window: MainWindow, job: Job) -> QWidget:
    """The form for one transcript's labels."""
    window.add_jobs([job])
    dialog = LabelsDialog(LABELS, job.source.name, FOLDERS, TAGS, window)
    dialog.show()
    return dialog


def show_storage(window: MainWindow, settings: Settings) -> QWidget:
    """The storage window while a backup is written."""
    dialog = StorageDialog(lambda: settings.language, window)
    dialog.show_settings(replace(settings, delete_sound_after_days=90))
    dialog.show_storage(STORAGE)
    dialog.show_work(0.42)
    dialog.show()
    return dialog
