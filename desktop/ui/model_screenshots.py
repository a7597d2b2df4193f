"""What desktop.ui.screenshots shows of the models: one of each kind of row, and the network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.models.collection import Activity, Collection, Installed, list_entries
from desktop.models.fit import Machine
from desktop.models.measure import Measured
from desktop.models.model_folder import FileEntry, read_model_info
from desktop.paths import bundled_asset
from desktop.settings import Settings
from desktop.ui.main_window import MainWindow
from desktop.ui.models_dialog import ModelsDialog

MODELS_DIR = Path("/home/åsa/.local/share/talskrift/models")
GIGABYTE = 10**9


def make_collection() -> Collection:
    """A machine with a model that was fetched, one that is broken, and one half fetched."""
    info = read_model_info(bundled_asset("models", "starter"))
    weights = {"model.bin": FileEntry(sha256="", size=150_220_943)}
    folder = MODELS_DIR / "kb-whisper-base"
    base = replace(info, name="KB-Whisper base", folder=folder, files=weights)
    broken = MODELS_DIR / "mitt-arbete"
    fault = ("model_missing_file", {"path": str(broken), "file": "model.bin"})
    return Collection(
        starter=Installed(info.folder, info, Measured(86.0, 250_000_000)),
        installed=(
            Installed(base.folder, base, Measured(6.4, 812_000_000)),
            Installed(broken, None, fault=fault),
        ),
        partial={"kb-whisper-medium": 612_000_000},
        machine=Machine(16 * GIGABYTE, 4),
        free_bytes=31 * GIGABYTE,
    )


def show_models(window: MainWindow, settings: Settings) -> QWidget:
    """The models, while one is being downloaded."""
    collection = make_collection()
    activities = {"kb-whisper-small": Activity("download", 211_000_000, 488_550_381, left_s=260.0)}
    faults = {"kb-whisper-large": ("download_no_connection", {"host": "huggingface.co"})}
    entries = list_entries(collection, None, activities, faults, MODELS_DIR)
    dialog = ModelsDialog(lambda: settings.language, window)
    dialog.show_models(entries, collection, offline=False)
    dialog.show()
    return dialog
