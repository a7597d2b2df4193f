"""`python -m scripts.bench [NAME …]`: runs benchmarks and writes what they found.

Each result goes to data/bench/NAME.json, and all of them into docs/benchmarks.md. For figures that
are to be quoted the machine must do nothing else meanwhile.
"""

from __future__ import annotations

import argparse
import signal
import sys
from importlib import import_module
from pathlib import Path

from scripts.bench.measurement import Bench
from scripts.bench.report import make_row, save_result, update_page

# In the order of the page; each is a module with `measure(bench) -> Result`.
NAMES = (
    "live",
    "padded",
    "cuts",
    "noise",
    "vocabulary",
    "start",
    "idle",
    "file",
    "memory",
    "features",
    "library",
)
FOLDER = Path("data/bench")
PAGE = Path("docs/benchmarks.md")


def main() -> int:
    """Runs what argv asks for; 1 when a figure is not as wanted."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all")
    parser.add_argument("--model", type=Path, default=Path("assets/models/starter"))
    parser.add_argument("--quick", action="store_true", help="few repetitions; the page is left")
    options = parser.parse_args()
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    FOLDER.mkdir(parents=True, exist_ok=True)
    bench = Bench(options.model, FOLDER, options.quick)
    all_as_wanted = True
    for name in options.names or NAMES:
        print(f"{name} …", flush=True)
        result = import_module(f"scripts.bench.{name}").measure(bench)
        for measurement in result.measurements:
            print(make_row(measurement), flush=True)
            all_as_wanted = all_as_wanted and measurement.is_as_wanted is not False
        if options.quick:
            save_result(FOLDER / f"{name}-quick.json", name, result)
        else:
            save_result(FOLDER / f"{name}.json", name, result)
            update_page(PAGE, FOLDER, NAMES)
    return 0 if all_as_wanted else 1


if __name__ == "__main__":
    sys.exit(main())
