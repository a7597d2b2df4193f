"""A job read back from its journal is the job that was; a torn line costs that line alone."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.file_queue import Phase
from desktop.library.job import Fault, Job, LiveText, apply_record
from desktop.library.journal import Journals, read_journal

JOB = Job("a", Path("/tal/Åsa och Örjan.mp3"), False, datetime(2026, 11, 22, 9, 15, tzinfo=UTC))


def segment(number: int) -> dict[str, Any]:
    word = {"text": "Hej", "start_s": number, "end_s": number + 0.4, "confidence": 0.8}
    said = {"start_s": number, "end_s": number + 1.0, "text": "Hej å ä ö.", "words": [word]}
    return {
        "v": 1,
        "type": "segment",
        "job": "a",
        "segment": said,
        "committed_sample": 16_000 * (number + 1),
    }


DONE = {"v": 1, "type": "done", "job": "a", "duration_s": 4.5, "committed_sample": 72_000}
ERROR = {"v": 1, "type": "error", "job": "a", "code": "not_audio", "details": {"path": "x"}}
CANCELLED = {"v": 1, "type": "cancelled", "job": "a", "committed_sample": 16_000}
WARNING = {"v": 1, "type": "warning", "job": "a", "code": "audio_truncated", "details": {"at_s": 2}}
REMOVED_TEXT = {**segment(1), "type": "removed", "reason": "no_speech"}


@pytest.mark.parametrize(
    "records",
    [
        [],
        [{"type": "started", "model": "m"}, segment(0), segment(1), DONE],
        [segment(0), CANCELLED],
        [segment(0), CANCELLED, {"type": "retried"}],
        [ERROR],
        [WARNING, WARNING, segment(0), REMOVED_TEXT, DONE],
        [segment(0), DONE, {"type": "restarted"}, segment(0)],
        [segment(0), {"type": "paused_by_user"}],
        [segment(0), {"type": "paused_by_user"}, {"type": "retried"}, segment(1)],
        [REMOVED_TEXT, segment(2), {"type": "removed_text_put_back", "index": 0}],
        [{"type": "a_kind_of_the_future", "job": "a"}],
    ],
)
def test_a_journal_gives_the_job_back(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    journals = Journals(tmp_path / "jobs")
    journals.create(JOB)
    job = JOB
    for record in records:
        journals.append("a", record)
        job = apply_record(job, record)
    assert journals.load() == [job]


def test_what_the_records_mean() -> None:
    job = JOB
    for record in (segment(0), WARNING, WARNING, REMOVED_TEXT, ERROR):
        job = apply_record(job, record)
    assert [said.text for said in job.segments] == ["Hej å ä ö."]
    assert job.segments[0].words == ()  # they stay in the journal
    assert job.committed_sample == 32_000  # what was removed is not to be said again either
    assert job.warnings == (Fault("audio_truncated", {"at_s": 2}),)
    assert (job.phase, job.fault) == (Phase.FAILED, Fault("not_audio", {"path": "x"}))
    again = apply_record(job, {"type": "retried"})
    assert (again.phase, again.fault, len(again.segments)) == (Phase.WAITING, None, 1)
    anew = apply_record(job, {"type": "restarted"})
    assert (anew.segments, anew.committed_sample, anew.warnings) == ((), 0, ())
    assert apply_record(JOB, DONE).duration_s == 4.5


def test_progress_is_not_written_down(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.create(JOB)
    before = (tmp_path / "a.jsonl").read_bytes()
    journals.append("a", {"type": "progress", "position_s": 1.0, "duration_s": 9.0})
    assert (tmp_path / "a.jsonl").read_bytes() == before


def test_live_text_is_not_written_down(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.create(JOB)
    before = (tmp_path / "a.jsonl").read_bytes()
    journals.append("a", live("Hej", " på"))
    assert (tmp_path / "a.jsonl").read_bytes() == before


def test_the_words_of_a_transcript_are_read_when_they_are_wanted(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.create(JOB)
    put_back = {"type": "removed_text_put_back", "index": 0}
    for record in (segment(0), REMOVED_TEXT, segment(2), put_back, DONE):
        journals.append("a", record)
    (job,) = journals.load()
    assert all(said.words == () for said in job.segments)
    whole = journals.read_transcript(job)
    assert [said.words[0].start_s for said in whole.segments] == [0, 1, 2]
    assert (whole.text, whole.duration_s) == (job.transcript.text, 4.5)


def test_a_transcript_whose_journal_lacks_something_has_no_words(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.create(JOB)
    journals.append("a", segment(0))
    job = apply_record(journals.load()[0], segment(1))  # the disk was full
    assert journals.read_transcript(job) == job.transcript
    (tmp_path / "a.jsonl").unlink()
    assert journals.read_transcript(job) == job.transcript


def test_a_transcript_that_goes_on_while_it_is_read_keeps_its_words(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.create(JOB)
    journals.append("a", segment(0))
    (job,) = journals.load()
    journals.append("a", segment(1))
    whole = journals.read_transcript(job)
    assert [said.words[0].start_s for said in whole.segments] == [0]


def test_journals_are_brought_to_the_disk_and_one_that_has_gone_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journals = Journals(tmp_path)
    journals.create(JOB)
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    journals.sync(["missing", "a"])
    assert synced[0] == (tmp_path / "a.jsonl").stat().st_ino


def live(committed: str, tentative: str) -> dict[str, Any]:
    return {
        "v": 1,
        "type": "live",
        "job": "a",
        "start_s": 1.0,
        "committed": committed,
        "tentative": tentative,
    }


def test_live_text_is_shown_until_the_segment_takes_its_place() -> None:
    job = apply_record(JOB, live("Hej", " på"))
    assert job.live == LiveText(1.0, "Hej", " på")
    assert job.segments == ()
    assert apply_record(job, segment(1)).live is None
    assert apply_record(job, REMOVED_TEXT).live is None
    assert apply_record(job, live("", "")).live is None
    for end in (DONE, ERROR, CANCELLED, {"type": "restarted"}):
        assert apply_record(job, end).live is None


def test_what_a_dead_engine_had_committed_stays_until_the_next_has_said_it_again() -> None:
    job = apply_record(JOB, live("Hej på dig", " du"))
    assert job.live is not None
    job = replace(job, live=job.live.lose())
    shown = []
    for said in (
        ("", ""),
        ("", "Hej"),
        ("Hej", " på"),
        ("Hej på", " dig å"),
        ("Hej på dig", " du"),
    ):
        job = apply_record(job, live(*said))
        assert job.live is not None
        shown.append((job.live.committed, job.live.uncertain))
    assert shown == [
        ("", "Hej på dig"),
        ("", "Hej på dig"),
        ("Hej", " på dig"),
        ("Hej på", " dig å"),
        ("Hej på dig", " du"),
    ]
    other = apply_record(job, live("Nej", ""))  # another model hears it otherwise
    assert other.live is not None
    assert (other.live.committed, other.live.uncertain) == ("Nej", "")
    assert job.live.lose().lose() == LiveText(1.0, lost="Hej på dig")
    assert apply_record(job, segment(1)).live is None


def test_a_process_killed_anywhere_costs_at_most_the_last_record(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.create(JOB)
    first_line = (tmp_path / "a.jsonl").stat().st_size
    for number in range(3):
        journals.append("a", segment(number))
    whole = (tmp_path / "a.jsonl").read_bytes()
    ends = [end + 1 for end, byte in enumerate(whole) if byte == ord("\n")]
    for cut in range(first_line, len(whole)):
        (tmp_path / "a.jsonl").write_bytes(whole[:cut])
        journals.append("a", DONE)
        (job,) = journals.load()
        n_whole = sum(end <= cut + 1 for end in ends) - 1
        assert len(job.segments) == n_whole, cut
        assert job.phase is Phase.DONE


def test_what_is_no_journal_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    (tmp_path / "odd.jsonl").write_text('{"type": "segment"}\n')
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\x00\n")
    (tmp_path / "folder.jsonl").mkdir()
    Journals(tmp_path).create(JOB)
    assert Journals(tmp_path).load() == [JOB]
    assert read_journal(tmp_path / "missing.jsonl") is None


def test_removed_jobs_are_deleted_at_the_next_start_unless_put_back(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.create(JOB)
    journals.append("a", {"type": "removed_from_list"})
    journals.append("a", {"type": "restored_to_list"})
    assert journals.load() == [JOB]
    journals.append("a", {"type": "removed_from_list"})
    assert journals.load() == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_name_that_is_not_utf8_is_kept(tmp_path: Path) -> None:
    odd = Path("/tal/\udce5.mp3")
    Journals(tmp_path).create(Job("b", odd, False, JOB.created))
    assert Journals(tmp_path).load()[0].source == odd


def test_jobs_come_oldest_first_and_a_batch_in_its_order(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    later = datetime(2026, 11, 23, tzinfo=UTC)
    jobs = [Job(name, JOB.source, False, later) for name in ("b-00001", "b-00000")]
    for job in (*jobs, JOB):
        journals.create(job)
    assert [job.job_id for job in journals.load()] == ["a", "b-00000", "b-00001"]
