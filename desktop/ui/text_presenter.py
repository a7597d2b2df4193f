"""Shows a job's segments as they are to be read: spoken commands carried out, cleaned up if wanted.

A text that grows is gone on with, not begun anew: only what a new utterance changes is made again.
Text that is still being spoken is shown as it was heard. Whether "komma" is a comma shows in what
comes after it, and a word that has been shown for good must not turn into a sign and back.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.library.growing import Growing, extend, goes_on
from desktop.library.job import Job
from desktop.settings import Settings
from desktop.text.own import Replacement
from desktop.text.presentation import Presentation, TextOptions, present_corrected
from desktop.transcript import Segment


def choose_options(settings: Settings, *, is_recording: bool) -> TextOptions:
    """What the user wants done to a text; files were seldom spoken with signs."""
    commands = settings.spoken_commands if is_recording else settings.spoken_commands_in_files
    own = tuple(Replacement(said, written) for said, written in settings.own_commands)
    return TextOptions(commands, settings.clean_up, own if commands else ())


class TextPresenter:
    """Remembers the job that was shown last."""

    def __init__(self) -> None:
        self._settings = Settings()
        self._of: tuple[str, TextOptions] | None = None
        self._heard: Sequence[Segment] = ()
        self._shown: Growing[Segment] = Growing()
        self._presentation = Presentation(TextOptions())

    def use(self, settings: Settings) -> None:
        """Follow the user's choices."""
        self._settings = settings

    def present(self, job: Job) -> Sequence[Segment]:
        """The job's segments as they are to be shown; what was corrected stands as it is."""
        if job.n_adopted:
            return present_corrected(job.segments, job.n_adopted, self._choose(job))
        options = self._choose(job)
        if not options.changes_text:
            self._forget()
            return job.segments
        is_same = (job.job_id, options) == self._of
        if not is_same or not goes_on(job.segments, self._heard):
            self._forget()
            self._of = (job.job_id, options)
            self._presentation = Presentation(options)
        for segment in job.segments[len(self._heard) :]:
            change = self._presentation.feed(segment)
            if change.n_taken_back:
                self._shown = Growing(self._shown[: len(self._shown) - change.n_taken_back])
            for part in change.segments:
                self._shown = extend(self._shown, part)
        self._heard = job.segments
        return self._shown

    def _choose(self, job: Job) -> TextOptions:
        return choose_options(self._settings, is_recording=job.is_recording)

    def _forget(self) -> None:
        self._of, self._heard, self._shown = None, (), Growing()
