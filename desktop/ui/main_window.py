"""The main window: shows the snapshots it is given and emits what the user wants.

Decides nothing about jobs, engine or recorder; those who do are wired to it in desktop.app.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from desktop.file_queue import Phase
from desktop.library.job import Fault, Job
from desktop.settings import TEXT_PERCENT, Settings
from desktop.ui.actions import Actions
from desktop.ui.dialogs import (
    ask_for_files,
    ask_for_media_folder,
    ask_for_model_folder,
    show_about,
)
from desktop.ui.drop_overlay import DropOverlay, find_address, list_local_paths
from desktop.ui.engine_client import EngineState, EngineStatus
from desktop.ui.filter_menu import FilterButton
from desktop.ui.flat_button import FlatButton
from desktop.ui.job_list import JobList
from desktop.ui.job_list_model import JobListModel
from desktop.ui.job_page import JobPage
from desktop.ui.job_words import describe_fault
from desktop.ui.notice_bar import NoticeBar
from desktop.ui.record_panel import ONGOING, RecordPanel, RecordState
from desktop.ui.recovery_panel import RecoveryPanel
from desktop.ui.search_bar import SearchField
from desktop.ui.side_dialog import make_scrolled
from desktop.ui.status_line import StatusLine
from desktop.ui.window_layout import WINDOW_SIZE, lay_out_side, lay_out_window
from desktop.wording import Language

TEXT_STEP = 10  # per cent
PAGE_ACTIONS = ("pause_job", "times", "copy", "save")


class MainWindow(QMainWindow):
    """Recorder and list on the left, the chosen job's text on the right."""

    record_toggled = Signal()
    pause_toggled = Signal()
    files_chosen = Signal(object)  # list[Path]: files and folders
    address_given = Signal(str)  # of something on the web, pasted or dropped
    pause_job_asked = Signal(str)
    pause_all_asked = Signal()
    resume_all_asked = Signal()
    text_moved = Signal(str, int, bool)  # job id, index in Job.removed, into the text or out of it
    cancel_asked = Signal(str)
    retry_asked = Signal(str)
    remove_asked = Signal(str)
    save_asked = Signal(object)  # Job
    copy_as_asked = Signal(object, str)  # Job, format
    times_switched = Signal(bool)
    model_chosen = Signal(object)  # Path | None: None is the starter model
    engine_retry_asked = Signal()
    recordings_folder_asked = Signal()
    bin_asked = Signal()
    fault_told = Signal(object)  # Fault
    help_asked = Signal(str)  # "help" or "keys"
    closing = Signal()
    hidden_by_close = Signal()
    text_size_asked = Signal(int)  # per cent

    def __init__(self, version: str) -> None:
        super().__init__()
        self._version = version
        self._settings = Settings()
        self._record_state = RecordState.IDLE
        self._n_found: int | None = None
        self._is_quitting = False
        # Where it says yes the window is only hidden when it is closed, and work goes on.
        self.stays_when_closed: Callable[[], bool] | None = None
        self.actions_ = Actions(self.menuBar())
        self.jobs = JobListModel(self)
        self.list = JobList(self.jobs)
        self.search_field, self.filters = SearchField(), FilterButton()
        self.record_panel = RecordPanel()
        self.open_button = FlatButton()
        self.open_button.clicked.connect(self.actions_["open"].trigger)
        self.notice = NoticeBar()
        self.recovery = RecoveryPanel()
        self.page = JobPage([self.actions_[name] for name in PAGE_ACTIONS])
        self.page.buttons[PAGE_ACTIONS.index("copy")].add_menu(self.actions_.menus["copy_as"])
        self.status_line = StatusLine()
        self.list_title = QLabel()
        side = lay_out_side(
            self.record_panel,
            self.open_button,
            (self.search_field, self.filters),
            self.list_title,
            self.list,
        )
        notices = (self.recovery, self.notice)
        whole = lay_out_window(side, notices, self.page, self.status_line)
        self.setCentralWidget(make_scrolled(whole))
        self._connect()
        self.list_title.hide()
        self.drop_overlay = DropOverlay(self)
        self.drop_overlay.dropped.connect(self.files_chosen)
        self.drop_overlay.address_dropped.connect(self.address_given)
        self.resize(*WINDOW_SIZE)
        self.retranslate()
        self._recolour()
        self._choose(None)
        self.list.setFocus()

    # What is shown.

    def add_jobs(self, jobs: list[Job]) -> None:
        """Add to the list; what is being recorded, or the first of all, is chosen."""
        self.jobs.add(jobs)
        self.list_title.setVisible(self.jobs.rowCount() > 0)
        growing = next((job for job in jobs if job.is_growing), None)
        if growing is not None:
            self.list.select(growing.job_id)
        elif jobs and self.list.selected_job() is None:
            self.list.setCurrentIndex(self.jobs.index(0))
        else:
            chosen = self.list.selected_job()
            if any(chosen is job for job in jobs):  # until now only its outline was shown
                self._choose(chosen)

    def show_list(self, job_ids: list[str], *, is_search: bool = False) -> None:
        """List these; what was chosen stays so while it is among them."""
        chosen = self.list.selected_job()
        self.jobs.show_ids(job_ids, is_search=is_search)
        self.list_title.setVisible(is_search or self.jobs.rowCount() > 0)
        self.page.is_search = is_search
        index = self.jobs.find(chosen.job_id) if chosen is not None else self.jobs.index(0)
        self.list.setCurrentIndex(index if index.isValid() else self.jobs.index(0))
        self._choose(self.list.selected_job())

    def change_job(self, job: Job) -> None:
        self.jobs.change(job)
        chosen = self.list.selected_job()
        if chosen is not None and chosen.job_id == job.job_id:
            self._choose(job)

    def remove_job(self, job_id: str) -> None:
        self.jobs.remove(job_id)
        self.list_title.setVisible(self.jobs.rowCount() > 0)
        self._choose(self.list.selected_job())

    def show_record_state(self, state: RecordState) -> None:
        self._record_state = state
        self.record_panel.show_state(state)
        self.actions_["record"].setEnabled(self.record_panel.button.isEnabled())
        self.actions_["pause"].setEnabled(state in ONGOING)
        self._name_actions()

    def show_level(self, level_dbfs: float, clipped: bool, recorded_s: float) -> None:
        self.record_panel.show_level(level_dbfs, clipped)
        self.record_panel.show_time(recorded_s)

    def show_engine(self, status: EngineStatus) -> None:
        self.jobs.engine_ready = status.state is EngineState.READY
        self.jobs.refresh()
        self.status_line.show_engine(status)
        self._choose(self.list.selected_job())

    def show_settings(self, settings: Settings) -> None:
        """Follow the user's choices; the language itself is installed by desktop.app."""
        self._settings = settings
        for part in (self.jobs, self.page, self.recovery, self.status_line):
            part.language = settings.language  # type: ignore[attr-defined]
        self.page.presenter.use(settings)
        self.page.text.use_text_size(settings.text_percent)
        self.actions_.show_switches(settings)
        self.actions_["starter_model"].setEnabled(settings.model_folder is not None)
        self.retranslate()
        self.recovery.retranslate()
        self._choose(self.list.selected_job())

    @property
    def settings(self) -> Settings:
        """The user's choices, as they were last shown."""
        return self._settings

    @property
    def language(self) -> Language:
        """The language that the window speaks."""
        return self._settings.language

    def say_fault(self, fault: Fault, topic: str = "") -> None:
        """Show an error above the text, without stopping anything."""
        self.fault_told.emit(fault)
        self.notice.say(lambda: describe_fault(fault, self.language), serious=True, topic=topic)

    # What the user does.

    def copy(self) -> None:
        text = self.page.text.copied_text()
        if text:
            self.put_on_clipboard(text)

    def put_on_clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.status_line.flash(self.tr("Kopierat"))

    def _copy_as(self, action: QAction) -> None:
        job = self.list.selected_job()
        if job is not None and job.segments:
            self.copy_as_asked.emit(job, action.data())

    def _paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        paths, address = list_local_paths(mime), find_address(mime)
        if paths:
            self.files_chosen.emit(paths)
        elif address:
            self.address_given.emit(address)

    def _open_files(self) -> None:
        files = ask_for_files(self)
        if files:
            self.files_chosen.emit(files)

    def _open_folder(self) -> None:
        folder = ask_for_media_folder(self)
        if folder is not None:
            self.files_chosen.emit([folder])

    def _choose_model(self) -> None:
        folder = ask_for_model_folder(self)
        if folder is not None:
            self.model_chosen.emit(folder)

    def _save(self) -> None:
        job = self.list.selected_job()
        if job is not None and job.segments:
            self.save_asked.emit(job)

    def _pause_chosen(self) -> None:
        job = self.list.selected_job()
        if job is not None:
            asked = self.retry_asked if job.phase is Phase.PAUSED else self.pause_job_asked
            asked.emit(job.job_id)

    def _see_what_can_be_paused(self) -> None:
        self.actions_["pause_all"].setEnabled(self.jobs.has(lambda job: job.can_pause))
        is_paused = self.jobs.has(lambda job: job.phase is Phase.PAUSED)
        self.actions_["resume_all"].setEnabled(is_paused)

    def _remove_chosen(self) -> None:
        job = self.list.selected_job()
        if job is not None:
            self._ask_remove(job.job_id)

    def _ask_remove(self, job_id: str) -> None:
        job = self.jobs.data(self.jobs.find(job_id), Qt.ItemDataRole.UserRole)
        if job is not None and not job.is_growing:
            self.remove_asked.emit(job_id)

    def say_saved(self, path: Path) -> None:
        self.status_line.flash(self.tr("Sparat: {name}").format(name=path.name))

    def say_found(self, n_found: int | None) -> None:
        """Tell above the list how many transcripts a search has found; None: all are listed."""
        self._n_found = n_found
        if n_found is None:
            text = self.tr("Inspelningar och filer")
        elif n_found == 1:
            text = self.tr("1 träff")
        else:
            text = self.tr("{count} träffar").format(count=n_found)
        filtered_by = self.filters.describe()
        self.list_title.setText(f"{text} · {filtered_by}" if filtered_by else text)

    def say_no_media(self) -> None:
        self.notice.say(self.tr("Där finns inga ljud- eller filmfiler. Välj en annan mapp."))

    # Qt's events.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.actions_["record"].trigger()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.page.text.flush()
        app = QApplication.instance()
        is_ending = isinstance(app, QApplication) and app.isSavingSession()
        is_leaving = self._is_quitting or is_ending
        if not is_leaving and self.stays_when_closed is not None and self.stays_when_closed():
            event.ignore()
            self.hide()
            self.hidden_by_close.emit()
            return
        self.closing.emit()
        super().closeEvent(event)

    def quit(self) -> None:
        """Close the window and with it the app, whatever closing does otherwise."""
        self._is_quitting = True
        self.close()

    def _change_text_size(self, steps: int, *_: object) -> None:
        """0: as it was at first."""
        wanted = self._settings.text_percent + steps * TEXT_STEP if steps else 100
        least, most = TEXT_PERCENT
        self.text_size_asked.emit(min(max(wanted, least), most))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def retranslate(self) -> None:
        self.setWindowTitle("Talskrift")
        self._name_actions()
        self.open_button.setText("  " + self.tr("Öppna filer …"))
        self.open_button.setAccessibleName(self.tr("Öppna filer"))
        self.say_found(self._n_found)

    def _name_actions(self) -> None:
        state = self._record_state
        self.actions_.retranslate(recording=state in ONGOING, paused=state is RecordState.PAUSED)

    def _recolour(self) -> None:
        self.actions_.recolour(self.palette())
        self.open_button.setIcon(self.actions_["open"].icon())

    def _choose(self, job: Job | None) -> None:
        ready = self.jobs.engine_ready
        self.page.show_job(job, self._settings.show_times, ready)
        has_text = job is not None and bool(job.segments)
        self.actions_["save"].setEnabled(has_text)
        self.actions_.menus["copy_as"].setEnabled(has_text)
        self.actions_["copy"].setEnabled(has_text or (job is not None and job.live is not None))
        is_paused = job is not None and job.phase is Phase.PAUSED
        self.actions_.show_pause(job is not None and job.can_pause, is_paused)
        self.actions_["remove"].setEnabled(job is not None and not job.is_growing)
        self.actions_["labels"].setEnabled(job is not None)
        self.actions_["sound"].setEnabled(job is not None and not job.is_recording)

    def _connect(self) -> None:
        act = self.actions_
        act["record"].triggered.connect(lambda: self.record_toggled.emit())
        act["pause"].triggered.connect(lambda: self.pause_toggled.emit())
        act["open"].triggered.connect(self._open_files)
        act["open_folder"].triggered.connect(self._open_folder)
        act["paste"].triggered.connect(self._paste)
        act["copy"].triggered.connect(self.copy)
        act.copy_formats.triggered.connect(self._copy_as)
        act["save"].triggered.connect(self._save)
        act["remove"].triggered.connect(self._remove_chosen)
        act["pause_job"].triggered.connect(self._pause_chosen)
        act["pause_all"].triggered.connect(lambda: self.pause_all_asked.emit())
        act["resume_all"].triggered.connect(lambda: self.resume_all_asked.emit())
        act.menus["edit"].aboutToShow.connect(self._see_what_can_be_paused)
        act["times"].toggled.connect(self.times_switched)
        act["quit"].triggered.connect(self.quit)
        for name, steps in (("larger", 1), ("smaller", -1), ("usual_size", 0)):
            act[name].triggered.connect(partial(self._change_text_size, steps))
        act["choose_model"].triggered.connect(self._choose_model)
        act["starter_model"].triggered.connect(lambda: self.model_chosen.emit(None))
        act["show_recordings"].triggered.connect(lambda: self.recordings_folder_asked.emit())
        act["bin"].triggered.connect(lambda: self.bin_asked.emit())
        act["help"].triggered.connect(lambda: self.help_asked.emit("help"))
        act["keys"].triggered.connect(lambda: self.help_asked.emit("keys"))
        act["about"].triggered.connect(lambda: show_about(self, self._version))
        self.record_panel.toggled.connect(self.record_toggled)
        self.record_panel.pause_toggled.connect(self.pause_toggled)
        self.list.chosen.connect(self._choose)
        self.list.pause_asked.connect(self.pause_job_asked)
        self.list.cancel_asked.connect(self.cancel_asked)
        self.list.retry_asked.connect(self.retry_asked)
        self.list.remove_asked.connect(self._ask_remove)
        self.page.retry_asked.connect(self.retry_asked)
        self.page.text_moved.connect(self.text_moved)
        self.page.text.copy_asked.connect(self.copy)
        self.status_line.retry_asked.connect(self.engine_retry_asked)
