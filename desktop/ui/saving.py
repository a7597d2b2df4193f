"""Asks where a transcript is to be saved, and saves it in the format of the chosen name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.export.write import FORMATS

DEFAULT_FORMAT = "txt"


def ask_where_to_save(parent: QWidget, name: str, folder: Path) -> Path | None:
    """The path that the user chose, with a suffix of a known format; None when they did not."""
    filters = {format_: f"{name_format(format_)} (*.{format_})" for format_ in FORMATS}
    suggested = folder / f"{make_file_name(name)}.{DEFAULT_FORMAT}"
    title = QCoreApplication.translate("saving", "Spara texten")
    chosen, used = QFileDialog.getSaveFileName(
        parent, title, str(suggested), ";;".join(filters.values()), filters[DEFAULT_FORMAT]
    )
    if not chosen:
        return None
    path = Path(chosen)
    if pick_format(path) is not None:
        return path
    format_ = next((key for key, text in filters.items() if text == used), DEFAULT_FORMAT)
    return path.with_name(f"{path.name}.{format_}")


def pick_format(path: Path) -> str | None:
    """The format that a file's name asks for; None for an unknown suffix."""
    suffix = path.suffix.lower().removeprefix(".")
    return suffix if suffix in FORMATS else None


def make_file_name(name: str) -> str:
    """A job's name as a file's: without a media suffix, and what no file system refuses."""
    stem = Path(name).stem if Path(name).suffix else name
    return "".join("." if char in '<>:"/\\|?*' else char for char in stem).strip(" .") or "text"


def name_format(format_: str) -> str:
    """What a format is called in a file dialog."""
    names = {
        "txt": QCoreApplication.translate("saving", "Ren text"),
        "srt": QCoreApplication.translate("saving", "Undertexter SRT"),
        "vtt": QCoreApplication.translate("saving", "Undertexter WebVTT"),
        "json": QCoreApplication.translate("saving", "JSON med tider"),
    }
    return names.get(format_, format_)
