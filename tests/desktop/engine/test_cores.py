"""Counting cores on made-up processors: folders as Linux describes them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.engine.cores import count_fast_cores, count_linux_cores, parse_cpu_list

MakeCpus = Callable[[dict[int, dict[str, str]]], Path]


@pytest.fixture
def make_cpus(tmp_path: Path) -> MakeCpus:
    def make(cpus: dict[int, dict[str, str]]) -> Path:
        for number, files in cpus.items():
            for name, text in files.items():
                path = tmp_path / f"cpu{number}" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text + "\n")
        return tmp_path

    return make


SIBLINGS = "topology/thread_siblings_list"
NOTHING = Path("/nonexistent")


def test_two_threads_of_a_core_are_one(make_cpus: MakeCpus) -> None:
    cpus = make_cpus({i: {SIBLINGS: f"{i % 4},{i % 4 + 4}"} for i in range(8)})
    assert count_linux_cores(range(8), cpus, NOTHING) == 4
    assert count_linux_cores([0, 4, 1], cpus, NOTHING) == 2


def test_slow_cores_of_intel_are_left_out(make_cpus: MakeCpus, tmp_path: Path) -> None:
    cpus = make_cpus({i: {SIBLINGS: f"{i - i % 2}-{i - i % 2 + 1}"} for i in range(4)})
    fast = tmp_path / "cpu_core_cpus"
    fast.write_text("0-3\n")
    assert count_linux_cores(range(12), cpus, fast) == 2
    assert count_linux_cores([8, 9, 10], cpus, fast) == 3  # this process may use no other


@pytest.mark.parametrize("name", ["cpu_capacity", "cpufreq/cpuinfo_max_freq"])
def test_weak_cores_are_left_out(make_cpus: MakeCpus, name: str) -> None:
    strengths = [1024, 1000, 1024, 400, 400, 400]  # one of the fast ones is a little less so
    cpus = make_cpus({i: {name: str(strength)} for i, strength in enumerate(strengths)})
    assert count_linux_cores(range(6), cpus, NOTHING) == 3


def test_where_nothing_is_told_every_cpu_is_a_core(tmp_path: Path) -> None:
    assert count_linux_cores(range(3), tmp_path, NOTHING) == 3


def test_lists_of_cpus() -> None:
    assert parse_cpu_list("0-3,8,10-11\n") == {0, 1, 2, 3, 8, 10, 11}
    assert parse_cpu_list("") == set()


def test_this_machine_has_cores() -> None:
    assert count_fast_cores() >= 1
