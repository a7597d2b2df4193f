import json
from pathlib import Path

import pytest

from training.scoring.errors import ScoringError
from training.scoring.report import Report, build_report, format_report, write_report


@pytest.fixture
def report() -> Report:
    return build_report(
        model="modell",
        test_set="test_default",
        options={"beam_size": 1},
        ids=["a", "b", "c"],
        references=["Jag har 25 %.", "Hej då!", ""],
        hypotheses=["jag har tjugofem procent", "Hej du!", "Tack."],
        audio_s=120.0,
        elapsed_s=2.0,
    )


def test_rates_as_spoken_and_as_written(report: Report) -> None:
    assert report.normalised.wer == 2 / 6
    assert report.raw.wer == 5 / 6


def test_table_shows_rates_intervals_and_the_worst(report: Report) -> None:
    told = format_report(report, n_worst=2)
    assert "modell on test_default: 3 utterances, 2.0 min" in told
    assert "60.0 × real time" in told
    row = next(line for line in told.splitlines() if line.startswith("WER normalised"))
    assert row.split()[2] == "33.33" and row.split()[-4:] == ["1", "0", "1", "6"]
    assert told.index("heard: tack") < told.index("said:  hej då") < told.index("heard: hej du")
    assert "procent" not in told


def test_file_holds_what_a_model_folder_quotes(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "score.json"
    write_report(report, path)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["test_set"] == "test_default" and told["n_utterances"] == 3
    assert told["wer"] == pytest.approx(2 / 6) and 0 < told["cer"] < 1
    assert told["normalised"]["wer"]["low"] <= told["wer"] <= told["normalised"]["wer"]["high"]
    assert told["utterances"][1] == {
        "id": "b",
        "said": "Hej då!",
        "heard": "Hej du!",
        "word_errors": 1,
    }
    assert list(tmp_path.iterdir()) == [path]


def test_infinite_rates_are_shown_and_stored_as_nothing(tmp_path: Path) -> None:
    report = build_report("m", "t", {}, ["a"], [""], ["Tack."], 1.0, 1.0)
    assert "heard: tack" in format_report(report)
    write_report(report, tmp_path / "score.json")
    assert json.loads((tmp_path / "score.json").read_text())["wer"] is None


def test_unwritable_file(report: Report, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ScoringError, match="cannot be written"):
        write_report(report, tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
