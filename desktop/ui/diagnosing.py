"""Opens the diagnostics: has the report made, and makes the tests that the user asks for."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop.diagnostics import Facts, Microphone, make_report
from desktop.engine_process import self_check_command
from desktop.errors import ModelError, TalskriftError
from desktop.library.job import Fault
from desktop.models.measure import load_speeds
from desktop.models.model_folder import read_model_info
from desktop.ui.choices import Choices
from desktop.ui.diagnostics_dialog import DiagnosticsDialog
from desktop.ui.disk import Disk
from desktop.ui.engine_client import EngineClient
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.job_words import describe_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.side_dialog import find_open, open_beside
from desktop.whole_file import write_whole

FILE_NAME = "talskrift-rapport.txt"
MeasureLevel = Callable[[str | None], float]


def measure_microphone(device_id: str | None) -> float:
    """Imported here, for numpy and PortAudio take a while."""
    from desktop.audio.level_test import measure_level

    return measure_level(device_id)


def list_microphones() -> list[Microphone]:
    """What may be told of them; none where they cannot be listed."""
    from desktop.audio.devices import list_input_devices

    with contextlib.suppress(TalskriftError):
        return [
            Microphone(one.host_api, one.channels, one.rate_hz, one.is_default)
            for one in list_input_devices()
        ]
    return []


class Diagnosing(QObject):
    """Remembers which errors were told since the start, and how tests ended."""

    def __init__(
        self,
        window: MainWindow,
        desk: JobDesk,
        engine: EngineClient,
        choices: Choices,
        data_dir: Path,
        find_model_folder: Callable[[], Path],
        version: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.measure_level: MeasureLevel = measure_microphone
        self.list_microphones = list_microphones
        self.self_check: Sequence[str] = self_check_command()
        self._window, self._desk, self._engine, self._choices = window, desk, engine, choices
        self._data_dir, self._version = data_dir, version
        self._find_model_folder = find_model_folder
        self._codes: list[str] = []
        self._tests: list[str] = []
        # Its own thread: a device that answers slowly keeps nobody waiting.
        self._work = Disk("diagnosis", self)
        self._process: QProcess | None = None
        self._begun_s = 0.0
        window.fault_told.connect(lambda fault: self._codes.append(fault.code))
        window.actions_["diagnostics"].triggered.connect(lambda: self.open())

    def open(self) -> DiagnosticsDialog:
        """Open the dialog, or bring it to the front."""
        return open_beside(self._window, DiagnosticsDialog, self._make)

    def close(self) -> None:
        """End a test that is being made."""
        if self._process is not None:
            self._process.kill()
            self._process.waitForFinished()
        self._work.close()

    def _make(self) -> DiagnosticsDialog:
        dialog = DiagnosticsDialog(self._window)
        dialog.copy_asked.connect(self._window.put_on_clipboard)
        dialog.save_asked.connect(self._ask_and_save)
        dialog.microphone_test_asked.connect(self._test_microphone)
        dialog.self_check_asked.connect(self._check_self)
        if self._process is not None:
            dialog.tell(self.tr("Skriver ut provinspelningen …"), is_testing=True)
        self._report()
        return dialog

    def _report(self) -> None:
        """Have the report made anew."""
        codes = [*self._codes, *(job.fault.code for job in self._desk.jobs() if job.fault)]
        status, settings = self._engine.status, self._choices.settings
        screen = QGuiApplication.primaryScreen()
        platform = QGuiApplication.platformName()
        told = f"Qt {qVersion()}, {platform}, {len(QGuiApplication.screens())} screens, "
        told += f"{round(100 * screen.devicePixelRatio())} %"
        folder, data_dir = self._find_model_folder(), self._data_dir

        def make() -> str:
            speed, n_bytes = None, 0
            with contextlib.suppress(ModelError):
                info = read_model_info(folder)
                n_bytes = sum(file.size for file in info.files.values())
                measured = load_speeds(data_dir / "models").get(info.files["model.bin"].sha256)
                speed = measured.speed if measured else None
            facts = Facts(
                version=self._version,
                engine_state=str(status.state),
                model_id=folder.name,
                model_bytes=n_bytes,
                speed=speed,
                threads=status.threads,
                screen=told,
                microphones=self.list_microphones(),
                fault_codes=codes,
                tests=tuple(self._tests),
            )
            return make_report(facts, settings, data_dir)

        self._work.do(make, self._show)

    def _show(self, report: str) -> None:
        dialog = find_open(self._window, DiagnosticsDialog)
        if dialog is not None:
            dialog.show_report(report)

    def _tell(self, text: str, is_testing: bool = False) -> None:
        dialog = find_open(self._window, DiagnosticsDialog)
        if dialog is not None:
            dialog.tell(text, is_testing)

    def _ask_and_save(self, text: str) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Spara rapporten"), str(Path.home() / FILE_NAME)
        )
        if path:
            self.save(text, Path(path))

    def save(self, text: str, path: Path) -> None:
        """Write the report."""
        failed = lambda error: self._window.say_fault(storage_fault(error))  # noqa: E731
        self._work.do(lambda: write_whole(path, text.encode()), None, failed)

    def _test_microphone(self) -> None:
        self._tell(self.tr("Säg något i några sekunder …"), is_testing=True)
        device_id, measure = self._choices.settings.microphone, self.measure_level

        def test() -> float | Fault:
            try:
                return measure(device_id)
            except TalskriftError as error:
                return Fault(error.code, error.details)

        self._work.do(test, self._end_microphone_test)

    def _end_microphone_test(self, level: float | Fault) -> None:
        if isinstance(level, Fault):
            self._tests.append(f"microphone: {level.code}")
            self._tell(describe_fault(level, self._window.language))
        else:
            self._tests.append(f"microphone: loudest {level:.0f} dBFS")
            self._tell(describe_level(level))
        self._report()

    def _check_self(self) -> None:
        self._tell(self.tr("Skriver ut provinspelningen …"), is_testing=True)
        self._begun_s = time.monotonic()
        process = self._process = QProcess(self)
        process.finished.connect(self._end_check)
        process.errorOccurred.connect(self._on_error)
        process.start(self.self_check[0], list(self.self_check[1:]))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # the one that `finished` does not follow
            self._end_check(-1)

    def _end_check(self, code: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.deleteLater()
        took_s = time.monotonic() - self._begun_s
        self._tests.append(f"sample: exit code {code} after {took_s:.1f} s")
        text = (
            self.tr("Provinspelningen skrevs ut på {seconds} s.")
            if code == 0
            else self.tr("Provinspelningen kunde inte skrivas ut (felkod {code}).")
        )
        self._tell(text.format(seconds=f"{took_s:.1f}".replace(".", ","), code=code))
        self._report()


SILENT_DBFS, FAINT_DBFS, CLIPPED_DBFS = -60.0, -35.0, -0.5


def describe_level(level_dbfs: float) -> str:
    """What a level means to who has spoken."""
    translate = QCoreApplication.translate
    if level_dbfs < SILENT_DBFS:
        text = translate("diagnosing", "Mikrofonen är tyst ({level} dB). Är den avstängd?")
    elif level_dbfs < FAINT_DBFS:
        text = translate("diagnosing", "Det hörs svagt ({level} dB). Gå närmare mikrofonen.")
    elif level_dbfs > CLIPPED_DBFS:
        text = translate("diagnosing", "Det är för starkt ({level} dB). Sänk mikrofonens nivå.")
    else:
        text = translate("diagnosing", "Mikrofonen hörs bra ({level} dB).")
    return text.format(level=f"{level_dbfs:.0f}".replace("-", "−"))
