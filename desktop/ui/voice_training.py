"""Runs `python -m training personalise` where that is installed, and tells how far it has come.

Stopped, by the user or with the app, it goes on from its last checkpoint the next time.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import sys
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from desktop.models.voice import find_base
from desktop.paths import VOICE_MODEL
from desktop.settings import Settings

STOP_MS = 10_000  # to end by itself; on closing, less
CLOSE_MS = 3000
N_KEPT = 5  # of its last lines
INTERRUPTED = 130  # exit status after Ctrl-C
FAULT = "error: "  # begins what it says of a failure


class VoiceTraining(QObject):
    """One run at a time."""

    progressed = Signal(str)  # the line that it said last
    ended = Signal(bool, str)  # True: there is a model; else why not, "" where it was stopped

    def __init__(self, models_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = models_dir / VOICE_MODEL
        self.command = [sys.executable, "-m", "training"]
        self._process: QProcess | None = None
        self._said: list[str] = []
        self._is_stopping = False
        self._impatience = QTimer(self, singleShot=True, interval=STOP_MS)
        self._impatience.timeout.connect(self._kill)

    @cached_property
    def root(self) -> Path | None:
        """Where it can be run; None: it is not installed."""
        return find_training()

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self, dataset: Path, settings: Settings) -> None:
        """Teach a model the voice of a dataset, from the checkpoint of the model in use."""
        if self._process is not None or self.root is None:
            return
        words = [*self.command, "personalise", str(dataset), "--out", str(self._target), "--force"]
        base = find_base(settings.model_folder)
        words += ["--model", base] if base else []
        nice = shutil.which("nice")
        words = [nice, "-n", "10", *words] if nice else words
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        if settings.offline:
            environment.insert("HF_HUB_OFFLINE", "1")
        process = self._process = QProcess(self)
        process.setProcessEnvironment(environment)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.setWorkingDirectory(str(self.root))
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._on_error)
        self._said, self._is_stopping = [], False
        process.start(words[0], words[1:])

    def stop(self) -> None:
        """Have it end; `ended` tells when it has."""
        if self._process is not None and not self._is_stopping:
            self._is_stopping = True
            interrupt(self._process)
            self._impatience.start()

    def close(self) -> None:
        """End it, and wait until it is gone."""
        self._impatience.stop()
        process, self._process = self._process, None
        if process is not None:
            interrupt(process)
            if not process.waitForFinished(CLOSE_MS):
                process.kill()
                process.waitForFinished(CLOSE_MS)

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data()).decode("utf-8", "replace").strip()
            if line:
                self._said = [*self._said[1 - N_KEPT :], line]
                self.progressed.emit(line)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # the one that `finished` does not follow
            assert self._process is not None
            self._said.append(self._process.errorString())
            self._finish(1)

    def _finish(self, status: int) -> None:
        self._read()
        process, self._process = self._process, None
        self._impatience.stop()
        if process is None:
            return
        process.deleteLater()
        is_stopped = self._is_stopping or status == INTERRUPTED
        self.ended.emit(status == 0, "" if is_stopped else self._find_fault())

    def _find_fault(self) -> str:
        faults = [line.removeprefix(FAULT) for line in self._said if line.startswith(FAULT)]
        return (faults or self._said or [""])[-1]


def find_training() -> Path | None:
    """The folder where the training room can be run; None where it is not installed whole."""
    if getattr(sys, "frozen", False):
        return None
    room = importlib.util.find_spec("training")
    needs = ("torch", "transformers")
    if room is None or not room.submodule_search_locations:
        return None
    if any(importlib.util.find_spec(name) is None for name in needs):
        return None
    return Path(room.submodule_search_locations[0]).parent


def interrupt(process: QProcess) -> None:
    """As Ctrl-C does where there is such a thing."""
    if os.name == "posix" and process.processId() > 0:
        os.kill(process.processId(), signal.SIGINT)
    else:
        process.kill()
