"""Has the user choose what of a file is transcribed, and notices two speakers in two channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from desktop.library.job import Job
from desktop.tracks import WHOLE_SOUND
from desktop.ui.choices import Choices
from desktop.ui.job_desk import JobDesk
from desktop.ui.job_words import name_job
from desktop.ui.main_window import MainWindow
from desktop.ui.shelf import Shelf
from desktop.ui.side_dialog import find_open, open_beside
from desktop.ui.sound_dialog import SoundDialog

TWO_SPEAKERS = "two speakers"  # topic of the notice


class SoundChoosing(QObject):
    """Two speakers are split as the user's setting says; unless it says otherwise, they are asked.

    Whoever has once chosen the sound of a file is asked no more about that one.
    """

    def __init__(
        self,
        shelf: Shelf,
        desk: JobDesk,
        window: MainWindow,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._choices = choices
        self._noticed: set[str] = set()
        window.list.sound_asked.connect(lambda job_id: shelf.ask(job_id, self.open))
        window.actions_["sound"].triggered.connect(self._open_chosen)
        desk.recorded.connect(self._on_recorded)
        desk.job_changed.connect(self._on_changed)

    def open(self, job_id: str) -> None:
        """Show the tracks of a job's file beside the window."""
        job = self._desk.find(job_id)
        if job is None or job.is_recording:
            return
        dialog = find_open(self._window, SoundDialog)
        if dialog is not None and dialog.job_id != job_id:
            dialog.close()
        open_beside(self._window, SoundDialog, lambda: self._make(job))

    def _open_chosen(self) -> None:
        job = self._window.list.selected_job()
        if job is not None:
            self._window.list.sound_asked.emit(job.job_id)

    def _make(self, job: Job) -> SoundDialog:
        name = name_job(job, self._window.language)
        dialog = SoundDialog(job.job_id, name, job.sound, self._window)
        dialog.chosen.connect(self._desk.choose_sound)
        if job.contents is not None:
            dialog.show_contents(job.contents)
        else:
            self._desk.examine(job.job_id)
        return dialog

    def _on_recorded(self, job_id: str, record: Mapping[str, Any]) -> None:
        """What the engine has found when it had decoded all of a file."""
        job = self._desk.find(job_id)  # as it was before
        if job is None or record["type"] != "media" or not record["two_speakers"]:
            return
        is_known = job.contents is not None and job.contents.two_speakers
        if job.sound == WHOLE_SOUND and not is_known:
            self._noticed.add(job_id)

    def _on_changed(self, job: Job) -> None:
        dialog = find_open(self._window, SoundDialog)
        if dialog is not None and dialog.job_id == job.job_id and job.contents is not None:
            dialog.show_contents(job.contents)
        if job.job_id in self._noticed:
            self._noticed.discard(job.job_id)
            self._offer(job)

    def _offer(self, job: Job) -> None:
        wish = self._choices.settings.split_speakers
        if wish == "always":
            self._split(job.job_id)
        elif wish == "ask":
            self._window.notice.say(
                lambda: self._ask(job),
                button=self.tr("Dela upp"),
                act=lambda: self._split(job.job_id),
                topic=TWO_SPEAKERS,
            )

    def _ask(self, job: Job) -> str:
        text = self.tr(
            "{name} verkar ha en talare i varje kanal. De kan skrivas ut var för sig, så att det "
            "syns vem som talar."
        )
        return text.format(name=name_job(job, self._window.language))

    def _split(self, job_id: str) -> None:
        job = self._desk.find(job_id)
        if job is not None:
            self._desk.choose_sound(job_id, replace(job.sound, split_channels=True))
