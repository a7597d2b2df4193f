"""Parquet files on disk, in the forms that datasets are saved in."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from training.corpus.audio import open_audio
from training.corpus.corpus import Columns, CorpusFault
from training.corpus.parquet import group_parts, open_parquet_folder
from training.errors import CorpusError

from .source_files import encode, make_fleurs_rows, make_parquet, tone


def test_texts_speakers_and_audio(tmp_path: Path) -> None:
    rows = [
        {"audio": {"bytes": encode(tone(1 + n / 10)), "path": None}, "sentence": f"Rad {n}.", **who}
        for n, who in enumerate([{"speaker_id": 7}, {"speaker_id": None}, {"speaker_id": 7}] * 4)
    ]
    (tmp_path / "tal.parquet").write_bytes(make_parquet(rows, row_group_size=5))
    (corpus,) = open_parquet_folder(tmp_path / "tal.parquet").values()
    utterances = list(corpus.read(None))
    assert [u.text for u in utterances] == [f"Rad {n}." for n in range(12)]
    assert [u.speaker for u in utterances[:3]] == ["7", None, "7"]
    assert utterances[6].id == "tal.parquet#6"
    assert corpus.count() == 12
    # Forward, with gaps, and back: always the cell that was asked for.
    for number in (0, 1, 4, 5, 11, 3, 3, 9, 8):
        with open_audio(utterances[number].audio) as file:
            assert file.read() == encode(tone(1 + number / 10))


def test_columns_are_chosen_by_mark_name_and_wish(tmp_path: Path) -> None:
    rows = [
        {
            "cover": {"bytes": b"a picture", "path": "a.jpg"},
            "ljud": {"bytes": encode(tone()), "path": "a.wav"},
            "rubrik": "En rubrik",
            "text": "Den vanliga.",
            "vem": "åsa",
        }
    ]
    (tmp_path / "a.parquet").write_bytes(make_parquet(rows, audio="ljud"))
    (corpus,) = open_parquet_folder(tmp_path / "a.parquet").values()
    (utterance,) = corpus.read(None)
    assert (utterance.text, utterance.speaker) == ("Den vanliga.", None)
    assert open_audio(utterance.audio).read() == encode(tone())
    columns = Columns(text="rubrik", speaker="vem")
    (corpus,) = open_parquet_folder(tmp_path / "a.parquet", columns).values()
    (utterance,) = corpus.read(None)
    assert (utterance.text, utterance.speaker) == ("En rubrik", "åsa")
    (corpus,) = open_parquet_folder(tmp_path / "a.parquet", Columns(speaker="talare")).values()
    with pytest.raises(CorpusError, match="no column talare"):
        list(corpus.read(None))


def test_raw_transcription_is_preferred(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(make_parquet(make_fleurs_rows(1)))
    (corpus,) = open_parquet_folder(tmp_path).values()
    assert [u.text for u in corpus.read(None)] == ["Mening nummer 0."]


def test_plain_binary_column_and_paths_beside_the_file(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"audio": [encode(tone())], "text": ["Hej."]}), tmp_path / "plain.parquet"
    )
    (corpus,) = open_parquet_folder(tmp_path / "plain.parquet").values()
    (utterance,) = corpus.read(None)
    assert open_audio(utterance.audio).read() == encode(tone())

    (tmp_path / "wavs").mkdir()
    (tmp_path / "wavs" / "1.wav").write_bytes(encode(tone(1.5)))
    rows = [
        {"audio": {"bytes": None, "path": "wavs/1.wav"}, "text": "Hej."},
        {"audio": {"bytes": None, "path": "wavs/2.wav"}, "text": "Borta."},
        {"audio": {"bytes": b"", "path": None}, "text": "Tom."},
    ]
    schema = pa.schema(
        [
            ("audio", pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
            ("text", pa.string()),
        ]
    )
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), tmp_path / "paths.parquet")
    (corpus,) = open_parquet_folder(tmp_path / "paths.parquet").values()
    there, gone, empty = corpus.read(None)
    assert open_audio(there.audio).read() == encode(tone(1.5))
    with pytest.raises(FileNotFoundError):
        open_audio(gone.audio)
    with pytest.raises(ValueError, match="holds no audio"):
        open_audio(empty.audio)


def test_rows_without_text_are_faults(tmp_path: Path) -> None:
    audio = {"bytes": encode(tone()), "path": None}
    rows = [{"audio": audio, "text": text} for text in ("Hej.", None, "  ")]
    (tmp_path / "a.parquet").write_bytes(make_parquet(rows))
    (corpus,) = open_parquet_folder(tmp_path).values()
    faults: list[CorpusError] = []
    assert len(list(corpus.read(faults.append))) == 1
    details = [fault.detail for fault in faults if isinstance(fault, CorpusFault)]
    assert details == ["row 1: the column text is empty.", "row 2: the column text is empty."]


def test_damaged_and_foreign_files(tmp_path: Path) -> None:
    data = make_parquet(make_fleurs_rows(3))
    path = tmp_path / "a.parquet"
    path.write_bytes(data[: len(data) // 2])
    (corpus,) = open_parquet_folder(path).values()
    with pytest.raises(CorpusError, match=r"a\.parquet is damaged or cut off.*Download"):
        list(corpus.read(None))
    assert corpus.count() is None
    path.write_bytes(make_parquet([{"audio": "a.wav", "text": "Hej."}]))
    with pytest.raises(CorpusError, match="no column with audio"):
        list(open_parquet_folder(path)["a"].read(None))


def test_names_tell_configurations_and_splits() -> None:
    names = [
        "sv_se/train/0000.parquet",
        "sv_se/train/0001.parquet",
        "sv_se/partial-test/0000.parquet",
        "da_dk/train-00000-of-00002.parquet",
        "data/validation-00000-of-00001-a1b2c3d4.parquet",
        "test.parquet",
    ]
    assert group_parts(names) == {
        "da_dk": {"train": ["da_dk/train-00000-of-00002.parquet"]},
        "default": {
            "validation": ["data/validation-00000-of-00001-a1b2c3d4.parquet"],
            "test": ["test.parquet"],
        },
        "sv_se": {
            "test": ["sv_se/partial-test/0000.parquet"],
            "train": ["sv_se/train/0000.parquet", "sv_se/train/0001.parquet"],
        },
    }
