"""The commands speak plainly, end with the right exit code and never with a traceback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert.__main__ import main
from convert.export import Exported

pytestmark = pytest.mark.slow


def run_export(checkpoint: Path, target: Path, samples: tuple[Path, ...], *more: str) -> int:
    return main(["export", str(checkpoint), str(target), "--sample", str(samples[0]), *more])


def test_export_prints_words_agreement_and_size(
    checkpoint: Path,
    samples: tuple[Path, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_export(checkpoint, tmp_path / "m", samples, "--name", "Liten") == 0
    printed = capsys.readouterr()
    assert "220 Hz.wav: Hej på dig, Åsa." in printed.out
    assert "100.0% of 4 words" in printed.out
    assert "Liten, 7." in printed.out
    assert "MB, ready" in printed.out
    assert "converting to int8" in printed.err


def test_user_errors_are_sentences(
    checkpoint: Path,
    samples: tuple[Path, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty = tmp_path / "tom"
    empty.mkdir()
    (tmp_path / "model.txt").write_text("ingen modell")
    text = tmp_path / "text.mp3"
    text.write_text("inget ljud")
    cases = [
        (["export", str(tmp_path / "saknas"), str(tmp_path / "m")], "no such folder"),
        (["export", str(empty), str(tmp_path / "m")], "the folder is empty"),
        (["export", str(tmp_path / "model.txt"), str(tmp_path / "m")], "no such folder"),
        (["export", str(checkpoint), str(text), "--sample", str(samples[0])], "is a file"),
        (["export", str(checkpoint), str(tmp_path / "m"), "--sample", str(text)], "text.mp3"),
        (["verify", str(empty)], "model.json is missing"),
        (["verify", str(empty), "--sample", str(text)], "--against"),
    ]
    for argv, said in cases:
        assert main(argv) == 1, argv
        printed = capsys.readouterr()
        assert said in printed.err, argv
        assert "Traceback" not in printed.err
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["export"],
        ["export", "a", "b", "--quantization", "int3"],
        ["export", "a", "b", "--min-agreement", "90"],
        ["translate"],
    ],
)
def test_wrong_usage_is_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_verify_tells_whole_from_altered(
    model_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(model_copy)]) == 0
    assert "all files are whole" in capsys.readouterr().out
    with (model_copy / "model.bin").open("r+b") as stream:
        stream.seek(1000)
        stream.write(b"\0\1\2\3")
    assert main(["verify", str(model_copy)]) == 1
    assert "model.bin was altered" in capsys.readouterr().err


def test_verify_compares_with_a_checkpoint(
    exported: Exported,
    checkpoint: Path,
    samples: tuple[Path, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard = [str(path) for path in samples]
    argv = ["verify", str(exported.folder), "--against", str(checkpoint), "--sample", *heard]
    assert main(argv) == 0
    assert "100.0% of 17 words" in capsys.readouterr().out


@pytest.fixture
def _little_room() -> Iterator[None]:
    """No file may grow beyond a megabyte; the system then says EFBIG where it would say ENOSPC."""
    resource = pytest.importorskip("resource", reason="needs resource limits")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("_little_room")
def test_full_disk_is_a_sentence_and_leaves_nothing(
    checkpoint: Path,
    samples: tuple[Path, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_export(checkpoint, tmp_path / "m", samples) == 1
    assert "no room left on the disk" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_help_of_every_command() -> None:
    for command in ([], ["export"], ["verify"]):
        done = subprocess.run(
            [sys.executable, "-m", "convert", *command, "--help"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0
        assert "usage: python -m convert" in done.stdout
