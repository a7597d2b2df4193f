"""Has the speakers of the chosen transcript found by their voices, and the models for it fetched.

What comes of it is a correction: undone in one step, and it touches nothing that has a speaker.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.library.corrections import Remark, Replacement, Wish
from desktop.library.job import Fault, Job
from desktop.models.speaker_files import are_there
from desktop.speakers import Share, Turn, assign_turns
from desktop.transcript import Segment
from desktop.ui.choices import Choices
from desktop.ui.disk import Disk
from desktop.ui.editing import Editing
from desktop.ui.find_speakers_panel import FindPanel, FindState
from desktop.ui.job_desk import storage_fault
from desktop.ui.job_words import describe_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.model_jobs import Ended, ModelJobs
from desktop.ui.side_dialog import find_open
from desktop.ui.speakers_dialog import SpeakersDialog
from desktop.ui.speaking import Speaking

MODELS = "models"  # the key of the job that gets them
TOPIC = "speakers"
TURNS = "turns.json"  # what desktop.engine.find_voices writes


class SpeakerFinding(QObject):
    """One transcript's at a time is shown; several may be worked on."""

    def __init__(
        self,
        speaking: Speaking,
        editing: Editing,
        window: MainWindow,
        disk: Disk,
        choices: Choices,
        voices: ModelJobs,
        fetching: ModelJobs,
        data_dir: Path,
        parent: QObject | None = None,
    ) -> None:
        """`voices` runs `desktop.engine.find_voices`, `fetching` `desktop.models`."""
        super().__init__(parent)
        self._speaking = speaking
        self._editing = editing
        self._window = window
        self._disk = disk
        self._choices = choices
        self._voices, self._fetching = voices, fetching
        self._models = data_dir / "speaker-models"
        self._folder = data_dir / "voices"
        self._has_models = False
        self._faults: dict[str, Fault] = {}  # by job; of the models by MODELS
        self._found: dict[str, Sequence[Turn]] = {}  # that wait until their text can be changed
        speaking.opened.connect(self._on_opened)
        window.page.shown.connect(self._on_shown)
        for jobs in (voices, fetching):
            jobs.progressed.connect(self._show)
        voices.ended.connect(self._on_voices_ended)
        fetching.ended.connect(self._on_fetched)
        # What an app that was killed has left.
        disk.do(lambda: shutil.rmtree(self._folder, ignore_errors=True))

    def find(self, n_speakers: int | None) -> None:
        """Find the speakers of the transcript that is shown; None: it is not known how many."""
        job = self._window.page.job
        if job is None:
            return
        self._faults.pop(job.job_id, None)
        self._voices.start(
            job.job_id,
            "find",
            file=str(job.source),
            track=job.sound.track,
            n_speakers=n_speakers,
            models=str(self._models),
            folder=str(self._folder / job.job_id),
        )

    def download(self) -> None:
        """Fetch the models, or go on with that."""
        settings = self._choices.settings
        self._faults.pop(MODELS, None)
        self._fetching.start(
            MODELS,
            "download_speakers",
            folder=str(self._models),
            offline=settings.offline,
            mirror=settings.hub_mirror,
            proxy=settings.proxy,
        )

    def import_from(self, source: str) -> None:
        """Copy the models from a folder or zip file."""
        self._faults.pop(MODELS, None)
        self._fetching.start(MODELS, "import_speakers", source=source, folder=str(self._models))

    def close(self) -> None:
        """End what is being done."""
        self._voices.close()
        self._fetching.close()

    def _on_opened(self, dialog: SpeakersDialog) -> None:
        panel: FindPanel = dialog.finder
        panel.find_asked.connect(self.find)
        panel.download_asked.connect(self.download)
        panel.import_asked.connect(self.import_from)
        panel.stop_asked.connect(self._stop)
        self._look_for_models()
        self._show()

    def _look_for_models(self) -> None:
        def take(there: bool) -> None:
            self._has_models = there
            self._show()

        self._disk.do(lambda: are_there(self._models), take)

    def _stop(self) -> None:
        job = self._window.page.job
        self._fetching.stop(MODELS)
        if job is not None:
            self._voices.stop(job.job_id)

    def _show(self, _: str = "") -> None:
        dialog = find_open(self._window, SpeakersDialog)
        if dialog is None:
            return
        job, language = self._window.page.job, self._window.language
        job_id = job.job_id if job is not None else ""
        activity = self._voices.activities.get(job_id) or self._fetching.activities.get(MODELS)
        fault = self._faults.get(MODELS) or self._faults.get(job_id)
        can_find = self._editing.whole is not None and not (job and job.is_sound_deleted)
        words = describe_fault(fault, language) if fault is not None else ""
        dialog.finder.show_state(FindState(self._has_models, can_find, activity, words, language))

    def _on_fetched(self, _: str, end: Ended) -> None:
        if end.fault is not None:
            self._faults[MODELS] = end.fault
        self._look_for_models()

    def _on_voices_ended(self, job_id: str, end: Ended) -> None:
        if end.folder is not None:
            folder = end.folder
            self._disk.do(
                lambda: read_turns(folder),
                partial(self._take_turns, job_id),
                lambda error: self._tell(job_id, storage_fault(error)),
            )
        elif end.fault is not None:
            fault = end.fault
            if fault.code == "download_failed":  # the process died without a word
                fault = Fault("speakers_failed", fault.details)
            self._tell(job_id, fault)
        self._show()

    def _tell(self, job_id: str, fault: Fault) -> None:
        """Where the user looks: in the dialog, or above the text when that is closed."""
        self._faults[job_id] = fault
        if find_open(self._window, SpeakersDialog) is None:
            self._window.say_fault(fault, topic=TOPIC)
        self._show()

    def _take_turns(self, job_id: str, turns: Sequence[Turn]) -> None:
        self._found[job_id] = turns
        self._on_shown(self._window.page.job)

    def _on_shown(self, job: Job | None) -> None:
        """Assign what was found, when its text is there and can be changed."""
        self._show()
        if job is None or self._editing.whole is None or job.job_id not in self._found:
            return
        turns = self._found.pop(job.job_id)
        segments = self._editing.read_shown()
        self._disk.do(
            lambda: assign_turns(segments, turns),
            partial(self._assign, job.job_id, turns, segments),
        )

    def _name_them(self) -> None:
        self._speaking.open()

    def _assign(
        self, job_id: str, turns: Sequence[Turn], segments: Sequence[Segment], shares: list[Share]
    ) -> None:
        job = self._window.page.job
        is_shown = job is not None and job.job_id == job_id
        if not is_shown or list(self._editing.read_shown()) != list(segments):
            self._found[job_id] = turns  # changed meanwhile: anew, when its text is shown
            if is_shown:
                self._on_shown(job)
            return
        self._editing.replace(make_wishes(shares))
        n_voices = len({turn.voice for turn in turns})
        if not shares:
            self._window.notice.say(self.tr("Inga fler talare hittades."), topic=TOPIC)
            return
        self._window.notice.say(
            self.tr("Röster i inspelningen: {count}.").format(count=n_voices),
            button=self.tr("Ge dem namn"),
            act=self._name_them,
            topic=TOPIC,
        )


def read_turns(folder: Path) -> list[Turn]:
    """What was found, and nothing of it left behind. Raises OSError."""
    turns = [Turn(**one) for one in json.loads((folder / TURNS).read_bytes())]
    shutil.rmtree(folder, ignore_errors=True)
    return turns


def make_wishes(shares: Sequence[Share]) -> list[Wish]:
    """The wishes for a correction, from the last to the first, so that none moves another."""
    wishes: list[Wish] = []
    for share in reversed(shares):
        number, segments = share.number, share.segments
        if len(segments) == 1:
            wishes.append(Remark(number, number + 1, speaker=segments[0].speaker))
        else:
            wishes.append(Replacement(number, number + 1, segments))
    return wishes
