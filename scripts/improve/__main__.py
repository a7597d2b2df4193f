"""`python -m scripts.improve [ARM …]`: trains small experiments, judges them, writes the tables.

An experiment's recipe goes to data/improve/recipes, which `python -m training finetune` takes as
well; what it got wrong to data/improve/results; the tables of all of them into docs/improving.md.
What has been judged is not trained again: killed, the same command goes on. Needs what `make
starter` leaves.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

import transformers

from scripts.improve.arms import Arm, make_recipe, read_arms, write_recipe
from scripts.improve.judge import judge
from scripts.improve.page import update_page
from scripts.improve.stores import make_store
from training.errors import TrainingError
from training.finetune.recipe import read_recipe
from training.finetune.trainer import train

PAGE = Path("docs/improving.md")


def main() -> int:
    arms = {arm.name: arm for arm in read_arms()}
    parser = argparse.ArgumentParser(prog="python -m scripts.improve", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ARM", help=f"of {', '.join(arms)}; all")
    parser.add_argument("--keep", action="store_true", help="keep the weights, in runs/improve")
    options = parser.parse_args()
    if unknown := set(options.names) - set(arms):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    transformers.logging.set_verbosity_error()
    try:
        for name in options.names or arms:
            run(arms[name], keep=options.keep)
            update_page(PAGE, list(arms.values()))
    except TrainingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run(arm: Arm, *, keep: bool) -> None:
    """Trains and judges an experiment, unless this very recipe has been."""
    recipe = make_recipe(arm)
    if arm.result_path.exists():
        known = json.loads(arm.result_path.read_text(encoding="utf-8"))
        if known["recipe"] == recipe and set(known["sets"]) == set(arm.judged_on):
            return
    print(f"{arm.name}: {arm.what}", flush=True)
    for store in recipe["data"]["train"]:
        make_store(store)
    read = read_recipe(write_recipe(arm))
    before_s = used_s()
    final = train(read)
    trained_s = used_s() - before_s
    # The CTC head is in a stage's weights alone.
    checkpoint = read.folder / "01-letters/best" if arm.base == "scratch" else final
    sets = {name: [asdict(edits) for edits in judge(checkpoint, name)] for name in arm.judged_on}
    result = {"arm": arm.name, "recipe": recipe, "trained_s": round(trained_s), "sets": sets}
    arm.result_path.parent.mkdir(parents=True, exist_ok=True)
    part = arm.result_path.with_suffix(".part")
    part.write_text(json.dumps(result), encoding="utf-8")
    part.replace(arm.result_path)
    if not keep:
        shutil.rmtree(read.folder)


def used_s() -> float:
    """The processor's time of this process and those it has waited for, seconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    sys.exit(main())
