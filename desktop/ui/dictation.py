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
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from desktop.library.job import SAMPLE_RATE_HZ, Fault, MissingSound
from desktop.paths import RECORDING_FILE
from desktop.ui.bridge import Bridge
from desktop.ui.job_desk import storage_fault
from desktop.ui.record_panel import ONGOING, QUIETEST_DBFS, RecordState
from desktop.ui.recorded_time import RecordedTime

if TYPE_CHECKING:
    from desktop.audio.events import Gap

SHOW_EVERY_MS = 50
STALLED_AFTER_TICKS = 100  # 5 s, in which a recorder that works would have told 100 levels


class Recorder(Protocol):
    """What is needed of desktop.audio.recorder.Recorder; only `close` makes the caller wait."""

    def select(self, device_id: str | None) -> None: ...

    def warm(self) -> None: ...

    def cool(self) -> None: ...

    def start(self, path: Path) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def stop(self) -> None: ...

    def close(self) -> None: ...


MakeRecorder = Callable[[Callable[[object], None]], Recorder]


class Dictation(QObject):
    """One recording at a time, each in a folder of its own below `recordings_dir`.

    What the microphone does while nothing is recorded is not told, but remembered where it
    concerns the next recording.
    """

    state_changed = Signal(object)  # RecordState
    level_changed = Signal(float, bool, float)  # dB below full scale, clipped, seconds recorded
    begun = Signal(object)  # Path: the recording has its first sample
    ended = Signal(object, float)  # Path, seconds: nothing more comes
    failed = Signal(object)  # Fault
    sound_missing = Signal(object)  # MissingSound: the recording has a hole here
    told = Signal(object)  # another event of the recorder that the user may have to know

    def __init__(
        self, make_recorder: MakeRecorder, recordings_dir: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = RecordState.IDLE
        self._make_recorder = make_recorder
        self._recordings_dir = recordings_dir
        self._recorder: Recorder | None = None
        self._is_closed = False
        self._path = Path()
        self._device_id: str | None = None
        self._is_device_lost = False
        self._n_silent_ticks = 0  # since the recorder told something
        self._is_stalled = False
        self._untold: dict[str, object] = {}  # of the open microphone, for the next recording
        self._needle_dbfs = QUIETEST_DBFS
        self._clipped = False
        self._recorded = RecordedTime()
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

    def has_recorded(self) -> bool:
        """Whether there is a recording, of this run or an earlier one."""
        with contextlib.suppress(OSError):
            return any(self._recordings_dir.iterdir())
        return False

    def warm(self, warm: bool) -> None:
        """Keep the microphone open between recordings, so that they lose no first word, or not."""
        if self._is_closed:
            return  # the window's last events
        if warm:
            self._get_recorder().warm()
        elif self._recorder is not None:
            self._recorder.cool()

    def toggle(self) -> None:
        """Begin a recording, or stop the one that is going on."""
        if self.state is RecordState.IDLE:
            self._begin()
        elif self.state is not RecordState.STOPPING:
            self.stop()

    def toggle_pause(self) -> None:
        """Pause the recording that is going on, or go on with it."""
        if self._recorder is None:
            return
        if self.state in (RecordState.RECORDING, RecordState.DEAF):
            self._set_state(RecordState.PAUSING)
            self._recorder.pause()
        elif self.state in (RecordState.PAUSING, RecordState.PAUSED):
            self._recorder.resume()

    def stop(self) -> None:
        """Stop; `ended` follows once the recording is closed."""
        if self._recorder is not None and self.state is not RecordState.STOPPING:
            self._set_state(RecordState.STOPPING)
            self._recorder.stop()

    def close(self) -> None:
        """End what is being recorded, properly, and let the microphone go. Waits for it."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None
            QCoreApplication.sendPostedEvents(self._bridge)  # hear of its end
        self._ticks.stop()
        self._bridge.arrived.disconnect(self._take_event)  # there is no window to tell any more

    def _get_recorder(self) -> Recorder:
        if self._recorder is None:
            self._recorder = self._make_recorder(self._bridge)
            self._recorder.select(self._device_id)
        return self._recorder

    def _begin(self) -> None:
        try:
            folder = make_recording_folder(self._recordings_dir, datetime.now())
        except OSError as error:
            self.failed.emit(storage_fault(error))
            return
        self._path = folder / RECORDING_FILE
        self._needle_dbfs, self._clipped = QUIETEST_DBFS, False
        self._untold.pop("disk", None)
        self._set_state(RecordState.STARTING)
        self._get_recorder().start(self._path)

    def _take_event(self, event: object) -> None:
        from desktop.audio import events, levels  # numpy: not before the window is shown

        self._n_silent_ticks = 0
        self._set_stalled(False)
        match event:
            case levels.Level(rms_dbfs=rms, clipped=clipped):
                self._needle_dbfs = max(rms, self._needle_dbfs)
                self._clipped = self._clipped or clipped
                self._is_device_lost = False
                self._follow(RecordState.DEAF, RecordState.RECORDING)
            case events.Listening():
                self._recorded.run()
                self._ticks.start()
                self._follow(RecordState.STARTING, RecordState.RECORDING)
                self.begun.emit(self._path)
                for untold in self._untold.values():
                    self.told.emit(untold)
            case events.Paused(duration_s=duration_s):
                self._recorded.hold(duration_s)
                self._follow(RecordState.PAUSING, RecordState.PAUSED)
            case events.Resumed():
                self._go_on()
            case events.Failed(error=error):
                if self.state is not RecordState.IDLE:
                    self.failed.emit(Fault(error.code, error.details))
            case events.Stopped(path=path, duration_s=duration_s):
                self._finish(path, duration_s)
            case events.Gap():
                self._take_gap(event)
            case events.DeviceLost():
                self._is_device_lost = True
                self._recorded.hold()
                self._follow(RecordState.RECORDING, RecordState.DEAF)
                self._tell(event)
            case events.DeviceChanged():
                self._untold = {"device": event}
                self._tell(event)
            case events.MuteChanged(muted=muted):
                self._untold.pop("muted", None)
                if muted:
                    self._untold["muted"] = event
                self._tell(event)
            case events.LowDisk():
                self._untold["disk"] = event  # the first comes before the first sample
                self._tell(event)
            case events.Overrun():
                self._tell(event)

    def _take_gap(self, gap: Gap) -> None:
        self._recorded.hold(gap.sample / SAMPLE_RATE_HZ)
        if gap.reason != "paused":
            self._recorded.run()
        at_s = gap.sample / SAMPLE_RATE_HZ
        self.sound_missing.emit(MissingSound(at_s, gap.missing_s, gap.reason))

    def _go_on(self) -> None:
        if not self._is_device_lost:
            self._recorded.run()
        after = RecordState.DEAF if self._is_device_lost else RecordState.RECORDING
        self._follow(RecordState.PAUSING, after)
        self._follow(RecordState.PAUSED, after)

    def _tell(self, event: object) -> None:
        if self.state in ONGOING:
            self.told.emit(event)

    def _show_level(self) -> None:
        from desktop.audio.levels import move_needle

        self._n_silent_ticks += 1
        if self._n_silent_ticks >= STALLED_AFTER_TICKS and self.state is RecordState.RECORDING:
            self._set_stalled(True)
        held = self.state in (RecordState.PAUSED, RecordState.DEAF)
        level_dbfs = QUIETEST_DBFS if held else self._needle_dbfs
        self.level_changed.emit(level_dbfs, self._clipped and not held, self._recorded.seconds)
        self._needle_dbfs = move_needle(self._needle_dbfs, QUIETEST_DBFS, SHOW_EVERY_MS / 1000)
        self._clipped = False

    def _finish(self, path: Path | None, duration_s: float) -> None:
        if path is not None:
            self.ended.emit(path, duration_s)
        else:
            with contextlib.suppress(OSError):  # not empty: then something was recorded after all
                self._path.parent.rmdir()
        self._ticks.stop()
        self._recorded = RecordedTime()
        self._is_device_lost = False
        self._set_state(RecordState.IDLE)

    def _set_stalled(self, stalled: bool) -> None:
        from desktop.audio.events import Stalled

        if stalled is not self._is_stalled:
            self._is_stalled = stalled
            self.told.emit(Stalled(stalled))

    def _follow(self, before: RecordState, after: RecordState) -> None:
        """What the recorder says comes late: it moves on only from where it was thought to be."""
        if self.state is before:
            self._set_state(after)

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
