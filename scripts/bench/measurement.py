"""What a benchmark found: a figure, the values measured, and whether they are as wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

Statistic = Literal["median", "mean", "max", "min"]


@dataclass(frozen=True)
class Limit:
    """What is wanted of a figure: at most, or at least, this much."""

    value: float
    at_least: bool = False

    def admits(self, measured: float) -> bool:
        return measured >= self.value if self.at_least else measured <= self.value


@dataclass(frozen=True)
class Measurement:
    """One line of the table. `values` are in `unit`; `statistic` of them is held to `limit`."""

    figure: str
    unit: str
    values: tuple[float, ...]
    limit: Limit | None = None
    statistic: Statistic = "median"
    digits: int = 0
    note: str = ""

    @property
    def measured(self) -> float:
        """The statistic; NaN where nothing was measured."""
        if not self.values:
            return float("nan")
        values = np.array(self.values)
        return {
            "median": float(np.median(values)),
            "mean": float(values.mean()),
            "max": float(values.max()),
            "min": float(values.min()),
        }[self.statistic]

    @property
    def percentile_95(self) -> float:
        return float(np.percentile(self.values, 95)) if self.values else float("nan")

    @property
    def is_as_wanted(self) -> bool | None:
        """None where nothing is wanted."""
        return None if self.limit is None else self.limit.admits(self.measured)


@dataclass(frozen=True)
class Result:
    """All that one benchmark gives; `raw` goes into its JSON file only."""

    measurements: tuple[Measurement, ...]
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Bench:
    """What every benchmark is given. `quick`: fewer repetitions, for a look while building."""

    model: Path
    folder: Path  # for what is made once and kept between runs, and for the results
    quick: bool = False

    def cache(self, name: str) -> Path:
        """A folder of this name that is kept between runs."""
        path = self.folder / "cache" / name
        path.mkdir(parents=True, exist_ok=True)
        return path
