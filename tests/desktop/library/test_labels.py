"""Title, folder, tags and note: kept in the journal, found and filtered by."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.library.index import Index, Stamp, open_index
from desktop.library.job import Job
from desktop.library.journal import read_journal
from desktop.library.labels import LabelChange, Labels, split_tags, tidy_folder
from desktop.library.query import parse_query
from desktop.library.refresh import refresh
from desktop.library.search import Filters, find_midnight, search

BEGUN = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
LABELS = Labels("Årsmötet", "Föreningen/Möten", ("viktigt", "ekonomi"), "Ring Berit om detta.")


def test_the_journal_keeps_them_and_the_index_is_built_of_it(library, said) -> None:
    recording = library.record("a", finish=True)
    done = {"type": "done", "duration_s": 2.0, "committed_sample": 32_000}
    job = library.list_job("a", recording, said("Vi börjar."), done, LABELS.as_record())
    assert job.labels == LABELS
    assert read_journal(library.jobs / "a.jsonl").labels == LABELS
    index, _ = open_index(library.home / "library.sqlite")
    list(refresh(index, library.jobs))
    assert index.read_outlines(["a"])["a"].labels.tags == ("ekonomi", "viktigt")
    for typed in ("årsmöte", "berit", "ekonomi börjar", "föreningen möten"):
        assert search(index, parse_query(typed)) == ["a"], typed


def test_a_change_touches_only_what_it_names() -> None:
    assert LabelChange(folder="Nytt").apply(LABELS) == Labels(
        "Årsmötet", "Nytt", LABELS.tags, LABELS.note
    )
    change = LabelChange(more_tags=("Viktigt", "ny"))
    assert change.apply(LABELS).tags == ("viktigt", "ekonomi", "ny")
    assert LabelChange(tags=(), title="", note="").apply(LABELS) == Labels("", LABELS.folder)


def test_what_is_typed_is_tidied() -> None:
    assert tidy_folder("  Kunder //Berg  & Co/ ") == "Kunder/Berg & Co"
    assert split_tags(" #viktigt, två  ord,, Viktigt ,å") == ("viktigt", "två ord", "å")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Jobs 0 to 5, a day apart, the newest first."""
    index, _ = open_index(tmp_path / "library.sqlite")
    sound = tmp_path / "ljud.mp3"
    sound.write_bytes(b"12345")
    folders = ("Kunder", "Kunder/Berg", "Kunderna", "", "Örn", "Ädel")
    for number, folder in enumerate(folders):
        labels = Labels(folder=folder, tags=("udda",) if number % 2 else ())
        source = sound if number < 3 else tmp_path / "borta.mp3"
        created = BEGUN - timedelta(days=number)
        model = "KB" if number else ""
        index.put(Job(str(number), source, False, created, model=model, labels=labels), Stamp(1, 1))
    return index


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), "012345"),
        (Filters(folder="Kunder"), "01"),
        (Filters(folder="Kunder/Berg"), "1"),
        (Filters(folder=""), "3"),
        (Filters(tag="udda"), "135"),
        (Filters(tag="udda", folder="Kunder"), "1"),
        (Filters(model="KB"), "12345"),
        (Filters(has_sound=True), "012"),
        (Filters(has_sound=False), "345"),
        (Filters(first_day=(BEGUN - timedelta(days=1)).astimezone().date()), "01"),
        (Filters(last_day=(BEGUN - timedelta(days=4)).astimezone().date()), "45"),
    ],
)
def test_filters(index: Index, filters: Filters, found: str) -> None:
    assert search(index, parse_query(""), filters) == list(found)


def test_values_are_listed_in_swedish_order(index: Index) -> None:
    assert index.list_values("folder") == ["Kunder", "Kunder/Berg", "Kunderna", "Ädel", "Örn"]
    assert index.list_values("tag") == ["udda"]
    assert index.list_values("model") == ["KB"]


def test_sound_that_comes_or_goes_is_noticed(index: Index, tmp_path: Path) -> None:
    (tmp_path / "borta.mp3").write_bytes(b"1")
    (tmp_path / "ljud.mp3").unlink()
    index.note_sound()
    assert search(index, parse_query(""), Filters(has_sound=True)) == ["3", "4", "5"]


def test_a_day_begins_at_the_users_midnight() -> None:
    day = datetime(2026, 11, 22).date()
    assert datetime.fromtimestamp(find_midnight(day)) == datetime(2026, 11, 22)
