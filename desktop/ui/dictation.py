"""Records from the microphone: turns the user's press and the recorder's events into snapshots.

Knows no widgets and no engine. The recorder works on its own threads; its events come through
the bridge.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, QTimer, Signal

from desktop.errors import TalskriftError
from desktop.library.job import Fault
from desktop.ui.bridge import Bridge
from desktop.ui.job_desk import storage_fault
from desktop.ui.record_panel import QUIETEST_DBFS, RecordState

SHOW_EVERY_MS = 50


class Recorder(Protocol):
    """What is needed of desktop.audio.recorder.Recorder; only `close` makes the caller wait."""

    def select(self, device_id: str | None) -> None: ...

    def start(self, path: Path) -> None: ...

    def stop(self) -> None: ...

    def close(self) -> None: ...


MakeRecorder = Callable[[Callable[[object], None]], Recorder]


class Dictation(QObject):
    """One recording at a time, each in a folder of its own below `recordings_dir`."""

    state_changed = Signal(object)  # RecordState
    level_changed = Signal(float, bool, float)  # dB below full scale, clipped, seconds recorded
    begun = Signal(object)  # Path: the recording has its first sample
    ended = Signal(object, float)  # Path, seconds: nothing more comes
    failed = Signal(object)  # Fault
    told = Signal(object)  # another event of the recorder that the user should know

    def __init__(
        self, make_recorder: MakeRecorder, recordings_dir: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = RecordState.IDLE
        self._make_recorder = make_recorder
        self._recordings_dir = recordings_dir
        self._recorder: Recorder | None = None
        self._path = Path()
        self._device_id: str | None = None
        self._needle_dbfs = QUIETEST_DBFS
        self._clipped = False
        self._recorded = QElapsedTimer()
        self._bridge = Bridge(self)
        self._bridge.arrived.connect(self._take_event)
        self._ticks = QTimer(self)
        self._ticks.setInterval(SHOW_EVERY_MS)
        self._ticks.timeout.connect(self._show_level)

    def select(self, device_id: str | None) -> None:
        """Use this microphone (None: the system's default) from now on."""
        self._device_id = device_id
        if self._recorder is not None:
            self._recorder.select(device_id)

    def toggle(self) -> None:
        """Begin a recording, or stop the one that is going on."""
        if self.state is RecordState.IDLE:
            self._begin()
        elif self.state in (RecordState.STARTING, RecordState.RECORDING):
            self.stop()

    def stop(self) -> None:
        """Stop; `ended` follows once the recording is closed."""
        if self._recorder is not None and self.state is not RecordState.STOPPING:
            self._set_state(RecordState.STOPPING)
            self._recorder.stop()

    def close(self) -> None:
        """End what is being recorded, properly, and let the microphone go. Waits for it."""
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None
            QCoreApplication.sendPostedEvents(self._bridge)  # hear of its end

    def _begin(self) -> None:
        try:
            folder = make_recording_folder(self._recordings_dir, datetime.now())
        except OSError as error:
            self.failed.emit(storage_fault(error))
            return
        self._path = folder / "recording.wav"
        self._needle_dbfs, self._clipped = QUIETEST_DBFS, False
        self._set_state(RecordState.STARTING)
        try:
            if self._recorder is None:
                self._recorder = self._make_recorder(self._bridge)
                self._recorder.select(self._device_id)
            self._recorder.start(self._path)
        except TalskriftError as error:
            self._fail(error)
            self._finish()

    def _take_event(self, event: object) -> None:
        from desktop.audio import events, levels  # numpy: not before the window is shown

        match event:
            case events.Listening():
                self._recorded.start()
                self._ticks.start()
                if self.state is RecordState.STARTING:
                    self._set_state(RecordState.RECORDING)
                self.begun.emit(self._path)
            case levels.Level(rms_dbfs=rms, clipped=clipped):
                self._needle_dbfs = max(rms, self._needle_dbfs)
                self._clipped = self._clipped or clipped
            case events.Failed(error=error):
                self._fail(error)
                if not self._recorded.isValid():
                    self._finish()
                    self._remove_empty_folder()
            case events.Stopped(path=path, duration_s=duration_s):
                if path is not None:
                    self.ended.emit(path, duration_s)
                else:
                    self._remove_empty_folder()
                self._finish()
            case events.DeviceLost(error=error):
                self._fail(error)
            case events.MuteChanged() | events.LowDisk() | events.DeviceChanged():
                self.told.emit(event)

    def _show_level(self) -> None:
        from desktop.audio.levels import move_needle

        self.level_changed.emit(self._needle_dbfs, self._clipped, self._recorded.elapsed() / 1000)
        self._needle_dbfs = move_needle(self._needle_dbfs, QUIETEST_DBFS, SHOW_EVERY_MS / 1000)
        self._clipped = False

    def _fail(self, error: TalskriftError) -> None:
        self.failed.emit(Fault(error.code, error.details))

    def _finish(self) -> None:
        self._ticks.stop()
        self._recorded.invalidate()
        self._set_state(RecordState.IDLE)

    def _remove_empty_folder(self) -> None:
        with contextlib.suppress(OSError):  # not empty: then something was recorded after all
            self._path.parent.rmdir()

    def _set_state(self, state: RecordState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)


def make_recording_folder(parent: Path, begun: datetime) -> Path:
    """A new folder named by the time, numbered when that name is taken. Raises OSError."""
    stamp = f"{begun:%Y-%m-%d %H.%M.%S}"
    for number in itertools.count(1):
        folder = parent / (stamp if number == 1 else f"{stamp} ({number})")
        try:
            folder.mkdir(parents=True)
            return folder
        except FileExistsError:
            continue
    raise AssertionError("unreachable")
