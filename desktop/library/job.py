"""One job: what was asked for, and what has come of it so far. Knows no files and no window.

A job is the fold of its records: the first (`job`) says what it is, the others are the engine's
events as docs/engine-protocol.md words them, and the few of the app's own below. The same fold
serves a running job and one read back from its journal. The words of a segment and their times stay
in the journal: ten hours of them are too much to keep in memory. Those of a segment in which a
spoken command may be are kept, for its pauses tell what is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.file_queue import Phase
from desktop.library.corrections import (
    ADOPTED,
    BROUGHT_BACK,
    CORRECTED,
    NO_EDITS,
    REDONE,
    UNDONE,
    Corrected,
    Edits,
    apply_correction,
    find_change,
)
from desktop.library.growing import extend
from desktop.library.labels import LABELLED, NO_LABELS, Labels, read_labels
from desktop.library.removed_text import RemovedText, is_part, keep_back, put_back, take_out
from desktop.text.commands import holds_command_word
from desktop.tracks import WHOLE_SOUND, Contents, SoundChoice
from desktop.transcript import Segment, Transcript, split_segment

SAMPLE_RATE_HZ = 16_000

# The app's own records, beside the engine's events.
STARTED = "started"  # handed to the engine; `model` is the model's name
RESTARTED = "restarted"  # begun anew: the text so far is void
RETRIED = "retried"  # to go on after a failure, a cancel or a pause
PAUSED = "paused_by_user"
PUT_BACK = "removed_text_put_back"  # `index` in Job.removed
TAKEN_OUT = "removed_text_taken_out"  # the opposite
REMOVED = "removed_from_list"
RESTORED = "restored_to_list"
CUT_OFF = "cut_off"  # the app died while it recorded: it waits for the user to decide
LEFT_AS_IS = "left_as_is"  # … who wants it as it is; `duration_s`: how much there is
MOVED = "moved"  # `source`: where the sound lies now
SOUND_DELETED = "sound_deleted"  # the text is kept
SOUND_CHOSEN = "sound_chosen"  # as RESTARTED, with other sound: `track`, `split_channels`
SOUND_MISSING = "sound_missing"  # a hole in a recording: `at_s`, `missing_s`, `reason`
END_PHASES = {"done": Phase.DONE, "error": Phase.FAILED, "cancelled": Phase.CANCELLED}


@dataclass(frozen=True)
class Fault:
    """An error or warning as it came over the wire; desktop.wording makes a sentence of it."""

    code: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class MissingSound:
    """A hole in a recording: `missing_s` seconds would have stood at `at_s`."""

    at_s: float
    missing_s: float
    reason: str  # "paused", "unplugged" or "changed" (the microphone), "overrun"


@dataclass(frozen=True)
class LiveText:
    """The text of the utterance that is being spoken, so far. `committed` changes no more.

    `lost` is what an engine that died had committed. The next one hears the same sound again, and
    will say it again.
    """

    start_s: float
    committed: str = ""
    tentative: str = ""
    lost: str = ""

    @property
    def uncertain(self) -> str:
        """What to show after `committed`: it may change yet, or is being said again."""
        said = self.committed + self.tentative
        if len(said) < len(self.lost) and self.lost.startswith(self.committed):
            return self.lost[len(self.committed) :]
        return self.tentative

    def lose(self) -> LiveText:
        """The engine is gone: what it had said has to be said again."""
        lost = max(self.lost, self.committed, key=len)
        return LiveText(self.start_s, lost=lost)


@dataclass(frozen=True)
class Job:
    """A snapshot of a job. Times in seconds from the start of the recording."""

    job_id: str
    source: Path  # the media file, or the app's own recording
    is_recording: bool  # recorded by the app itself
    created: datetime
    phase: Phase = Phase.WAITING
    segments: Sequence[Segment] = ()  # without most of their words: `drop_words`
    live: LiveText | None = None
    removed: tuple[RemovedText, ...] = ()
    committed_sample: int = 0  # everything before it has been said
    position_s: float = 0.0
    duration_s: float | None = None
    model: str = ""
    fault: Fault | None = None
    warnings: tuple[Fault, ...] = ()
    missing: tuple[MissingSound, ...] = ()
    n_adopted: int = 0  # segments from the first on that are shown as they are: corrected text
    edits: Edits = NO_EDITS
    earlier: Corrected | None = None  # what was corrected before the job was begun anew
    is_growing: bool = False  # being recorded at this moment
    is_paused: bool = False  # the recording
    is_removed: bool = False
    is_cut_off: bool = False  # the app died while it recorded, and the user has yet to decide
    labels: Labels = NO_LABELS
    sound: SoundChoice = WHOLE_SOUND  # what of its file is transcribed
    contents: Contents | None = None  # what is in its file, as far as that is known
    is_sound_deleted: bool = False  # on purpose: the text is all there is
    has_unread_text: bool = False  # of the index: there are segments, in the journal alone

    @property
    def corrected(self) -> Corrected:
        """The text, and what the user has changed in it."""
        return Corrected(self.segments, self.n_adopted, self.edits)

    def with_text(self, text: Corrected) -> Job:
        """The job with this text."""
        return replace(
            self, segments=text.segments, n_adopted=text.n_adopted, edits=text.edits, live=None
        )

    @property
    def can_pause(self) -> bool:
        """Whether its transcription can be made to stand still."""
        return self.phase in (Phase.WAITING, Phase.RUNNING) and not self.is_growing

    @property
    def transcript(self) -> Transcript:
        """What the writers of desktop.export take, without the times of single words."""
        return Transcript(
            tuple(self.segments),
            model=self.model,
            source=self.source.name,
            duration_s=self.duration_s,
        )

    def as_record(self) -> dict[str, Any]:
        """The first record of the job's journal."""
        return {
            "v": 1,
            "type": "job",
            "job": self.job_id,
            "source": str(self.source),
            "is_recording": self.is_recording,
            "created": self.created.isoformat(),
        }


