"""The user's speech: divided by its texts, decoded once, faults told, too little refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.features.store import FeatureStore
from training.personalise.speech import divide_speech, store_speech


@pytest.fixture
def speech_copy(own_speech: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(own_speech, tmp_path / "tal"))


def read_lines(dataset: Path) -> list[dict[str, str]]:
    text = (dataset / "metadata.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def write_lines(dataset: Path, lines: list[dict[str, str]]) -> None:
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (dataset / "metadata.jsonl").write_text(text, encoding="utf-8")


def test_no_sentence_is_both_learnt_and_held_out(speech_copy: Path, tmp_path: Path) -> None:
    lines = read_lines(speech_copy)
    for number, line in enumerate(list(lines)):  # everything is said twice, by two voices
        copied = f"audio/again-{number}.flac"
        audio = (speech_copy / line["file_name"]).read_bytes()
        (speech_copy / copied).write_bytes(audio + bytes(1))
        lines.append({"file_name": copied, "text": line["text"].upper(), "speaker": "b"})
    write_lines(speech_copy, lines)

    own = store_speech(divide_speech(str(speech_copy)), tmp_path / "stores")
    train, held_out = FeatureStore(own.train), FeatureStore(own.held_out)
    assert len(train) + len(held_out) == 44
    assert len(held_out) == 8  # four of the 22 sentences, twice
    assert {t.lower() for t in train.texts()}.isdisjoint(t.lower() for t in held_out.texts())
    assert own.minutes == pytest.approx(2 * 66 / 60)


def test_the_digest_follows_texts_and_audio(speech_copy: Path) -> None:
    before = divide_speech(str(speech_copy))
    assert divide_speech(str(speech_copy)).digest == before.digest
    lines = read_lines(speech_copy)
    write_lines(speech_copy, [{**lines[0], "text": "Hej då."}, *lines[1:]])
    corrected = divide_speech(str(speech_copy))
    assert corrected.digest != before.digest
    with (speech_copy / lines[1]["file_name"]).open("ab") as file:
        file.write(b"longer")
    assert divide_speech(str(speech_copy)).digest not in (before.digest, corrected.digest)


def test_files_that_cannot_be_read_are_told(speech_copy: Path, tmp_path: Path) -> None:
    lines = read_lines(speech_copy)
    write_lines(speech_copy, [*lines, {"file_name": "audio/none.flac", "text": "Borta."}])
    speech = divide_speech(str(speech_copy))
    learnt = next(line for line in lines if line["file_name"] not in speech.held_out_ids)
    (speech_copy / learnt["file_name"]).write_bytes(b"no audio at all")
    own = store_speech(divide_speech(str(speech_copy)), tmp_path / "stores")
    assert len(FeatureStore(own.train)) == 22 - 4 - 1
    assert "audio/none.flac does not exist" in own.report
    assert "1 × audio cannot be read" in own.report
    assert own.report.count("audio/none.flac") == 1


def test_too_few_sentences_are_refused(speech_copy: Path) -> None:
    write_lines(speech_copy, read_lines(speech_copy)[:12])
    with pytest.raises(TrainingError, match="has 12 different sentences: too few"):
        divide_speech(str(speech_copy))


def test_too_little_speech_is_refused(speech_copy: Path, tmp_path: Path) -> None:
    write_lines(speech_copy, read_lines(speech_copy)[:19])
    with pytest.raises(TrainingError, match=r"57 s of speech, too little.*At least 1 min"):
        store_speech(divide_speech(str(speech_copy)), tmp_path / "stores")


def test_a_corpus_with_splits_is_refused(own_speech: Path, tmp_path: Path) -> None:
    for split in ("train", "test"):
        shutil.copytree(own_speech, tmp_path / "corpus" / split)
    with pytest.raises(TrainingError, match="the splits test, train"):
        divide_speech(str(tmp_path / "corpus"))
