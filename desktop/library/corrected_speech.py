"""Picks out of a journal the corrected sentences that say what is said, to teach a model by.

A text is what is said only where it came from what was heard: not where spoken commands or clean-up
have changed it, where every place of the text was replaced at once (which nobody does by ear), or
where so much is other than what was heard that it was written anew. Pure but for reading.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from desktop.library.corrections import ADOPTED, BROUGHT_BACK, CORRECTED, REDONE, UNDONE, Edits
from desktop.library.job import Job, apply_record, begin_job
from desktop.transcript import Segment

SHORTEST_S, LONGEST_S = 0.3, 29.5  # Whisper's window is 30 s, the padding included
PADDING_S = 0.1  # of sound on both sides, where nobody else speaks
MOST_CHARACTERS_PER_S = 30.0
LEAST_LIKE = 0.6  # letters in common with what was heard; less, and it was written anew
NEAR_S = 0.02  # times this near are the same


@dataclass(frozen=True)
class Utterance:
    """What is said from one time of a recording to another, in seconds."""

    start_s: float
    end_s: float
    text: str


@dataclass
class Told:
    """Of the text that was adopted: as it was heard, and as it was shown."""

    heard: list[Segment]
    shown: list[Segment]


@dataclass(frozen=True)
class Reading:
    """A job with the times of its words, and what its corrected text came from."""

    job: Job
    told: Told


def read_corrected(path: Path) -> Reading | None:
    """Read a journal; None when its first line is no job. Torn lines are skipped."""
    job: Job | None = None
    told, earlier = Told([], []), Told([], [])
    with suppress(OSError), path.open("rb") as file:
        for line in file:
            with suppress(ValueError, KeyError, TypeError):
                record = json.loads(line)
                if job is None:
                    job = begin_job(record)
                    continue
                before, job = job, apply_record(job, record, keep_words=True)
                kind = record["type"]
                if kind == ADOPTED:
                    told.heard += before.segments[before.n_adopted :]
                    told.shown += job.segments[before.n_adopted :]
                elif kind == BROUGHT_BACK and before.earlier is not None:
                    told, earlier = earlier, told
                elif begins_anew(kind, before, job):
                    told, earlier = Told([], []), told
    return None if job is None else Reading(job, told)


def begins_anew(kind: str, before: Job, after: Job) -> bool:
    """Whether a corrected text was put aside, to be transcribed once more."""
    is_correction = kind in (CORRECTED, UNDONE, REDONE)
    return before.n_adopted > 0 and after.n_adopted == 0 and not is_correction


def pick_utterances(reading: Reading) -> list[Utterance]:
    """The corrected sentences that say what is said, in order of time."""
    job, told = reading.job, reading.told
    segments = list(job.segments)
    replaced = list_replaced_at_once(job.edits)
    picked = []
    for number, segment in enumerate(segments[: job.n_adopted]):
        at = bisect_right(replaced, segment.start_s, key=lambda times: times[1])
        if at < len(replaced) and replaced[at][0] < segment.end_s:
            continue
        if says_what_is_said(segment, told):
            before_s = segments[number - 1].end_s if number else 0.0
            is_last = number + 1 == len(segments)
            after_s = segment.end_s + PADDING_S if is_last else segments[number + 1].start_s
            start_s = max(segment.start_s - PADDING_S, min(before_s, segment.start_s))
            end_s = min(segment.end_s + PADDING_S, max(after_s, segment.end_s))
            picked.append(Utterance(round(start_s, 3), round(end_s, 3), segment.text))
    return picked


def says_what_is_said(segment: Segment, told: Told) -> bool:
    """Whether a segment was corrected, word for word."""
    length_s = segment.end_s - segment.start_s
    if not SHORTEST_S <= length_s <= LONGEST_S:
        return False
    shown = find_words(told.shown, segment.start_s, segment.end_s)
    heard = find_words(told.heard, segment.start_s, segment.end_s)
    written = segment.text.split()
    if shown is None or heard is None or written == shown:
        return False  # at most it was split or joined
    letters, before = keep_letters(written), keep_letters(shown)
    if not letters or len(segment.text) > MOST_CHARACTERS_PER_S * length_s:
        return False
    if before != keep_letters(heard):
        return False  # commands or clean-up have changed it
    return SequenceMatcher(None, before, letters, autojunk=False).ratio() >= LEAST_LIKE


def find_words(segments: Sequence[Segment], start_s: float, end_s: float) -> list[str] | None:
    """The words that are said in a time; None where it cuts a segment whose words have no times."""
    found: list[str] = []
    first = bisect_left(segments, start_s + NEAR_S, key=lambda segment: segment.end_s)
    for segment in segments[first:]:
        if segment.start_s > end_s - NEAR_S:
            break
        texts = segment.text.split()
        if segment.start_s >= start_s - NEAR_S and segment.end_s <= end_s + NEAR_S:
            found += texts
        elif [word.text for word in segment.words] == texts:
            found += [
                word.text
                for word in segment.words
                if start_s <= (word.start_s + word.end_s) / 2 < end_s
            ]
        else:
            return None
    return found


def join_words(segments: Iterable[Segment]) -> list[str]:
    """The words of segments, however they are cut."""
    return [word for segment in segments for word in segment.text.split()]


def keep_letters(words: Iterable[str]) -> str:
    """Words without capitals and signs."""
    bare = ("".join(filter(str.isalnum, word.casefold())) for word in words)
    return " ".join(filter(None, bare))


def list_replaced_at_once(edits: Edits) -> list[tuple[float, float]]:
    """When the words were said that were changed at several places in one step: from, to, apart.

    Who speaks may be told of all at once: that changes no words.
    """
    times = []
    for edit in edits.done:
        worded = [one for one in edit if join_words(one.before) != join_words(one.after)]
        if len(worded) > 1:
            times += [(one.start_s, one.end_s) for change in worded for one in change.after]
    times.sort()
    apart: list[tuple[float, float]] = []
    for start_s, end_s in times:
        if apart and start_s <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end_s, apart[-1][1]))
        else:
            apart.append((start_s, end_s))
    return apart
