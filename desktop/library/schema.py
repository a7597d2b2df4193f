"""The tables of the library's index, and the steps from each past version to the present one.

A step, once released, is never changed; what is new is a step more. `PRAGMA user_version` counts
those that a file has gone through. docs/library.md describes the tables.
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x54616C73  # "Tals": told by `file`, and by us from other people's databases

# The words are kept without a copy of the text (`content=''`), folded by desktop.library.folding:
# SQLite's own folding would take å, ä and ö for a and o.
STEPS = (
    """
    CREATE TABLE jobs (
        number INTEGER PRIMARY KEY,
        job_id TEXT NOT NULL UNIQUE,
        created_s REAL NOT NULL,
        source TEXT NOT NULL,
        is_recording INTEGER NOT NULL,
        phase TEXT NOT NULL,
        duration_s REAL,
        model TEXT NOT NULL,
        has_text INTEGER NOT NULL,
        remarks TEXT NOT NULL,
        journal_bytes INTEGER NOT NULL,
        journal_changed_ns INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX jobs_by_time ON jobs (created_s DESC, job_id);
    CREATE TABLE texts (number INTEGER PRIMARY KEY, segments BLOB NOT NULL) STRICT;
    CREATE VIRTUAL TABLE words USING fts5 (
        name, text, content='', prefix='2 3', columnsize=0,
        tokenize='unicode61 remove_diacritics 0'
    );
    """,
    # The size of a transcript's sound is looked at whenever the index is brought up to date.
    """
    ALTER TABLE jobs ADD COLUMN title TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN folder TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN note TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN sound_bytes INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX jobs_by_folder ON jobs (folder) WHERE folder != '';
    CREATE TABLE tags (
        tag TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (tag, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tags_by_job ON tags (number);
    """,
)
VERSION = len(STEPS)


class NewerSchema(Exception):
    """The file was written by a later Talskrift."""


def migrate(connection: sqlite3.Connection) -> int:
    """Bring a database to the present version, in one transaction. Returns the one it had.

    Raises NewerSchema, and sqlite3.Error; the file is then as it was.
    """
    before = read_version(connection)
    if before > VERSION:
        raise NewerSchema(f"version {before}, known are {VERSION}")
    if before < VERSION:
        steps = "".join(STEPS[before:])
        mark = f"PRAGMA user_version = {VERSION}; PRAGMA application_id = {APPLICATION_ID};"
        try:
            connection.executescript(f"BEGIN IMMEDIATE; {steps} {mark} COMMIT;")
        except sqlite3.Error:
            if connection.in_transaction:
                connection.rollback()
            raise
    return before


def read_version(connection: sqlite3.Connection) -> int:
    """How many steps the database has gone through. Raises sqlite3.Error when it is none."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
