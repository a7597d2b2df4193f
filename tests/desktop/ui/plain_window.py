"""A real window on the scripted engine. Tells on stdout when it is open and when it is raised.

A question that would wait for the user is told there too, and answered.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMessageBox

from desktop import app

HERE = Path(__file__).parent


def tell(text: str) -> None:
    print(text, flush=True)


real_parts, begin, raise_window = app.real_parts, app.App.begin, app.bring_to_front


def make_parts() -> app.Parts:
    engine = [sys.executable, str(HERE / "scripted_engine.py")]
    return replace(real_parts(), engine_command=engine)


def begin_and_tell(self: app.App, files: list[Path]) -> None:
    begin(self, files)
    tell("open")


def raise_and_tell(window: Any) -> None:
    raise_window(window)
    tell("raised")


app.real_parts, app.App.begin = make_parts, begin_and_tell  # type: ignore[method-assign]
app.bring_to_front = raise_and_tell
QMessageBox.information = lambda parent, title, text: tell(text)  # type: ignore[assignment]
files = [Path(arg) for arg in sys.argv[1:] if arg != "--tray"]
sys.exit(app.run_app(files, "0.0", in_tray="--tray" in sys.argv))
