"""Opens the storage window and does what it asks: backup, restoring; and the erasing of a list."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from desktop.errors import TalskriftError
from desktop.library.backup import Cancelled, write_backup
from desktop.library.job import Fault
from desktop.library.query import parse_query
from desktop.library.restore import Restored, restore_backup
from desktop.library.retention import Extent
from desktop.ui.bridge import Bridge
from desktop.ui.choices import Choices
from desktop.ui.disk import Disk
from desktop.ui.geometry import bring_to_front
from desktop.ui.job_desk import storage_fault
from desktop.ui.job_words import describe_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.shelf import Shelf
from desktop.ui.storage_dialog import StorageDialog
from desktop.ui.upkeep import Upkeep

REPORT_EVERY_S = 0.1
N_FILES_NAMED = 5


class Keeping(QObject):
    """One backup or restoring at a time; it goes on when the window is closed."""

    def __init__(
        self,
        upkeep: Upkeep,
        shelf: Shelf,
        window: MainWindow,
        data_dir: Path,
        settings_path: Path,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._upkeep = upkeep
        self._shelf = shelf
        self._window = window
        self._data_dir = data_dir
        self._settings_path = settings_path
        self._choices = choices
        self._disk = Disk("backup", self)
        self._progress = Bridge(self)
        self._progress.arrived.connect(self._show_share)
        self._dialog: StorageDialog | None = None
        self._share: float | None = None
        self._is_stopped = False
        window.actions_["storage"].triggered.connect(self.open)
        window.filters.erase_all_asked.connect(self.ask_to_erase)
        upkeep.measured.connect(self._show_storage)

    def open(self) -> None:
        """Open the storage window, or bring it to the front."""
        if self._dialog is None:
            dialog = StorageDialog(lambda: self._window.language, self._window)
            dialog.compress_switched.connect(self._switch_compressing)
            dialog.days_chosen.connect(self._choose_days)
            dialog.bin_asked.connect(self._window.bin_asked)
            dialog.back_up_asked.connect(self._ask_and_back_up)
            dialog.restore_asked.connect(self._ask_and_restore)
            dialog.stop_asked.connect(self._stop)
            dialog.destroyed.connect(self._forget_dialog)
            dialog.show_settings(self._choices.settings)
            dialog.show_work(self._share)
            self._dialog = dialog
        bring_to_front(self._dialog)
        self._upkeep.measure()

    def close(self) -> None:
        """Stop what is going on; nothing half done is left."""
        self._is_stopped = True
        self._disk.close(at_once=True)

    def back_up(self, target: Path) -> None:
        """Write everything into one file."""
        work = partial(write_backup, self._data_dir, self._settings_path, target)

        def tell(n_files: int) -> str:
            text = self.tr("Säkerhetskopian {name} är skriven och kontrollerad: {count} filer.")
            return text.format(name=target.name, count=n_files)

        self._do(work, tell)

    def restore(self, backup: Path) -> None:
        """Add all of a backup to the library."""
        work = partial(restore_backup, backup, self._data_dir, self._settings_path)

        def tell(restored: Restored) -> str:
            self._shelf.look_again()
            self._upkeep.measure()
            text = self.tr("Inläst ur {name}: {added} nya, {known} fanns redan.")
            return text.format(name=backup.name, added=restored.n_added, known=restored.n_known)

        self._do(work, tell)

    def ask_to_erase(self) -> None:
        """Ask whether all that is listed, and what belongs to it, is to be erased."""
        query = parse_query(self._window.search_field.text())
        self._upkeep.find_extent(self._window.jobs.list_ids(), query, self._confirm_erasing)

    def _confirm_erasing(self, extent: Extent) -> None:
        if not extent.jobs and not extent.discarded:
            return
        question = self.tr("Radera {count} texter och {recordings} inspelningar för alltid?")
        n_texts = len(extent.jobs) + len(extent.discarded)
        box = self._make_question(
            question.format(count=n_texts, recordings=extent.n_recordings), self._explain(extent)
        )
        self._ask(box, lambda: self._upkeep.erase(extent))

    def _make_question(self, question: str, explanation: str) -> QMessageBox:
        box = QMessageBox(self._dialog or self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Radera för alltid"))
        box.setText(question)
        box.setInformativeText(explanation)
        return box

    def _ask(self, box: QMessageBox, act: Callable[[], None]) -> None:
        """What is safe is the default."""
        delete = box.addButton(self.tr("Radera"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Avbryt"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(act)
        box.open()

    def _explain(self, extent: Extent) -> str:
        parts = [self.tr("De kan inte fås tillbaka: de läggs inte i papperskorgen.")]
        if extent.discarded:
            text = self.tr("{count} av dem ligger i papperskorgen nu.")
            parts.append(text.format(count=len(extent.discarded)))
        if extent.own_files:
            names = ", ".join(path.name for path in extent.own_files[:N_FILES_NAMED])
            more = " …" if len(extent.own_files) > N_FILES_NAMED else ""
            text = self.tr("Dina egna filer ligger kvar där de är: {names}")
            parts.append(text.format(names=names + more))
        parts.append(
            self.tr("Säkerhetskopior, och filer som du har sparat texten i, får du radera själv.")
        )
        return " ".join(parts)

    def _do(self, work: Callable, tell: Callable) -> None:
        if self._share is not None:
            return
        self._is_stopped = False
        self._show_share(0.0)
        told_at = 0.0

        def report(share: float) -> None:
            nonlocal told_at
            now = time.monotonic()
            if now - told_at >= REPORT_EVERY_S:
                told_at = now
                self._progress(share)

        def act() -> object:
            try:
                return work(report=report, cancelled=lambda: self._is_stopped)
            except (TalskriftError, OSError, Cancelled) as error:
                return error

        def finish(outcome: object) -> None:
            self._share = None
            self._end(outcome if isinstance(outcome, Exception) else tell(outcome))

        self._disk.do(act, finish)

    def _end(self, outcome: str | Exception) -> None:
        if isinstance(outcome, Exception) and not isinstance(outcome, Cancelled):
            is_typed = isinstance(outcome, TalskriftError)
            fault = (
                Fault(outcome.code, outcome.details)  # type: ignore[attr-defined]
                if is_typed
                else storage_fault(outcome)  # type: ignore[arg-type]
            )
            outcome = describe_fault(fault, self._window.language)
            if self._dialog is None:
                self._window.say_fault(fault)
        elif isinstance(outcome, Cancelled):
            outcome = self.tr("Avbrutet. Ingenting har ändrats.")
        elif self._dialog is None:
            self._window.notice.say(outcome)
        if self._dialog is not None:
            self._dialog.show_work(None, str(outcome))

    def _show_share(self, share: float) -> None:
        if self._share is not None or share == 0.0:
            self._share = share
            if self._dialog is not None:
                self._dialog.show_work(share)

    def _ask_and_back_up(self) -> None:
        name = self.tr("Talskrift {date}").format(date=date.today().isoformat())
        chosen, _ = QFileDialog.getSaveFileName(
            self._dialog, self.tr("Säkerhetskopiera"), str(Path.home() / f"{name}.zip"), "*.zip"
        )
        if chosen:
            self.back_up(Path(chosen))

    def _ask_and_restore(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._dialog, self.tr("Läs in en kopia"), str(Path.home()), "*.zip"
        )
        if chosen:
            self.restore(Path(chosen))

    def _stop(self) -> None:
        self._is_stopped = True

    def _switch_compressing(self, on: bool) -> None:
        self._choices.change(compress_sound=on)
        self._upkeep.look()

    def _choose_days(self, days: int | None) -> None:
        """Where the new rule deletes something at once, ask first."""

        def ask(n_expired: int) -> None:
            if n_expired == 0:
                follow()
                return
            question = self.tr("Radera ljudet i {count} inspelningar nu?")
            text = self.tr("Texterna är kvar, men ljudet kan inte fås tillbaka.")
            box = self._make_question(question.format(count=n_expired), text)
            box.rejected.connect(self._show_settings)
            self._ask(box, follow)

        def follow() -> None:
            self._choices.change(delete_sound_after_days=days)
            self._upkeep.look()

        self._upkeep.count_expired(days, ask)

    def _show_settings(self) -> None:
        if self._dialog is not None:
            self._dialog.show_settings(self._choices.settings)

    def _show_storage(self, storage: object) -> None:
        if self._dialog is not None:
            self._dialog.show_storage(storage)  # type: ignore[arg-type]

    def _forget_dialog(self) -> None:
        self._dialog = None
