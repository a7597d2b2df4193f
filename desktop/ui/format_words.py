"""What the formats of a saved text are called, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.export.write import TIMED_ON_REQUEST

DEFAULT_FORMAT = "txt"


def name_format(format_: str, with_times: bool) -> str:
    """The format's name; `with_times`: those that may have times will have them."""
    translate = QCoreApplication.translate
    names = {
        "txt": translate("format_words", "Ren text"),
        "docx": translate("format_words", "Word-dokument"),
        "odt": translate("format_words", "OpenDocument-text"),
        "srt": translate("format_words", "Undertexter SRT"),
        "vtt": translate("format_words", "Undertexter WebVTT"),
        "html": translate("format_words", "Webbsida med ljudspelare"),
        "csv": translate("format_words", "Tabell för Excel, CSV"),
        "audition": translate("format_words", "Markörer för Adobe Audition"),
        "json": translate("format_words", "JSON med ordens tider"),
    }
    name = names.get(format_, format_)
    if with_times and format_ in TIMED_ON_REQUEST:
        return translate("format_words", "{name} med tider").format(name=name)
    return name
