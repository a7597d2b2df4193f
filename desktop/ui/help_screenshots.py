"""Pictures of help, keys, diagnostics and other programs' way in, for desktop.ui.screenshots."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from desktop.diagnostics import Facts, Microphone, make_report
from desktop.settings import Settings
from desktop.ui.diagnosing import describe_level
from desktop.ui.diagnostics_dialog import DiagnosticsDialog
from desktop.ui.guide import open_guide
from desktop.ui.http_api_dialog import HttpApiDialog
from desktop.ui.keys_help import open_keys
from desktop.ui.main_window import MainWindow

KEY = "q7Jc0G1v9yX2mT4bR6kZ8wL3nP5sD1fHqA0eU7iO2xV"


def show_guide(window: MainWindow, settings: Settings) -> QWidget:
    """The user's guide, at its beginning."""
    guide = open_guide(window)
    QApplication.processEvents()
    return guide


def show_keys(window: MainWindow, settings: Settings) -> QWidget:
    """All keys."""
    return open_keys(window)


def show_diagnostics(window: MainWindow, settings: Settings) -> QWidget:
    """A report, after a test of the microphone."""
    dialog = DiagnosticsDialog(window)
    facts = Facts(
        version="0.1.0",
        engine_state="ready",
        model_id="starter",
        model_bytes=11_600_000,
        speed=93.0,
        threads=2,
        microphones=(Microphone("ALSA", 2, 44_100.0, is_default=True),),
        tests=("microphone: loudest -18 dBFS",),
    )
    dialog.show_report(make_report(facts, settings, Path("/nowhere")))
    dialog.tell(describe_level(-18.0))
    dialog.show()
    return dialog


def show_http_api(window: MainWindow, settings: Settings) -> QWidget:
    """Address and key."""
    dialog = HttpApiDialog(window)
    dialog.show_state(True, "http://127.0.0.1:8765", KEY)
    dialog.show()
    return dialog


def show_offline(window: MainWindow, settings: Settings) -> None:
    """The empty window of an app that works offline."""
    window.status_line.show_offline(True)
