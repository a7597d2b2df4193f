"""Tells what a key does to a text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence


def is_typing(event: QKeyEvent) -> bool:
    """Whether a key would write something."""
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    is_command = bool(event.modifiers() & control) and not (
        event.modifiers() & Qt.KeyboardModifier.AltModifier  # AltGr is Ctrl and Alt on Windows
    )
    return bool(event.text()) and event.text().isprintable() and not is_command


def changes_text(event: QKeyEvent) -> bool:
    """Whether a key writes or deletes something, or pastes."""
    key = QKeySequence.StandardKey
    deleting = (
        key.Delete, key.DeleteStartOfWord, key.DeleteEndOfWord, key.DeleteEndOfLine, key.Backspace,
        key.DeleteCompleteLine, key.Paste,
    )  # fmt: skip
    deletes = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
    return is_typing(event) or deletes or any(event.matches(one) for one in deleting)
