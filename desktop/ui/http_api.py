"""Opens the app to other programs on this computer, where the user wants it (desktop.api).

The server has a thread of its own; what it asks for is done here, in the window's. aiohttp is
imported when the API is switched on, not before.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.api.key import read_key, renew_key
from desktop.api.service import JobView, Status
from desktop.api.uploads import FOLDER, sweep
from desktop.file_queue import Phase
from desktop.library.index import Index
from desktop.library.job import Job
from desktop.library.query import Query
from desktop.library.search import search
from desktop.settings import Settings
from desktop.transcript import Transcript
from desktop.ui.anywhere import Anywhere
from desktop.ui.bridge import Bridge
from desktop.ui.choices import Choices
from desktop.ui.dictation import Dictation
from desktop.ui.disk import Disk
from desktop.ui.engine_client import EngineClient
from desktop.ui.http_api_dialog import HttpApiDialog
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.job_words import measure_progress, name_job
from desktop.ui.main_window import MainWindow
from desktop.ui.removal import Removal
from desktop.ui.saving import Saving
from desktop.ui.shelf import Shelf
from desktop.ui.side_dialog import find_open, open_beside
from desktop.wording import Language

if TYPE_CHECKING:
    from desktop.api.server import Server

T = TypeVar("T")
TOPIC = "http_api"  # of the notice


class HttpApi(QObject):
    """Serves while the setting is on, once the library is there."""

    def __init__(self, service: AppService, data_dir: Path, disk: Disk) -> None:
        super().__init__(service)
        self.server: Server | None = None
        self._service = service
        self._data_dir = data_dir
        self._key = ""
        self._window, self._choices = service.window, service.choices
        self._disk = disk
        self._is_ready = False
        service.shelf.ready.connect(self._begin)
        service.choices.changed.connect(self._follow)
        service.window.actions_["http_api_key"].triggered.connect(lambda: self.open_dialog())

    def open_dialog(self) -> HttpApiDialog:
        """Show address and key."""
        return open_beside(self._window, HttpApiDialog, self._make_dialog)

    def close(self) -> None:
        """Serve nobody any more."""
        server, self.server = self.server, None
        if server is not None:
            server.close()

    def _begin(self, jobs: dict[str, Job]) -> None:
        needed = {job.source for job in jobs.values()}
        needed |= {job.source for job in self._service.desk.jobs()}
        uploads = self._data_dir / FOLDER
        self._disk.do(lambda: sweep(uploads, needed), lambda _: self._serve_first())

    def _serve_first(self) -> None:
        self._is_ready = True
        self._serve()

    def _follow(self, now: Settings, before: Settings) -> None:
        if (now.http_api, now.http_api_port) != (before.http_api, before.http_api_port):
            self._serve()
        dialog = find_open(self._window, HttpApiDialog)
        if dialog is not None:
            self._show_in(dialog)

    def _serve(self) -> None:
        """Serve, or do so no more, as the settings want it now."""
        self.close()
        self._window.notice.withdraw(TOPIC)
        settings = self._choices.settings
        if not (self._is_ready and settings.http_api):
            return
        from desktop.api.server import Options, Server

        try:
            self._key = read_key(self._data_dir)
        except OSError as error:
            self._window.say_fault(storage_fault(error), topic=TOPIC)
            return
        options = Options(settings.http_api_port, self._data_dir / FOLDER)
        server = Server(self._service, lambda: self._key, options)
        if server.fault is not None:
            server.close()
            self._window.say_fault(server.fault, topic=TOPIC)
            return
        self.server = server

    def _make_dialog(self) -> HttpApiDialog:
        dialog = HttpApiDialog(self._window)
        dialog.renew_asked.connect(self._renew)
        dialog.copy_asked.connect(self._window.put_on_clipboard)
        self._show_in(dialog)
        return dialog

    def _renew(self) -> None:
        try:
            self._key = renew_key(self._data_dir)
        except OSError as error:
            self._window.say_fault(storage_fault(error), topic=TOPIC)
        dialog = find_open(self._window, HttpApiDialog)
        if dialog is not None:
            self._show_in(dialog)

    def _show_in(self, dialog: HttpApiDialog) -> None:
        port = self.server.port if self.server else self._choices.settings.http_api_port
        dialog.show_state(self.server is not None, f"http://127.0.0.1:{port}", self._key)


class AppService(QObject):
    """desktop.api.service.Service, of the running app."""

    changed = Signal(object)  # JobView

    def __init__(
        self,
        shelf: Shelf,
        desk: JobDesk,
        window: MainWindow,
        engine: EngineClient,
        removal: Removal,
        saving: Saving,
        anywhere: Anywhere,
        dictation: Dictation,
        choices: Choices,
        disk: Disk,
        version: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.shelf, self.desk, self.window, self.choices = shelf, desk, window, choices
        self._engine, self._removal, self._saving = engine, removal, saving
        self._anywhere, self._dictation = anywhere, dictation
        self._disk, self._version = disk, version
        self._removed: set[str] = set()  # the index may yet list them
        self._listeners: dict[object, Callable[[JobView], None]] = {}
        self._bridge = Bridge(self)
        self._bridge.arrived.connect(lambda act: act())
        desk.job_changed.connect(self._tell)
        desk.jobs_added.connect(self._tell_added)
        desk.job_removed.connect(self._tell_removed)

    @property
    def language(self) -> Language:
        return self.choices.settings.language

    def add(self, file: Path) -> Future[JobView]:
        return self._call(lambda: self._view(self._take(file)))

    def find(self, job_id: str) -> Future[JobView | None]:
        def find() -> JobView | None:
            job = self._find(job_id)
            return self._view(job) if job else None

        return self._call(find)

    def list_jobs(self, first: int, most: int) -> Future[tuple[list[JobView], int]]:
        def read() -> tuple[list[JobView], int]:
            nothing: list[str] = []
            ids = self.shelf.door.read(lambda index: search(index, Query()), nothing)
            ids = [one for one in ids if one not in self._removed]
            # What was begun just now is on the desk, and not in the index yet.
            on_desk = {job.job_id: job for job in self.desk.jobs()}
            new = sorted(set(on_desk) - set(ids), reverse=True)
            chosen = [*new, *ids][first : first + most]
            none: dict[str, Job] = {}
            jobs = self.shelf.door.read(lambda index: index.read_outlines(chosen), none) | on_desk
            views = [self._view(jobs[one]) for one in chosen if one in jobs]
            return views, len(new) + len(ids)

        return self._call(read)

    def read(self, job_id: str) -> Future[Transcript | None]:
        return self._do_with(job_id, lambda job: lambda: self._saving.read_transcript(job))

    def render(self, job_id: str, format: str, times: bool) -> Future[bytes | None]:
        return self._do_with(job_id, lambda job: self._saving.prepare_file(job, format, times))

    def remove(self, job_id: str) -> Future[bool]:
        def remove() -> bool:
            job = self._find(job_id)
            if job is not None and not job.is_growing:
                self.shelf.ask(job_id, self._removal.remove)
            return job is not None

        return self._call(remove)

    def toggle_dictation(self) -> Future[str]:
        def toggle() -> str:
            self._anywhere.do("toggle")
            return str(self._dictation.state)

        return self._call(toggle)

    def read_status(self) -> Future[Status]:
        def read() -> Status:
            phases = [job.phase for job in self.desk.jobs()]
            status = self._engine.status
            return Status(
                version=self._version,
                engine=str(status.state),
                model=status.model,
                recording=str(self._dictation.state),
                n_waiting=phases.count(Phase.WAITING),
                n_running=phases.count(Phase.RUNNING),
                offline=self.choices.settings.offline,
            )

        return self._call(read)

    def watch(self, tell: Callable[[JobView], None]) -> Callable[[], None]:
        key = object()
        self._listeners[key] = tell
        return lambda: self._listeners.pop(key, None) and None

    def _call(self, act: Callable[[], T]) -> Future[T]:
        """Do it in the window's thread."""
        future: Future[T] = Future()

        def do() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(act())
            except Exception as error:
                future.set_exception(error)

        self._bridge(do)
        return future

    def _do_with(self, job_id: str, prepare: Callable[[Job], Callable[[], T]]) -> Future[T | None]:
        """… with a job that is read from the disk first, where need be, and in the disk's thread.

        A journal that cannot be read answers nothing: whoever waits gives up in time.
        """
        future: Future[T | None] = Future()

        def carry_out(work: Callable[[], T]) -> None:
            try:
                future.set_result(work())
            except Exception as error:
                future.set_exception(error)

        def act(_: str) -> None:
            job = self.desk.find(job_id)
            if job is None:
                future.set_result(None)
                return
            work = prepare(job)
            self._disk.do(lambda: carry_out(work))

        def ask() -> None:
            if not future.set_running_or_notify_cancel():
                return
            if self._find(job_id) is None:
                future.set_result(None)
            else:
                self.shelf.ask(job_id, act)

        self._bridge(ask)
        return future

    def _take(self, file: Path) -> Job:
        (job_id,) = self.desk.add_files([file])
        job = self.desk.find(job_id)
        assert job is not None
        return job

    def _find(self, job_id: str) -> Job | None:
        def read(index: Index) -> Job | None:
            return index.read_outlines([job_id]).get(job_id)

        if job_id in self._removed:
            return None
        return self.desk.find(job_id) or self.shelf.door.read(read, None)

    def _tell_added(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._removed.discard(job.job_id)
            self._tell(job)

    def _tell(self, job: Job) -> None:
        if self._listeners:
            self._tell_all(self._view(job))

    def _tell_removed(self, job_id: str) -> None:
        self._removed.add(job_id)
        self._tell_all(JobView(job_id, "", "removed", None, None, False, "", ""))

    def _tell_all(self, view: JobView) -> None:
        for tell in list(self._listeners.values()):
            tell(view)

    def _view(self, job: Job) -> JobView:
        state = str(Phase.RUNNING if job.phase is Phase.STOPPING else job.phase)
        is_done = job.phase is Phase.DONE
        return JobView(
            id=job.job_id,
            name=name_job(job, self.language),
            state="recording" if job.is_growing else state,
            progress=1.0 if is_done else measure_progress(job),
            duration_s=job.duration_s,
            is_recording=job.is_recording,
            created=job.created.isoformat(),
            model=job.model,
            fault=job.fault if job.phase is Phase.FAILED else None,
        )
