"""Opens the window of training speech and does what it asks: play, delete, export, teach."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.errors import TalskriftError
from desktop.library.bin import find_free
from desktop.library.job import Fault
from desktop.library.training_speech import Kept
from desktop.settings import Settings
from desktop.ui.bridge import Bridge
from desktop.ui.choices import Choices
from desktop.ui.main_window import MainWindow
from desktop.ui.playing import MakePlayer, Player
from desktop.ui.side_dialog import find_open, open_beside
from desktop.ui.training_speech import TrainingSpeech
from desktop.ui.training_speech_dialog import TrainingSpeechDialog
from desktop.ui.voice_offer import VoiceOffer
from desktop.ui.voice_training import VoiceTraining

DATASET = "voice-dataset"  # what a model is being taught by, among the app's data


class TrainingSpeechWindow(QObject):
    """The window may be closed while a model is taught: that goes on."""

    def __init__(
        self,
        speech: TrainingSpeech,
        training: VoiceTraining,
        offer: VoiceOffer,
        window: MainWindow,
        choices: Choices,
        make_player: MakePlayer,
        data_dir: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._speech = speech
        self._training = training
        self._offer = offer
        self._window = window
        self._choices = choices
        self._make_player = make_player
        self._dataset = data_dir / DATASET
        self._player: Player | None = None
        self._ended = Bridge(self)
        self._ended.arrived.connect(self._on_end)
        choices.changed.connect(self._show_settings)
        speech.changed.connect(self.refresh)
        training.progressed.connect(self._tell_progress)
        training.ended.connect(self._on_taught)
        speech.discard(self._dataset)  # of an earlier run that was killed
        window.actions_["training_speech"].triggered.connect(self.open)

    def open(self) -> TrainingSpeechDialog:
        """Open the window, or bring it to the front."""
        dialog = open_beside(self._window, TrainingSpeechDialog, self._make)
        self.refresh()
        return dialog

    def refresh(self) -> None:
        """Read what is kept, and show it."""
        if self._find() is not None:
            self._speech.list(self._show)

    def play(self, kept: Kept | None) -> None:
        """Play a clip; None: be silent."""
        if kept is not None:
            if self._player is None:
                self._player = self._make_player(self._ended)
            self._player.play(partial(open_clip, kept.clip), 0.0)
        elif self._player is not None:
            self._player.stop()
        dialog = self._find()
        if dialog is not None:
            dialog.show_playing(kept)

    def export(self, target: Path) -> None:
        """Write a speech dataset, and tell what to do with it."""
        self._speech.export(target, partial(self._tell, target))

    def teach(self) -> None:
        """Teach a model the user's voice, by what is kept now."""
        self._speech.discard(self._dataset)
        settings = self._choices.settings
        self._speech.export(self._dataset, lambda: self._training.start(self._dataset, settings))
        self._tell_progress(self.tr("Förbereder …"))

    def close(self) -> None:
        """Be silent; a model that is being taught is taught on the next time."""
        if self._player is not None:
            self._player.close()
        self._training.close()

    def _make(self) -> TrainingSpeechDialog:
        dialog = TrainingSpeechDialog(self._window)
        dialog.switched.connect(self._switch)
        dialog.files_switched.connect(self._switch_files)
        dialog.play_asked.connect(self.play)
        dialog.delete_asked.connect(self._delete)
        dialog.export_asked.connect(self._ask_where)
        dialog.teach_asked.connect(self.teach)
        dialog.stop_asked.connect(self._training.stop)
        dialog.copy_asked.connect(self._window.put_on_clipboard)
        dialog.finished.connect(self._be_silent)
        dialog.show_settings(self._choices.settings)
        can_teach = self._training.root is not None
        dialog.show_teaching(can_teach, "…" if self._training.is_running else None)
        return dialog

    def _switch(self, on: bool) -> None:
        self._choices.change(training_speech=on, training_speech_offered=True)

    def _switch_files(self, on: bool) -> None:
        self._choices.change(training_speech_from_files=on)

    def _delete(self, kept: Sequence[Kept]) -> None:
        self.play(None)
        self._speech.delete(kept)

    def _be_silent(self, _: int) -> None:
        self.play(None)

    def _show_settings(self, settings: Settings, _: Settings) -> None:
        dialog = self._find()
        if dialog is not None:
            dialog.show_settings(settings)

    def _show(self, kept: Sequence[Kept], names: Mapping[str, str]) -> None:
        dialog = self._find()
        if dialog is not None:
            dialog.show_kept(kept, names)

    def _ask_where(self) -> None:
        title = self.tr("I vilken mapp ska datamängden ligga?")
        chosen = QFileDialog.getExistingDirectory(self._find(), title, str(Path.home()))
        if chosen:
            name = f"talskrift-tal-{date.today().isoformat()}"
            self.export(find_free(Path(chosen) / name))

    def _tell(self, target: Path) -> None:
        dialog = self._find()
        if dialog is not None:
            text = self.tr("Sparat i {folder}. Där Talskrifts träning är installerad:")
            dialog.say(text.format(folder=target))
            dialog.show_command(word_command(target))

    def _tell_progress(self, line: str) -> None:
        dialog = self._find()
        if dialog is not None:
            text = self.tr(
                "Modellen lär sig din röst. Det tar från några minuter till flera timmar; stängs "
                "Talskrift fortsätter det nästa gång du börjar. Nu: {line}"
            )
            dialog.show_teaching(True, text.format(line=line))

    def _on_taught(self, is_taught: bool, fault: str) -> None:
        self._speech.discard(self._dataset)
        if is_taught:
            text = self.tr("Klar. Modellen finns bland dina modeller.")
            self._offer.look()
        elif fault:
            text = self.tr("Det gick inte: {fault}").format(fault=fault)
        else:
            text = self.tr("Avbrutet. Nästa gång fortsätter det där det slutade.")
        dialog = self._find()
        if dialog is not None:
            dialog.show_teaching(True)
            dialog.say(text)
        elif not is_taught:
            self._window.notice.say(text)

    def _on_end(self, error: TalskriftError | None) -> None:
        self.play(None)
        if error is not None:
            self._window.say_fault(Fault(error.code, error.details))

    def _find(self) -> TrainingSpeechDialog | None:
        return find_open(self._window, TrainingSpeechDialog)


def open_clip(path: Path) -> Any:
    """For the player. Raises AudioFileError."""
    from desktop.audio.player import RecordingSound

    return RecordingSound(path)


def word_command(dataset: Path) -> str:
    """What teaches a model, as one types it."""
    words = ["python", "-m", "training", "personalise", str(dataset)]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