def begin_job(record: Mapping[str, Any]) -> Job:
    """The job of a first record. Raises KeyError, TypeError or ValueError when it is none."""
    if record["type"] != "job":
        raise ValueError(f"the first record is a {record['type']!r}")
    created = datetime.fromisoformat(record["created"])
    return Job(
        job_id=record["job"],
        source=Path(record["source"]),
        is_recording=bool(record["is_recording"]),
        created=created if created.tzinfo else created.replace(tzinfo=UTC),
    )


def apply_record(job: Job, record: Mapping[str, Any], *, keep_words: bool = False) -> Job:
    """The job after one more record; one of an unknown type changes nothing.

    `keep_words`: with the words of its segments, for an export.

    Raises KeyError or TypeError when a field is missing or of the wrong type.
    """
    kind = record["type"]
    if kind == "segment":
        return _take_segment(job, record, keep_words)
    if kind == "live":
        return _show_live(job, record)
    if kind == "removed":
        job = replace(job, live=None, committed_sample=int(record["committed_sample"]))
        segment = read_segment(record["segment"], keep_words)
        return _add_removed(job, RemovedText(segment, record["reason"]))
    if kind == "progress":
        duration_s = record.get("duration_s")
        return replace(
            job, position_s=float(record["position_s"]), duration_s=duration_s or job.duration_s
        )
    if kind == "warning":
        fault = Fault(record["code"], record.get("details") or {})
        return job if fault in job.warnings else replace(job, warnings=(*job.warnings, fault))
    if kind == "media":
        return _take_contents(job, record)
    if kind in END_PHASES:
        return _end_job(job, record)
    if kind in (ADOPTED, CORRECTED, UNDONE, REDONE):
        keep = _keep_whole if keep_words else drop_words
        return job.with_text(apply_correction(job.corrected, record, keep))
    return _apply_own(job, kind, record)


def read_segment(data: Mapping[str, Any], with_words: bool) -> Segment:
    """The segment of a record. Raises KeyError or TypeError."""
    segment = Segment.from_dict(data)
    return segment if with_words else drop_words(segment)


def _keep_whole(segment: Segment) -> Segment:
    return segment


def drop_words(segment: Segment) -> Segment:
    """The segment without the times of its words, unless a command may be among them."""
    return segment if holds_command_word(segment.text) else replace(segment, words=())


def _take_segment(job: Job, record: Mapping[str, Any], keep_words: bool) -> Job:
    is_whole = all(hole.reason == "paused" for hole in job.missing)
    segment = read_segment(record["segment"], with_words=keep_words or not is_whole)
    said: Sequence[Segment] = job.segments
    removed = job.removed
    for part in [segment] if is_whole else split_at_holes(segment, job.missing):
        part = part if keep_words else drop_words(part)
        if removed and removed[-1].is_put_back and is_part(part, removed[-1]):
            removed = (*removed[:-1], keep_back(removed[-1], part))
        else:
            said = extend(said, part)
    return replace(
        job,
        segments=said,
        removed=removed,
        live=None,
        committed_sample=int(record["committed_sample"]),
        position_s=max(job.position_s, float(segment.end_s)),
    )


def _take_contents(job: Job, record: Mapping[str, Any]) -> Job:
    contents = Contents.from_dict(record)
    if not contents.tracks:
        return job  # it could not be read; when it is transcribed, it will be told why
    if contents.two_speakers is None and job.contents is not None:
        contents = replace(contents, two_speakers=job.contents.two_speakers)
    return replace(job, contents=contents, duration_s=job.duration_s or contents.duration_s)


