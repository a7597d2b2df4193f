import json
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from training.features.shard import (
    ShardWriter,
    StoredUtterance,
    StoreError,
    describe_shard,
    shard_path,
)
from training.features.store import FeatureStore, Manifest, write_manifest


def make_utterance(i: int) -> StoredUtterance:
    audio = np.random.default_rng(i).integers(-9000, 9000, 800 + 10 * i) / 32768
    return StoredUtterance(f"id{i}", f"Åsa säger {i}.", f"röst{i % 3}", audio.astype(np.float32))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two shards, of 20 and 13 utterances."""
    folder = tmp_path / "store"
    for name, numbers in (("aa", range(20)), ("bb", range(20, 33))):
        writer = ShardWriter(folder, name)
        for i in numbers:
            writer.add(make_utterance(i))
        writer.drop("too short")
        writer.finish()
    shards = tuple(describe_shard(folder, name) for name in ("aa", "bb"))
    write_manifest(folder, Manifest({"shard_size": 20}, shards))
    return folder


def assert_same(stored: StoredUtterance, original: StoredUtterance) -> None:
    assert (stored.id, stored.text, stored.speaker) == (
        original.id,
        original.text,
        original.speaker,
    )
    assert stored.audio.dtype == np.float32
    np.testing.assert_array_equal(stored.audio, original.audio)


def test_every_utterance_comes_back_in_any_order(store: Path) -> None:
    opened = FeatureStore(store)
    assert len(opened) == 33
    assert opened.n_samples.tolist() == [800 + 10 * i for i in range(33)]
    assert opened.texts()[32] == "Åsa säger 32."
    assert opened.speakers()[:4] == ["röst0", "röst1", "röst2", "röst0"]
    assert opened.ids() == [f"id{i}" for i in range(33)]
    for i in np.random.default_rng(0).permutation(33):
        assert_same(opened[i], make_utterance(i))
    assert [u.id for u in opened] == opened.ids()
    with pytest.raises(IndexError):
        opened[33]
    opened.verify()


def test_manifest_sums_up(store: Path) -> None:
    manifest = FeatureStore(store).manifest
    assert manifest.n_utterances == 33
    assert manifest.dropped == {"too short": 2}
    assert manifest.hours == pytest.approx(sum(800 + 10 * i for i in range(33)) / 16_000 / 3600)


def test_pickled_and_forked_copies_read_too(store: Path) -> None:
    opened = FeatureStore(store)
    assert_same(opened[3], make_utterance(3))
    assert_same(pickle.loads(pickle.dumps(opened))[21], make_utterance(21))

    loader = DataLoader(
        range(33),  # type: ignore[arg-type]
        batch_size=4,
        num_workers=2,
        collate_fn=lambda numbers: [opened[i] for i in numbers],
        multiprocessing_context="fork",
    )
    read = [utterance for batch in loader for utterance in batch]
    assert [u.id for u in read] == opened.ids()
    assert_same(read[30], make_utterance(30))
    assert torch.utils.data.get_worker_info() is None


def test_loud_samples_are_clipped_not_wrapped(tmp_path: Path) -> None:
    writer = ShardWriter(tmp_path, "cc")
    writer.add(StoredUtterance("a", "hej", "", np.array([1.5, -1.5, 1.0, -1.0] * 100, np.float32)))
    writer.finish()
    write_manifest(tmp_path, Manifest({}, (describe_shard(tmp_path, "cc"),)))
    audio = FeatureStore(tmp_path)[0].audio
    np.testing.assert_allclose(audio[:4], [1, -1, 1, -1], atol=1e-4)


def test_missing_manifest(tmp_path: Path, store: Path) -> None:
    with pytest.raises(StoreError, match="no feature store, or one not finished"):
        FeatureStore(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="holds several feature stores; name one of them: store"):
        FeatureStore(tmp_path)


def test_missing_shard(store: Path) -> None:
    shard_path(store, "bb").unlink()
    with pytest.raises(StoreError, match=r"lacks the shard bb\.parquet"):
        FeatureStore(store)


def test_truncated_shard(store: Path) -> None:
    os.truncate(shard_path(store, "bb"), 500)
    with pytest.raises(StoreError, match=r"shard bb .* was altered"):
        FeatureStore(store)


def test_altered_byte_is_found_by_verify(store: Path) -> None:
    path = shard_path(store, "aa")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"shard aa .* was altered"):
        FeatureStore(store).verify()


@pytest.mark.parametrize("content", ["", "{}", '{"format_version": 1}', "[1]"])
def test_damaged_manifest(store: Path, content: str) -> None:
    (store / "manifest.json").write_text(content)
    with pytest.raises(StoreError, match="damaged"):
        FeatureStore(store)


@pytest.mark.parametrize(
    ("key", "value"), [("name", "../aa"), ("name", 7), ("size", "12"), ("n_utterances", None)]
)
def test_manifest_with_a_shard_that_cannot_be(store: Path, key: str, value: object) -> None:
    told = json.loads((store / "manifest.json").read_text())
    told["shards"][0][key] = value
    (store / "manifest.json").write_text(json.dumps(told))
    with pytest.raises(StoreError, match="damaged"):
        FeatureStore(store)


def test_manifest_of_another_version(store: Path) -> None:
    (store / "manifest.json").write_text('{"format_version": 99}')
    with pytest.raises(StoreError, match="format version 99"):
        FeatureStore(store)
