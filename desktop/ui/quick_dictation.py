"""Dictation into another program: begins and ends at a shortcut, and takes the text where it goes.

The recording itself is like any other (desktop.ui.recording_job): its text is in the library first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.errors import TypingError
from desktop.file_queue import Phase
from desktop.library.job import Fault, Job
from desktop.system.typist import Typist
from desktop.text.plain import join_segments
from desktop.ui.choices import Choices
from desktop.ui.dictation import Dictation
from desktop.ui.dictation_window import DictationWindow, Outcome, place_window
from desktop.ui.disk import Disk
from desktop.ui.geometry import restore_geometry, save_geometry
from desktop.ui.job_desk import JobDesk
from desktop.ui.job_words import describe_fault
from desktop.ui.record_panel import RecordState
from desktop.ui.text_presenter import TextPresenter

TYPED, CLIPBOARD = "typed", "clipboard"
LOOK_AFTER_MS = 200
GIVE_BACK_MS = 300


@dataclass
class Delivery:
    """Where the text of one dictation is to go."""

    target: str
    job_id: str = ""
    into: list[object] = field(default_factory=list)  # what had the keyboard when it was stopped


class QuickDictation(QObject):
    """One after the other; the text of one may still be coming when the next begins."""

    fault_told = Signal(str)  # of a dictation that the small window shows no more

    def __init__(
        self,
        dictation: Dictation,
        desk: JobDesk,
        make_typist: Callable[[], Typist],
        typing: Disk,
        choices: Choices,
        geometry_path: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.window = DictationWindow()
        self._dictation = dictation
        self._desk = desk
        self._get_typist = cache(make_typist)  # in the typing thread, when it is first needed
        self._has_typist = False
        self._typing = typing
        self._choices = choices
        self._geometry_path = geometry_path
        self._presenter = TextPresenter()
        self._current: Delivery | None = None  # being recorded
        self._waiting: dict[str, Delivery] = {}  # recorded; by the job that writes their last words
        self._shown: Delivery | None = None  # whose text the window shows
        self._text = ""
        self._began_by_talk = False
        self.window.stop_asked.connect(self._stop)
        self.window.pause_asked.connect(dictation.toggle_pause)
        self.window.copy_asked.connect(self._copy_shown)
        self.window.gone.connect(self._remember_place)
        dictation.state_changed.connect(self._on_state)
        dictation.level_changed.connect(self._show_level)
        dictation.ended.connect(self._on_ended)
        dictation.failed.connect(self._on_failed)
        dictation.told.connect(self._on_told)
        desk.jobs_added.connect(self._on_jobs_added)
        desk.job_changed.connect(self._on_job)

    def toggle(self) -> None:
        """Begin to dictate into the program in front, or end what is being recorded."""
        if self._dictation.state is not RecordState.IDLE:
            self._stop()
        elif self._is_own_in_front():
            self._began_by_talk = False
            self._dictation.toggle()  # it shows all there is, and no other program waits for it
        else:
            self.begin()

    def press_talk(self) -> None:
        """Record while the key is held. A recording that is going on is left alone."""
        if self._dictation.state is RecordState.IDLE:
            self.toggle()
            self._began_by_talk = True

    def release_talk(self) -> None:
        """The key of `press_talk` is up."""
        if self._began_by_talk:
            self._stop()

    def close(self) -> None:
        """Give everything back; what is being typed is typed to its end first."""
        self.window.hide()
        if self._has_typist:
            self._typing.do(lambda: self._get_typist().close())

    def begin(self) -> None:
        """Dictate into the program in front, or the one that is about to be."""
        self._began_by_talk = False
        target = self._choices.settings.dictation_target
        self._current = self._shown = Delivery(target)
        self._text = ""
        is_first = self.window.windowHandle() is None
        self.window.open(takes_keys=target != TYPED)
        if is_first:
            place_window(self.window)
            restore_geometry(self.window, self._geometry_path)
        if target == TYPED:
            self._has_typist = True
            self._typing.do(self._prepare)
        self._dictation.toggle()

    def _prepare(self) -> None:
        try:
            self._get_typist().prepare()
        except TypingError:
            return  # it is told when there is a text to be typed

    def _stop(self) -> None:
        self._began_by_talk = False
        self._dictation.stop()

    def _on_state(self, state: RecordState) -> None:
        delivery = self._current
        if delivery is None:
            return
        self.window.show_state(state)
        if state is RecordState.STOPPING and delivery.target == TYPED:
            self._typing.do(lambda: delivery.into.append(self._get_typist().find_focus()))
        elif state is RecordState.IDLE:
            self._current = None
            if not delivery.job_id and not self.window.has_outcome():
                self.window.show_outcome(Outcome.SILENT)  # stopped before the first sample

    def _show_level(self, level_dbfs: float, clipped: bool, recorded_s: float) -> None:
        if self._current is not None:
            self.window.show_level(level_dbfs, clipped, recorded_s)

    def _on_told(self, event: object) -> None:
        from desktop.audio.events import DeviceChanged  # numpy: not before the window is shown

        if self._current is not None and isinstance(event, DeviceChanged):
            self.window.show_device(event.name)

    def _on_failed(self, fault: Fault) -> None:
        if self._current is not None:
            sentence = describe_fault(fault, self._choices.settings.language)
            self.window.show_outcome(Outcome.FAILED, sentence)

    def _on_jobs_added(self, jobs: list[Job]) -> None:
        growing = next((job for job in jobs if job.is_growing), None)
        if self._current is not None and growing is not None:
            self._current.job_id = growing.job_id

    def _on_ended(self, recording: Path, duration_s: float) -> None:
        delivery = self._current
        if delivery is None or not delivery.job_id:
            return
        self._waiting[delivery.job_id] = delivery
        self.window.show_writing()
        job = self._desk.find(delivery.job_id)
        if job is not None:
            self._on_job(job)

    def _on_job(self, job: Job) -> None:
        shown = self._shown
        if shown is not None and job.job_id == shown.job_id:
            self._show_text(job)
        delivery = self._waiting.get(job.job_id)
        if delivery is None or job.phase not in (Phase.DONE, Phase.FAILED, Phase.CANCELLED):
            return
        del self._waiting[job.job_id]
        self._deliver(delivery, job)

    def _show_text(self, job: Job) -> None:
        self._text = self._read_text(job)
        live = job.live
        if live is None:
            self.window.show_text(self._text, "")
            return
        between = " " if self._text else ""
        committed = self._text + (between + live.committed.lstrip() if live.committed else "")
        before = "" if live.committed else between
        uncertain = live.uncertain if live.committed else live.uncertain.lstrip()
        self.window.show_text(committed, before + uncertain if uncertain else "")

    def _read_text(self, job: Job) -> str:
        self._presenter.use(self._choices.settings)
        return join_segments(self._presenter.present(job))

    def _deliver(self, delivery: Delivery, job: Job) -> None:
        text = self._read_text(job)
        if job.phase is Phase.FAILED and job.fault is not None:
            sentence = describe_fault(job.fault, self._choices.settings.language)
            self._tell(delivery, Outcome.FAILED, sentence)
        elif not text:
            self._tell(delivery, Outcome.SILENT)
        elif job.phase is Phase.CANCELLED:
            self._tell(delivery, Outcome.KEPT)
        elif delivery.target == CLIPBOARD:
            self._copy(delivery, text)
        elif delivery.target == TYPED and not self._is_own_in_front():
            self._type(delivery, text)
        else:
            self._tell(delivery, Outcome.KEPT)

    def _copy(self, delivery: Delivery, text: str) -> None:
        """On Wayland the clipboard may be refused to who is not in front: it is looked at later."""
        QGuiApplication.clipboard().setText(text)
        QTimer.singleShot(LOOK_AFTER_MS, self, lambda: self._see_whether_copied(delivery, text))

    def _see_whether_copied(self, delivery: Delivery, text: str) -> None:
        if QGuiApplication.clipboard().text() == text:
            self._tell(delivery, Outcome.COPIED)
            return
        sentence = self.tr(
            "Talskrift kom inte åt urklipp härifrån. Kopiera texten; den finns också i biblioteket."
        )
        self._tell(delivery, Outcome.FAILED, sentence)

    def _type(self, delivery: Delivery, text: str) -> None:
        """A blank after it: the next dictation goes on where this one ends."""
        typed = text if text.endswith("\n") else text + " "

        def work() -> TypingError | None:
            try:
                self._get_typist().type_text(typed, into=next(iter(delivery.into), None))
            except TypingError as error:
                return error
            except Exception as error:  # of a library's: the text must be offered all the same
                return TypingError("typing_failed", reason=str(error) or type(error).__name__)
            return None

        def tell(error: TypingError | None) -> None:
            if error is None:
                self._tell(delivery, Outcome.TYPED)
                return
            fault = Fault(error.code, error.details)
            sentence = describe_fault(fault, self._choices.settings.language)
            self._tell(delivery, Outcome.FAILED, sentence)

        if QApplication.activeWindow() is self.window:
            # WORKAROUND: xdg-shell has no window that never takes the keyboard, so that on Wayland
            # this one may have been given it. When it goes, the program before it has it again.
            self.window.hide()
            QTimer.singleShot(GIVE_BACK_MS, self, lambda: self._typing.do(work, tell))
        else:
            self._typing.do(work, tell)

    def _tell(self, delivery: Delivery, outcome: Outcome, sentence: str = "") -> None:
        """Say what became of it in the window, unless that shows a later dictation already."""
        if delivery is self._shown:
            self.window.show_outcome(outcome, sentence)
        elif outcome is Outcome.FAILED:
            self.fault_told.emit(sentence)

    def _copy_shown(self) -> None:
        if self._text and self._shown is not None:
            self._copy(self._shown, self._text)

    def _is_own_in_front(self) -> bool:
        return QApplication.activeWindow() not in (None, self.window)

    def _remember_place(self) -> None:
        save_geometry(self.window, self._geometry_path)
