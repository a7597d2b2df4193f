import argparse
import json
from pathlib import Path

import pytest

from training.scoring.commands import add_commands
from training.scoring.errors import ScoringError

pytestmark = pytest.mark.slow


def run_command(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args(["score", *map(str, arguments)])
    return args.run(args)


def test_score_of_a_model_folder(
    model_folder: Path, test_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "score.json"
    arguments = ("--limit", "3", "--worst", "1", "--beam", "2", "--json", path)
    assert run_command(model_folder, test_set, *arguments) == 0
    told = capsys.readouterr()
    assert "test_default: 3 utterances" in told.out
    assert told.out.count("said:") == 1
    assert "3/3" in told.err
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["test_set"] == "test_default" and written["beam_size"] == 2
    assert [u["said"] for u in written["utterances"]] == [f"Ord {i}." for i in range(3)]


@pytest.mark.slow
def test_score_of_a_checkpoint(
    checkpoint: Path, test_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(checkpoint, test_set, "--limit", "2", "--full-context") == 0
    assert "WER normalised" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--limit", "--beam"])
def test_senseless_options(tmp_path: Path, option: str) -> None:
    with pytest.raises(ScoringError, match="at least 1"):
        run_command(tmp_path, tmp_path, option, "0")


def test_no_folder_for_the_report(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="no folder"):
        run_command(tmp_path, tmp_path, "--json", tmp_path / "nowhere" / "score.json")
