"""Keeps corrected sentences as training speech, once the user wants that. Knows no window of it.

What is kept follows the corrections: some seconds after one, a transcript's clips are brought up to
date with its journal in a thread of their own, and at the next start if the app ended before.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import TalskriftError
from desktop.library.corrected_speech import Utterance, pick_utterances, read_corrected
from desktop.library.corrections import BROUGHT_BACK, CORRECTED, REDONE, UNDONE
from desktop.library.job import RESTARTED, SOUND_CHOSEN, Job
from desktop.library.refresh import SUFFIX
from desktop.library.training_speech import (
    FOLDER,
    Kept,
    bring_up_to_date,
    export_dataset,
    forget_gone,
    leave_out,
    list_kept,
    list_pending,
    mark_pending,
)
from desktop.settings import Settings
from desktop.ui.choices import Choices
from desktop.ui.disk import Disk
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.job_words import name_job
from desktop.ui.main_window import MainWindow
from desktop.ui.playing import Sounds
from desktop.ui.shelf import Shelf

T = TypeVar("T")
SOON_MS = 12_000  # after the last correction: a journal of ten hours takes a second to read
TOPIC = "training speech"  # of the notice
CHANGES_TEXT = (CORRECTED, UNDONE, REDONE, BROUGHT_BACK, RESTARTED, SOUND_CHOSEN)


@dataclass(frozen=True)
class Updated:
    """A transcript that was looked at: so many sentences could be kept, so many are new."""

    n_wanted: int
    n_new: int


class TrainingSpeech(QObject):
    """Nothing is kept until the user says so; they are asked once."""

    changed = Signal()  # what is kept

    def __init__(
        self,
        shelf: Shelf,
        desk: JobDesk,
        window: MainWindow,
        choices: Choices,
        sounds: Sounds,
        data_dir: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._window = window
        self._choices = choices
        self._sounds = sounds
        self._data_dir = data_dir
        self._disk = Disk("training speech", self)
        self._is_closed = False
        self._corrected: set[str] = set()  # to be looked at soon
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.look)
        desk.recorded.connect(self._on_recorded)
        shelf.rewritten.connect(self._note)
        shelf.ready.connect(self._begin)
        choices.changed.connect(self._follow_settings)

    def look(self) -> None:
        """Bring what was corrected up to date."""
        job_ids, self._corrected = sorted(self._corrected), set()
        for job_id in job_ids:
            self._do(partial(self._update, job_id, self._choices.settings), self._on_updated)

    def list(self, then: Callable[[Sequence[Kept], Mapping[str, str]], None]) -> None:
        """What is kept of transcripts that are in the library, and the names of these, by id."""

        def take(kept: Sequence[Kept]) -> None:
            ids = {one.job_id for one in kept}
            nothing: dict[str, Job] = {}
            jobs = self._shelf.door.read(lambda index: index.read_outlines(ids), nothing)
            names = {job_id: name_job(job, self._window.language) for job_id, job in jobs.items()}
            then([one for one in kept if one.job_id in names], names)

        self._do(lambda: list_kept(self._data_dir), take)

    def delete(self, kept: Sequence[Kept]) -> None:
        """Delete clips and their texts, for good."""
        self._do(lambda: leave_out(kept), lambda _: self.changed.emit())

    def export(self, target: Path, then: Callable[[], None]) -> None:
        """Write all as a speech dataset, into a folder that is not there."""

        def write(kept: Sequence[Kept], _: Mapping[str, str]) -> None:
            self._do(lambda: export_dataset(kept, target), lambda _: then())

        self.list(write)

    def discard(self, dataset: Path) -> None:
        """Delete a dataset of the app's own."""
        self._do(lambda: shutil.rmtree(dataset, ignore_errors=True), None)

    def close(self) -> None:
        """What has not been kept yet is, at the next start."""
        self._is_closed = True
        self._soon.stop()
        self._disk.close()

    # What follows the corrections.

    def _begin(self, _: object) -> None:
        """Go on with what an earlier run had no time for."""
        self._do(lambda: forget_gone(self._data_dir), None)
        self._do(lambda: list_pending(self._data_dir), self._go_on)

    def _go_on(self, job_ids: Sequence[str]) -> None:
        if job_ids:
            self._corrected |= set(job_ids)
            self._soon.start()

    def _on_recorded(self, job_id: str, record: Mapping[str, Any]) -> None:
        if record["type"] in CHANGES_TEXT:
            self._note(job_id)

    def _note(self, job_id: str) -> None:
        settings = self._choices.settings
        is_kept = (self._data_dir / FOLDER / job_id).is_dir()
        if not (settings.training_speech or is_kept or not settings.training_speech_offered):
            return
        if (settings.training_speech or is_kept) and job_id not in self._corrected:
            self._do(partial(mark_pending, self._data_dir, job_id), None)
        self._corrected.add(job_id)
        self._soon.start()

    def _update(self, job_id: str, settings: Settings) -> Updated:
        """In the other thread. While the app closes, nothing is done: the mark stays."""
        if self._is_closed:
            return Updated(0, 0)
        reading = read_corrected(self._data_dir / "jobs" / f"{job_id}{SUFFIX}")
        if reading is None:
            return Updated(0, 0)
        job = reading.job
        may_be_kept = job.is_recording or settings.training_speech_from_files
        wanted = pick_utterances(reading)
        cut = Cutter(job, self._sounds) if settings.training_speech and may_be_kept else None
        try:
            n_new = bring_up_to_date(self._data_dir, job_id, wanted, cut)
        except TalskriftError:
            # The sound is gone, or cannot be read: what is there follows, nothing new is kept.
            n_new = bring_up_to_date(self._data_dir, job_id, wanted, None)
            if job.is_recording and not job.is_sound_deleted:
                mark_pending(self._data_dir, job_id)  # it may just be in the middle of being packed
        finally:
            if cut is not None:
                cut.close()
        return Updated(len(wanted) if may_be_kept else 0, n_new)

    def _on_updated(self, updated: Updated) -> None:
        settings = self._choices.settings
        self.changed.emit()
        if settings.training_speech or settings.training_speech_offered or not updated.n_wanted:
            return
        if self._window.notice.isVisible():
            return  # after another correction
        self._choices.change(training_speech_offered=True)
        self._window.notice.say(
            lambda: self.tr(
                "Vill du spara meningar som du rättar, med sitt ljud? Med fem minuter kan en egen "
                "modell lära sig din röst. Allt stannar på den här datorn."
            ),
            button=self.tr("Spara dem"),
            act=self._accept,
            other_button=self.tr("Nej, aldrig"),
            topic=TOPIC,
        )

    def _accept(self) -> None:
        self._choices.change(training_speech=True)
        self._window.status_line.flash(self.tr("Sparas. Se menyn Inställningar, Träningstal."))

    def _follow_settings(self, settings: Settings, before: Settings) -> None:
        if settings.training_speech and not before.training_speech:
            chosen = self._window.page.job  # what was just corrected counts
            if chosen is not None and chosen.edits.done:
                self._note(chosen.job_id)

    def _do(self, work: Callable[[], T], then: Callable[[T], None] | None) -> None:
        if not self._is_closed:
            self._disk.do(work, then, self._tell_fault)

    def _tell_fault(self, error: OSError) -> None:
        self._window.say_fault(storage_fault(error))


class Cutter:
    """Cuts clips out of the sound of a job, which is opened at the first of them."""

    def __init__(self, job: Job, sounds: Sounds) -> None:
        self._job = job
        self._sounds = sounds
        self._sound: Any = None

    def __call__(self, utterance: Utterance, path: Path) -> float:
        from desktop.audio.clip import cut_clip  # numpy: not in the window's thread

        if self._sound is None:
            # The sound of a file is opened as a whole: another track of it says something else.
            if self._job.is_sound_deleted or self._job.sound.track is not None:
                return 0.0
            self._sound = self._sounds.open(self._job, lambda _: None)
        return cut_clip(self._sound, utterance.start_s, utterance.end_s, path)

    def close(self) -> None:
        if self._sound is not None:
            self._sound.close()
