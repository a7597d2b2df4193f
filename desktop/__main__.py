"""The door of the app: decides from argv what this process is to be, and imports only that.

`talskrift [FILE…]` opens the window, `talskrift transcribe …` works in the terminal,
`talskrift toggle` begins or ends a dictation into the program in front, `talskrift record` a
recording, `talskrift install-desktop` puts the app among the desktop's programs,
`--engine` is the engine process, `--models` the one that downloads models, and `--self-check`
proves an installation.
"""

from __future__ import annotations

import sys
import time
from importlib import metadata
from pathlib import Path

from desktop.start_words import WORDS, find_terminal_language

EXIT_USAGE = 2  # the terminal's (desktop.cli) and the window's codes mean one thing each
EXIT_NO_SAMPLE = 4
EXIT_NO_DISPLAY = 6
EXIT_NOT_WRITTEN = 7


def main(argv: list[str] | None = None) -> int:
    """Run the app as argv asks; returns the exit code of the process."""
    args = list(sys.argv[1:] if argv is None else argv)
    first = args[0] if args else ""
    if first in ("-h", "--help"):
        print(say("help"), end="")
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
    if first == "--find-voices":
        from desktop.engine.find_voices import main as find_voices

        return find_voices(args[1:])
    if first == "--fetching":
        from desktop.fetching.__main__ import main as fetch

        return fetch(args[1:])
    if first == "--self-check":
        return check_self()
    if args == ["--tray"]:
        return open_window([], in_tray=True)
    if args in (["toggle"], ["record"]):
        return do_command(first)
    if first == "install-desktop" and args[1:] in ([], ["--remove"]):
        return change_menu(remove="--remove" in args)
    if first.startswith("-") and first != "-":
        unknown = say("unknown_option").format(option=first)
        print(f"{unknown}\n\n{say('help')}", file=sys.stderr, end="")
        return EXIT_USAGE
    if first:
        from desktop.cli import SUBCOMMANDS
        from desktop.cli import main as run_in_terminal

        if first in SUBCOMMANDS:
            return run_in_terminal(args)
    return open_window([Path(arg) for arg in args])


def do_command(command: str) -> int:
    """Have the window that is open begin or end a dictation or recording, or open one that does."""
    from desktop import paths
    from desktop.ui.handover import hand_over  # a fraction of what the window imports

    if hand_over(paths.user_data_dir(), [], command):
        return 0
    return open_window([], command)


def change_menu(remove: bool) -> int:
    """Put the app among the desktop's programs, or take it away."""
    from desktop.paths import bundled_asset
    from desktop.system import menu_entry
    from desktop.system.autostart import find_command

    if sys.platform != "linux":
        print(say("only_linux"), file=sys.stderr)
        return EXIT_USAGE
    try:
        if remove:
            menu_entry.remove()
            print(say("removed"))
        else:
            path = menu_entry.install(find_command(), bundled_asset("icons"))
            print(say("installed").format(path=path))
    except menu_entry.ForeignEntryError as error:
        print(say("foreign_entry").format(path=error), file=sys.stderr)
        return EXIT_NOT_WRITTEN
    except OSError as error:
        print(say("not_written").format(reason=error), file=sys.stderr)
        return EXIT_NOT_WRITTEN
    return 0


def open_window(files: list[Path], command: str = "", in_tray: bool = False) -> int:
    """Show the window and work until it is closed. `command`: what it does first.

    `in_tray`: begin with the icon among the desktop's alone, where there is a place for it.
    """
    from desktop.display import has_display

    if not has_display():
        print(say("no_display"), file=sys.stderr, end="")
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
        print(say("no_sample").format(folder=bundled_asset("sample")), file=sys.stderr)
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
        return say("not_installed")


def say(name: str) -> str:
    """A text in the terminal's language."""
    return WORDS[find_terminal_language()][name]


if __name__ == "__main__":
    sys.exit(main())
