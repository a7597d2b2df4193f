"""Keeps the results of every benchmark as JSON, and makes the table of docs/benchmarks.md of them.

A benchmark that is run alone renews its own rows and leaves the others as they were.
"""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from scripts.bench.measurement import Limit, Measurement, Result

BEGIN = "<!-- make bench writes from here -->"
END = "<!-- to here -->"
HEAD = (
    "| figure | wanted | measured | 95th percentile | n | |",
    "|---|---|---|---|---|---|",
)


def save_result(path: Path, name: str, result: Result) -> None:
    """Writes the JSON of one benchmark, whole."""
    record = {
        "benchmark": name,
        "date": date.today().isoformat(),
        "machine": describe_machine(),
        "commit": find_commit(),
        "measurements": [asdict(measurement) for measurement in result.measurements],
        "raw": result.raw,
    }
    beside = path.with_name(path.name + ".part")
    beside.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    beside.replace(path)


def update_page(page: Path, results: Path, names: Sequence[str]) -> None:
    """Puts the tables of all saved results between the page's two marks."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{page} lacks the lines {BEGIN} and {END}")
    tables = [
        make_table(json.loads(path.read_text(encoding="utf-8")))
        for path in (results / f"{name}.json" for name in names)
        if path.exists()
    ]
    middle = "\n\n".join(["", *tables, ""])
    page.write_text(f"{before}{begin}{middle}{end}{after}", encoding="utf-8")


def make_table(record: dict[str, Any]) -> str:
    """The Markdown of one benchmark's results."""
    title = f"`make bench ONLY={record['benchmark']}`, {record['date']}, {record['machine']}"
    rows = [make_row(read_measurement(data)) for data in record["measurements"]]
    return "\n".join([title, "", *HEAD, *rows])


def read_measurement(data: dict[str, Any]) -> Measurement:
    """The measurement of its JSON."""
    limit = Limit(**data["limit"]) if data["limit"] else None
    return Measurement(**{**data, "values": tuple(data["values"]), "limit": limit})


def make_row(one: Measurement) -> str:
    """One line of the table."""
    wanted = ""
    if one.limit is not None:
        wanted = f"{'≥' if one.limit.at_least else '≤'} {one.limit.value:g} {one.unit}".strip()
    measured = write_value(one, one.measured)
    if len(one.values) > 1:
        measured = f"{one.statistic} {measured}"
    spread = write_value(one, one.percentile_95) if len(one.values) > 4 else ""
    verdict = {True: "", False: "**missed**", None: ""}[one.is_as_wanted]
    remark = "; ".join(part for part in (verdict, one.note) if part)
    cells = (one.figure, wanted, measured, spread, str(len(one.values)), remark)
    return f"| {' | '.join(cells)} |"


def write_value(one: Measurement, value: float) -> str:
    """A value with its unit."""
    if not math.isfinite(value):
        return "not measured" if math.isnan(value) else "never"
    return f"{value:.{one.digits}f} {one.unit}".strip()


def describe_machine() -> str:
    """Cores and processor, in a few words."""
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{len(os.sched_getaffinity(0))} cores of {model}"


def find_commit() -> str:
    """The commit that is checked out, with a + where files differ from it."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
