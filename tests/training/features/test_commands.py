import argparse
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.features.commands import add_commands
from training.features.store import FeatureStore

from .conftest import WriteDataset, tone


def run_command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args(["features", *arguments])
    return args.run(args)


def test_each_split_gets_its_store(
    write_dataset: WriteDataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_dataset([("Hej.", "a", tone(1.0)), ("...", "a", tone(1.1))], name="corpus/train")
    write_dataset([("Hej då.", "a", tone(1.0))], name="corpus/validation")
    assert run_command(str(tmp_path / "corpus"), str(tmp_path / "store"), "--workers", "1") == 0
    assert FeatureStore(tmp_path / "store" / "train").texts() == ["Hej."]
    assert FeatureStore(tmp_path / "store" / "validation").texts() == ["Hej då."]
    told = capsys.readouterr().out
    assert "train: 1 utterances" in told
    assert "left out: 1 × text without a letter or digit" in told


def test_dataset_without_splits(small_dataset: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    arguments = [str(small_dataset), str(store), "--workers", "1", "--shard-size", "10"]
    assert run_command(*arguments) == 0
    assert len(FeatureStore(store).manifest.shards) == 3


def test_faults_are_shown(
    write_dataset: WriteDataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = write_dataset([(f"Mening {i}.", "a", tone(1 + i / 10)) for i in range(9)])
    for i in range(7):
        (dataset / "audio" / f"0000{i}.wav").write_text(f"inget ljud {i}")
    run_command(str(dataset), str(tmp_path / "store"), "--workers", "1")
    told = capsys.readouterr().out
    assert "audio/00004.wav" in told and "audio/00005.wav" not in told
    assert "and 2 more faults" in told


@pytest.mark.parametrize("option", ["--workers", "--shard-size"])
def test_senseless_options(small_dataset: Path, tmp_path: Path, option: str) -> None:
    with pytest.raises(TrainingError, match="at least 1"):
        run_command(str(small_dataset), str(tmp_path / "store"), option, "0")
