"""The index may be lost, damaged, old or of the future: the journals bring all of it back."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.file_queue import Phase
from desktop.library import schema
from desktop.library.index import FILE_NAME, Index, is_intact, open_index
from desktop.library.job import CUT_OFF, REMOVED
from desktop.library.query import parse_query
from desktop.library.refresh import refresh
from desktop.library.search import search

DONE = {"type": "done", "duration_s": 2.0, "committed_sample": 32_000}
SCHEMAS = Path(__file__).parent / "schemas"


@pytest.fixture
def path(library) -> Path:
    return library.home / FILE_NAME


@pytest.fixture
def fill(library, said) -> Callable[..., None]:
    def fill(**texts: str) -> None:
        for job_id, text in texts.items():
            recording = library.record(job_id, finish=True)
            started = {"type": "started", "model": "KB"}
            library.list_job(job_id, recording, started, said(text), DONE)

    return fill


def find(index: Index, typed: str) -> list[str]:
    return search(index, parse_query(typed))


def bring_up_to_date(library, index: Index) -> list:
    return list(refresh(index, library.jobs))


def test_holds_what_the_journals_say(library, path, fill) -> None:
    fill(a="Öppna dörren.", b="Stäng fönstret.")
    index, was_damaged = open_index(path)
    assert not was_damaged
    (batch,) = bring_up_to_date(library, index)
    assert (batch.unfinished, batch.n_read, batch.n_left) == ((), 2, 0)
    assert find(index, "dörr") == ["a"]
    outline = index.read_outlines(["a"])["a"]
    whole = library.journals.load()[0]
    assert (outline.source, outline.created, outline.model) == (whole.source, whole.created, "KB")
    assert (outline.phase, outline.duration_s) == (Phase.DONE, 2.0)
    assert outline.has_unread_text
    assert list(outline.segments) == []
    assert is_intact(index)


def test_reads_only_what_has_changed(library, path, fill, said) -> None:
    fill(a="Ett.", b="Två.", c="Tre.")
    index, _ = open_index(path)
    bring_up_to_date(library, index)
    (batch,) = bring_up_to_date(library, index)
    assert (batch.n_read, batch.n_left) == (0, 0)
    library.journals.append("b", said("Fyra.", 48_000))
    library.journals.append("b", DONE)
    (library.jobs / "c.jsonl").unlink()
    (batch,) = bring_up_to_date(library, index)
    assert batch.n_read == 1
    assert find(index, "fyra") == ["b"]
    assert find(index, "tre") == []


def test_gives_whole_what_has_to_go_on(library, path, said) -> None:
    library.list_job("waits", library.record("w"), said("Halva."))
    library.list_job("asks", library.record("c"), said("Avhuggen."), {"type": CUT_OFF})
    index, _ = open_index(path)
    for _ in range(2):  # at the second start as well
        (batch,) = bring_up_to_date(library, index)
        assert [job.job_id for job in batch.unfinished] == ["asks", "waits"]
        assert [segment.text for segment in batch.unfinished[1].segments] == ["Halva."]


def test_removed_jobs_are_out_of_it(library, path, fill) -> None:
    fill(a="Hemligt.")
    index, _ = open_index(path)
    bring_up_to_date(library, index)
    library.journals.append("a", {"type": REMOVED})
    bring_up_to_date(library, index)
    assert find(index, "hemligt") == []
    assert (library.jobs / "a.jsonl").exists()  # its sound is there: it is for the bin


@pytest.mark.parametrize("damage", ["lost", "no database", "torn", "other tables", "later"])
def test_is_built_anew_without_losing_a_word(library, path, fill, damage: str) -> None:
    fill(a="Öppna dörren.", b="Stäng fönstret.")
    index, _ = open_index(path)
    bring_up_to_date(library, index)
    before = index.read_all_outlines()
    index.close()
    if damage == "lost":
        path.unlink()
    elif damage == "no database":
        path.write_bytes(b"inte en databas" * 1000)
    elif damage == "torn":
        path.write_bytes(path.read_bytes()[:50])
    elif damage == "other tables":
        path.unlink()
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE jobs (annat)")
        other.close()
    elif damage == "later":
        with sqlite3.connect(path) as later:
            later.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
        later.close()
    index, was_damaged = open_index(path)
    assert was_damaged is (damage != "lost")
    bring_up_to_date(library, index)
    assert index.read_all_outlines() == before
    assert find(index, "dörr") == ["a"]
    assert is_intact(index)


def test_a_damaged_page_is_noticed(library, path, fill) -> None:
    fill(**{f"job{number}": f"Mening {number}. " * 200 for number in range(30)})
    index, _ = open_index(path)
    bring_up_to_date(library, index)
    index.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    index.close()
    data = bytearray(path.read_bytes())
    for at in range(3 * 4096, len(data), 4096):
        data[at : at + 64] = b"\xff" * 64
    path.write_bytes(data)
    index, was_damaged = open_index(path)
    assert was_damaged or not is_intact(index)


def test_a_disk_that_takes_no_file_costs_only_the_file(library, path, fill) -> None:
    fill(a="Öppna dörren.")
    path.mkdir()  # nothing can be written there
    index, was_damaged = open_index(path)
    other, _ = open_index(path)
    assert not was_damaged
    bring_up_to_date(library, index)
    assert find(other, "dörr") == ["a"]
    index.close()
    other.close()


def list_objects(connection: sqlite3.Connection) -> set[tuple]:
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL")
    tables = {
        (table, *column[1:6])
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for column in connection.execute(f"PRAGMA table_info('{table}')")
    }
    return {(kind, name) for kind, name, _ in rows} | tables


@pytest.mark.parametrize("version", range(1, schema.VERSION + 1))
def test_every_past_version_becomes_the_present_one(tmp_path: Path, version: int) -> None:
    """`schemas/N.sql`: a file of that version with a job in it, as its app wrote it."""
    path = tmp_path / FILE_NAME
    old = sqlite3.connect(path)
    old.executescript((SCHEMAS / f"{version}.sql").read_text("utf-8"))
    assert schema.read_version(old) == version
    old.close()
    index, was_damaged = open_index(path)
    assert not was_damaged
    assert schema.read_version(index.connection) == schema.VERSION
    fresh, _ = open_index(tmp_path / "fresh.sqlite")
    assert list_objects(index.connection) == list_objects(fresh.connection)
    assert find(index, "dörr") == ["a"]
    outline = index.read_outlines(["a"])["a"]
    assert (outline.source, outline.model) == (Path("/ljud/Åsas möte.mp3"), "KB")
    index.remove(["a"])
    assert find(index, "dörr") == []
    assert is_intact(index)
