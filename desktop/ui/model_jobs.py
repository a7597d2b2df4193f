"""Runs the processes that download, import and measure models (`python -m desktop.models`), and
those that fetch files from the web (`python -m desktop.fetching`).

One process a job, each known by a key. Must be used from the window's thread.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QIODevice, QObject, QProcess, Signal

from desktop.engine.protocol import encode_line
from desktop.library.job import Fault
from desktop.models.collection import Activity
from desktop.ui.engine_client import make_room_for_log

STOP_TIMEOUT_MS = 1500
PACE_AFTER_S = 3.0
FETCHING = ("download", "download_speakers", "fetch")  # the jobs that speak to a network


@dataclass(frozen=True)
class Ended:
    """How a job ended: `folder` when it was done, `fault` when it failed; neither: stopped."""

    job: Mapping[str, Any]
    folder: Path | None = None
    fault: Fault | None = None


@dataclass
class Running:
    """A process and what it told last."""

    process: QProcess
    job: Mapping[str, Any]
    activity: Activity
    is_stopping: bool = False
    end: Ended | None = None
    begun: tuple[str, int, float] = ("", 0, 0.0)  # the stage, its first bytes, and when they came

    def tell(self, stage: str, n_bytes: int, n_total: int) -> None:
        """How far it is; once a while has passed, also how long it will take."""
        now_s, left_s = time.monotonic(), None
        if self.begun[0] != stage or n_bytes < self.begun[1]:
            self.begun = (stage, n_bytes, now_s)
        passed_s, n_come = now_s - self.begun[2], n_bytes - self.begun[1]
        if passed_s >= PACE_AFTER_S and n_come > 0:
            left_s = passed_s * (n_total - n_bytes) / n_come
        self.activity = Activity(stage, n_bytes, n_total, left_s)


class ModelJobs(QObject):
    """All jobs that are running."""

    progressed = Signal(str)  # key
    ended = Signal(str, object)  # key, Ended

    def __init__(
        self, command: Sequence[str], log_path: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._log_path = log_path
        self._running: dict[str, Running] = {}

    @property
    def activities(self) -> dict[str, Activity]:
        return {key: running.activity for key, running in self._running.items()}

    def start(self, key: str, kind: str, **fields: Any) -> None:
        """Start a job of docs/models.md, unless one of that key is running."""
        if key in self._running:
            return
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(self._command[1:])
        make_room_for_log(self._log_path)
        process.setStandardErrorFile(str(self._log_path), QIODevice.OpenModeFlag.Append)
        running = Running(process, {"type": kind, **fields}, Activity(kind))
        self._running[key] = running
        process.readyReadStandardOutput.connect(lambda: self._read(key))
        process.finished.connect(lambda: self._finish(key))
        process.errorOccurred.connect(lambda error: self._on_error(key, error))
        process.start()
        process.write(encode_line(kind, **fields))
        self.progressed.emit(key)

    def stop(self, key: str) -> None:
        """Have a job stop; `ended` tells when it has."""
        running = self._running.get(key)
        if running is not None and not running.is_stopping:
            running.is_stopping = True
            running.process.closeWriteChannel()

    def stop_fetching(self) -> None:
        """Have every job stop that speaks to a network; what has come is kept."""
        for key, running in list(self._running.items()):
            if running.job["type"] in FETCHING:
                self.stop(key)

    def close(self) -> None:
        """End all jobs, and wait until they are gone. What was downloaded is kept."""
        running, self._running = self._running, {}
        for one in running.values():
            one.process.closeWriteChannel()
        for one in running.values():
            if not one.process.waitForFinished(STOP_TIMEOUT_MS):
                one.process.kill()
                one.process.waitForFinished(STOP_TIMEOUT_MS)

    def _read(self, key: str) -> None:
        running = self._running.get(key)
        while running is not None and running.process.canReadLine():
            event = parse_line(bytes(running.process.readLine().data()))
            match event.get("type"):
                case "progress":
                    running.tell(str(event["stage"]), int(event["n_bytes"]), int(event["n_total"]))
                    self.progressed.emit(key)
                case "done":
                    running.end = Ended(running.job, folder=Path(event["folder"]))
                case "error":
                    fault = Fault(str(event["code"]), event["details"])
                    running.end = Ended(running.job, fault=fault)
                case "stopped":
                    running.end = Ended(running.job)

    def _on_error(self, key: str, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # the one that `finished` does not follow
            self._finish(key)

    def _finish(self, key: str) -> None:
        self._read(key)
        running = self._running.pop(key, None)
        if running is None:
            return
        end = running.end
        if end is None:
            reason = {"reason": running.process.errorString()}
            fault = None if running.is_stopping else Fault("download_failed", reason)
            end = Ended(running.job, fault=fault)
        running.process.deleteLater()
        self.ended.emit(key, end)


def parse_line(line: bytes) -> dict[str, Any]:
    """The event of a line; an empty one for what is none."""
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}
