"""The library's index: what the journals say of each job, so that list and search find it at once.

A SQLite file that holds nothing of its own: the journals and the recordings are the truth, and a
file that is lost, damaged or of a later version is begun anew from them (desktop.library.refresh).
One Index is one connection, for one thread; several may be open at a time.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.library.folding import compose, fold
from desktop.library.index_rows import (
    OUTLINE,
    Said,
    make_outline,
    pack_remarks,
    pack_said,
    unpack_said,
)
from desktop.library.job import Job
from desktop.library.schema import NewerSchema, migrate
from desktop.speakers import count_speakers, is_number

FILE_NAME = "library.sqlite"
WAIT_FOR_OTHERS_S = 10.0  # for another connection that is writing
IN_MEMORY = "file:talskrift-library?mode=memory&cache=shared"
N_AT_A_TIME = 500  # ids in one statement


@dataclass(frozen=True)
class Stamp:
    """Which state of a journal was read: another length or time, and it has changed since."""

    n_bytes: int
    changed_ns: int


class Index:
    """Raises sqlite3.Error where the file cannot be read or written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def close(self) -> None:
        self.connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in it is written, or nothing. May stand in another one."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:  # SQLite itself gives up on a full disk
                self.connection.execute("ROLLBACK")
            raise

    def put(self, job: Job, stamp: Stamp) -> None:
        """Take in a job as its journal has it in the state of `stamp`."""
        labels = job.labels
        speakers = (name for name in count_speakers(job.segments) if not is_number(name))
        names = (
            labels.title,
            job.source.name,
            labels.folder,
            *labels.tags,
            labels.note,
            *speakers,
        )
        said = Said(
            compose("\n".join(filter(None, names))),
            tuple(
                (segment.start_s, compose(text))
                for segment in job.segments
                for text in (segment.text, segment.note)[: 1 + bool(segment.note)]
            ),
        )
        values = {
            "job_id": job.job_id,
            "created_s": job.created.timestamp(),
            "source": str(job.source),
            "is_recording": job.is_recording,
            "phase": str(job.phase),
            "duration_s": job.duration_s,
            "model": job.model,
            "has_text": bool(job.segments),
            "remarks": pack_remarks(job),
            "title": labels.title,
            "folder": labels.folder,
            "note": labels.note,
            "sound_bytes": measure_sound(job.source),
            "journal_bytes": stamp.n_bytes,
            "journal_changed_ns": stamp.changed_ns,
        }
        with self.transaction():
            number = self._find_number(job.job_id)
            if number is not None:
                self._forget_words(number)
                values["number"] = number
            columns = ", ".join(values)
            fields = ", ".join(f":{name}" for name in values)
            done = self.connection.execute(
                f"INSERT OR REPLACE INTO jobs ({columns}) VALUES ({fields})", values
            )
            self._remember_words(done.lastrowid or 0, said)
            self._set_tags(done.lastrowid or 0, labels.tags)

    def remove(self, job_ids: Iterable[str]) -> None:
        """Forget jobs; those that are not there are passed over."""
        with self.transaction():
            for job_id in job_ids:
                number = self._find_number(job_id)
                if number is not None:
                    self._forget_words(number)
                    self._set_tags(number, ())
                    self.connection.execute("DELETE FROM jobs WHERE number = ?", (number,))

    def read_stamps(self) -> dict[str, Stamp]:
        """The state in which each job's journal was read."""
        rows = self.connection.execute("SELECT job_id, journal_bytes, journal_changed_ns FROM jobs")
        return {job_id: Stamp(n_bytes, changed_ns) for job_id, n_bytes, changed_ns in rows}

    def read_stamp(self, job_id: str) -> Stamp | None:
        """The state in which a job's journal was read; None where it is not there."""
        row = self.connection.execute(
            "SELECT journal_bytes, journal_changed_ns FROM jobs WHERE job_id = ?", (job_id,)
        ).fetchone()
        return None if row is None else Stamp(*row)

    def read_outlines(self, job_ids: Iterable[str]) -> dict[str, Job]:
        """Jobs without their text, by id; those that are not there are missing."""
        wanted = list(job_ids)
        found: dict[str, Job] = {}
        for start in range(0, len(wanted), N_AT_A_TIME):
            some = wanted[start : start + N_AT_A_TIME]
            marks = ", ".join("?" * len(some))
            rows = self.connection.execute(
                f"SELECT {OUTLINE} FROM jobs WHERE job_id IN ({marks})", some
            )
            found |= {row[0]: make_outline(row) for row in rows}
        return found

    def read_all_outlines(self) -> dict[str, Job]:
        """Every job, without its text, by id."""
        rows = self.connection.execute(f"SELECT {OUTLINE} FROM jobs")
        return {row[0]: make_outline(row) for row in rows}

    def list_values(self, column: str) -> list[str]:
        """All folders, tags or models (`folder`, `tag`, `model`) there are, in Swedish order."""
        table = "tags" if column == "tag" else "jobs"
        rows = self.connection.execute(
            f"SELECT DISTINCT {column} FROM {table} WHERE {column} != ''"
        )
        return sorted((row[0] for row in rows), key=sort_as_a_swede)

    def note_sound(self) -> None:
        """Look anew at how much sound each job has: files come and go without our knowing."""
        rows = self.connection.execute("SELECT sound_bytes, number, source FROM jobs").fetchall()
        found = [(measure_sound(Path(source)), number) for _, number, source in rows]
        before = [(n_bytes, number) for n_bytes, number, _ in rows]
        changed = [now for now, known in zip(found, before, strict=True) if now != known]
        with self.transaction():
            self.connection.executemany("UPDATE jobs SET sound_bytes = ? WHERE number = ?", changed)

    def forget_traces(self) -> None:
        """Write over what is left of removed jobs in the file: words that FTS5 only marks as gone,
        and pages that are free. Takes a while.
        """
        self.connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        self.connection.execute("VACUUM")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def read_said(self, job_id: str) -> Said | None:
        """What is searched of a job; None where it is not there."""
        number = self._find_number(job_id)
        return None if number is None else self._read_said(number)

    def _find_number(self, job_id: str) -> int | None:
        row = self.connection.execute(
            "SELECT number FROM jobs WHERE job_id = ?", (job_id,)
        ).fetchone()
        return None if row is None else int(row[0])

    def _read_said(self, number: int) -> Said | None:
        row = self.connection.execute(
            "SELECT segments FROM texts WHERE number = ?", (number,)
        ).fetchone()
        return None if row is None else unpack_said(row[0])

    def _remember_words(self, number: int, said: Said) -> None:
        self.connection.execute(
            "INSERT INTO texts (number, segments) VALUES (?, ?)", (number, pack_said(said))
        )
        self.connection.execute(
            "INSERT INTO words (rowid, name, text) VALUES (?, ?, ?)",
            (number, fold(said.name), fold(said.text)),
        )

    def _set_tags(self, number: int, tags: Iterable[str]) -> None:
        self.connection.execute("DELETE FROM tags WHERE number = ?", (number,))
        self.connection.executemany(
            "INSERT INTO tags (tag, number) VALUES (?, ?)", [(tag, number) for tag in tags]
        )

    def _forget_words(self, number: int) -> None:
        """FTS5 must be told what it was given: it keeps no copy."""
        said = self._read_said(number)
        if said is not None:
            self.connection.execute(
                "INSERT INTO words (words, rowid, name, text) VALUES ('delete', ?, ?, ?)",
                (number, fold(said.name), fold(said.text)),
            )
            self.connection.execute("DELETE FROM texts WHERE number = ?", (number,))


