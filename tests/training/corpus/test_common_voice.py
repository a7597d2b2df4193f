"""Common Voice as people have it: the tar.gz or its folder, of several versions, whole and hurt."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from training.corpus.audio import open_audio
from training.corpus.common_voice import open_common_voice
from training.corpus.corpus import Corpus, CorpusFault
from training.errors import CorpusError

from .source_files import COLUMNS_11, COLUMNS_25, make_common_voice, pack, row, write_table

COLUMNS_1 = ("client_id", "path", "sentence", "up_votes", "down_votes", "age", "gender", "accent")


def texts_of(corpus: Corpus) -> list[str]:
    return sorted(utterance.text for utterance in corpus.read(None))


@pytest.mark.parametrize("columns", [COLUMNS_1, COLUMNS_11, COLUMNS_25])
@pytest.mark.parametrize("packed", [False, True])
def test_every_version_gives_the_same(
    tmp_path: Path, columns: tuple[str, ...], packed: bool
) -> None:
    source = make_common_voice(tmp_path, columns, durations=columns is COLUMNS_25)
    if packed:
        source = pack(source, tmp_path / "cv.tar.gz")
    corpora = open_common_voice(source)
    assert list(corpora) == ["train", "validation", "test", "validated"]
    assert texts_of(corpora["train"]) == ["Det är bra.", 'Han sa "hej" till Åsa.']
    assert texts_of(corpora["validation"]) == ["Vi ses i morgon."]
    assert texts_of(corpora["test"]) == ["Kom hit!"]
    (heard,) = corpora["test"].read(None)
    assert (heard.id, heard.speaker) == ("common_voice_sv-SE_3.mp3", "dan")
    assert heard.duration_s == (1.3 if columns is COLUMNS_25 else None)
    assert corpora["train"].count() == 2


@pytest.mark.parametrize("packed", [False, True])
def test_validated_is_mined_without_what_tests(tmp_path: Path, packed: bool) -> None:
    source = make_common_voice(tmp_path)
    if packed:
        source = pack(source, tmp_path / "cv.tar.gz", tables_last=False)
    mined = texts_of(open_common_voice(source)["validated"])
    assert mined == [
        "Det är bra.",
        "Fri att träna på.",
        'Han sa "hej" till Åsa.',
        "Även denna är fri.",
    ]


def test_validated_needs_the_tables_of_the_tests(tmp_path: Path) -> None:
    source = make_common_voice(tmp_path)
    (source / "test.tsv").unlink()
    with pytest.raises(CorpusError, match=r"has no test\.tsv"):
        texts_of(open_common_voice(source)["validated"])


@pytest.mark.parametrize(
    ("name", "mode"), [("cv.tar.gz", "w:gz"), ("cv.tar", "w"), ("cv.tar.xz", "w:xz")]
)
def test_audio_comes_out_of_the_archive_unchanged(tmp_path: Path, name: str, mode: str) -> None:
    language = make_common_voice(tmp_path)
    archive = pack(language, tmp_path / name, mode)
    utterances = list(open_common_voice(archive)["train"].read(None))
    for utterance in [*utterances, *reversed(utterances)]:  # the way back is open too
        with open_audio(utterance.audio) as file:
            data = file.read()
        assert data == (language / "clips" / utterance.id).read_bytes()
        assert hashlib.sha256(data).hexdigest() == utterance.audio.sha256  # type: ignore[union-attr]


def test_folder_above_the_language_will_do(tmp_path: Path) -> None:
    language = make_common_voice(tmp_path)
    for folder in (language, language.parent, tmp_path):
        assert len(list(open_common_voice(folder)["train"].read(None))) == 2


@pytest.mark.parametrize("packed", [False, True])
def test_faults_are_told_and_the_rest_is_read(tmp_path: Path, packed: bool) -> None:
    source = make_common_voice(tmp_path)
    (source / "clips" / "common_voice_sv-SE_0.mp3").unlink()
    with (source / "train.tsv").open("a", encoding="utf-8") as file:
        file.write("bara\ttvå\n")
    write_table(source / "dev.tsv", COLUMNS_25, [row("common_voice_sv-SE_2.mp3", " ", "cia")])
    if packed:
        source = pack(source, tmp_path / "cv.tar.gz")
    corpora = open_common_voice(source)
    faults: list[CorpusError] = []
    assert [u.text for u in corpora["train"].read(faults.append)] == ["Det är bra."]
    details = sorted(fault.detail for fault in faults if isinstance(fault, CorpusFault))
    assert details == [
        "line 2: clips/common_voice_sv-SE_0.mp3 does not exist.",
        "line 4: 2 fields, not 13.",
    ]
    assert all(isinstance(fault, CorpusFault) and fault.file == "train.tsv" for fault in faults)
    with pytest.raises(CorpusFault, match="the sentence is empty"):
        list(corpora["validation"].read(None))


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_cut_off_archive(tmp_path: Path, share: float) -> None:
    archive = pack(make_common_voice(tmp_path), tmp_path / "cv.tar.gz")
    data = archive.read_bytes()
    archive.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(CorpusError, match=r"cv\.tar\.gz is damaged or cut off.* Download"):
        open_common_voice(archive)


def test_archive_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "cv.tar.gz").write_text("<html>Log in first</html>" * 100)
    with pytest.raises(CorpusError, match="damaged or cut off"):
        open_common_voice(tmp_path / "cv.tar.gz")


def test_archive_that_changes_after_it_was_read(tmp_path: Path) -> None:
    archive = pack(make_common_voice(tmp_path), tmp_path / "cv.tar", "w")
    (heard,) = open_common_voice(archive)["test"].read(None)
    with archive.open("rb+") as file:
        file.truncate(1000)
    with pytest.raises(CorpusError, match="damaged or cut off"):
        open_audio(heard.audio)


def test_wrong_folders(tmp_path: Path) -> None:
    language = make_common_voice(tmp_path)
    (language / "train.tsv").write_text("a\tb\n1\t2\n")
    with pytest.raises(CorpusError, match="no column client_id, path, sentence"):
        list(open_common_voice(language)["train"].read(None))
    (tmp_path / "cv-corpus-25.0-2026-03-06" / "da").mkdir()
    write_table(tmp_path / "cv-corpus-25.0-2026-03-06" / "da" / "train.tsv", COLUMNS_25, [])
    with pytest.raises(CorpusError, match="several languages or versions"):
        open_common_voice(tmp_path)
    (tmp_path / "tom").mkdir()
    with pytest.raises(CorpusError, match="holds no table of Common Voice"):
        open_common_voice(tmp_path / "tom")


def test_no_clip_at_all(tmp_path: Path) -> None:
    language = make_common_voice(tmp_path)
    for clip in (language / "clips").iterdir():
        clip.unlink()
    with pytest.raises(CorpusError, match="has not one usable clip"):
        list(open_common_voice(language)["train"].read(lambda fault: None))


def test_table_that_is_not_utf8(tmp_path: Path) -> None:
    language = make_common_voice(tmp_path)
    text = (language / "train.tsv").read_text(encoding="utf-8")
    (language / "train.tsv").write_bytes(text.encode("latin-1"))
    with pytest.raises(CorpusError, match="is not UTF-8"):
        list(open_common_voice(language)["train"].read(None))
