import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from training.features.pipeline import build_store
from training.scoring.errors import ScoringError
from training.scoring.recordings import read_recordings


def test_dataset_and_store_give_the_same_recordings(test_set: Path, tmp_path: Path) -> None:
    build_store(test_set, tmp_path / "store", n_workers=1, show_progress=False)
    from_dataset = read_recordings(test_set)
    from_store = read_recordings(tmp_path / "store")
    assert len(from_dataset) == 12
    for a, b in zip(from_dataset, from_store, strict=True):
        assert (a.id, a.text, a.n_samples) == (b.id, b.text, b.n_samples)
        assert a.load().size == a.n_samples
        np.testing.assert_array_equal(a.load(), b.load())


def test_limit(test_set: Path) -> None:
    assert [r.id for r in read_recordings(test_set, limit=2)] == ["u0", "u1"]


def test_length_is_counted_at_16_khz(test_set: Path) -> None:
    soundfile.write(test_set / "0.wav", np.zeros((44_100, 2)), 44_100)
    recording = read_recordings(test_set, limit=1)[0]
    assert recording.n_samples == recording.load().size == 16_000


def test_a_fault_stops_before_anything_is_decoded(test_set: Path) -> None:
    (test_set / "11.wav").write_text("inget ljud")
    with pytest.raises(ScoringError, match=r"11\.wav cannot be read"):
        read_recordings(test_set)


def test_too_long_for_a_window(test_set: Path) -> None:
    soundfile.write(test_set / "3.wav", np.zeros(31 * 16_000), 16_000)
    with pytest.raises(ScoringError, match=r"3\.wav is 31\.0 s long"):
        read_recordings(test_set)


def test_no_test_set(tmp_path: Path, test_set: Path) -> None:
    shutil.copytree(test_set, tmp_path / "corpus" / "test_voices")
    shutil.copytree(test_set, tmp_path / "corpus" / "train")
    (tmp_path / "corpus" / "manifest.json").write_text(json.dumps({}))
    with pytest.raises(ScoringError, match=r"several test sets; .*: test_voices, train"):
        read_recordings(tmp_path / "corpus")
    with pytest.raises(ScoringError, match="is no test set: expected"):
        read_recordings(tmp_path / "nowhere")
