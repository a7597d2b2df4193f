"""Make shards on the machines of a Ray cluster: the same shards as in processes of this machine.

A worker makes a shard in a temporary folder and sends the file; only this machine writes to the
store, which the others need not see. The audio must be readable on all of them, under the same
paths. Ray does a shard again whose machine was lost.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import training
from training.errors import TrainingError
from training.features.pipeline import explaining_write_errors, make_shard
from training.features.plan import ShardTask
from training.features.shard import Shard, describe_shard, move_into_place, shard_path

_TASKS_WAITING = 2  # a CPU: so many are planned ahead, and no more
_RETRIES = 5  # of one shard, when its worker or machine is lost


def make_shards_on_ray(tasks: Iterator[ShardTask]) -> Iterator[tuple[ShardTask, Shard]]:
    """Make every task's shard, as many at once as the cluster has CPUs; in any order.

    The cluster is the one of RAY_ADDRESS, or one that Ray starts here. Raises what `make_shard`
    raises, and TrainingError when Ray is not installed, cannot be reached, or gives a shard up.
    """
    with _connecting() as ray:
        make = ray.remote(max_retries=_RETRIES, scheduling_strategy="SPREAD")(_make_file)
        running: dict[Any, ShardTask] = {}
        for task in tasks:
            running[make.remote(task)] = task
            n_cpus = int(ray.cluster_resources().get("CPU", 1))
            while len(running) >= n_cpus * (1 + _TASKS_WAITING):
                yield _take_finished(ray, running)
        while running:
            yield _take_finished(ray, running)


def _make_file(task: ShardTask) -> bytes:
    """The file of the task's shard; runs on a worker."""
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = replace(task, store=Path(folder))
        make_shard(elsewhere)
        return shard_path(elsewhere.store, task.name).read_bytes()


def _take_finished(ray: Any, running: dict[Any, ShardTask]) -> tuple[ShardTask, Shard]:
    [finished], _ = ray.wait(list(running), num_returns=1)
    task = running.pop(finished)
    try:
        file = ray.get(finished)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except ray.exceptions.RayError as error:
        raise TrainingError(
            f"Ray gave the shard {task.name} up: {error}. Run the command again: the shards that "
            "are finished are kept."
        ) from error
    with explaining_write_errors(task.store):
        path = shard_path(task.store, task.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{task.name}.{os.getpid()}.tmp")
        temporary.write_bytes(file)
        move_into_place(temporary, path)
    return task, describe_shard(task.store, task.name)


@contextmanager
def _connecting() -> Iterator[Any]:
    """Ray, connected, with this very code on every machine."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers
    try:
        import ray
    except ImportError as error:
        raise TrainingError("For --executor ray install Ray: pip install ray.") from error
    code = str(Path(training.__file__).parent)
    try:
        ray.init(
            runtime_env={"py_modules": [code]}, log_to_driver=False, logging_level=logging.ERROR
        )
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise TrainingError(
            f"The Ray cluster cannot be used: {error}. Start one with `ray start --head` and set "
            "RAY_ADDRESS to its address, or unset it for one on this machine."
        ) from error
    try:
        yield ray
    finally:
        ray.shutdown()
