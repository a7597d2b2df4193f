"""What a teacher hears otherwise is left out of a store, and a killed run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import training.scoring.agreement as agreement
from training.__main__ import main
from training.features.store import (
    FeatureStore,
    Manifest,
    ShardWriter,
    StoredUtterance,
    StoreError,
    describe_shard,
    write_manifest,
)
from training.scoring.agreement import DISAGREEMENT, keep_agreed
from training.scoring.errors import ScoringError
from training.scoring.recordings import Recording

SAID = ["Hej då.", "Vi ses på måndag.", "Åtta älgar åt.", "", "Nej, tack så mycket."]


class Teacher:
    """Hears in a recording what it was told of its length, and remembers what it was asked."""

    def __init__(self, heard: Sequence[str]) -> None:
        self.heard = heard
        self.asked: list[str] = []

    def recognise(
        self, _: object, recordings: Sequence[Recording], show_progress: bool = True
    ) -> list[str]:
        self.asked += [recording.id for recording in recordings]
        assert all(len(one.load()) == one.n_samples for one in recordings)
        return [self.heard[one.n_samples // 1000 - 8] for one in recordings]


@pytest.fixture
def source(tmp_path: Path) -> FeatureStore:
    """Two shards; the n-th text is 8000 + 1000 n samples long."""
    folder = tmp_path / "store"
    shards = []
    for name, numbers in (("first", (0, 1, 2)), ("second", (3, 4))):
        writer = ShardWriter(folder, name)
        for n in numbers:
            audio = np.full(8000 + 1000 * n, 0.1, np.float32)
            writer.add(StoredUtterance(f"u{n}", SAID[n], "sv", audio))
        writer.finish()
        shards.append(describe_shard(folder, name))
    write_manifest(folder, Manifest({"shard_size": 3}, tuple(shards)))
    return FeatureStore(folder)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def teach(monkeypatch: pytest.MonkeyPatch, heard: Sequence[str]) -> Teacher:
    teacher = Teacher(heard)
    monkeypatch.setattr(agreement, "load_recogniser", lambda folder: None)
    monkeypatch.setattr(agreement, "recognise", teacher.recognise)
    return teacher


def test_what_is_heard_otherwise_is_left_out(
    source: FeatureStore, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Written otherwise, wrong, one letter of twelve wrong, words in silence, nothing heard.
    teach(monkeypatch, ["hej då", "Nej.", "åtta elgar åt", "Tack.", ""])
    manifest = keep_agreed(source.folder, model, tmp_path / "out", 30.0, show_progress=False)
    kept = FeatureStore(tmp_path / "out")
    assert kept.ids() == ["u0", "u2"]
    assert kept.texts() == ["Hej då.", "Åtta älgar åt."]  # as written, not as heard
    assert np.array_equal(kept[1].audio, source[2].audio)
    assert manifest.dropped == {DISAGREEMENT: 3}
    kept.verify()

    keep_agreed(source.folder, model, tmp_path / "strict", 5.0, show_progress=False)
    assert FeatureStore(tmp_path / "strict").ids() == ["u0"]


def test_silence_that_stays_silent_is_kept(
    source: FeatureStore, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teach(monkeypatch, ["", "", "", "", ""])
    keep_agreed(source.folder, model, tmp_path / "out", 30.0, show_progress=False)
    assert FeatureStore(tmp_path / "out").ids() == ["u3"]


def test_a_run_goes_on_where_it_was(
    source: FeatureStore, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    teacher = teach(monkeypatch, SAID)
    keep_agreed(source.folder, model, out, 30.0, show_progress=False)
    (out / "manifest.json").unlink()
    (out / "shards" / f"{describe_names(out)[1]}.parquet").unlink()
    teacher.asked.clear()
    keep_agreed(source.folder, model, out, 30.0, show_progress=False)
    assert teacher.asked in (["u0", "u1", "u2"], ["u3", "u4"])  # one shard, and not the other
    assert FeatureStore(out).ids() == source.ids()

    teacher.asked.clear()
    (model / "model.safetensors").write_bytes(b"other weights")
    keep_agreed(source.folder, model, out, 30.0, show_progress=False)
    assert teacher.asked == source.ids()
    assert len(describe_names(out)) == 2  # what the other model left is gone


def describe_names(store: Path) -> list[str]:
    return sorted(path.stem for path in (store / "shards").glob("*.parquet"))


def test_what_cannot_be_done_is_said(
    source: FeatureStore,
    model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    teach(monkeypatch, ["x" * 40] * 5)
    with pytest.raises(ScoringError, match="agrees with no text"):
        keep_agreed(source.folder, model, tmp_path / "out", 30.0, show_progress=False)
    with pytest.raises(ScoringError, match="Give another folder"):
        keep_agreed(source.folder, model, source.folder, 30.0)
    with pytest.raises(StoreError):
        keep_agreed(tmp_path, model, tmp_path / "out", 30.0)
    arguments = ["agree", str(source.folder), str(tmp_path / "nothing"), str(tmp_path / "out")]
    assert main(arguments) == 1
    assert "neither a checkpoint" in capsys.readouterr().err


def test_the_command(
    source: FeatureStore,
    model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    teach(monkeypatch, [*SAID[:4], "något helt annat"])
    assert main(["agree", str(source.folder), str(model), str(tmp_path / "out")]) == 0
    assert "4 utterances kept, 1 left out" in capsys.readouterr().out
