"""The small dialogs: which files, which folder, where to save, what the app is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.export.write import FORMATS
from desktop.media_files import MEDIA_SUFFIXES

DEFAULT_FORMAT = "txt"


def ask_for_files(parent: QWidget) -> list[Path]:
    """The media files that the user chose; none when they did not."""
    media = QCoreApplication.translate("dialogs", "Ljud och film")
    everything = QCoreApplication.translate("dialogs", "Alla filer")
    globs = " ".join(f"*{suffix}" for suffix in sorted(MEDIA_SUFFIXES))
    title = QCoreApplication.translate("dialogs", "Öppna filer")
    names, _ = QFileDialog.getOpenFileNames(
        parent, title, "", f"{media} ({globs});;{everything} (*)"
    )
    return [Path(name) for name in names]


def ask_for_media_folder(parent: QWidget) -> Path | None:
    """The folder to search for media files."""
    return _ask_for_folder(parent, QCoreApplication.translate("dialogs", "Öppna mapp"))


def ask_for_model_folder(parent: QWidget) -> Path | None:
    """The model folder to use."""
    return _ask_for_folder(parent, QCoreApplication.translate("dialogs", "Välj modellmapp"))


def _ask_for_folder(parent: QWidget, title: str) -> Path | None:
    name = QFileDialog.getExistingDirectory(parent, title)
    return Path(name) if name else None


def ask_where_to_save(parent: QWidget, name: str, folder: Path) -> Path | None:
    """The path that the user chose, with a suffix of a known format; None when they did not."""
    filters = {format_: f"{name_format(format_)} (*.{format_})" for format_ in FORMATS}
    suggested = folder / f"{make_file_name(name)}.{DEFAULT_FORMAT}"
    title = QCoreApplication.translate("dialogs", "Spara texten")
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


def show_about(parent: QWidget, version: str) -> None:
    """What the app is, and its version."""
    text = QCoreApplication.translate(
        "dialogs", "Svenskt tal till text, på din egen dator. Ingenting skickas någonstans."
    )
    title = QCoreApplication.translate("dialogs", "Om Talskrift")
    QMessageBox.about(parent, title, f"<h3>Talskrift {version}</h3><p>{text}</p>")


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
        "txt": QCoreApplication.translate("dialogs", "Ren text"),
        "srt": QCoreApplication.translate("dialogs", "Undertexter SRT"),
        "vtt": QCoreApplication.translate("dialogs", "Undertexter WebVTT"),
        "json": QCoreApplication.translate("dialogs", "JSON med tider"),
    }
    return names.get(format_, format_)
