"""Keeps the list, the text and the notices in step with the recording that is going on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.library.job import Fault, MissingSound
from desktop.ui.dictation import Dictation
from desktop.ui.job_desk import JobDesk
from desktop.ui.main_window import MainWindow
from desktop.ui.record_panel import RecordState
from desktop.ui.recorder_words import describe_recorder_event, describe_return
from desktop.wording import Language

# Topics of the notices. A hint is over with its recording, a fault with the next try.
HINT, MUTED, STALLED, FAULT = "recording hint", "muted", "disk stalled", "recording fault"


class RecordingJob(QObject):
    """The job of one recording after another."""

    def __init__(
        self, dictation: Dictation, desk: JobDesk, window: MainWindow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._dictation = dictation
        self._desk = desk
        self._window = window
        self._job_id = ""
        self._device: object = None  # DeviceChanged: the microphone in use, where it was told
        dictation.state_changed.connect(self._on_state)
        dictation.level_changed.connect(window.show_level)
        dictation.begun.connect(self._begin)
        dictation.ended.connect(self._end)
        dictation.failed.connect(self._tell_fault)
        dictation.sound_missing.connect(self._on_sound_missing)
        dictation.told.connect(self._tell)

    def _on_state(self, state: RecordState) -> None:
        self._window.show_record_state(state)
        if state is RecordState.STARTING:
            self._window.notice.withdraw(FAULT)
        elif state is RecordState.IDLE:
            self._window.notice.withdraw(HINT, MUTED, STALLED)
            self._job_id, self._device = "", None
        elif self._job_id:
            self._desk.pause_recording(self._job_id, state is RecordState.PAUSED)

    def _begin(self, recording: Path) -> None:
        self._job_id = self._desk.add_recording(recording)

    def _end(self, recording: Path, duration_s: float) -> None:
        self._desk.end_recording(self._job_id, duration_s)

    def _tell_fault(self, fault: Fault) -> None:
        self._window.say_fault(fault, topic=FAULT)

    def _on_sound_missing(self, hole: MissingSound) -> None:
        self._desk.note_missing_sound(self._job_id, hole)
        if hole.reason in ("unplugged", "overrun"):
            device = self._device
            self._say(lambda language: describe_return(hole, device, language), HINT)

    def _tell(self, event: object) -> None:
        from desktop.audio import events  # numpy: not before the window is shown

        if isinstance(event, events.DeviceChanged):
            self._device = event
            self._window.notice.withdraw(MUTED)  # that was the microphone before it
        if isinstance(event, events.MuteChanged) and not event.muted:
            self._window.notice.withdraw(MUTED)
            self._window.status_line.flash(self.tr("Mikrofonen hörs igen"))
        elif isinstance(event, events.Stalled) and not event.stalled:
            self._window.notice.withdraw(STALLED)
        else:
            topics = {events.MuteChanged: MUTED, events.Stalled: STALLED}
            topic = topics.get(type(event), HINT)
            self._say(lambda language: describe_recorder_event(event, language), topic)

    def _say(self, words: Callable[[Language], str], topic: str) -> None:
        if words(self._window.language):
            self._window.notice.say(lambda: words(self._window.language), topic=topic)
