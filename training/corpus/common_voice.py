"""Reads Mozilla Common Voice as it is downloaded: a tar.gz, or the folder unpacked from one.

Versions 1 to 25 differ in their columns; what is needed (client_id, path, sentence) has been there
in all. A tar.gz is read as a stream: its tables in one pass, its clips in the next, in their order
in the archive.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from training.corpus.audio import explain_damage, open_tar
from training.corpus.corpus import Corpus, CorpusFault, OnFault, read_found
from training.corpus.utterance import TarAudio, Utterance
from training.errors import CorpusError

# Our name of a split to Common Voice's table. `validated` is mined: all that people found right,
# without the speakers and sentences of dev and test.
TABLES = {"train": "train", "validation": "dev", "test": "test", "validated": "validated"}
MINED_SPLIT = "validated"
_HELD_OUT = ("dev", "test")
_DURATIONS = "clip_durations"
_NEEDED = ("client_id", "path", "sentence")
_READ_ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table, by its number there."""

    table: str
    line: int
    clip: str
    sentence: str
    speaker: str


def open_common_voice(source: Path) -> dict[str, Corpus]:
    """The splits of a Common Voice folder or tar archive, `validated` last.

    A folder may be the language's own or the one around it. Raises CorpusError where tables are
    missing, several languages are in it, or the archive is cut off.
    """
    release: _Release = _Archive(source) if source.is_file() else _Folder(_find_language(source))
    there = {split: table for split, table in TABLES.items() if table in release.tables}
    if not there:
        raise CorpusError(
            f"{source} holds no table of Common Voice (train.tsv, dev.tsv, test.tsv or "
            "validated.tsv). Give the archive or folder that does; unpack the archives of other "
            "corpora and give their folder."
        )
    return {split: _make_corpus(release, split, table) for split, table in there.items()}


def is_common_voice(folder: Path) -> bool:
    return bool(_language_folders(folder))


def normalise_sentence(sentence: str) -> str:
    """What is alike for the ear: letters and digits in lower case."""
    return " ".join("".join(c if c.isalnum() else " " for c in sentence.casefold()).split())


class _Release:
    """A version of Common Voice for one language; `tables` holds the text of its .tsv files."""

    source: Path
    root: Path | None = None
    tables: dict[str, Callable[[], str]]

    def find_clips(
        self, entries: Iterator[Entry | CorpusFault]
    ) -> Iterator[Utterance | CorpusFault]:
        raise NotImplementedError

    def durations_s(self) -> dict[str, float]:
        """Seconds by clip, where the version says so (17 and later)."""
        if _DURATIONS not in self.tables:
            return {}
        rows = (line.split("\t") for line in self.tables[_DURATIONS]().split("\n")[1:])
        return {row[0]: int(row[1]) / 1000 for row in rows if len(row) == 2 and row[1].isdecimal()}


class _Folder(_Release):
    def __init__(self, folder: Path) -> None:
        self.source = self.root = folder
        self.tables = {
            path.stem: partial(_read_table, path) for path in sorted(folder.glob("*.tsv"))
        }

    def find_clips(
        self, entries: Iterator[Entry | CorpusFault]
    ) -> Iterator[Utterance | CorpusFault]:
        durations_s = self.durations_s()
        for entry in entries:
            if isinstance(entry, CorpusFault):
                yield entry
                continue
            path = self.source / "clips" / entry.clip
            if path.is_file():
                yield _make_utterance(entry, path, durations_s)
            else:
                yield _explain_missing_clip(self.source, entry)


class _Archive(_Release):
    def __init__(self, archive: Path) -> None:
        self.source = archive
        found: dict[PurePosixPath, bytes] = {}
        wanted = {f"{table}.tsv" for table in (*TABLES.values(), _DURATIONS)}
        for member, data in _walk(archive, lambda path: path.name in wanted):
            found[PurePosixPath(member.name)] = data
        folders = sorted({str(path.parent) for path in found})
        if len(folders) > 1:
            raise CorpusError(
                f"{archive} holds several languages ({', '.join(folders)}). Unpack it and give the "
                "folder of one."
            )
        self.tables = {
            path.stem: partial(_decode, data, f"{archive}/{path}") for path, data in found.items()
        }

    def find_clips(
        self, entries: Iterator[Entry | CorpusFault]
    ) -> Iterator[Utterance | CorpusFault]:
        waiting: dict[str, Entry] = {}
        for entry in entries:
            if isinstance(entry, CorpusFault):
                yield entry
            else:
                waiting[entry.clip] = entry
        durations_s = self.durations_s()

        def is_wanted(path: PurePosixPath) -> bool:
            return path.parent.name == "clips" and path.name in waiting

        for member, data in _walk(self.source, is_wanted):
            digest = hashlib.sha256(data).hexdigest()
            audio = TarAudio(self.source, member.name, member.offset_data, member.size, digest)
            yield _make_utterance(waiting.pop(PurePosixPath(member.name).name), audio, durations_s)
        for entry in waiting.values():
            yield _explain_missing_clip(self.source, entry)


