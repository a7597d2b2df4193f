import importlib.util
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.__main__ import main
from training.features.on_ray import make_shards_on_ray
from training.features.pipeline import build_store
from training.features.plan import PipelineSettings

from .conftest import WriteDataset, hash_files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="Ray is not installed"),
]

SMALL_SHARDS = PipelineSettings(shard_size=4)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two machines, as far as Ray can tell, of one CPU each: its head and `other`."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    machine = {"num_cpus": 1, "object_store_memory": 100 << 20, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=machine)
    cluster.other = cluster.add_node(**machine)
    cluster.wait_for_nodes()
    yield cluster
    cluster.shutdown()


def is_at_work(node: Any) -> bool:
    """Whether a worker of this machine is in the middle of a shard: Ray names it so meanwhile."""
    [raylet] = node.all_processes["raylet"]
    pid = raylet.process.pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            if Path(f"/proc/{child}/cmdline").read_bytes().startswith(b"ray::_make_file"):
                return True
        except OSError:  # it has ended meanwhile
            continue
    return False


@pytest.mark.timeout(600)  # a cluster starts slowly on a busy machine
def test_a_machine_that_is_lost_in_the_middle_changes_nothing(
    cluster: Any, write_dataset: WriteDataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = 0.1 * np.random.default_rng(0).standard_normal(48_000)
    dataset = write_dataset([(f"Brus {i}.", "a", np.roll(noise, i)) for i in range(120)])
    build_store(dataset, tmp_path / "alone", SMALL_SHARDS, n_workers=1, show_progress=False)

    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    store = tmp_path / "store"
    has_ended = threading.Event()
    n_made: list[int] = []

    def kill_one_at_work() -> None:
        while not has_ended.is_set():
            made = list(store.glob("shards/[0-9a-f]*.parquet"))
            if len(made) >= 3 and is_at_work(cluster.other):
                cluster.remove_node(cluster.other, allow_graceful=False)
                n_made.append(len(made))
                return
            time.sleep(0.005)

    killer = threading.Thread(target=kill_one_at_work)
    killer.start()
    try:
        build_store(
            dataset, store, SMALL_SHARDS, show_progress=False, make_shards=make_shards_on_ray
        )
    finally:
        has_ended.set()
        killer.join()
    assert n_made and n_made[0] < 30
    assert hash_files(store) == hash_files(tmp_path / "alone")


def test_a_cluster_that_is_not_there(
    small_dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "nowhere")
    command = ["features", str(small_dataset), str(tmp_path / "store"), "--executor", "ray"]
    assert main(command) == 1
    assert "RAY_ADDRESS" in capsys.readouterr().err


def test_without_ray(
    small_dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    command = ["features", str(small_dataset), str(tmp_path / "store"), "--executor", "ray"]
    assert main(command) == 1
    assert "pip install ray" in capsys.readouterr().err
