"""Builds the window process and wires its parts: window, jobs, engine, recorder, settings.

The window is shown first; engine, recorder and the jobs of earlier runs follow.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop import paths
from desktop.engine_process import (
    engine_command,
    fetching_command,
    models_command,
    voices_command,
)
from desktop.errors import ModelError
from desktop.file_queue import Phase
from desktop.library.bin import Bin
from desktop.library.imports import Imports
from desktop.library.journal import Journals
from desktop.media_files import collect_media
from desktop.models.model_folder import read_model_info
from desktop.settings import Settings, load_settings
from desktop.system.typist import (
    MakeShortcuts,
    MakeTypist,
    find_system,
    make_shortcuts,
    make_typist,
)
from desktop.ui.announcing import Announcing
from desktop.ui.anywhere import Anywhere
from desktop.ui.appearance import Appearance
from desktop.ui.bin_dialog import open_bin
from desktop.ui.choices import Choices
from desktop.ui.collector import Collector
from desktop.ui.diagnosing import Diagnosing
from desktop.ui.dictation import Dictation, MakeRecorder, Recorder
from desktop.ui.disk import Disk
from desktop.ui.doubtful import Doubtful
from desktop.ui.editing import Editing
from desktop.ui.engine_client import EngineClient, EngineState, EngineStatus
from desktop.ui.geometry import bring_to_front, restore_geometry, save_geometry
from desktop.ui.guide import open_guide
from desktop.ui.http_api import AppService, HttpApi
from desktop.ui.job_desk import JobDesk
from desktop.ui.keeping import Keeping
from desktop.ui.keys_help import open_keys
from desktop.ui.labelling import Labelling
from desktop.ui.main_window import MainWindow
from desktop.ui.microphone_menu import MicrophoneMenu
from desktop.ui.model_jobs import ModelJobs
from desktop.ui.model_offer import ModelOffer
from desktop.ui.models import Models
from desktop.ui.offline import Offline
from desktop.ui.one_window import lock_or_hand_over
from desktop.ui.playing import MakePlayer, Playing, Sounds, make_player
from desktop.ui.preferences import Preferences
from desktop.ui.queueing import Queueing
from desktop.ui.record_panel import RecordState
from desktop.ui.recording_job import RecordingJob
from desktop.ui.recovery import Recovery
from desktop.ui.removal import Removal
from desktop.ui.replace_everywhere import ReplacingEverywhere
from desktop.ui.replacing import Replacing
from desktop.ui.saving import Saving
from desktop.ui.searching import Searching
from desktop.ui.shelf import Shelf
from desktop.ui.sound_choosing import SoundChoosing
from desktop.ui.speaker_finding import SpeakerFinding
from desktop.ui.speaking import Speaking
from desktop.ui.spoken_commands import SpokenCommands
from desktop.ui.training_speech import TrainingSpeech
from desktop.ui.training_speech_window import TrainingSpeechWindow
from desktop.ui.translation import install_language
from desktop.ui.tray import Tray, has_tray
from desktop.ui.upkeep import Upkeep
from desktop.ui.voice_offer import VoiceOffer
from desktop.ui.voice_training import VoiceTraining
from desktop.ui.warmth import Warmth
from desktop.ui.watching import Watching
from desktop.ui.web_import import WebImport

if TYPE_CHECKING:
    from desktop.ui.handover import Receiver

EXIT_ALREADY_OPEN = 5


@dataclass(frozen=True)
class Parts:
    """What the app is built of and a test may replace."""

    engine_command: list[str]
    make_recorder: MakeRecorder
    settings_path: Path
    data_dir: Path
    starter_model: Path
    models_command: Sequence[str] = field(default_factory=models_command)
    fetching_command: Sequence[str] = field(default_factory=fetching_command)
    voices_command: Sequence[str] = field(default_factory=voices_command)
    make_typist: MakeTypist = make_typist
    make_shortcuts: MakeShortcuts = make_shortcuts
    make_player: MakePlayer = make_player


def make_recorder(on_event: Callable[[object], None]) -> Recorder:
    """The recorder of the real microphone; imported here, for numpy and PortAudio take a while."""
    from desktop.audio.recorder import Recorder as MicrophoneRecorder
    from desktop.audio.source import SoundDeviceSource

    return MicrophoneRecorder(SoundDeviceSource(), on_event)


def real_parts() -> Parts:
    """The parts of the installed app."""
    return Parts(
        engine_command=engine_command(),
        make_recorder=make_recorder,
        settings_path=paths.settings_path(),
        data_dir=paths.user_data_dir(),
        starter_model=paths.bundled_asset("models", "starter"),
    )


class App(QObject):
    """The running app. `show` puts the window up; `begin` starts all that can wait until then."""

    def __init__(self, parts: Parts, version: str) -> None:
        super().__init__()
        self._parts = parts
        self.choices = choices = Choices(parts.settings_path, self)
        self.window = MainWindow(version)
        self.engine = EngineClient(parts.engine_command, parts.data_dir / "engine.log", self)
        journals, imports = Journals(parts.data_dir / "jobs"), Imports(parts.data_dir / "imports")
        self.desk = JobDesk(self.engine, journals, imports, self)
        self.dictation = Dictation(parts.make_recorder, parts.data_dir / "recordings", self)
        self.microphones = MicrophoneMenu(self.window.actions_.menus["microphone"], self)
        self.recording = RecordingJob(self.dictation, self.desk, self.window, self)
        self.warmth = Warmth(self)
        self.disk = Disk("disk", self)
        self._build_library(parts, choices)
        self._build_models(parts, choices)
        self._build_text(parts, choices)
        self._build_files(parts, choices)
        self._build_sound(parts, choices)
        self._build_surroundings(parts, choices, version)
        self._receiver: Receiver | None = None
        self._connect()
        self.preferences = Preferences(
            self.window, choices, self.microphones, self.anywhere.keys, self
        )
        install_language(self.settings.language)
        self.appearance.use(self.settings.appearance)
        self.dictation.select(self.settings.microphone)
        self._use_settings()

    def _build_library(self, parts: Parts, choices: Choices) -> None:
        """What keeps, lists, finds and saves."""
        bin_ = Bin(*(parts.data_dir / name for name in ("bin", "recordings", "jobs")))
        self.removal = Removal(self.desk, self.window, bin_, self.disk, self)
        self.saving = Saving(self.desk, self.window, self.disk, choices, self)
        self.spoken_commands = SpokenCommands(self.window, choices, self)
        self.recovery = Recovery(self.removal, parts.data_dir, self)
        self.shelf = Shelf(self.desk, self.window, parts.data_dir, self)
        self.upkeep = Upkeep(
            self.shelf, self.desk, self.window, bin_, parts.data_dir, choices, self
        )
        self.keeping = Keeping(
            self.upkeep,
            self.shelf,
            self.window,
            parts.data_dir,
            parts.settings_path,
            choices,
            self,
        )
        self.labelling = Labelling(self.shelf, self.desk, self.window, self)
        self.searching = Searching(self.shelf, self.window, self)

    def _build_models(self, parts: Parts, choices: Choices) -> None:
        """What turns speech into text."""
        self.models = Models(
            self.window,
            self.disk,
            ModelJobs(parts.models_command, parts.data_dir / "models.log", self),
            parts.data_dir / "models",
            parts.starter_model,
            parts.engine_command,
            choices,
            self,
        )
        self.model_offer = ModelOffer(
            self.models,
            self.window,
            choices,
            self._is_at_work,
            self,
        )

    def _build_text(self, parts: Parts, choices: Choices) -> None:
        """What is done with a text, and where else it may go."""
        self.editing = Editing(
            self.desk, self.window, self.disk, parts.data_dir / "jobs", choices, self
        )
        self.anywhere = Anywhere(
            self.dictation,
            self.desk,
            self.window,
            find_system(QApplication.platformName(), os.environ),
            parts.make_typist,
            parts.make_shortcuts,
            choices,
            parts.data_dir,
            self,
        )
        self.replacing = Replacing(self.window, self.editing, self)
        self.replacing_everywhere = ReplacingEverywhere(
            self.shelf, self.desk, self.window, self.replacing, choices, self
        )
        self.doubtful = Doubtful(self.window, self.editing, self)
        self.speaking = Speaking(self.desk, self.window, self.editing, choices, self)
        self.speaker_finding = SpeakerFinding(
            self.speaking,
            self.editing,
            self.window,
            self.disk,
            choices,
            ModelJobs(parts.voices_command, parts.data_dir / "voices.log", self),
            ModelJobs(parts.models_command, parts.data_dir / "models.log", self),
            parts.data_dir,
            self,
        )

    def _build_files(self, parts: Parts, choices: Choices) -> None:
        """Whence files come, and in which order they are transcribed."""
        self.web_import = WebImport(
            self.desk,
            self.shelf,
            self.window,
            self.disk,
            choices,
            ModelJobs(parts.fetching_command, parts.data_dir / "fetching.log", self),
            parts.data_dir,
            self,
        )
        self.watching = Watching(
            self.desk,
            self.shelf,
            self.saving,
            self.window,
            self.disk,
            choices,
            parts.data_dir,
            self,
        )
        self.queueing = Queueing(self.desk, self.window, self.disk, choices, parts.data_dir, self)
        self.sound_choosing = SoundChoosing(self.shelf, self.desk, self.window, self.choices, self)

    def _build_sound(self, parts: Parts, choices: Choices) -> None:
        """What is heard again, and learnt from."""
        sounds = Sounds(parts.data_dir / "imports", parts.engine_command)
        self.playing = Playing(self.window, self.editing, parts.make_player, sounds, self)
        self.training_speech = TrainingSpeech(
            self.shelf,
            self.desk,
            self.window,
            choices,
            sounds,
            parts.data_dir,
            self,
        )
        models_dir = parts.data_dir / "models"
        self.voice_offer = VoiceOffer(
            self.desk, self.window, self.disk, choices, models_dir, self._is_at_work, self
        )
        self.training_speech_window = TrainingSpeechWindow(
            self.training_speech,
            VoiceTraining(models_dir, self),
            self.voice_offer,
            self.window,
            choices,
            parts.make_player,
            parts.data_dir,
            self,
        )

    def _build_surroundings(self, parts: Parts, choices: Choices, version: str) -> None:
        """What other programs, the desktop and a screen reader see of it."""
        service = AppService(
            self.shelf,
            self.desk,
            self.window,
            self.engine,
            self.removal,
            self.saving,
            self.anywhere,
            self.dictation,
            choices,
            self.disk,
            version,
            self,
        )
        self.offline = Offline(self.window, choices, self.findChildren(ModelJobs), self)
        self.diagnosing = Diagnosing(
            self.window,
            self.desk,
            self.engine,
            choices,
            parts.data_dir,
            self._model_folder,
            version,
            self,
        )
        self.http_api = HttpApi(service, parts.data_dir, self.disk)
        self.tray = Tray(self.window, self.dictation, self.desk, self.disk, choices, self)
        self.announcing = Announcing(self.dictation, self.desk, self.window, self)
        self.appearance = Appearance(self)

    @property
    def settings(self) -> Settings:
        """What the user has chosen."""
        return self.choices.settings

    def show(self, minimized: bool = False, in_tray: bool = False) -> None:
        """Put the window up, or at least where one finds it: `in_tray`, where there is one."""
        restore_geometry(self.window, self._geometry_path())
        if minimized or (in_tray and not has_tray()):
            self.window.showMinimized()
        elif not in_tray:
            self.window.show()
        self.warmth.watch(self.window)

    def begin(self, files: list[Path]) -> None:
        """Start the engine, list earlier jobs, and take the files named on the command line."""
        self._start_engine()
        self.shelf.begin()
        self.disk.do(lambda: import_module("desktop.audio.recorder"), self._allow_warmth)
        self.add_files(files)
        self.tray.show()
        self._receive_files()
        self.anywhere.use(self.settings)

    def add_files(self, given: list[Path]) -> None:
        """A job for each file, and for each media file in the folders."""
        if given:
            self.disk.do(lambda: collect_media(given), self._on_files_found)

    def close(self) -> None:
        """End what is being recorded, properly, then the engine. Jobs go on at the next start."""
        save_geometry(self.window, self._geometry_path())
        self.window.hide()
        if self._receiver is not None:
            self._receiver.close()
        self.http_api.close()
        self.offline.close()
        self.diagnosing.close()
        self.watching.close()
        self.web_import.close()
        self.speaker_finding.close()
        self.tray.close()
        self.playing.close()
        self.training_speech_window.close()
        self.training_speech.close()
        self.voice_offer.close()
        self.dictation.close()
        self.anywhere.close()
        self.model_offer.delay.stop()
        self.models.close()
        self.engine.stop()
        self.disk.close()
        self.keeping.close()
        self.upkeep.close()
        self.shelf.close()

    def _connect(self) -> None:
        window, desk, dictation, choices = self.window, self.desk, self.dictation, self.choices
        choices.changed.connect(self._follow_settings)
        choices.failed.connect(window.say_fault)
        desk.jobs_added.connect(window.add_jobs)
        desk.job_changed.connect(window.change_job)
        desk.job_removed.connect(window.remove_job)
        desk.storage_failed.connect(window.say_fault)
        window.help_asked.connect(self._open_help)
        self.engine.status_changed.connect(self._on_engine_status)
        dictation.begun.connect(self._allow_warmth)
        self.warmth.changed.connect(dictation.warm)
        for work in (dictation.state_changed, desk.job_changed, desk.job_removed):
            work.connect(self.model_offer.look_again)
        window.record_toggled.connect(dictation.toggle)
        window.pause_toggled.connect(dictation.toggle_pause)
        window.files_chosen.connect(self.add_files)
        self.shelf.unfinished_found.connect(self.recovery.restore)
        self.shelf.ready.connect(self.recovery.begin)
        window.pause_job_asked.connect(desk.pause)
        window.pause_all_asked.connect(desk.pause_all)
        window.resume_all_asked.connect(desk.resume_all)
        window.text_moved.connect(desk.move_removed_text)
        window.cancel_asked.connect(desk.cancel)
        window.retry_asked.connect(lambda job_id: self.shelf.ask(job_id, self.editing.retry))
        window.remove_asked.connect(lambda job_id: self.shelf.ask(job_id, self.removal.remove))
        window.bin_asked.connect(self._open_bin)
        window.actions_["doubtful"].toggled.connect(lambda on: choices.change(show_doubtful=on))
        window.text_size_asked.connect(lambda percent: choices.change(text_percent=percent))
        window.times_switched.connect(lambda on: choices.change(show_times=on))
        window.model_chosen.connect(self._choose_model)
        window.engine_retry_asked.connect(lambda: self._start_engine(verify=True))
        window.recordings_folder_asked.connect(self._open_recordings_folder)
        window.closing.connect(self.close)
        self.microphones.failed.connect(window.say_fault)
        self.microphones.chosen.connect(lambda chosen: choices.change(microphone=chosen))
        self.microphones.about_to_show.connect(self._list_microphones)

    def _start_engine(self, verify: bool = False) -> None:
        threads = self.settings.threads
        self.engine.start(self._model_folder(), verify=verify, threads=threads)
        self._show_model_note()

    def _model_folder(self) -> Path:
        chosen = self.settings.model_folder
        return Path(chosen) if chosen else self._parts.starter_model

    def _show_model_note(self) -> None:
        """The starter model says of itself what it can and cannot."""
        note = ""
        if self.settings.model_folder is None:
            try:
                info = read_model_info(self._parts.starter_model)
                note = info.description.get(self.settings.language, "")
            except ModelError:
                pass  # the engine finds the same and tells it
        self.window.status_line.show_note(note)

    def _on_engine_status(self, status: EngineStatus) -> None:
        self.window.show_engine(status)
        if status.state is EngineState.BROKEN and status.fault is not None:
            self.window.say_fault(status.fault, topic="engine")
        elif status.state is EngineState.READY:
            self.window.notice.withdraw("engine")
            if status.threads is not None:
                self.choices.change(threads=status.threads)
            self.model_offer.on_ready()

    def _on_files_found(self, files: list[Path]) -> None:
        self.desk.add_files(files)
        if not files:
            self.window.say_no_media()

    def _receive_files(self) -> None:
        from desktop.ui.handover import Receiver  # QtNetwork: not before the window is shown

        self._receiver = Receiver(self._parts.data_dir, self)
        self._receiver.received.connect(self._on_second_start)
        self._receiver.commanded.connect(self.anywhere.do)

    def _on_second_start(self, files: list[Path]) -> None:
        bring_to_front(self.window)
        self.add_files(files)

    def _open_help(self, page: str) -> None:
        open_guide(self.window) if page == "help" else open_keys(self.window)

    def _open_bin(self) -> None:
        open_bin(self.window, self.removal)

    def _is_at_work(self) -> bool:
        is_idle = self.dictation.state is RecordState.IDLE
        return not is_idle or any(job.phase is Phase.RUNNING for job in self.desk.jobs())

    def _allow_warmth(self, *_: object) -> None:
        self.warmth.allow(self.settings.warm_microphone and self.dictation.has_recorded())

    def _choose_model(self, folder: Path | None) -> None:
        self.choices.change(model_folder=str(folder) if folder else None, threads=None)
        self._start_engine(verify=True)  # once, when it may just have been copied or downloaded

    def _list_microphones(self) -> None:
        self.microphones.list_devices(self.disk, self.settings.microphone)

    def _open_recordings_folder(self) -> None:
        folder = self._parts.data_dir / "recordings"
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _follow_settings(self, now: Settings, before: Settings) -> None:
        """What a change means for those who do not look it up when they need it."""
        if now.microphone != before.microphone:
            self.dictation.select(now.microphone)
        if now.warm_microphone != before.warm_microphone:
            self._allow_warmth()
        self.appearance.use(now.appearance)
        self._use_settings()
        self.anywhere.use(now)
        if now.language != before.language:
            install_language(now.language)
            self._show_model_note()

    def _use_settings(self) -> None:
        self.desk.vocabulary = self.settings.vocabulary
        self.window.show_settings(self.settings)

    def _geometry_path(self) -> Path:
        return self._parts.data_dir / "window.geometry"


def run_app(files: list[Path], version: str, command: str = "", in_tray: bool = False) -> int:
    """Show the window and work until it is closed; returns the exit code.

    `command`: what `talskrift toggle` asks for; the window stays out of the way then, and
    `in_tray`: started by the desktop at login, in any case.
    """
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("Talskrift")
    qt.setQuitOnLastWindowClosed(False)  # it may go on in the tray
    qt.setDesktopFileName("talskrift")
    qt.setWindowIcon(QIcon(str(paths.bundled_asset("icons", "talskrift.png"))))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in the terminal
    parts = real_parts()
    lock, is_taken = lock_or_hand_over(parts.data_dir, files, command)
    if is_taken:
        return 0
    if lock is None:
        install_language(load_settings(parts.settings_path).language)
        text = qt.translate("app", "Talskrift är redan öppet. Släpp filerna på det fönstret.")
        QMessageBox.information(None, "Talskrift", text)
        return EXIT_ALREADY_OPEN
    collector = Collector()
    app = App(parts, version)
    app.window.closing.connect(qt.quit)
    app.show(minimized=bool(command), in_tray=in_tray)
    QTimer.singleShot(0, lambda: app.begin(files))
    QTimer.singleShot(0, lambda: app.anywhere.do(command))
    code = qt.exec()
    collector.stop()
    lock.unlock()
    return code
