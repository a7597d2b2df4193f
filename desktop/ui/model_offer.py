"""Offers, once, the model that fits this machine to whoever still works with the starter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop.models.collection import STARTER
from desktop.ui.choices import Choices
from desktop.ui.main_window import MainWindow
from desktop.ui.models import TOPIC, Models
from desktop.wording import format_size

DELAY_MS = 3000  # after the engine is ready, or has done all there was to do


class ModelOffer(QObject):
    """Measures the starter, if that was never done, then tells which model fits."""

    def __init__(
        self,
        models: Models,
        window: MainWindow,
        choices: Choices,
        is_busy: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        self._models = models
        self._window = window
        self._choices = choices
        self._is_measuring = False
        self._is_waiting = False  # for what is done now to end
        self.delay = QTimer(self)
        self.delay.setSingleShot(True)
        self.delay.setInterval(DELAY_MS)
        self.delay.timeout.connect(self._begin)
        models.measured.connect(self._on_measured)

    def on_ready(self) -> None:
        """The engine is at work: soon there is time for an offer, if none was made."""
        settings = self._choices.settings
        if settings.model_folder is None and not settings.model_offered:
            self.delay.start()

    def look_again(self, *_: object) -> None:
        """Something has begun or ended: where the offer waits for that, it comes a little later."""
        if self._is_waiting and not self._is_busy():
            self._is_waiting = False
            self.delay.start()

    def _begin(self) -> None:
        if self._is_busy():
            self._is_waiting = True
        else:
            self._models.refresh(self._measure)

    def _measure(self) -> None:
        collection = self._models.collection
        if collection is None or collection.starter.info is None:
            return  # the engine tells what is wrong with it
        if collection.starter.measured is None:
            self._is_measuring = True
            self._models.measure(STARTER, collection.starter.folder)
        else:
            self._make()

    def _on_measured(self, key: str) -> None:
        if key == STARTER and self._is_measuring:
            self._is_measuring = False
            self._make()

    def _make(self) -> None:
        collection, settings = self._models.collection, self._choices.settings
        model = collection.recommended() if collection else None
        is_free = not self._window.notice.isVisible() and settings.model_folder is None
        if model is None or not is_free or settings.offline:
            return
        if self._is_busy():  # a dictation has begun meanwhile
            self._is_waiting = True
            return
        self._choices.change(model_offered=True)
        size = format_size(model.n_bytes, self._window.language)
        text = self.tr(
            "Startmodellen förstår bara talsyntes. För vanligt tal passar {name} den här datorn: "
            "{size} att hämta, en gång."
        )
        self._window.notice.say(
            text.format(name=model.name, size=size),
            button=self.tr("Visa modellerna"),
            act=lambda: self._models.open_at(model.model_id),
            topic=TOPIC,
        )
