"""Reading speech datasets, the faulty ones above all."""

import json
from pathlib import Path

import pytest

from training.corpus.audiofolder import read_audiofolder
from training.corpus.utterance import Utterance
from training.errors import CorpusError, TrainingError


def write_dataset(folder: Path, *lines: object) -> Path:
    """A dataset with one audio file, ett.wav, and lines of metadata, objects or raw bytes."""
    folder.mkdir(exist_ok=True)
    (folder / "ett.wav").write_bytes(b"RIFF")
    raw = [
        line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()
        for line in lines
    ]
    (folder / "metadata.jsonl").write_bytes(b"\n".join(raw) + b"\n")
    return folder


GOOD = {"file_name": "ett.wav", "text": "Hej på dig, Åsa."}


def test_reads_what_the_format_says(tmp_path: Path) -> None:
    full = {**GOOD, "id": "a-1", "speaker": "Åsa", "duration_s": 2, "kind": "extra"}
    folder = write_dataset(tmp_path / "ljud på svenska", full, b"", {**GOOD, "text": ""})
    audio = folder / "ett.wav"
    assert list(read_audiofolder(folder)) == [
        Utterance("a-1", "Hej på dig, Åsa.", audio, "Åsa", 2.0),
        Utterance("ett.wav", "", audio, None, None),
    ]


def test_reads_a_file_with_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path, b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r")
    assert [utterance.text for utterance in read_audiofolder(folder)] == [GOOD["text"]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"file_name": "ett.wav", "text"', "not JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'["ett.wav", "Hej"]', "not a JSON object"),
        (b"7", "not a JSON object"),
        ({"file_name": "ett.wav"}, '"text" is missing'),
        ({"file_name": "ett.wav", "text": None}, '"text" is missing'),
        ({"file_name": "ett.wav", "text": 7}, '"text" must be text'),
        ({"text": "Hej"}, '"file_name" is missing'),
        ({"file_name": "", "text": "Hej"}, '"file_name" is empty'),
        ({"file_name": ".", "text": "Hej"}, "does not exist"),
        ({"file_name": "två.wav", "text": "Hej"}, "två.wav does not exist"),
        ({"file_name": "../utanför.wav", "text": "Hej"}, "outside the dataset"),
        ({"file_name": "/etc/passwd", "text": "Hej"}, "outside the dataset"),
        ({"file_name": "länk.wav", "text": "Hej"}, "outside the dataset"),
        ({"file_name": "a\0b", "text": "Hej"}, "no possible file name"),
        ({"file_name": "x" * 5000, "text": "Hej"}, "no possible file name"),
        ({**GOOD, "duration_s": "två"}, '"duration_s" must be'),
        ({**GOOD, "duration_s": -1}, '"duration_s" must be'),
        ({**GOOD, "duration_s": True}, '"duration_s" must be'),
        (b'{"file_name": "ett.wav", "text": "Hej", "duration_s": NaN}', '"duration_s" must be'),
        ({**GOOD, "speaker": 3}, '"speaker" must be text'),
        ({**GOOD, "id": "a"}, "earlier line"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: object, reason: str) -> None:
    (tmp_path / "utanför.wav").write_bytes(b"RIFF")
    folder = write_dataset(tmp_path / "data", {**GOOD, "id": "a"}, line, {**GOOD, "id": "c"})
    (folder / "länk.wav").symlink_to(tmp_path / "utanför.wav")
    with pytest.raises(CorpusError) as raised:
        list(read_audiofolder(folder))
    assert "metadata.jsonl, line 2: " in raised.value.message
    assert reason in raised.value.message

    faults: list[CorpusError] = []
    utterances = list(read_audiofolder(folder, faults.append))
    assert [utterance.id for utterance in utterances] == ["a", "c"]
    assert [fault.message for fault in faults] == [raised.value.message]


def test_a_caller_may_stop_at_the_first_of_several_faults(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path, b"fel", b"fel igen", GOOD)
    faults: list[CorpusError] = []
    assert len(list(read_audiofolder(folder, faults.append))) == 1
    assert ["line 1:" in faults[0].message, "line 2:" in faults[1].message] == [True, True]


def test_a_folder_that_is_no_dataset(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "finns inte"):
        with pytest.raises(CorpusError, match=r"no speech dataset.*metadata\.jsonl"):
            list(read_audiofolder(folder, lambda fault: None))


def test_metadata_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "metadata.jsonl").mkdir()
    with pytest.raises(CorpusError, match="cannot be read"):
        list(read_audiofolder(tmp_path))


@pytest.mark.parametrize("content", [b"", b"\n \n\r\n"])
def test_an_empty_dataset(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "metadata.jsonl").write_bytes(content)
    with pytest.raises(TrainingError, match="lists no utterances"):
        list(read_audiofolder(tmp_path, lambda fault: None))
