"""What the user is told of a recorder's event, in their language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def describe_recorder_event(event: object) -> str:
    """A sentence, or "" for an event that need not be told."""
    from desktop.audio import events  # numpy: not before the window is shown

    match event:
        case events.MuteChanged(muted=True):
            return translate(
                "recorder_words", "Mikrofonen är tyst. Är den avstängd, eller är fel mikrofon vald?"
            )
        case events.MuteChanged(muted=False):
            return translate("recorder_words", "Nu hörs mikrofonen igen.")
        case events.LowDisk():
            return translate(
                "recorder_words",
                "Disken är snart full. Frigör utrymme, annars slutar inspelningen.",
            )
        case events.DeviceChanged(is_fallback=True, name=name):
            return translate(
                "recorder_words", "Spelar in från {name}: den valda mikrofonen finns inte."
            ).format(name=name)
    return ""
