"""The models of the app: their dialog; has them fetched, imported, measured, used, removed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.library.job import Fault
from desktop.models.collection import STARTER, Collection, Entry, list_entries, read_collection
from desktop.models.unfinished import discard_download
from desktop.ui.choices import Choices
from desktop.ui.dialogs import ask_for_model_folder
from desktop.ui.disk import Disk
from desktop.ui.job_desk import storage_fault
from desktop.ui.job_words import describe_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.model_jobs import Ended, ModelJobs
from desktop.ui.models_dialog import ModelsDialog
from desktop.ui.side_dialog import find_open, open_beside

IMPORT = "import"  # the key of the only import at a time
TOPIC = "model"


class Models(QObject):
    """Knows what is being done; the disk is read in another thread."""

    measured = Signal(str)  # key of an entry: its speed is known, or cannot be

    def __init__(
        self,
        window: MainWindow,
        disk: Disk,
        jobs: ModelJobs,
        models_dir: Path,
        starter: Path,
        engine_command: Sequence[str],
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._disk = disk
        self.jobs = jobs
        self._models_dir = models_dir
        self._starter = starter
        self._engine_command = list(engine_command)
        self._choices = choices
        self.collection: Collection | None = None  # None until it has been read
        self._faults: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._cancelled: set[str] = set()
        jobs.progressed.connect(self._on_progress)
        jobs.ended.connect(self._on_ended)
        choices.changed.connect(self._show)
        window.actions_["models"].triggered.connect(lambda: self.open())
        window.status_line.models_asked.connect(lambda: self.open())

    def open(self) -> ModelsDialog:
        """Open the dialog beside the window, or bring it to the front."""
        dialog = open_beside(self._window, ModelsDialog, self._make_dialog)
        self.refresh()
        return dialog

    def _make_dialog(self) -> ModelsDialog:
        dialog = ModelsDialog(lambda: self._window.language, self._window)
        dialog.asked.connect(self._do)
        dialog.import_file_asked.connect(self._choose_import_file)
        dialog.import_folder_asked.connect(self._choose_import_folder)
        dialog.stop_import_asked.connect(lambda: self.jobs.stop(IMPORT))
        dialog.network_asked.connect(self._window.actions_["network"].trigger)
        return dialog

    def refresh(self, then: Callable[[], None] = lambda: None) -> None:
        """Read what is on the disk, and show it."""
        chosen = self._find_used()

        def take(collection: Collection) -> None:
            self.collection = collection
            self._show()
            then()

        self._disk.do(lambda: read_collection(self._models_dir, self._starter, chosen), take)

    def download(self, model_id: str) -> None:
        """Fetch a model, or go on with that."""
        settings = self._choices.settings
        self._faults.pop(model_id, None)
        self.jobs.start(
            model_id,
            "download",
            model=model_id,
            models_dir=str(self._models_dir),
            offline=settings.offline,
            mirror=settings.hub_mirror,
            proxy=settings.proxy,
        )

    def import_from(self, source: Path) -> None:
        """Copy a model from a folder or zip file to the app's own."""
        dialog = self._find_dialog()
        if dialog is not None:
            dialog.say_fault("")
        self.jobs.start(IMPORT, "import", source=str(source), models_dir=str(self._models_dir))

    def close(self) -> None:
        """End what is being done. Downloads are kept."""
        self.jobs.close()

    def _do(self, entry: Entry, action: str) -> None:
        match action:
            case "download":
                self.download(entry.key)
            case "pause":
                self.jobs.stop(entry.key)
            case "cancel" if entry.folder is not None:
                self.jobs.stop(entry.key)
            case "cancel":
                self._cancel(entry.key)
            case "use":
                self._use(entry.folder)
            case "measure":
                self.measure(entry.key, entry.folder)
            case "remove":
                dialog = self._find_dialog()
                if dialog is not None:
                    dialog.ask_remove(entry, partial(self._remove, entry))

    def _cancel(self, model_id: str) -> None:
        if model_id in self.jobs.activities:
            self._cancelled.add(model_id)
            self.jobs.stop(model_id)
        else:
            self._discard(model_id)

    def _discard(self, model_id: str) -> None:
        self._faults.pop(model_id, None)
        self._disk.do(
            lambda: discard_download(self._models_dir, model_id),
            lambda _: self.refresh(),
            self._say_storage_fault,
        )

    def _use(self, folder: Path | None) -> None:
        self._window.notice.withdraw(TOPIC)
        self._window.model_chosen.emit(None if folder == self._starter else folder)
        self.refresh()

    def _remove(self, entry: Entry) -> None:
        assert entry.folder is not None
        if entry.is_used:
            self._window.model_chosen.emit(None)
        folder = entry.folder
        self._disk.do(
            lambda: remove_folder(folder), lambda _: self.refresh(), self._say_storage_fault
        )

    def measure(self, key: str, folder: Path | None) -> None:
        """Have the speed of a model measured; `measured` tells when."""
        self._faults.pop(key, None)
        self.jobs.start(
            key,
            "measure",
            folder=str(folder),
            models_dir=str(self._models_dir),
            engine=self._engine_command,
        )

    def _on_progress(self, key: str) -> None:
        dialog = self._find_dialog()
        if key == IMPORT and dialog is not None:
            dialog.show_import(self.jobs.activities.get(IMPORT))
        else:
            self._show()

    def _on_ended(self, key: str, end: Ended) -> None:
        kind = end.job["type"]
        if key in self._cancelled:
            self._cancelled.discard(key)
            if end.folder is None:
                self._discard(key)
                return
        dialog = self._find_dialog()
        if key == IMPORT and dialog is not None:
            dialog.show_import(None)
        if end.fault is not None:
            self._tell_fault(key, end.fault)
        if end.folder is not None and kind in ("download", "import"):
            self.refresh(partial(self._on_new_model, end.folder))
        else:
            self.refresh(partial(self.measured.emit, key) if kind == "measure" else lambda: None)

    def _tell_fault(self, key: str, fault: Fault) -> None:
        """Where the user looks: in the dialog, or above the text when that is closed."""
        dialog = self._find_dialog()
        if key == IMPORT and dialog is not None:
            dialog.say_fault(describe_fault(fault, self._window.language))
        elif (dialog is None or not dialog.isVisible()) and key != STARTER:
            self._window.say_fault(fault, topic=TOPIC)  # the starter's own is the engine's to tell
        if key != IMPORT:
            self._faults[key] = (fault.code, fault.details)

    def _on_new_model(self, folder: Path) -> None:
        """Say that it is there; measure it, so that its speed is known."""
        name = next(
            (
                one.info.name
                for one in (self.collection.installed if self.collection else ())
                if one.folder == folder and one.info
            ),
            folder.name,
        )
        self.measure(str(folder), folder)
        self._window.notice.say(
            self.tr("{name} finns nu på datorn.").format(name=name),
            button=self.tr("Använd den"),
            act=lambda: self._use(folder),
            topic=TOPIC,
        )

    def open_at(self, key: str) -> None:
        """Open the dialog with one model in sight."""
        dialog = self.open()
        self.refresh(lambda: dialog.reveal(key))

    def _show(self, *_: object) -> None:
        dialog = self._find_dialog()
        if dialog is None or self.collection is None:
            return
        entries = list_entries(
            self.collection,
            self._find_used(),
            self.jobs.activities,
            self._faults,
            self._models_dir,
        )
        dialog.show_models(entries, self.collection, self._choices.settings.offline)

    def _choose_import_file(self) -> None:
        title, zips = self.tr("Importera modell"), self.tr("Zip-filer")
        name, _ = QFileDialog.getOpenFileName(
            self._find_dialog() or self._window, title, "", f"{zips} (*.zip)"
        )
        if name:
            self.import_from(Path(name))

    def _choose_import_folder(self) -> None:
        folder = ask_for_model_folder(self._find_dialog() or self._window)
        if folder is not None:
            self.import_from(folder)

    def _say_storage_fault(self, error: OSError) -> None:
        dialog, fault = self._find_dialog(), storage_fault(error)
        if dialog is not None:
            dialog.say_fault(describe_fault(fault, self._window.language))
        self.refresh()

    def _find_used(self) -> Path | None:
        chosen = self._choices.settings.model_folder
        return Path(chosen) if chosen else None

    def _find_dialog(self) -> ModelsDialog | None:
        return find_open(self._window, ModelsDialog)


def remove_folder(folder: Path) -> None:
    """Delete a model folder: at once no model any more, then its files. Raises OSError."""
    gone = folder.with_name(f".{folder.name}.removed")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone)