def open_index(path: Path) -> tuple[Index, bool]:
    """The index at this path; True where it was there, but could not be used, and is begun anew.

    Where the disk takes no file at all, it is kept in memory until the app ends.
    """
    was_there = path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Index(connect(str(path))), False
    except (OSError, sqlite3.Error, NewerSchema) as error:
        if isinstance(error, OSError) or is_of_the_disk(error):
            return Index(connect(IN_MEMORY, uri=True)), False
        delete_index(path)
        index, _ = open_index(path)
        return index, was_there


def is_of_the_disk(error: Exception) -> bool:
    """Whether it is the disk that refuses, or another process, while the file may be good."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    )


def connect(database: str, *, uri: bool = False) -> sqlite3.Connection:
    """A connection to a database of the present version. Raises sqlite3.Error and NewerSchema."""
    connection = sqlite3.connect(database, timeout=WAIT_FOR_OTHERS_S, isolation_level=None, uri=uri)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # a power cut costs what comes anyway
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA read_uncommitted = ON")  # matters in memory alone
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def delete_index(path: Path) -> None:
    """Delete the file and what SQLite keeps beside it. Raises OSError."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


def is_intact(index: Index) -> bool:
    """Whether SQLite finds the file whole. Reads all of it: not for the window's thread."""
    try:
        (verdict,) = index.connection.execute("PRAGMA quick_check(1)").fetchone()
        index.connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    except sqlite3.Error as error:
        return is_of_the_disk(error)  # which says nothing of the file
    return bool(verdict == "ok")


def measure_sound(source: Path) -> int:
    """The size of a job's sound in bytes; 0 where there is none, or it is out of reach."""
    try:
        return source.stat().st_size
    except (OSError, ValueError):
        return 0


def sort_as_a_swede(text: str) -> tuple[int, ...]:
    """Å, ä and ö come last, in that order."""
    last = {letter: 0x10FFFF + number for number, letter in enumerate("åäö")}
    return tuple(last.get(character, ord(character)) for character in fold(text))
