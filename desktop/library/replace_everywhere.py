"""Finds what is to be replaced in every transcript, replaces it, and takes that back. Knows no Qt.

The index tells which journals are worth reading; what is replaced is the text as it is shown. A
transcript is changed by two records at most, the one that changes it last: whoever is killed in
between leaves it as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.library.correcting import can_be_changed, make_records
from desktop.library.corrections import UNDONE, Edit, Replacement
from desktop.library.index import Index
from desktop.library.job import Job, apply_record
from desktop.library.journal import Journals, read_journal
from desktop.library.refresh import SUFFIX
from desktop.text.find_replace import Wish, replace_spans
from desktop.transcript import Segment

N_LINES = 3  # of a transcript, to recognise it by
BEFORE_CHARACTERS, LINE_CHARACTERS = 30, 110
MORE = "…"
_PIECE = re.compile(r"\w+")

Present = Callable[[Job], Sequence[Segment]]  # a job's text as it is shown


@dataclass(frozen=True)
class Finding:
    """A transcript that says what is looked for: at how many places, and the first of its lines."""

    job_id: str
    n_places: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Replaced:
    """A transcript in which something was replaced. `mark` knows the correction again."""

    job_id: str
    n_places: int
    mark: int


@dataclass(frozen=True)
class Rewriting:
    """The records that replace all places of a transcript."""

    n_places: int
    records: tuple[dict[str, Any], ...]


def list_candidates(index: Index, job_ids: Iterable[str], wish: Wish) -> list[str]:
    """Those of the jobs that may say it by the index. Raises sqlite3.Error.

    The index has what was heard, where commands and clean-up may write signs: so all words are
    asked for, wherever they are.
    """
    flags = re.NOFLAG if wish.is_exact else re.IGNORECASE
    pieces = [re.compile(re.escape(one), flags) for one in _PIECE.findall(wish.wanted)]
    found = []
    for job_id in job_ids:
        said = index.read_said(job_id)
        if said is not None:
            text = said.text
            if all(piece.search(text) for piece in pieces):
                found.append(job_id)
    return found


def find_in(jobs_dir: Path, job_id: str, wish: Wish, present: Present) -> Finding | None:
    """Where a transcript says it as it is shown; None where it does not, or cannot be changed."""
    job = read_journal(jobs_dir / f"{job_id}{SUFFIX}")
    if job is None or job.is_removed or not can_be_changed(job):
        return None
    return look_through(job_id, present(job), wish)


def find_in_some(
    jobs_dir: Path, job_ids: Iterable[str], wish: Wish, present: Present
) -> list[Finding]:
    """Those of some transcripts that say it."""
    found = (find_in(jobs_dir, job_id, wish, present) for job_id in job_ids)
    return [finding for finding in found if finding is not None]


def look_through(job_id: str, shown: Iterable[Segment], wish: Wish) -> Finding | None:
    """The same of a text that is there."""
    n_places, lines = 0, list[str]()
    for segment in shown:
        spans = wish.find(segment.text)
        n_places += len(spans)
        if spans and len(lines) < N_LINES:
            lines.append(quote(segment.text, spans[0][0]))
    return Finding(job_id, n_places, tuple(lines)) if n_places else None


def quote(text: str, at: int) -> str:
    """The words around a place of a text."""
    begin = 0
    if at > BEFORE_CHARACTERS:
        begin = text.find(" ", at - BEFORE_CHARACTERS, at) + 1 or at
    part = text[begin : begin + LINE_CHARACTERS]
    is_cut = begin + LINE_CHARACTERS < len(text)
    return f"{MORE if begin else ''}{part}{MORE if is_cut else ''}"


def rewrite(whole: Job, wish: Wish, present: Present) -> Rewriting:
    """Replace every place of a transcript. `whole`: the job with the times of its words."""
    shown = present(whole)
    n_places, replacements = 0, []
    # The last first, for a segment that is emptied moves those after it.
    for number in reversed(range(len(shown))):
        spans = wish.find(shown[number].text)
        if spans:
            n_places += len(spans)
            new = replace_spans(shown[number], spans, wish.written)
            replacements.append(Replacement(number, number + 1, new))
    records = make_records(whole, shown, replacements) if replacements else []
    return Rewriting(n_places, tuple(records))


def replace_in(jobs_dir: Path, job_id: str, wish: Wish, present: Present) -> Replaced | None:
    """Replace every place of a transcript in its journal; None where nothing is to be replaced.

    Raises OSError.
    """
    whole = read_journal(jobs_dir / f"{job_id}{SUFFIX}", keep_words=True)
    if whole is None or whole.is_removed or not can_be_changed(whole):
        return None
    rewriting = rewrite(whole, wish, present)
    for record in rewriting.records:
        Journals(jobs_dir).append(job_id, record)
        whole = apply_record(whole, record, keep_words=True)
    if not rewriting.records:
        return None
    return Replaced(job_id, rewriting.n_places, mark_edit(whole.edits.done[-1]))


def take_back_in(jobs_dir: Path, replaced: Replaced) -> bool:
    """Undo it in a journal, unless something else was done there since. Raises OSError."""
    job = read_journal(jobs_dir / f"{replaced.job_id}{SUFFIX}")
    if job is None or not can_take_back(job, replaced):
        return False
    Journals(jobs_dir).append(replaced.job_id, {"type": UNDONE})
    return True


def can_take_back(job: Job, replaced: Replaced) -> bool:
    """Whether that is the last thing that was done to the text."""
    done = job.edits.done
    return can_be_changed(job) and bool(done) and mark_edit(done[-1]) == replaced.mark


def mark_edit(edit: Edit) -> int:
    """A number by which a correction is known again while the app runs."""
    return hash(tuple((one.first, tuple(part.text for part in one.after)) for one in edit))
