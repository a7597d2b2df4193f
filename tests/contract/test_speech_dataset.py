"""What the app exports of the user's corrected speech is what the training room reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.audio.clip import cut_clip
from desktop.audio.player import FileSound
from desktop.library.corrected_speech import Utterance
from desktop.library.training_speech import bring_up_to_date, export_dataset, list_kept
from training.__main__ import main
from training.corpus.source import open_source
from training.scoring.recordings import read_recordings

TEXTS = ("God morgon, hur mår du i dag?", "Vi åker till stan och köper bröd.")


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Two sentences, cut out of a recording."""
    utterances = [Utterance(0.9, 3.2, TEXTS[0]), Utterance(3.3, 6.2, TEXTS[1])]
    wav, rate_hz = tmp_path / "tal.wav", 44_100
    noise = np.random.default_rng(5).normal(0.0, 0.1, 7 * rate_hz)
    soundfile.write(wav, noise, rate_hz)
    sound = FileSound(wav)
    bring_up_to_date(
        tmp_path,
        "job",
        utterances,
        lambda utterance, path: cut_clip(sound, utterance.start_s, utterance.end_s, path),
    )
    target = tmp_path / "mitt tal åäö"
    export_dataset(list_kept(tmp_path), target)
    return target


def test_training_reads_text_and_sound(dataset: Path) -> None:
    (corpus,) = open_source(str(dataset)).values()
    faults: list[object] = []
    utterances = list(corpus.read(faults.append))
    assert faults == []
    assert [one.text for one in utterances] == list(TEXTS)
    assert [one.id for one in utterances] == ["0001", "0002"]


def test_features_are_made_of_it(dataset: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert main(["features", str(dataset), str(store), "--workers", "1"]) == 0
    recordings = list(read_recordings(store, 10))
    assert [one.text for one in recordings] == list(TEXTS)
    assert all(1.0 < len(one.load()) / 16_000 < 4.0 for one in recordings)
