"""The door of the app: decides from argv what this process is to be, and imports only that.

`talskrift [FILE…]` opens the window, `talskrift transcribe …` works in the terminal,
`talskrift toggle` begins or ends a dictation into the program in front,
`--engine` is the engine process, `--models` the one that downloads models, and `--self-check`
proves an installation.
"""

from __future__ import annotations

import sys
import time
from importlib import metadata
from pathlib import Path

EXIT_USAGE = 2  # the terminal's (desktop.cli) and the window's codes mean one thing each
EXIT_NO_SAMPLE = 4
EXIT_NO_DISPLAY = 6

HELP = """\
talskrift: svenskt tal till text, på din egen dator

  talskrift [FIL …]              öppna fönstret (och skriv ut filerna)
  talskrift transcribe FIL …     skriv ut filer i terminalen (se: talskrift transcribe --help)
  talskrift toggle               börja eller sluta diktera i programmet framför dig; för en tangent
                                 i datorns egna inställningar
  talskrift --self-check         skriv ut den medföljande provinspelningen och visa tiden
  talskrift --version            visa versionen
  talskrift --help               visa den här hjälpen

Swedish speech to text, on your own computer: no arguments or files open the window,
`transcribe` works in the terminal, `toggle` begins or ends a dictation into the program in front,
`--self-check` transcribes the bundled sample.
"""

NO_DISPLAY = """\
Här finns ingen skärm att öppna fönstret på.
Skriv ut en fil i terminalen i stället:  talskrift transcribe FIL
There is no display to open the window on; use: talskrift transcribe FILE
"""


def main(argv: list[str] | None = None) -> int:
    """Run the app as argv asks; returns the exit code of the process."""
    args = list(sys.argv[1:] if argv is None else argv)
    first = args[0] if args else ""
    if first in ("-h", "--help"):
        print(HELP, end="")
        return 0
    if first == "--version":
        print(f"talskrift {find_version()}")
        return 0
    if first == "--engine":
        from desktop.engine.__main__ import main as run_engine

        return run_engine(args[1:])
    if first == "--models":
        from desktop.models.__main__ import main as work_on_models

        return work_on_models(args[1:])
    if first == "--fetching":
        from desktop.fetching.__main__ import main as fetch

        return fetch(args[1:])
    if first == "--self-check":
        return check_self()
    if args == ["--tray"]:
        return open_window([], in_tray=True)
    if args == ["toggle"]:
        return toggle_dictation()
    if first.startswith("-") and first != "-":
        print(f"talskrift: okänt val / unknown option: {first}\n\n{HELP}", file=sys.stderr, end="")
        return EXIT_USAGE
    if first:
        from desktop.cli import SUBCOMMANDS
        from desktop.cli import main as run_in_terminal

        if first in SUBCOMMANDS:
            return run_in_terminal(args)
    return open_window([Path(arg) for arg in args])


def toggle_dictation() -> int:
    """Have the window that is open begin or end a dictation, or else open one that begins."""
    from desktop import paths
    from desktop.ui.handover import hand_over  # a fraction of what the window imports

    if hand_over(paths.user_data_dir(), [], "toggle"):
        return 0
    return open_window([], "toggle")


def open_window(files: list[Path], command: str = "", in_tray: bool = False) -> int:
    """Show the window and work until it is closed. `command`: what it does first.

    `in_tray`: begin with the icon among the desktop's alone, where there is a place for it.
    """
    from desktop.display import has_display

    if not has_display():
        print(NO_DISPLAY, file=sys.stderr, end="")
        return EXIT_NO_DISPLAY
    from desktop.app import run_app

    return run_app(files, find_version(), command, in_tray)


def check_self() -> int:
    """Transcribe the bundled sample through the real engine process; print text and time."""
    from desktop.cli import main as run_in_terminal
    from desktop.paths import bundled_asset

    samples = sorted(
        path
        for path in bundled_asset("sample").glob("*")
        if path.suffix in (".wav", ".flac", ".mp3")
    )
    if not samples:
        print(f"talskrift: provinspelningen saknas / no sample in {bundled_asset('sample')}")
        return EXIT_NO_SAMPLE
    started_s = time.perf_counter()
    code = run_in_terminal(["transcribe", str(samples[0])])
    print(f"{samples[0].name}: {time.perf_counter() - started_s:.1f} s", file=sys.stderr)
    return code


def find_version() -> str:
    """The installed version of the app."""
    try:
        return metadata.version("talskrift")
    except metadata.PackageNotFoundError:
        return "0 (inte installerad / not installed)"


if __name__ == "__main__":
    sys.exit(main())
