"""Which model is offered on which machine, and how quick one is said to be."""

import pytest

from desktop.models.catalogue import (
    BASE,
    LARGE,
    SMALL,
    STARTER_WORK_S,
    TINY,
    find_model,
    list_catalogue,
)
from desktop.models.fit import Machine, Reference, estimate_speed, guess_speed, recommend

GB = 10**9


def offer(memory_gb: float, n_cores: int, *references: Reference) -> str | None:
    model = recommend(list_catalogue(), Machine(int(memory_gb * GB), n_cores), references)
    return model.model_id if model else None


@pytest.mark.parametrize(
    ("memory_gb", "starter_speed", "offered"),
    [
        (1, 100, None),
        (1.5, 100, "kb-whisper-tiny"),
        (16, 20, "kb-whisper-tiny"),  # an old machine: quick enough with the smallest alone
        (16, 1, "kb-whisper-tiny"),  # with none; the quickest there is
        (16, 30, "kb-whisper-base"),
        (16, 86, "kb-whisper-small"),
        (16, 300, "kb-whisper-medium"),
        (16, 600, "kb-whisper-large"),
        (4, 600, "kb-whisper-small"),  # quick, but with little memory
    ],
)
def test_the_model_that_fits_is_offered(
    memory_gb: float, starter_speed: float, offered: str | None
) -> None:
    assert offer(memory_gb, 2, Reference(STARTER_WORK_S, starter_speed)) == offered


def test_what_was_measured_nearest_decides() -> None:
    starter, small = Reference(STARTER_WORK_S, 600), Reference(SMALL.work_s, 1.0)
    assert offer(16, 8, starter) == "kb-whisper-large"
    assert offer(16, 8, starter, small) == "kb-whisper-base"  # small itself has been tried
    assert estimate_speed(LARGE.work_s, [starter, small]) == SMALL.work_s / LARGE.work_s
    assert estimate_speed(SMALL.work_s, [starter, small]) == 1.0
    assert estimate_speed(BASE.work_s, []) is None


def test_before_anything_is_measured_memory_and_cores_decide() -> None:
    assert offer(16, 1) == "kb-whisper-small"
    assert offer(16, 8) == "kb-whisper-large"
    tiny = find_model("kb-whisper-tiny")
    assert tiny is not None and tiny.shape is TINY
    assert guess_speed(tiny, Machine(GB, 4)) == 4 * guess_speed(tiny, Machine(GB, 1))


def test_a_strict_model_is_not_the_standard_one() -> None:
    """Its branch is refused should it hold the standard model's weights."""
    for model in list_catalogue():
        if model.family == "kb-strict":
            standard = find_model(model.model_id.removesuffix("-strict"))
            assert standard is not None
            assert model.other_than == standard.sha256
            assert (model.repo, model.sha256) == (standard.repo, None)
    ids = [model.model_id for model in list_catalogue()]
    assert len(set(ids)) == len(ids) == 16
