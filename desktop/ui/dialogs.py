"""The small dialogs: which files, which folder, where to save, what the app is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.export.write import FORMATS, get_suffix, pick_format
from desktop.media_files import MEDIA_SUFFIXES
from desktop.ui.format_words import name_format


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


def ask_where_to_save(
    parent: QWidget, name: str, folder: Path, format_: str, with_times: bool
) -> tuple[Path, str] | None:
    """The path that the user chose, and the format; None when they did not.

    `format_` is suggested. What the name ends with counts, unless the user left the suggested name
    and chose another format beside it (not every system's dialog changes the name then).
    """
    filters = {one: f"{name_format(one, with_times)} (*.{get_suffix(one)})" for one in FORMATS}
    suggested = folder / f"{make_file_name(name)}.{get_suffix(format_)}"
    title = QCoreApplication.translate("dialogs", "Spara texten")
    text, used = QFileDialog.getSaveFileName(
        parent, title, str(suggested), ";;".join(filters.values()), filters[format_]
    )
    if not text:
        return None
    wanted = next((one for one, shown in filters.items() if shown == used), format_)
    chosen, path = Path(text), Path(text)
    named = pick_format(path.name)
    if named is None:
        path = path.with_name(f"{path.name}.{get_suffix(wanted)}")
    elif wanted != format_ and named == format_ and not fits(path, wanted):
        path = path.with_name(path.name[: -len(get_suffix(named))] + get_suffix(wanted))
    elif not fits(path, wanted):
        wanted = named
    if path != chosen and path.exists() and not ask_to_replace(parent, path):
        return None
    return path, wanted


def fits(path: Path, format_: str) -> bool:
    """Whether a file of this name can be in the format: möte.csv may hold markers too."""
    return path.suffix.lower() == f".{get_suffix(format_)}"[-len(path.suffix) :]


def ask_to_replace(parent: QWidget, path: Path) -> bool:
    """Whether a file that the dialog has not asked about is to be replaced."""
    title = QCoreApplication.translate("dialogs", "Spara texten")
    text = QCoreApplication.translate("dialogs", "{name} finns redan. Vill du ersätta den?")
    answer = QMessageBox.question(parent, title, text.format(name=path.name))
    return answer == QMessageBox.StandardButton.Yes


def show_about(parent: QWidget, version: str) -> None:
    """What the app is, and its version."""
    text = QCoreApplication.translate(
        "dialogs", "Svenskt tal till text, på din egen dator. Ingenting skickas någonstans."
    )
    title = QCoreApplication.translate("dialogs", "Om Talskrift")
    QMessageBox.about(parent, title, f"<h3>Talskrift {version}</h3><p>{text}</p>")


def make_file_name(name: str) -> str:
    """A job's name as a file's: without a media suffix, and what no file system refuses."""
    stem = Path(name).stem if Path(name).suffix else name
    return "".join("." if char in '<>:"/\\|?*' else char for char in stem).strip(" .") or "text"
