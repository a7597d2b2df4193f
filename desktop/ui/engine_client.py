"""Drives the engine process: starts it, speaks docs/engine-protocol.md with it, restarts it.

Knows no jobs beyond their ids; what to do next is decided by whoever listens. Must be used from
the window's thread.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from desktop.engine.protocol import VERSION, encode_line
from desktop.library.job import Fault

MAX_FAILED_STARTS = 3  # in a row; then the user is asked to try again
RESTART_DELAY_MS = 200
STOP_TIMEOUT_MS = 1500


class EngineState(StrEnum):
    """What the engine is doing, seen from the window."""

    STOPPED = "stopped"
    STARTING = "starting"  # the process is on its way, or loads its model
    READY = "ready"
    BROKEN = "broken"  # no use trying again before something has been changed


@dataclass(frozen=True)
class EngineStatus:
    """The engine's state; `model` is its name when READY, `fault` says why it is BROKEN."""

    state: EngineState = EngineState.STOPPED
    model: str = ""
    fault: Fault | None = None


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
        self._failed_starts = 0
        self._restart = QTimer(self)
        self._restart.setSingleShot(True)
        self._restart.setInterval(RESTART_DELAY_MS)
        self._restart.timeout.connect(self._start_process)

    def start(self, model_folder: Path, *, verify: bool = False) -> None:
        """Start the engine with a model; one that runs is stopped first.

        `verify`: have every byte of it checked; without it the engine checks what is quick.
        """
        self.stop(wait=False)
        self._load = {"folder": str(model_folder)} | ({"verify": True} if verify else {})
        self._failed_starts = 0
        self._start_process()

    def transcribe(
        self, job_id: str, source: Path, *, is_recording: bool, follow: bool, from_sample: int
    ) -> None:
        """Hand the engine a job: a media file, or a recording that may still be growing."""
        self._send(
            "transcribe",
            job=job_id,
            **{"recording" if is_recording else "file": str(source)},
            follow=follow,
            from_sample=from_sample,
        )

    def cancel(self, job_id: str) -> None:
        """Ask the engine to let go of a job; it answers with a `cancelled` event."""
        self._send("cancel", job=job_id)

    def stop(self, wait: bool = True) -> None:
        """End the process; `wait` gives it a moment to do so by itself."""
        self._restart.stop()
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        process.write(encode_line("shutdown"))
        process.closeWriteChannel()
        if not wait or not process.waitForFinished(STOP_TIMEOUT_MS):
            process.kill()
            process.waitForFinished(STOP_TIMEOUT_MS)
        process.deleteLater()
        self._set_status(EngineStatus())
        self.lost.emit(False)

    def _start_process(self) -> None:
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(self._command[1:])
        self._log_path.parent.mkdir(parents=True, exist_ok=True)
        process.setStandardErrorFile(str(self._log_path))
        process.readyReadStandardOutput.connect(self._read_lines)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._set_status(EngineStatus(EngineState.STARTING))
        process.start()
        self._send("load_model", **self._load)

    def _send(self, kind: str, **fields: Any) -> None:
        if self._process is not None:
            self._process.write(encode_line(kind, **fields))

    def _read_lines(self) -> None:
        while self._process is not None and self._process.canReadLine():
            event = parse_line(bytes(self._process.readLine().data()))
            if event is not None:
                self._take_event(event)

    def _take_event(self, event: Mapping[str, Any]) -> None:
        if event["type"] == "model_loaded":
            self._failed_starts = 0
            self._set_status(EngineStatus(EngineState.READY, model=str(event.get("name", ""))))
        elif "job" in event:
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
        if self._failed_starts >= MAX_FAILED_STARTS:
            fault = Fault("engine_died", {"reason": process.errorString()})
            self._set_status(EngineStatus(EngineState.BROKEN, fault=fault))
            self.lost.emit(True)
            return
        self._set_status(EngineStatus(EngineState.STARTING))
        self.lost.emit(True)
        self._restart.start()

    def _set_status(self, status: EngineStatus) -> None:
        if status != self.status:
            self.status = status
            self.status_changed.emit(status)


def parse_line(line: bytes) -> Mapping[str, Any] | None:
    """The event of a line; None for one that is no event of our version of the protocol."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    if not isinstance(event, dict) or event.get("v") != VERSION:
        return None
    return event if isinstance(event.get("type"), str) else None
