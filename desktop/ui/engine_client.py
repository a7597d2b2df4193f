"""Drives the engine process: starts it, speaks docs/engine-protocol.md with it, restarts it.

Knows no jobs beyond their ids; what to do next is decided by whoever listens. Must be used from
the window's thread.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QIODevice, QObject, QProcess, QTimer, Signal

from desktop.engine.events import parse_event
from desktop.engine.protocol import encode_line
from desktop.library.job import Fault
from desktop.settings import is_number_of_threads
from desktop.tracks import WHOLE_SOUND, SoundChoice

log = logging.getLogger(__name__)

MAX_FAILED_STARTS = 3  # in a row; then the user is asked to try again
RESTART_DELAY_MS = 200
STOP_TIMEOUT_MS = 1500
# An engine whose lines make no sense is restarted; so is one whose line never ends.
MAX_MALFORMED_LINES = 20  # in a row
MAX_LINE_BYTES = 16_000_000
GARBLED = "engine_wrong_version"  # the error for one that goes on making no sense
MAX_LOG_BYTES = 1_000_000  # then the log is begun anew, and the old one kept beside


class EngineState(StrEnum):
    """What the engine is doing, seen from the window."""

    STOPPED = "stopped"
    STARTING = "starting"  # the process is on its way, or loads its model
    READY = "ready"
    BROKEN = "broken"  # no use trying again before something has been changed


@dataclass(frozen=True)
class EngineStatus:
    """The engine's state; `model` is its name when READY, `fault` says why it is BROKEN.

    `threads`: with how many it works, when READY.
    """

    state: EngineState = EngineState.STOPPED
    model: str = ""
    fault: Fault | None = None
    threads: int | None = None


class EngineClient(QObject):
    """The engine process, kept running with one model."""

    status_changed = Signal(object)  # EngineStatus
    lost = Signal(bool)  # the process ended or will not take jobs; True: by a crash
    job_event = Signal(object)  # Mapping: an event of a job, as the protocol words it

    def __init__(
        self, command: Sequence[str], log_path: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.status = EngineStatus()
        self._command = list(command)
        self._log_path = log_path
        self._load: dict[str, Any] = {}  # the fields of load_model
        self._process: QProcess | None = None
        self._dying: QProcess | None = None  # the one before, killed; the next waits for its end
        self._failed_starts = 0
        self.n_malformed_lines = 0  # of all engines
        self._n_malformed_in_a_row = 0
        self._is_garbled = False  # the process has said too much of it and was killed
        self._n_garbled = 0  # engines killed for what they said, since one finished a job
        self._restart = QTimer(self)
        self._restart.setSingleShot(True)
        self._restart.setInterval(RESTART_DELAY_MS)
        self._restart.timeout.connect(self._start_process)

    def start(
        self, model_folder: Path, *, verify: bool = False, threads: int | None = None
    ) -> None:
        """Start the engine with a model, in the place of one that runs. Does not wait.

        `verify`: have every byte of it checked; without it the engine checks what is quick.
        `threads`: as many as it measured with this model before; None: it measures.
        """
        self._restart.stop()
        self._load = {"folder": str(model_folder)} | ({"verify": True} if verify else {})
        if threads is not None:
            self._load["threads"] = threads
        self._failed_starts = self._n_garbled = 0
        if self._process is not None:
            self._kill_for_another(self._process)
            self.lost.emit(False)
        if self._dying is None:
            self._start_process()
        else:
            self._set_status(EngineStatus(EngineState.STARTING))

    def transcribe(
        self,
        job_id: str,
        *,
        file: Path | None = None,
        recording: Path | None = None,
        follow: bool = False,
        from_sample: int = 0,
        vocabulary: Sequence[str] = (),
        sound: SoundChoice = WHOLE_SOUND,
    ) -> None:
        """Hand the engine a job: a recording that may still be growing, or a media file, which
        it decodes into `recording` first. `vocabulary`: names and terms to expect. `sound`: what
        of the file is meant."""
        paths = {"file": file, "recording": recording}
        self._send(
            "transcribe",
            job=job_id,
            **{name: str(path) for name, path in paths.items() if path is not None},
            follow=follow,
            from_sample=from_sample,
            **({"vocabulary": list(vocabulary)} if vocabulary else {}),
            **({} if sound == WHOLE_SOUND else asdict(sound)),
        )

    def examine(self, job_id: str, file: Path) -> None:
        """Ask what is in a file; a `media` event of that job answers."""
        self._send("examine", job=job_id, file=str(file))

    def cancel(self, job_id: str) -> None:
        """Ask the engine to let go of a job; it answers with a `cancelled` event."""
        self._send("cancel", job=job_id)

    def stop(self) -> None:
        """End the process. Waits: for a moment that it ends by itself, then until it is killed."""
        self._restart.stop()
        process, self._process = self._process, None
        dying, self._dying = self._dying, None
        if process is not None:
            process.write(encode_line("shutdown"))
            process.closeWriteChannel()
            if not process.waitForFinished(STOP_TIMEOUT_MS):
                process.kill()
        for ending in (process, dying):
            if ending is not None:
                ending.waitForFinished(STOP_TIMEOUT_MS)
                ending.deleteLater()
        self._set_status(EngineStatus())
        if process is not None:
            self.lost.emit(False)

    def _kill_for_another(self, process: QProcess) -> None:
        self._process, self._dying = None, process
        process.readyReadStandardOutput.disconnect(self._read_lines)
        process.finished.disconnect(self._on_finished)
        process.errorOccurred.disconnect(self._on_error)
        process.finished.connect(self._on_dead)
        process.errorOccurred.connect(self._on_dying_error)
        process.kill()

    def _start_process(self) -> None:
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(self._command[1:])
        make_room_for_log(self._log_path)
        process.setStandardErrorFile(str(self._log_path), QIODevice.OpenModeFlag.Append)
        process.readyReadStandardOutput.connect(self._read_lines)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._n_malformed_in_a_row, self._is_garbled = 0, False
        self._set_status(EngineStatus(EngineState.STARTING))
        process.start()
        self._send("load_model", **self._load)

    def _send(self, kind: str, **fields: Any) -> None:
        if self._process is not None:
            self._process.write(encode_line(kind, **fields))

    def _read_lines(self) -> None:
        while self._process is not None and self._process.canReadLine() and not self._is_garbled:
            line = bytes(self._process.readLine().data())
            event = parse_event(line)
            if event is None:
                self._note_malformed(line)
            else:
                self._n_malformed_in_a_row = 0
                self._take_event(event)
        process = self._process
        if process is not None and process.bytesAvailable() > MAX_LINE_BYTES:
            self._kill_garbled()

    def _note_malformed(self, line: bytes) -> None:
        self.n_malformed_lines += 1
        self._n_malformed_in_a_row += 1
        log.warning("malformed line from the engine: %r", line[:200])
        if self._n_malformed_in_a_row >= MAX_MALFORMED_LINES:
            self._kill_garbled()

    def _kill_garbled(self) -> None:
        if self._process is not None and not self._is_garbled:
            log.warning("the engine makes no sense and is restarted")
            self._is_garbled = True
            self._n_garbled += 1
            self._process.kill()  # counts as a crash

    def _take_event(self, event: Mapping[str, Any]) -> None:
        if event["type"] == "model_loaded":
            self._failed_starts = 0
            threads = event.get("threads")
            if is_number_of_threads(threads):
                self._load["threads"] = threads  # not to be measured again after a crash
            else:
                threads = None
            name = str(event.get("name", ""))
            self._set_status(EngineStatus(EngineState.READY, model=name, threads=threads))
        elif "job" in event:
            if event["type"] == "done":
                self._n_garbled = 0
            self.job_event.emit(event)
        elif event["type"] == "error" and self.status.state is EngineState.STARTING:
            fault = Fault(str(event.get("code")), event.get("details") or {})
            self._set_status(EngineStatus(EngineState.BROKEN, fault=fault))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # the one that `finished` does not follow
            self._lose_process()

    def _on_finished(self) -> None:
        self._read_lines()
        self._lose_process()

    def _on_dying_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._on_dead()

    def _on_dead(self) -> None:
        """The process before is gone; not when `stop` has waited for that."""
        dead, self._dying = self._dying, None
        if dead is not None:
            dead.deleteLater()
            self._start_process()

    def _lose_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.deleteLater()
        was_broken = self.status.state is EngineState.BROKEN
        if self.status.state is EngineState.STARTING:
            self._failed_starts += 1
        if was_broken:
            return
        if self._n_garbled >= MAX_FAILED_STARTS:
            self._set_status(EngineStatus(EngineState.BROKEN, fault=Fault(GARBLED, {})))
        elif self._failed_starts >= MAX_FAILED_STARTS:
            fault = Fault("engine_died", {"reason": process.errorString()})
            self._set_status(EngineStatus(EngineState.BROKEN, fault=fault))
        else:
            self._set_status(EngineStatus(EngineState.STARTING))
            self._restart.start()
        self.lost.emit(True)

    def _set_status(self, status: EngineStatus) -> None:
        if status != self.status:
            self.status = status
            self.status_changed.emit(status)


def make_room_for_log(path: Path) -> None:
    """Make the log's folder, and put a long log aside: what an engine died of is wanted after
    the next one has been started."""
    with contextlib.suppress(OSError):  # the work goes on without a log
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
            path.replace(path.with_name(f"{path.name}.old"))
