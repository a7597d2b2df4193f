"""How many threads are chosen, for made-up times and for a real model."""

from pathlib import Path

import pytest

from desktop.engine.threads import choose_threads, measure_threads, time_decoding
from desktop.errors import ModelError
from desktop.models.model_folder import open_model_folder


def choose(n_cores: int, times_s: dict[int, float]) -> int:
    return choose_threads(n_cores, times_s.__getitem__)


def test_threads_that_gain_little_are_left_for_other_utterances() -> None:
    assert choose(2, {1: 0.100, 2: 0.085}) == 1
    assert choose(4, {1: 0.100, 2: 0.060, 3: 0.055, 4: 0.054}) == 2


def test_threads_that_gain_much_are_used() -> None:
    assert choose(2, {1: 0.100, 2: 0.055}) == 2
    assert choose(4, {1: 0.400, 2: 0.200, 3: 0.140, 4: 0.100}) == 4


def test_more_threads_that_are_slower_are_not_used() -> None:
    assert choose(8, {1: 0.2, 2: 0.11, 3: 0.09, 4: 0.07, 6: 0.1, 8: 0.3}) == 4


def test_a_large_model_gets_all_threads_without_further_tries() -> None:
    assert choose(16, {8: 3.0}) == 8
    assert choose(3, {3: 0.5}) == 3


def test_one_core_needs_no_choice() -> None:
    assert choose(1, {1: 0.1}) == 1


def test_a_real_model_is_measured(tiny_whisper: Path) -> None:
    info = open_model_folder(tiny_whisper)
    assert 0 < time_decoding(info, 1) < 10
    assert measure_threads(info, 2) in (1, 2)


def test_a_model_of_rubbish_is_refused(fake_model: Path) -> None:
    with pytest.raises(ModelError) as caught:
        measure_threads(open_model_folder(fake_model), 2)
    assert caught.value.code == "model_load_failed"
