"""Tells which model fits a machine, and how quick one would be that has not been measured yet.

Pure: what the machine has and what was measured on it come in as arguments.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.models.catalogue import CatalogueModel

MEMORY_SHARE = 0.5  # of all memory, for the engine; the rest is other programs'
SPEED_WANTED = 2.0  # times as quick as speech: an hour's recording in half an hour
OFFERED_FAMILY = "kb"
SAMPLE_S = 8.8  # the sample whose transcription catalogue.Shape.work_s is


@dataclass(frozen=True)
class Machine:
    """What decides over a model beside the speed that is measured."""

    memory_bytes: int
    n_cores: int


@dataclass(frozen=True)
class Reference:
    """The measured speed of a model whose `work_s` is known (catalogue.Shape)."""

    work_s: float
    speed: float


def estimate_speed(work_s: float, references: Iterable[Reference]) -> float | None:
    """Seconds of speech a second, from the measured model nearest in size; None without any."""
    nearest = min(references, key=lambda one: abs(math.log(one.work_s / work_s)), default=None)
    return nearest.speed * nearest.work_s / work_s if nearest else None


def fits_memory(model: CatalogueModel, machine: Machine) -> bool:
    """Whether the machine has the memory for it beside what else is open."""
    return model.shape.memory_bytes <= MEMORY_SHARE * machine.memory_bytes


def recommend(
    catalogue: Iterable[CatalogueModel], machine: Machine, references: Iterable[Reference]
) -> CatalogueModel | None:
    """The largest KB-Whisper that fits the memory and is quick enough, else the quickest that
    fits; None where not even that does. With nothing measured, memory and cores decide."""
    known = tuple(references)
    fitting = [
        model
        for model in catalogue
        if model.family == OFFERED_FAMILY and fits_memory(model, machine)
    ]

    def is_quick(model: CatalogueModel) -> bool:
        speed = estimate_speed(model.shape.work_s, known)
        return (speed or guess_speed(model, machine)) >= SPEED_WANTED

    quick = [model for model in fitting if is_quick(model)]
    if quick:
        return max(quick, key=lambda model: model.shape.work_s)
    return min(fitting, key=lambda model: model.shape.work_s, default=None)


def guess_speed(model: CatalogueModel, machine: Machine) -> float:
    """For a machine on which nothing was measured: as if its cores were those of docs/models.md."""
    return SAMPLE_S / model.shape.work_s * machine.n_cores
