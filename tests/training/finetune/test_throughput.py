"""The comparison measures all three recipes on the clips that it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.features.logmel import LogMel
from training.finetune import throughput
from training.finetune.throughput import (
    PACKED,
    PLAIN,
    SHORT,
    Contest,
    PaddedClips,
    collate_padded,
    compare_throughput,
    make_clips,
    tell,
)

pytestmark = pytest.mark.slow
CONTEST = Contest("least", batch_clips=6, steps=1, rounds=1, precision="fp32")


def test_ours_is_quicker_by_the_padding_that_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throughput.SIZES, "least", (64, 1, 1))
    told: list[str] = []
    speeds = compare_throughput(CONTEST, told.append)
    assert len(told) == 3
    assert {name: len(figures) for name, figures in speeds.items()} == {
        PLAIN: 1,
        SHORT: 1,
        PACKED: 1,
    }
    assert all(figure > 0 for figures in speeds.values() for figure in figures)


def test_the_table_has_medians_and_ratios_within_rounds() -> None:
    rows = tell({PLAIN: [1.0, 4.0, 2.0], SHORT: [5.0, 8.0, 12.0], PACKED: [3.0, 4.0, 8.0]})
    assert rows[2:] == [
        f"| {PLAIN} | 2.00 | 1.0 |",
        f"| {SHORT} | 8.00 | 5.0 |",
        f"| {PACKED} | 4.00 | 3.0 |",
    ]


def test_the_plain_recipe_gets_whole_windows(tmp_path: Path) -> None:
    store = make_clips(tmp_path, CONTEST)
    clips = PaddedClips(store)
    assert len(clips) == len(store) == 12
    assert all(len(u.audio) == 64_000 for u in store)
    batch = collate_padded([clips[0], clips[1]])
    assert batch["input_features"].shape == (2, LogMel(80).filters.shape[0], 3000)
    first = batch["labels"][0]
    assert first[0] == 50273
    assert first[first != -100][-1] == 50257
