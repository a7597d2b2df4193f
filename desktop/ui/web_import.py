"""Fetches media files from the web: each becomes a job that has its file to itself.

A fetch lies in a folder of its own below downloads/ (desktop.fetching.fetched). One that the app's
end has broken off goes on at the next start; the folder of a job that is gone goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QObject

from desktop.fetching.fetched import (
    DONE,
    FETCHING,
    TAKEN,
    Fetched,
    read_fetched,
    remove_fetch,
    write_fetched,
)
from desktop.library.job import Fault, Job
from desktop.library.labels import Labels
from desktop.settings import Settings
from desktop.ui.choices import Choices
from desktop.ui.disk import Disk
from desktop.ui.job_desk import JobDesk, name_batch, storage_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.model_jobs import Ended, ModelJobs
from desktop.ui.shelf import Shelf
from desktop.ui.side_dialog import find_open, open_beside
from desktop.ui.web_dialog import Fetching, WebDialog

FOLDER_NAME = "downloads"
FETCHED = "fetched"  # topic of the notice
OFFLINE = Fault("web_offline", {})


class WebImport(QObject):
    """What is being fetched, and what could not be, until the user lets go of it."""

    def __init__(
        self,
        desk: JobDesk,
        shelf: Shelf,
        window: MainWindow,
        disk: Disk,
        choices: Choices,
        processes: ModelJobs,
        data_dir: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._window, self._disk = desk, window, disk
        self._choices, self._processes = choices, processes
        self._folder = data_dir / FOLDER_NAME
        self._fetching: dict[str, Fetching] = {}
        self._unwanted: set[str] = set()  # whose processes have yet to end
        processes.progressed.connect(self._on_progress)
        processes.ended.connect(self._on_ended)
        shelf.ready.connect(self._look)
        choices.changed.connect(self._on_choices)
        window.actions_["fetch"].triggered.connect(self.open)
        window.address_given.connect(self.fetch)

    def open(self) -> WebDialog:
        """Open the dialog, or bring it to the front."""
        return open_beside(self._window, WebDialog, self._make)

    def fetch(self, url: str) -> None:
        """Fetch an address; the file becomes a job."""
        key = name_batch(datetime.now(UTC))
        self._fetching[key] = Fetching(key, url)
        self._start(key)
        self.open()

    def cancel(self, key: str) -> None:
        """Fetch it no more; nothing of it is left."""
        self._fetching.pop(key, None)
        if key in self._processes.activities:
            self._unwanted.add(key)
            self._processes.stop(key)
        else:
            self._remove(key)
        self._show()

    def retry(self, key: str) -> None:
        """Go on where it ended."""
        self._fetching[key] = replace(self._fetching[key], fault=None)
        self._start(key)

    def close(self) -> None:
        """End all processes; what has come is kept for the next start."""
        self._processes.close()

    def _make(self) -> WebDialog:
        dialog = WebDialog(lambda: self._window.language, self._window)
        dialog.fetch_asked.connect(self.fetch)
        dialog.cancel_asked.connect(self.cancel)
        dialog.retry_asked.connect(self.retry)
        dialog.show_fetching(list(self._fetching.values()))
        return dialog

    def _start(self, key: str) -> None:
        settings = self._choices.settings
        if settings.offline:
            self._fail(key, OFFLINE)
            return
        folder, url = str(self._folder / key), self._fetching[key].url
        self._processes.start(key, "fetch", url=url, folder=folder, proxy=settings.proxy)
        self._show()

    def _on_choices(self, now: Settings, before: Settings) -> None:
        """Off the network means now."""
        if now.offline and not before.offline:
            for key in self._processes.activities:
                self._fail(key, OFFLINE)
                self._processes.stop(key)

    def _on_progress(self, key: str) -> None:
        activity = self._processes.activities.get(key)
        if key in self._fetching and activity is not None:
            n_bytes, n_total = activity.n_bytes, activity.n_total
            self._fetching[key] = replace(self._fetching[key], n_bytes=n_bytes, n_total=n_total)
            self._show()

    def _on_ended(self, key: str, end: Ended) -> None:
        if key in self._unwanted:
            self._unwanted.discard(key)
            self._remove(key)
        elif end.fault is not None:
            has_died = end.fault.code == "download_failed"  # as ModelJobs words it
            self._fail(key, Fault("web_failed", end.fault.details) if has_died else end.fault)
        elif end.folder is not None:
            self._disk.do(partial(read_fetched, end.folder), partial(self._take, key))

    def _take(self, key: str, fetched: Fetched | None) -> None:
        """The file is here: it becomes a job, with the title that it has on the web."""
        self._fetching.pop(key, None)
        self._show()
        if fetched is None or not fetched.file:
            return
        folder = self._folder / key
        (job_id,) = self._desk.add_files([folder / fetched.file])
        self._desk.note(job_id, Labels(title=fetched.title).as_record())
        self._window.notice.say(
            lambda: self.tr("{name} är hämtad och skrivs ut.").format(name=fetched.title),
            topic=FETCHED,
        )
        taken = replace(fetched, state=TAKEN)
        self._disk.do(partial(write_fetched, folder, taken), None, self._tell_fault)

    def _fail(self, key: str, fault: Fault) -> None:
        if key not in self._fetching:
            return
        self._fetching[key] = replace(self._fetching[key], fault=fault)
        self._show()
        if find_open(self._window, WebDialog) is None:
            self._window.say_fault(fault, topic=FETCHED)

    def _look(self, outlines: dict[str, Job]) -> None:
        """What an earlier run has left: gone on with, taken, or deleted with its job."""
        jobs = outlines | {job.job_id: job for job in self._desk.jobs()}
        sources = {job.source for job in jobs.values()}
        self._disk.do(partial(tidy_fetches, self._folder, sources), self._go_on)

    def _go_on(self, left: list[tuple[Path, Fetched]]) -> None:
        for folder, fetched in left:
            if folder.name in self._fetching:
                continue
            if fetched.state == DONE:
                self._take(folder.name, fetched)
            elif self._choices.settings.offline:  # it waits, without a word, to be asked for
                self._fetching[folder.name] = Fetching(folder.name, fetched.url, fault=OFFLINE)
            else:
                self._fetching[folder.name] = Fetching(folder.name, fetched.url)
                self._start(folder.name)

    def _show(self) -> None:
        dialog = find_open(self._window, WebDialog)
        if dialog is not None:
            dialog.show_fetching(list(self._fetching.values()))

    def _remove(self, key: str) -> None:
        self._disk.do(partial(remove_fetch, self._folder / key))

    def _tell_fault(self, error: OSError) -> None:
        self._window.say_fault(storage_fault(error))


def tidy_fetches(folder: Path, sources: Iterable[Path]) -> list[tuple[Path, Fetched]]:
    """Delete the fetches whose jobs are gone; returns those that have to go on, or to be taken.

    `sources`: the files of all jobs.
    """
    known, left = set(sources), []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        fetched = read_fetched(path)
        if fetched is None or urlsplit(fetched.url).scheme not in ("http", "https"):
            continue
        has_job = path / fetched.file in known if fetched.file else False
        if fetched.state == TAKEN and not has_job:
            remove_fetch(path)
        elif fetched.state == DONE and has_job:
            write_fetched(path, replace(fetched, state=TAKEN))
        elif fetched.state in (DONE, FETCHING):
            left.append((path, fetched))
    return left
