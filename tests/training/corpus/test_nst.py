r"""NST's database in the layout of the National Library: a JSON file a speaker, two microphones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from training.corpus.corpus import CorpusFault
from training.corpus.nst import clean_prompt, is_nst, open_nst
from training.corpus.utterance import Utterance
from training.errors import CorpusError
from training.features.decode import decode_audio

from .source_files import tone

PID = "se03x001"


def make_nst(root: Path) -> Path:
    """ADB_SWE_0467/<pid>_<date>.json, and se/<pid>/<pid>_<file>-1.wav and -2.wav."""
    told = {
        "pid": PID,
        "info": {"Speaker_ID": "#017", "Sex": "Female", "Age": "34", "Region_of_Youth": "Norrland"},
        "session": {"Channels": "2"},
        "val_recordings": [
            {"file": "u0001001.wav", "text": "Hej .\\Punkt", "DST": "x"},
            {"file": "u0001002.wav", "text": "( ... tyst under denna inspelning ...)"},
            {"file": "u0001003.wav", "text": "Kaffe ,\\Komma åsnor och te"},
            {"file": "u0001004.wav", "text": ""},
            {"file": "u0001005.wav", "text": "Finns inte"},
            {"text": "Utan fil"},
        ],
    }
    (root / "ADB_SWE_0467").mkdir(parents=True)
    path = root / "ADB_SWE_0467" / f"{PID}_04111999.json"
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    audio = root / "se" / PID
    audio.mkdir(parents=True)
    for channel, pitch_hz in ((1, 200.0), (2, 400.0)):
        soundfile.write(audio / f"{PID}_u0001001-{channel}.wav", tone(pitch_hz=pitch_hz), 16_000)
    soundfile.write(audio / f"{PID}_u0001002-2.wav", tone(1.1), 16_000)
    both = np.stack([tone(pitch_hz=200.0), 0.5 * tone(pitch_hz=200.0)], axis=1)
    soundfile.write(audio / f"{PID}_u0001003.wav", both, 16_000)
    return root


def read(root: Path, channel: int = 1) -> tuple[list[Utterance], list[CorpusError]]:
    faults: list[CorpusError] = []
    (corpus,) = open_nst(root, channel).values()
    return list(corpus.read(faults.append)), faults


def test_recordings_texts_and_speakers(tmp_path: Path) -> None:
    root = make_nst(tmp_path)
    assert is_nst(root)
    utterances, _ = read(root)
    assert [u.id for u in utterances] == [f"{PID}_u000100{n}" for n in (1, 2, 3)]
    assert [u.text for u in utterances] == ["Hej punkt", "", "Kaffe komma åsnor och te"]
    assert {u.speaker for u in utterances} == {"017"}


@pytest.mark.parametrize("channel", [1, 2])
def test_microphones(tmp_path: Path, channel: int) -> None:
    utterances, _ = read(make_nst(tmp_path), channel)
    names = [u.audio.name for u in utterances]
    # Of the second there is the far microphone alone; the third has both in one file.
    expected = [f"{PID}_u0001001-{channel}.wav", f"{PID}_u0001002-2.wav", f"{PID}_u0001003.wav"]
    assert names == expected
    assert [u.channel for u in utterances] == [None, None, channel - 1]
    last = utterances[2]
    level = np.abs(decode_audio(last.audio, 30, last.channel)).max()
    assert level == pytest.approx(0.3 / channel, abs=0.01)


def test_faults_are_told(tmp_path: Path) -> None:
    root = make_nst(tmp_path)
    (root / "ADB_SWE_0467" / "se03x002.json").write_text('{"val_recordings": [', encoding="utf-8")
    _, faults = read(root)
    details = [fault.detail for fault in faults if isinstance(fault, CorpusFault)]
    assert len(details) == 4
    assert "recording 4" in details[0] and "no text" in details[0]
    assert details[1] == f"recording 5: {PID}_u0001005-1.wav is missing."
    assert "recording 6" in details[2]
    assert "cannot be read as a speaker's JSON" in details[3]


def test_backslashes_that_escape_nothing(tmp_path: Path) -> None:
    root = make_nst(tmp_path)
    (path,) = (root / "ADB_SWE_0467").iterdir()
    text = path.read_text(encoding="utf-8").replace("\\\\", "\\")
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    path.write_text(text, encoding="utf-8")
    assert [u.text for u in read(root)[0]] == ["Hej punkt", "", "Kaffe komma åsnor och te"]


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("Hej .\\Punkt", "Hej punkt"),
        ("Kommer du?\\Frågetecken", "Kommer du frågetecken"),
        ("ja \\Utropstecken nej", "ja utropstecken nej"),
        ("Bara text, med komma.", "Bara text, med komma."),
        ("( ...  tyst under denna inspelning  ... )", ""),
        ("nord-\\Bindestreg syd", "nord bindestreg syd"),
    ],
)
def test_prompts(prompt: str, said: str) -> None:
    assert clean_prompt(prompt) == said


def test_json_without_audio(tmp_path: Path) -> None:
    root = make_nst(tmp_path)
    for path in root.rglob("*.wav"):
        path.unlink()
    with pytest.raises(CorpusError, match=r"lydfiler_16_1\.tar\.gz"):
        read(root)


def test_other_json_is_not_nst(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"recordings": []}')
    assert not is_nst(tmp_path)
