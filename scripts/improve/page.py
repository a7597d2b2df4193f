"""Tables of what the experiments gained, with intervals, between the marks of docs/improving.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.improve.arms import Arm
from scripts.improve.judge import SETS
from training.scoring.significance import PairedDifference, compare_rates
from training.scoring.wer import Edits, add_edits

BEGIN = "<!-- python -m scripts.improve writes from here: {} -->"
END = "<!-- to here -->"
GROUPS = ("model", "data", "seed")
HEAD = (
    "| changed | judged on | before | after | gained | | arm, processor's time |",
    "|---|---|---|---|---|---|---|",
)


def update_page(page: Path, arms: Sequence[Arm]) -> None:
    """Puts the rows of every experiment that has been judged between its group's marks."""
    text = page.read_text(encoding="utf-8")
    by_name = {arm.name: arm for arm in arms}
    for group in GROUPS:
        begin = BEGIN.format(group)
        before, found, rest = text.partition(begin)
        _, end, after = rest.partition(END)
        if not found or not end:
            raise SystemExit(f"{page} lacks the lines {begin} and {END}")
        of_group = {arm: make_rows(arm, by_name) for arm in arms if arm.group == group}
        lines = [*HEAD, *(row for rows in of_group.values() for row in rows)]
        if missing := [f"{arm.what} (`{arm.name}`)" for arm, rows in of_group.items() if not rows]:
            lines += ["", f"Not measured yet: {'; '.join(missing)}."]
        text = "\n".join([before + begin, "", *lines, "", end + after])
    part = page.with_name(page.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(page)


def make_rows(arm: Arm, by_name: dict[str, Arm]) -> list[str]:
    """A row for each test set; none where either of the two has not been judged."""
    other = by_name[arm.against]
    if not (arm.result_path.exists() and other.result_path.exists()):
        return []
    after, before = (json.loads(a.result_path.read_text(encoding="utf-8")) for a in (arm, other))
    rows = []
    for name in arm.judged_on:
        *cells, gain = compare(name, read_edits(before, name), read_edits(after, name))
        verdict = "by chance" if arm.group == "seed" else judge_gain(gain)
        is_first = name == arm.judged_on[0]
        what = f"{arm.what} (against `{other.name}`)" if is_first else ""
        command = f"`{arm.name}`, {after['trained_s']} s" if is_first else ""
        rows.append(f"| {' | '.join([what, *cells, verdict, command])} |")
    return rows


def compare(
    name: str, before: Sequence[Edits], after: Sequence[Edits]
) -> tuple[str, str, str, str, PairedDifference]:
    """The cells of one test set: its name, both rates, the gain with its interval; and the gain."""
    where, unit, factor = SETS[name]
    gain = compare_rates(before, after)
    rate, new_rate = (f"{factor * add_edits(edits).rate:.1f}" for edits in (before, after))
    interval = f"({factor * gain.low:+.1f} to {factor * gain.high:+.1f})"
    told = f"{factor * gain.difference:+.1f} {interval}"
    return f"{where}, {unit}", rate, new_rate, told, gain


def judge_gain(gain: PairedDifference) -> str:
    if gain.low > 0:
        return "better"
    return "**worse**" if gain.high < 0 else "within noise"


def read_edits(result: dict[str, Any], name: str) -> list[Edits]:
    return [Edits(**edits) for edits in result["sets"][name]]