def _restart(job: Job) -> Job:
    return replace(
        job,
        phase=Phase.WAITING,
        fault=None,
        is_cut_off=False,
        warnings=(),
        segments=(),
        n_adopted=0,
        edits=NO_EDITS,
        earlier=job.corrected if job.n_adopted else job.earlier,
        live=None,
        removed=(),
        committed_sample=0,
        position_s=0.0,
    )


def split_at_holes(segment: Segment, holes: Iterable[MissingSound]) -> list[Segment]:
    """The segment in pieces: what was said before a hole and after it. A pause is none."""
    parts = [segment]
    for hole in holes:
        last = parts[-1]
        if hole.reason != "paused" and last.start_s < hole.at_s < last.end_s:
            parts[-1:] = split_segment(last, hole.at_s)
    return parts


def _show_live(job: Job, record: Mapping[str, Any]) -> Job:
    start_s = float(record["start_s"])
    committed, tentative = str(record["committed"]), str(record["tentative"])
    lost = job.live.lost if job.live is not None else ""
    has_text = bool(committed or tentative or lost)
    return replace(job, live=LiveText(start_s, committed, tentative, lost) if has_text else None)


def _add_removed(job: Job, text: RemovedText) -> Job:
    """After a crash the engine may remove the same once more."""
    if any(known.segment == text.segment for known in job.removed[-1:]):
        return job
    return replace(job, removed=(*job.removed, text))


def _move_removed(job: Job, kind: str, index: int) -> Job:
    if not 0 <= index < len(job.removed):
        return job  # of a journal that a torn line has cost this very text
    text = job.removed[index]
    if text.is_put_back == (kind == PUT_BACK):
        return job
    if text.is_put_back and job.n_adopted and text.segment not in job.segments:
        return job  # the user has corrected it since
    segments, text = (put_back if kind == PUT_BACK else take_out)(job.segments, text)
    removed = (*job.removed[:index], text, *job.removed[index + 1 :])
    if job.n_adopted:  # it can be undone, as all that is done to a corrected text
        change = find_change(job.segments, segments)
        if change.first <= job.n_adopted:
            n_adopted = job.n_adopted + len(segments) - len(job.segments)
            job = replace(job, n_adopted=n_adopted, edits=job.edits.add((change,)))
    return replace(job, segments=segments, removed=removed)


def _end_job(job: Job, record: Mapping[str, Any]) -> Job:
    phase = END_PHASES[record["type"]]
    job = replace(job, live=None)
    if phase is Phase.FAILED:
        return replace(job, phase=phase, fault=Fault(record["code"], record.get("details") or {}))
    job = replace(job, phase=phase, committed_sample=int(record["committed_sample"]))
    if phase is Phase.DONE:
        duration_s = float(record["duration_s"])
        return replace(job, duration_s=duration_s, position_s=duration_s)
    return job


def _apply_own(job: Job, kind: str, record: Mapping[str, Any]) -> Job:
    if kind == STARTED:
        return replace(job, model=record["model"])
    if kind == PAUSED:
        return replace(job, phase=Phase.PAUSED)
    if kind in (PUT_BACK, TAKEN_OUT):
        return _move_removed(job, kind, int(record["index"]))
    if kind == RETRIED:
        return replace(job, phase=Phase.WAITING, fault=None, is_cut_off=False)
    if kind == RESTARTED:
        return _restart(job)
    if kind == SOUND_CHOSEN:
        sound = SoundChoice(record["track"], bool(record["split_channels"]))
        return replace(_restart(job), sound=sound, duration_s=None)
    if kind == SOUND_MISSING:
        hole = MissingSound(
            float(record["at_s"]), float(record["missing_s"]), str(record["reason"])
        )
        return replace(job, missing=(*job.missing, hole))
    if kind == CUT_OFF:
        return replace(job, phase=Phase.CANCELLED, is_cut_off=True)
    if kind == LEFT_AS_IS:
        return replace(job, is_cut_off=False, duration_s=record.get("duration_s"))
    if kind == SOUND_DELETED:
        return replace(job, is_sound_deleted=True)
    if kind == LABELLED:
        return replace(job, labels=read_labels(record))
    if kind == BROUGHT_BACK and job.earlier is not None:
        present = job.corrected if job.segments else None
        return replace(job.with_text(job.earlier), earlier=present)
    if kind == MOVED:
        return replace(job, source=Path(record["source"]))
    if kind in (REMOVED, RESTORED):
        return replace(job, is_removed=kind == REMOVED)
    return job
