"""In a journal all places are replaced or none, whoever is killed in between; and taken back."""

from pathlib import Path

import pytest

from desktop.library import replace_everywhere
from desktop.library.corrections import CORRECTED, UNDONE, Replacement, make_correction
from desktop.library.index import open_index
from desktop.library.job import Job
from desktop.library.journal import Journals, read_journal
from desktop.library.refresh import refresh
from desktop.library.replace_everywhere import (
    find_in,
    list_candidates,
    quote,
    replace_in,
    take_back_in,
)
from desktop.text.find_replace import Wish
from desktop.transcript import Segment

DONE = {"type": "done", "duration_s": 2.0, "committed_sample": 32_000}
WISH = Wish("kalle", "Åsa")


def present(job: Job) -> list[Segment]:
    """As heard, but for a sign that the switches would have put there."""
    heard = [Segment(one.start_s, one.end_s, one.text + "!") for one in job.segments]
    return [*job.segments[: job.n_adopted], *heard[job.n_adopted :]]


@pytest.fixture
def jobs(library, said) -> Path:
    library.list_job("a", Path("/a.mp3"), said("Kalle och Kalle"), said("Ingen"), DONE)
    library.list_job("b", Path("/b.mp3"), said("Skalle"), DONE)
    library.list_job("c", Path("/c.mp3"), said("Kalle"))  # not at rest
    return library.jobs


def read(jobs: Path, name: str) -> list[str]:
    return [segment.text for segment in read_journal(jobs / f"{name}.jsonl").segments]


def test_found_by_the_index_and_in_what_is_shown(library, jobs: Path) -> None:
    index, _ = open_index(library.home / "library.sqlite")
    list(refresh(index, jobs))
    ids = ["a", "b", "c", "gone"]
    assert list_candidates(index, ids, WISH) == ["a", "b", "c"]
    assert list_candidates(index, ids, Wish("kalle", is_exact=True)) == ["b"]
    assert list_candidates(index, ids, Wish("kalle!")) == ["a", "b", "c"]
    found = find_in(jobs, "a", Wish("kalle!"), present)
    assert (found.n_places, found.lines) == (1, ("Kalle och Kalle!",))
    assert find_in(jobs, "c", WISH, present) is None
    assert find_in(jobs, "gone", WISH, present) is None


def test_replaced_in_one_step_and_taken_back(jobs: Path) -> None:
    replaced = replace_in(jobs, "a", WISH, present)
    assert replaced.n_places == 2
    assert read(jobs, "a") == ["Åsa och Åsa!", "Ingen!"]  # the text is adopted as it is shown
    assert replace_in(jobs, "a", WISH, present) is None
    assert take_back_in(jobs, replaced)
    assert read(jobs, "a") == ["Kalle och Kalle!", "Ingen!"]
    assert not take_back_in(jobs, replaced)  # it is undone already


def test_what_was_done_since_is_not_taken_back(jobs: Path) -> None:
    replaced = replace_in(jobs, "a", WISH, present)
    other = Replacement(1, 2, (Segment(1.0, 2.0, "Någon"),))
    Journals(jobs).append("a", make_correction([other]))
    assert not take_back_in(jobs, replaced)
    Journals(jobs).append("a", {"type": UNDONE})
    assert take_back_in(jobs, replaced)


def test_a_kill_between_the_records_changes_nothing(
    jobs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Journals):
        def append(self, job_id: str, record: dict) -> None:
            if record["type"] == CORRECTED:
                raise KeyboardInterrupt
            super().append(job_id, record)

    with monkeypatch.context() as patched:
        patched.setattr(replace_everywhere, "Journals", Killed)
        with pytest.raises(KeyboardInterrupt):
            replace_in(jobs, "a", WISH, present)
    job = read_journal(jobs / "a.jsonl")
    assert [segment.text for segment in job.segments] == ["Kalle och Kalle!", "Ingen!"]
    assert not job.edits.done
    assert replace_in(jobs, "a", WISH, present).n_places == 2


def test_a_line_is_quoted_around_its_place() -> None:
    text = "Det var en gång " * 20 + "Kalle" + " som gick hem" * 20
    quoted = quote(text, text.index("Kalle"))
    assert quoted.startswith("…")
    assert quoted.endswith("…")
    assert "Kalle" in quoted[:45]
    assert quote("Kalle", 0) == "Kalle"