def _make_corpus(release: _Release, split: str, table: str) -> Corpus:
    def read(on_fault: OnFault | None = None) -> Iterator[Utterance]:
        entries = _read_entries(release.source, f"{table}.tsv", release.tables[table]())
        if split == MINED_SPLIT:
            entries = _mine(entries, release)
        if_none = _explain_nothing_found(release, table)
        yield from read_found(release.find_clips(entries), on_fault, if_none)

    def count() -> int:
        return max(0, release.tables[table]().count("\n") - 1)

    return Corpus(f"{release.source} ({split})", read, release.root, count)


def _mine(
    entries: Iterator[Entry | CorpusFault], release: _Release
) -> Iterator[Entry | CorpusFault]:
    """The entries without those of speakers and sentences that validation and test have."""
    speakers: set[str] = set()
    sentences: set[str] = set()
    for table in _HELD_OUT:
        if table not in release.tables:
            raise CorpusError(
                f"{release.source} has no {table}.tsv, so it cannot be known which clips of "
                "validated.tsv are held out for testing. Restore it, or take the split train."
            )
        for entry in _read_entries(release.source, f"{table}.tsv", release.tables[table]()):
            if isinstance(entry, Entry):
                speakers.add(entry.speaker)
                sentences.add(normalise_sentence(entry.sentence))
    for entry in entries:
        held_out = isinstance(entry, Entry) and (
            entry.speaker in speakers or normalise_sentence(entry.sentence) in sentences
        )
        if not held_out:
            yield entry


def _read_entries(source: Path, name: str, table: str) -> Iterator[Entry | CorpusFault]:
    """The lines of a table: tab-separated, nothing quoted. Raises CorpusError."""
    lines = io.StringIO(table, newline="\n")
    header = lines.readline().lstrip("\ufeff").rstrip("\r\n").split("\t")
    missing = [column for column in _NEEDED if column not in header]
    if missing:
        raise CorpusError(
            f"{source}/{name} is no table of Common Voice: it has no column {', '.join(missing)}. "
            "Restore it from the download."
        )
    client_id, path, sentence = (header.index(column) for column in _NEEDED)
    for number, line in enumerate(lines, start=2):
        fields = line.rstrip("\r\n").split("\t")
        if fields == [""]:
            continue
        if len(fields) != len(header):
            detail = f"line {number}: {len(fields)} fields, not {len(header)}."
            yield CorpusFault(source, name, detail)
        elif not fields[sentence].strip():
            yield CorpusFault(source, name, f"line {number}: the sentence is empty.")
        else:
            clip = fields[path] if PurePosixPath(fields[path]).suffix else f"{fields[path]}.mp3"
            yield Entry(name, number, clip, fields[sentence], fields[client_id])


def _make_utterance(
    entry: Entry, audio: Path | TarAudio, durations_s: dict[str, float]
) -> Utterance:
    speaker = entry.speaker or None
    return Utterance(entry.clip, entry.sentence, audio, speaker, durations_s.get(entry.clip))


def _explain_missing_clip(source: Path, entry: Entry) -> CorpusFault:
    return CorpusFault(
        source, entry.table, f"line {entry.line}: clips/{entry.clip} does not exist."
    )


def _explain_nothing_found(release: _Release, table: str) -> str:
    return (
        f"{release.source} has not one usable clip of {table}.tsv. They belong into the folder "
        "clips beside that table; unpack the download again, or give its tar.gz."
    )


def _walk(
    archive: Path, is_wanted: Callable[[PurePosixPath], bool]
) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    """The wanted files of an archive with their content, one at a time, from start to end."""
    try:
        with open_tar(archive) as content, tarfile.open(fileobj=content, mode="r|") as tar:
            for member in tar:
                if member.isfile() and is_wanted(PurePosixPath(member.name)):
                    file = tar.extractfile(member)
                    assert file is not None  # a regular file has content
                    yield member, file.read()
                tar.members = []  # type: ignore[attr-defined]  # it would keep a million of them
    except _READ_ERRORS as error:
        raise explain_damage(archive, error) from error


def _language_folders(folder: Path) -> list[Path]:
    """Folders with Common Voice's tables: this one, or those up to two levels down."""
    for pattern in (".", "*", "*/*"):
        found = {
            path.parent
            for table in TABLES.values()
            for path in folder.glob(f"{pattern}/{table}.tsv")
        }
        if found:
            return sorted(found)
    return []


def _find_language(folder: Path) -> Path:
    found = _language_folders(folder)
    if len(found) > 1:
        names = ", ".join(str(path.relative_to(folder)) for path in found)
        raise CorpusError(
            f"{folder} holds several languages or versions: {names}. Give one of them."
        )
    return found[0] if found else folder


def _read_table(path: Path) -> str:
    try:
        return _decode(path.read_bytes(), str(path))
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}.") from error


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{name} is not UTF-8 text. Restore it from the download; programs for tables "
            "may have saved it otherwise."
        ) from error
