"""Replaces in all transcripts: finds where it is said, replaces what was chosen, takes it back.

Transcripts are done one after the other, each in one step of its own undo. Those on the desk are
corrected through it, as if the user had typed; the others in their journals, by the other thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.library.correcting import can_be_changed, is_of
from desktop.library.corrections import UNDONE
from desktop.library.job import Job
from desktop.library.journal import read_journal
from desktop.library.query import Query
from desktop.library.refresh import SUFFIX
from desktop.library.replace_everywhere import (
    Finding,
    Present,
    Replaced,
    Rewriting,
    can_take_back,
    find_in_some,
    list_candidates,
    look_through,
    mark_edit,
    replace_in,
    rewrite,
    take_back_in,
)
from desktop.library.search import search
from desktop.text.find_replace import Wish
from desktop.text.presentation import present_corrected
from desktop.transcript import Segment
from desktop.ui.choices import Choices
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.job_words import name_job
from desktop.ui.main_window import MainWindow
from desktop.ui.replace_everywhere_dialog import (
    ReplaceEverywhereDialog,
    count_places,
    count_transcripts,
)
from desktop.ui.replacing import Replacing
from desktop.ui.shelf import Shelf
from desktop.ui.side_dialog import find_open
from desktop.ui.text_presenter import choose_options

N_LOOKED_UP, N_READ = 100, 10  # transcripts at a time, of the index and of the journals
MOST_TRIES = 5  # while somebody types
TOPIC = "replaced"  # of the notice


@dataclass
class Run:
    """One search with what came of it; another begins a new one."""

    wish: Wish
    present: Present
    n_all: int = 0
    unknown: list[str] = field(default_factory=list)  # to be looked up in the index
    candidates: list[str] = field(default_factory=list)  # to be read
    done: list[Replaced] = field(default_factory=list)
    n_left_alone: int = 0  # could not be changed after all
    is_stopped: bool = False


class ReplacingEverywhere(QObject):
    """Opened by the strip that finds and replaces."""

    def __init__(
        self,
        shelf: Shelf,
        desk: JobDesk,
        window: MainWindow,
        replacing: Replacing,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._desk = desk
        self._window = window
        self._replacing = replacing
        self._choices = choices
        self._run: Run | None = None
        window.page.replace_bar.everywhere_asked.connect(lambda: self.open(replacing.read_wish()))

    def open(self, wish: Wish) -> ReplaceEverywhereDialog | None:
        """Open the window, and begin to find."""
        if not wish.wanted:
            return None
        opened = find_open(self._window, ReplaceEverywhereDialog)
        if opened is not None:
            opened.close()
        self._window.page.text.flush()
        settings = self._choices.settings

        def present(job: Job) -> Sequence[Segment]:
            options = choose_options(settings, is_recording=job.is_recording)
            return present_corrected(job.segments, job.n_adopted, options)

        run = self._run = Run(wish, present)
        dialog = ReplaceEverywhereDialog(wish, self._window)
        dialog.replace_asked.connect(self._begin_replacing)
        dialog.take_back_asked.connect(partial(self._take_back, run))
        dialog.stop_asked.connect(self._stop)
        dialog.finished.connect(lambda _: self._stop())
        dialog.say_left_alone(self._list_at_work(wish))
        dialog.show_work(self.tr("Letar igenom utskrifterna …"), 0.0)
        dialog.show()
        self._shelf.door.do(lambda i: search(i, Query()), partial(self._begin_finding, run))
        return dialog

    # Finding.

    def _begin_finding(self, run: Run, job_ids: list[str]) -> None:
        run.unknown, run.n_all = job_ids, len(job_ids)
        self._find_next(run)

    def _find_next(self, run: Run) -> None:
        dialog = self._find_dialog(run)
        if dialog is None:
            return
        if run.is_stopped or not (run.unknown or run.candidates):
            n_found = dialog.list.topLevelItemCount()
            dialog.show_work("" if n_found else self.tr("Det står inte i någon utskrift."), None)
            return
        share = 1 - (len(run.unknown) + len(run.candidates)) / run.n_all
        dialog.show_work(self.tr("Letar igenom utskrifterna …"), share)
        if run.candidates:
            some, run.candidates = run.candidates[:N_READ], run.candidates[N_READ:]
            find = partial(find_in_some, job_ids=some, wish=run.wish, present=run.present)
            self._shelf.read(find, partial(self._show, run))
            return
        some, run.unknown = run.unknown[:N_LOOKED_UP], run.unknown[N_LOOKED_UP:]
        look_up = partial(list_candidates, job_ids=some, wish=run.wish)
        self._shelf.door.do(look_up, partial(self._take_candidates, run))

    def _take_candidates(self, run: Run, job_ids: list[str]) -> None:
        run.candidates = job_ids
        self._find_next(run)

    def _show(self, run: Run, findings: list[Finding]) -> None:
        dialog = self._find_dialog(run)
        if dialog is None:
            return
        ids = [finding.job_id for finding in findings]
        nothing: dict[str, Job] = {}
        outlines = self._shelf.door.read(lambda index: index.read_outlines(ids), nothing)
        for finding in findings:
            job = self._desk.find(finding.job_id) or outlines.get(finding.job_id)
            if job is not None:
                dialog.add(finding, name_job(job, self._window.language))
        self._find_next(run)

    def _list_at_work(self, wish: Wish) -> list[str]:
        """The names of those that say it and are being transcribed."""
        return [
            name_job(job, self._window.language)
            for job in self._desk.jobs()
            if job.segments
            and not can_be_changed(job)
            and look_through(job.job_id, job.segments, wish) is not None
        ]

    # Replacing.

    def _begin_replacing(self, findings: list[Finding]) -> None:
        run = self._run
        if run is not None and findings:
            run.is_stopped = False
            self._window.page.text.flush()
            self._replace_next(run, [finding.job_id for finding in findings], len(findings))

    def _replace_next(self, run: Run, left: list[str], n_all: int) -> None:
        if run.is_stopped or not left:
            self._finish(run)
            return
        self._tell(run, self.tr("Ersätter …"), 1 - len(left) / n_all)
        job_id, left = left[0], left[1:]

        def note(replaced: Replaced | None) -> None:
            if replaced is None:
                run.n_left_alone += 1
            else:
                run.done.append(replaced)
            self._replace_next(run, left, n_all)

        if self._desk.find(job_id) is None:
            work: Callable[[Path], Replaced | None] = partial(
                replace_in, job_id=job_id, wish=run.wish, present=run.present
            )
            self._shelf.rewrite(job_id, work, note, partial(self._give_up, run))
        else:
            self._replace_on_desk(run, job_id, note)

    def _replace_on_desk(
        self, run: Run, job_id: str, note: Callable[[Replaced | None], None], n_tries: int = 1
    ) -> None:
        """The times of its words are in its journal; what was typed while that is read counts.

        Where a full disk has not taken all of the text, it is left alone.
        """

        def write_down(read: tuple[Job, Rewriting] | None) -> None:
            job = self._desk.find(job_id)
            if job is None or read is None or not can_be_changed(job):
                note(None)
                return
            whole, rewriting = read
            if not is_of(whole, job):
                if n_tries < MOST_TRIES:
                    self._replace_on_desk(run, job_id, note, n_tries + 1)
                else:
                    note(None)
                return
            self._desk.correct(job_id, *rewriting.records)
            job = self._desk.find(job_id)
            if job is None or not rewriting.records:
                note(None)
            else:
                note(Replaced(job_id, rewriting.n_places, mark_edit(job.edits.done[-1])))

        def read(jobs_dir: Path) -> tuple[Job, Rewriting] | None:
            whole = read_journal(jobs_dir / f"{job_id}{SUFFIX}", keep_words=True)
            return None if whole is None else (whole, rewrite(whole, run.wish, run.present))

        self._shelf.read(read, write_down)

    def _finish(self, run: Run) -> None:
        self._shelf.listed.emit()
        self._replacing.look()
        n_places = sum(one.n_places for one in run.done)
        said = self.tr("Ersatt på {places} i {transcripts}.").format(
            places=count_places(n_places), transcripts=count_transcripts(len(run.done))
        )
        if run.n_left_alone:
            left = self.tr("Har ändrats under tiden och är som de var: {transcripts}.")
            said += " " + left.format(transcripts=count_transcripts(run.n_left_alone))
        self._say_done(run, said, can_take_back=bool(run.done))

    def _say_done(self, run: Run, said: str, *, can_take_back: bool) -> None:
        dialog = self._find_dialog(run)
        if dialog is not None:
            dialog.show_done(said, can_take_back)
        elif can_take_back:
            button = self.tr("Ångra i alla")
            act = partial(self._take_back, run)
            self._window.notice.say(said, button=button, act=act, topic=TOPIC)
        else:
            self._window.notice.say(said, topic=TOPIC)

    # And back.

    def _take_back(self, run: Run) -> None:
        """Undo it in every transcript in which it is the last thing that was done."""
        if run.done:
            run.is_stopped = False
            self._window.page.text.flush()
            left, run.done = run.done, []
            self._take_back_next(run, left, 0, len(left))

    def _take_back_next(self, run: Run, left: list[Replaced], n_back: int, n_all: int) -> None:
        if run.is_stopped or not left:
            run.done = left
            self._shelf.listed.emit()
            text = self.tr("Ångrat i {transcripts}.").format(transcripts=count_transcripts(n_back))
            if n_back + len(left) < n_all:
                kept = self.tr("Har ändrats sedan dess och är som de är: {transcripts}.")
                n_kept = n_all - n_back - len(left)
                text += " " + kept.format(transcripts=count_transcripts(n_kept))
            self._say_done(run, text, can_take_back=bool(left))
            return
        self._tell(run, self.tr("Ångrar …"), 1 - len(left) / n_all)
        replaced, left = left[0], left[1:]

        def note(is_back: bool) -> None:
            self._take_back_next(run, left, n_back + is_back, n_all)

        job = self._desk.find(replaced.job_id)
        if job is None:
            work: Callable[[Path], bool] = partial(take_back_in, replaced=replaced)
            self._shelf.rewrite(replaced.job_id, work, note, partial(self._give_up, run))
            return
        is_last = can_take_back(job, replaced)
        if is_last:
            self._desk.correct(job.job_id, {"type": UNDONE})
        self._shelf.read(lambda _: is_last, note)  # not at once: there may be hundreds

    # What both do.

    def _give_up(self, run: Run, error: OSError) -> None:
        """The disk refuses: what is done is done, and told."""
        self._window.say_fault(storage_fault(error))
        self._finish(run)

    def _stop(self) -> None:
        if self._run is not None:
            self._run.is_stopped = True

    def _tell(self, run: Run, text: str, share: float) -> None:
        dialog = self._find_dialog(run)
        if dialog is not None:
            dialog.show_work(text, share)

    def _find_dialog(self, run: Run) -> ReplaceEverywhereDialog | None:
        """The run's window, unless it was closed."""
        return find_open(self._window, ReplaceEverywhereDialog) if run is self._run else None
