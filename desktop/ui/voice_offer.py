"""Offers the user's own model when it was taught, and changes to it when nothing is at work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.models.voice import Voice, read_voice
from desktop.paths import VOICE_MODEL
from desktop.ui.choices import Choices
from desktop.ui.disk import Disk
from desktop.ui.job_desk import JobDesk
from desktop.ui.main_window import MainWindow

translate = QCoreApplication.translate
TOPIC = "voice"  # of the notice


class VoiceOffer(QObject):
    """Looks when the app comes to the front; offers each state of the model once."""

    def __init__(
        self,
        desk: JobDesk,
        window: MainWindow,
        disk: Disk,
        choices: Choices,
        models_dir: Path,
        is_busy: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._disk = disk
        self._choices = choices
        self._folder = models_dir / VOICE_MODEL
        self._is_busy = is_busy
        self._wanted: Path | None = None  # to be used as soon as nothing is at work
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._use_when_idle)
        desk.job_changed.connect(self._on_changed)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_state)

    def look(self) -> None:
        """See whether there is a model that has not been offered."""
        self._disk.do(lambda: read_voice(self._folder), self._offer)

    def close(self) -> None:
        """Change to no model any more."""
        self._wanted = None
        self._idle.stop()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()

    def _offer(self, voice: Voice | None) -> None:
        if voice is None or voice.mark == self._choices.settings.voice_offered:
            return
        if self._window.notice.isVisible():
            return  # when the app comes to the front again
        self._choices.change(voice_offered=voice.mark)
        self._window.notice.say(
            lambda: describe_voice(voice),
            button=translate("voice", "Använd den"),
            act=lambda: self._use(voice.folder),
            other_button=translate("voice", "Inte nu"),
            topic=TOPIC,
        )

    def _use(self, folder: Path) -> None:
        self._wanted = folder
        if self._is_busy():
            self._window.status_line.flash(self.tr("Modellen byts när det som pågår är klart."))
        self._use_when_idle()

    def _on_changed(self, _: object) -> None:
        if self._wanted is not None:
            self._idle.start()  # the desk may begin something else at this moment

    def _use_when_idle(self) -> None:
        if self._wanted is not None and not self._is_busy():
            folder, self._wanted = self._wanted, None
            self._window.model_chosen.emit(folder)


def describe_voice(voice: Voice) -> str:
    """That the model is there, and what it gains."""
    if voice.wer is None:
        text = translate("voice", "Din egen modell är klar: {name}.")
    elif voice.wer_before is None:
        text = translate("voice", "Din egen modell är klar: {wer} % av dina ord blir fel.")
    else:
        text = translate(
            "voice",
            "Din egen modell är klar: {wer} % av dina ord blir fel i stället för {before} %.",
        )
    percents = [round(100 * (rate or 0.0)) for rate in (voice.wer, voice.wer_before)]
    return text.format(name=voice.name, wer=percents[0], before=percents[1])
