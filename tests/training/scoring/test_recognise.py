import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from training.errors import TrainingError
from training.scoring.errors import ScoringError
from training.scoring.recognise import (
    CheckpointRecogniser,
    ModelFolderRecogniser,
    choose_window,
    load_recogniser,
    plan_batches,
    recognise,
)
from training.scoring.recordings import Recording, read_recordings

pytestmark = pytest.mark.slow


class Listener:
    """A recogniser that tells how many frames it got, and how many of them hold sound."""

    n_mels = 80

    def __init__(self, dynamic_context: bool) -> None:
        self.dynamic_context = dynamic_context
        self.batch_sizes: list[int] = []

    def transcribe(self, features: np.ndarray) -> list[str]:
        self.batch_sizes.append(len(features))
        assert features.dtype == np.float32 and features.shape[1] == 80
        loud = (features.max(axis=1) > features.max(axis=(1, 2))[:, None] - 1).sum(axis=1)
        return [f"{features.shape[2]} {round(n / 10)}" for n in loud]


def make_recordings(*durations_s: float) -> list[Recording]:
    def loader(n_samples: int) -> Callable[[], np.ndarray]:
        noise = np.random.default_rng(0).standard_normal(n_samples)
        return lambda: (0.1 * noise).astype(np.float32)

    lengths = [round(duration_s * 16_000) for duration_s in durations_s]
    return [Recording(str(i), "", n, loader(n)) for i, n in enumerate(lengths)]


def test_windows_are_as_long_as_the_audio_and_texts_keep_their_order() -> None:
    recordings = make_recordings(3.1, 0.2, 3.4, 30.0, 1.0)
    heard = recognise(Listener(True), recordings, show_progress=False)
    assert heard == ["350 31", "100 2", "350 34", "3000 300", "100 10"]


@pytest.mark.parametrize(("dynamic_context", "full_context"), [(False, False), (True, True)])
def test_full_window(dynamic_context: bool, full_context: bool) -> None:
    recordings = make_recordings(3.1, 0.2)
    heard = recognise(Listener(dynamic_context), recordings, full_context, show_progress=False)
    assert heard == ["3000 31", "3000 2"]


def test_batches_hold_two_minutes_at_most() -> None:
    listener = Listener(True)
    recognise(listener, make_recordings(*[29.9] * 9, *[1.0] * 130), show_progress=False)
    assert listener.batch_sizes == [4, 4, 1, 120, 10]


@pytest.mark.parametrize("n_mels", [80, 128, 100, 25])
def test_no_window_is_taken_for_log_mel(n_mels: int) -> None:
    for n_samples in range(0, 480_001, 1000):
        window = choose_window(n_samples, n_mels)
        assert max(n_samples, 16_000) <= window <= 480_000 and window % 320 == 0
        assert window // 160 not in (2 * n_mels - 1, 2 * n_mels)


def test_every_recording_is_in_one_batch() -> None:
    recordings = make_recordings(*np.random.default_rng(0).uniform(0.1, 30, 100))
    batches = list(plan_batches(recordings, 80, full_context=False))
    assert sorted(index for _, indexes in batches for index in indexes) == list(range(100))
    assert all(recordings[i].n_samples <= n for n, indexes in batches for i in indexes)


@pytest.mark.slow
@pytest.mark.parametrize("full_context", [False, True])
def test_checkpoint_and_model_folder_hear_the_same(
    checkpoint: Path, model_folder: Path, test_set: Path, full_context: bool
) -> None:
    recordings = read_recordings(test_set)[:: 5 if full_context else 2]
    recognisers = [load_recogniser(checkpoint), load_recogniser(model_folder)]
    assert [type(r) for r in recognisers] == [CheckpointRecogniser, ModelFolderRecogniser]
    assert all(r.dynamic_context and r.n_mels == 80 for r in recognisers)
    heard = [recognise(r, recordings, full_context, show_progress=False) for r in recognisers]
    assert heard[0] == heard[1]
    assert len({text[:8] for text in heard[0]}) > len(recordings) // 2, "deaf model"


@pytest.mark.slow
def test_beam_search_hears_otherwise(model_folder: Path, test_set: Path) -> None:
    recordings = read_recordings(test_set)
    greedy = recognise(load_recogniser(model_folder), recordings, show_progress=False)
    beam = recognise(load_recogniser(model_folder, 4), recordings, show_progress=False)
    assert greedy != beam


def test_text_does_not_depend_on_the_batch(model_folder: Path, test_set: Path) -> None:
    recordings = read_recordings(test_set)
    recogniser = load_recogniser(model_folder)
    together = recognise(recogniser, recordings, show_progress=False)
    alone = [recognise(recogniser, [r], show_progress=False)[0] for r in recordings]
    assert together == alone


@pytest.fixture
def own_folder(model_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model_folder, tmp_path / "model")


def test_folder_of_others_needs_the_full_window(own_folder: Path) -> None:
    (own_folder / "model.json").unlink()
    assert load_recogniser(own_folder).dynamic_context is False


def test_dynamic_context_is_read_from_model_json(own_folder: Path) -> None:
    (own_folder / "model.json").write_text(json.dumps({"dynamic_context": False}))
    assert load_recogniser(own_folder).dynamic_context is False
    (own_folder / "model.json").write_text("{}")
    with pytest.raises(ScoringError, match="damaged"):
        load_recogniser(own_folder)


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json"])
def test_incomplete_model_folder(own_folder: Path, name: str) -> None:
    (own_folder / name).unlink()
    with pytest.raises(ScoringError, match=f"lacks {name}"):
        load_recogniser(own_folder)


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_damaged_model_folder(own_folder: Path, name: str) -> None:
    (own_folder / name).write_bytes(b"trasig")
    with pytest.raises(ScoringError, match="cannot be loaded"):
        load_recogniser(own_folder)


def test_neither_checkpoint_nor_model_folder(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ScoringError, match=r"neither a checkpoint .* nor a model folder"):
            load_recogniser(path)


def test_checkpoint_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(TrainingError, match=tmp_path.name):
        load_recogniser(tmp_path)


def test_checkpoint_has_no_beam(checkpoint: Path) -> None:
    with pytest.raises(ScoringError, match="greedily"):
        load_recogniser(checkpoint, beam_size=5)
